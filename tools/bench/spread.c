// SPDX-License-Identifier: GPL-2.0
/*
 * Which port of a link aggregation group carries which flow
 *
 * usage: spread KIND FLOWS FILE DEV PORT... [options]
 *   --only FILE:N    only those flows that were on port N by that FILE
 *   --before FILE    say how many flows have moved since it was written
 *   --failed N       the port that has failed since: its flows had to move
 *
 * Sends one UDP datagram of each flow through DEV, from a packet socket, and
 * looks at each PORT for what leaves by it. FILE then has an octet for each flow:
 * the number of its port, from 0 on in the order given; 255 for none, or not
 * sent. Prints JSON: how many were sent, how many each port carried, how many
 * none did; and with --before how many flows moved, and how many of them had
 * not to.
 *
 * KIND          the flows, of UDP over IPv4
 * ------------  ---------------------------------------------------------------
 * random        random addresses and ports
 * sequential    clients with consecutive addresses, 100 consecutive ports each,
 *               and one server
 * same-port     100 clients and one server, the source port being the
 *               destination port
 * symmetric     random flows, each followed by its opposite direction
 * mirrored      host N of one network with host N of another, on equal ports
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <linux/if_packet.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAGIC		0x73707264
#define BATCH		64
#define PORTS_MAX	64
#define NO_PORT		255

struct frame {
	struct ether_header eth;
	struct iphdr ip;
	struct udphdr udp;
	uint32_t magic;
	uint32_t flow;
	uint8_t padding[10];
} __attribute__((packed));

struct flow {
	uint32_t saddr, daddr;
	uint16_t sport, dport;
};

static const char *only_file, *before_file;
static int only_port = -1, failed = -1;
static uint8_t *port_of, *before, *only;
static unsigned int flows, ports;
static int port_fd[PORTS_MAX];

static void die(const char *what)
{
	fprintf(stderr, "spread: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* Flows */

/* The same numbers for every device and every run: splitmix64. */
static uint64_t random_number(uint64_t n)
{
	uint64_t z = (n + 1) * 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

static struct flow random_flow(uint32_t i)
{
	uint64_t addresses = random_number(2ULL * i);
	uint64_t rest = random_number(2ULL * i + 1);

	return (struct flow){ addresses, addresses >> 32, rest, rest >> 16 };
}

static struct flow sequential_flow(uint32_t i)
{
	return (struct flow){ 0x0a000001 + i / 100, 0xc0000201,
			      32768 + i % 100, 443 };
}

static struct flow same_port_flow(uint32_t i)
{
	uint16_t port = 1024 + i / 100;

	return (struct flow){ 0x0a000001 + i % 100, 0xc0000201, port, port };
}

static struct flow symmetric_flow(uint32_t i)
{
	struct flow f = random_flow(i / 2);

	if (i & 1)
		return (struct flow){ f.daddr, f.saddr, f.dport, f.sport };
	return f;
}

static struct flow mirrored_flow(uint32_t i)
{
	return (struct flow){ 0x0a000000 + i, 0x0b000000 + i, 40000, 40000 };
}

static const struct kind {
	const char *name;
	struct flow (*flow)(uint32_t i);
} kinds[] = {
	{ "random", random_flow },
	{ "sequential", sequential_flow },
	{ "same-port", same_port_flow },
	{ "symmetric", symmetric_flow },
	{ "mirrored", mirrored_flow },
};

static const struct kind *kind;

static void make_frame(struct frame *frame, uint32_t i)
{
	struct flow f = kind->flow(i);

	*frame = (struct frame){
		.eth = {
			.ether_dhost = { 2, 0, 0, 0, 1, 2 },
			.ether_shost = { 2, 0, 0, 0, 1, 1 },
			.ether_type = htons(ETHERTYPE_IP),
		},
		.ip = {
			.version = 4,
			.ihl = 5,
			.tot_len = htons(sizeof(*frame) - sizeof(frame->eth)),
			.ttl = 64,
			.protocol = IPPROTO_UDP,
			.saddr = htonl(f.saddr),
			.daddr = htonl(f.daddr),
		},
		.udp = {
			.source = htons(f.sport),
			.dest = htons(f.dport),
			.len = htons(sizeof(*frame) - sizeof(frame->eth) -
				     sizeof(frame->ip)),
		},
		.magic = MAGIC,
		.flow = i,
	};
}

/* Sending, and looking at the ports */

static int open_packet(const char *dev, int protocol)
{
	struct sockaddr_ll ll = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = if_nametoindex(dev),
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);

	if (fd < 0 || !ll.sll_ifindex ||
	    bind(fd, (struct sockaddr *)&ll, sizeof(ll)))
		die(dev);
	return fd;
}

static void look_at(unsigned int port)
{
	static struct frame frame[BATCH];
	struct mmsghdr message[BATCH] = {};
	struct iovec iov[BATCH];
	int i, n;

	for (i = 0; i < BATCH; i++) {
		iov[i].iov_base = &frame[i];
		iov[i].iov_len = sizeof(frame[i]);
		message[i].msg_hdr.msg_iov = &iov[i];
		message[i].msg_hdr.msg_iovlen = 1;
	}
	n = recvmmsg(port_fd[port], message, BATCH, 0, NULL);
	for (i = 0; i < n; i++)
		if (message[i].msg_len == sizeof(frame[i]) &&
		    frame[i].magic == MAGIC && frame[i].flow < flows)
			port_of[frame[i].flow] = port;
}

static void send_batch(int fd, struct frame *frame, unsigned int n)
{
	struct mmsghdr message[BATCH] = {};
	struct iovec iov[BATCH];
	unsigned int i;

	for (i = 0; i < n; i++) {
		iov[i].iov_base = &frame[i];
		iov[i].iov_len = sizeof(frame[i]);
		message[i].msg_hdr.msg_iov = &iov[i];
		message[i].msg_hdr.msg_iovlen = 1;
	}
	if (sendmmsg(fd, message, n, 0) != (int)n)
		die("cannot send");
	for (i = 0; i < ports; i++)
		look_at(i);
}

/* Returns how many. */
static unsigned int send_all(int fd)
{
	static struct frame frame[BATCH];
	unsigned int n = 0, sent = 0;
	uint32_t i;

	for (i = 0; i < flows; i++) {
		if (only && only[i] != only_port)
			continue;
		make_frame(&frame[n++], i);
		sent++;
		if (n == BATCH) {
			send_batch(fd, frame, n);
			n = 0;
		}
	}
	if (n)
		send_batch(fd, frame, n);
	return sent;
}

/* Files and what they tell */

static uint8_t *load(const char *name)
{
	uint8_t *octets = malloc(flows);
	FILE *file = fopen(name, "r");

	if (!octets || !file || fread(octets, 1, flows, file) != flows)
		die(name);
	fclose(file);
	return octets;
}

static void save(const char *name)
{
	FILE *file = fopen(name, "w");

	if (!file || fwrite(port_of, 1, flows, file) != flows || fclose(file))
		die(name);
}

static void report(unsigned int sent)
{
	unsigned int carried[PORTS_MAX] = {}, none = sent, moved = 0, needless = 0;
	uint32_t i;

	for (i = 0; i < flows; i++) {
		if (port_of[i] == NO_PORT)
			continue;
		carried[port_of[i]]++;
		none--;
		if (before && before[i] != port_of[i]) {
			moved++;
			needless += before[i] != failed;
		}
	}
	printf("{\"sent\":%u,\"none\":%u,\"carried\":[", sent, none);
	for (i = 0; i < ports; i++)
		printf("%s%u", i ? "," : "", carried[i]);
	printf("]");
	if (before)
		printf(",\"moved\":%u,\"needless\":%u", moved, needless);
	printf("}\n");
}

/* The command line */

static int syntax(void)
{
	fputs("usage: spread KIND FLOWS FILE DEV PORT... [--only FILE:N] [--before FILE] [--failed N]\n",
	      stderr);
	return 2;
}

static const struct option options[] = {
	{ "only", required_argument, NULL, 'o' },
	{ "before", required_argument, NULL, 'b' },
	{ "failed", required_argument, NULL, 'f' },
	{}
};

static bool parse_option(int c)
{
	char *colon;

	switch (c) {
	case 'o':
		colon = strrchr(optarg, ':');
		if (!colon)
			return false;
		*colon = '\0';
		only_file = optarg;
		only_port = atoi(colon + 1);
		return true;
	case 'b':
		before_file = optarg;
		return true;
	case 'f':
		failed = atoi(optarg);
		return true;
	}
	return false;
}

static bool find_kind(const char *name)
{
	unsigned int i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(kinds[i].name, name))
			kind = &kinds[i];
	return kind;
}

int main(int argc, char **argv)
{
	unsigned int i, sent;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (!parse_option(c))
			return syntax();
	argc -= optind;
	argv += optind;
	if (argc < 5 || argc > 4 + PORTS_MAX || !find_kind(argv[0]))
		return syntax();
	flows = strtoul(argv[1], NULL, 10);
	ports = argc - 4;
	port_of = malloc(flows);
	if (!flows || !port_of)
		return syntax();
	memset(port_of, NO_PORT, flows);
	if (before_file)
		before = load(before_file);
	if (only_file)
		only = load(only_file);
	for (i = 0; i < ports; i++)
		port_fd[i] = open_packet(argv[4 + i], ETH_P_ALL);
	sent = send_all(open_packet(argv[3], 0));
	save(argv[2]);
	report(sent);
	return 0;
}
