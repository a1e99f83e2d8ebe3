// SPDX-License-Identifier: GPL-2.0
/*
 * Sequence-numbered UDP packets over many flows, and what becomes of them
 *
 * usage: traffic send [OPTION...] ADDRESS
 *        traffic recv [OPTION...]
 *        traffic both [OPTION...] NETNS ADDRESS NETNS ADDRESS
 *   --netns NAME   work in this network namespace
 *   --port N       destination port (20000)
 *   --run N        what is received of another run is stray (0)
 *   --flows N      send: flows, each with a source port of its own (64)
 *   --rate N       send: packets a second, all flows together (2000)
 *   --seconds N    send: how long; 0 for until SIGTERM or SIGINT (10)
 *   --size N       send: octets of UDP payload (64)
 *   --growth N     send: by so many more than the flow's before (0)
 *   --tick N       send: wake up once in so many ms, and send what is due (4)
 *   --timeout N    recv: give up so many seconds after the start (120); both: after
 *                  the senders' end (10)
 *   --output NAME  both: what is printed goes to files (traffic)
 *
 * Packet number i of a run belongs to flow i % flows, is that flow's packet
 * number i / flows, and is due i / rate seconds after the start of the run. A
 * sender that has fallen behind catches up at no more than twice the rate. The
 * sender ends a run with packets that carry the number of packets sent, which
 * are not counted; the receiver reports when it has heard one and then nothing
 * for a while.
 *
 * Both print JSON, an object a line. The receiver: {"listening": PORT} once it
 * can receive; an object with "flow" for each flow; one with "missing_flow" for
 * each gap in a flow's sequence, the times being those at which the packets
 * were due, in seconds of CLOCK_BOOTTIME; and at last one with "received". The
 * sender: one with "sent".
 *
 * "both" is all four at once, in two network namespaces, each with its address:
 * the senders start when the receivers can receive, and are stopped by the same
 * signals. The files are NAME.send.NETNS and NAME.recv.NETNS.
 *
 * What the receiver's own socket dropped is in "socket_drops", what the kernel
 * refused to send in "send_errors": loss of this tool's making.
 *
 * Exit status: 0, whatever was lost; 1 if the end of the run was never heard, or
 * the tool itself lost packets; 2 for a wrong command line.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/sock_diag.h>
#include <linux/types.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SO_MEMINFO
#define SO_MEMINFO	55
#endif

#define MAGIC		0x6c616350
#define SECOND		1000000000ULL
#define FOREVER		UINT64_MAX
#define SOURCE_PORT	30000
#define FLOWS_MAX	1024
#define PACKETS_MAX	(64 * 1024 * 1024)
#define SOCKET_BUFFER	(16 << 20)
#define END_PACKETS	32
#define END_INTERVAL	(4 * SECOND / 1000)
#define END_SILENCE_MS	300
#define BATCH		32
#define SIZE_MAX_UDP	1472

enum kind { DATA, END };

/* All fields big endian. */
struct packet {
	__u32 magic;
	__u32 kind;
	__u32 run;
	__u32 flows;
	__u32 rate;
	__u32 number;	/* of an END: how many were sent */
	__u64 start;
};

static struct {
	const char *netns;
	unsigned int port;
	unsigned int run;
	unsigned int flows;
	unsigned int rate;
	unsigned int seconds;
	unsigned int size;
	unsigned int growth;
	unsigned int tick;
	unsigned int timeout;
	const char *output;
} option = {
	.port = 20000,
	.flows = 64,
	.rate = 2000,
	.seconds = 10,
	.size = 64,
	.tick = 4,
	.output = "traffic",
};

static bool stop;
static pid_t senders[2], receivers[2];

static void on_signal(int signal)
{
	unsigned int i;

	(void)signal;
	for (i = 0; i < 2; i++)
		if (senders[i])
			kill(senders[i], SIGTERM);
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
}

/* Who has not heard of the end by then never will. */
static void on_alarm(int signal)
{
	unsigned int i;

	(void)signal;
	for (i = 0; i < 2; i++)
		if (receivers[i])
			kill(receivers[i], SIGTERM);
}

static bool stopped(void)
{
	return __atomic_load_n(&stop, __ATOMIC_RELAXED);
}

static void die(const char *what)
{
	fprintf(stderr, "traffic: %s: %s\n", what, strerror(errno));
	exit(1);
}

static __u64 now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return ts.tv_sec * SECOND + ts.tv_nsec;
}

static void sleep_until(__u64 when)
{
	struct timespec ts = {
		.tv_sec = when / SECOND,
		.tv_nsec = when % SECOND,
	};

	while (clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &ts, NULL) &&
	       !stopped())
		;
}

static int open_socket(unsigned int port, int buffer)
{
	struct sockaddr_in local = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
	};
	int size = SOCKET_BUFFER;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	/* Several may send at once; of several receivers one would hear nothing. */
	int shared = buffer == SO_SNDBUFFORCE;

	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &shared, sizeof(shared)) ||
	    bind(fd, (struct sockaddr *)&local, sizeof(local)))
		die("socket");
	if (setsockopt(fd, SOL_SOCKET, buffer, &size, sizeof(size)))
		die("socket buffer");
	return fd;
}

/* Sending */

static int sender[FLOWS_MAX];
static unsigned int send_errors;
static __u64 latest;		/* how late a packet was, at worst */

static void send_packet(const struct sockaddr_in *to, unsigned int flow,
			enum kind kind, unsigned int number, __u64 start)
{
	char buffer[1500] = {};
	struct packet packet = {
		.magic = htobe32(MAGIC),
		.kind = htobe32(kind),
		.run = htobe32(option.run),
		.flows = htobe32(option.flows),
		.rate = htobe32(option.rate),
		.number = htobe32(number),
		.start = htobe64(start),
	};

	memcpy(buffer, &packet, sizeof(packet));
	if (sendto(sender[flow], buffer, option.size + option.growth * flow, 0,
		   (const struct sockaddr *)to, sizeof(*to)) < 0 &&
	    kind == DATA)
		send_errors++;
}

/* One tick: send what is due from packet i on; returns the next packet. */
static unsigned int send_due(const struct sockaddr_in *to, unsigned int i,
			     unsigned int limit, __u64 start)
{
	const __u64 tick = option.tick * SECOND / 1000;
	__u64 due = start + i * SECOND / option.rate;
	__u64 woken = now();
	unsigned int burst;

	if (woken < due)
		sleep_until(due);
	else if (woken - due > latest)
		latest = woken - due;

	woken = now();
	burst = 2 * option.rate * tick / SECOND + 1;
	for (; i < limit && !stopped() && burst--; i++) {
		due = start + i * SECOND / option.rate;
		if (due > woken)
			break;
		send_packet(to, i % option.flows, DATA, i, start);
	}
	sleep_until(woken + tick);
	return i;
}

static int send_all(const char *address)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(option.port),
	};
	unsigned int i, round, limit;
	__u64 start, due;

	if (inet_pton(AF_INET, address, &to.sin_addr) != 1) {
		fprintf(stderr, "traffic: '%s' is no IPv4 address\n", address);
		return 2;
	}
	for (i = 0; i < option.flows; i++)
		sender[i] = open_socket(SOURCE_PORT + i, SO_SNDBUFFORCE);

	limit = option.seconds ? option.seconds * option.rate : PACKETS_MAX;
	i = 0;
	start = now();
	while (i < limit && !stopped())
		i = send_due(&to, i, limit, start);
	due = now();
	printf("{\"sent\":%u,\"send_errors\":%u,\"latest_ms\":%.1f,",
	       i, send_errors, latest / 1e6);
	printf("\"start\":%.3f,\"end\":%.3f}\n", start / 1e9, due / 1e9);
	fflush(stdout);

	/* A flow's last packets must not be overtaken by the news of the end. */
	stop = false;
	for (round = 0; round < END_PACKETS; round++) {
		due += END_INTERVAL;
		sleep_until(due);
		send_packet(&to, round % option.flows, END, i, start);
	}
	return send_errors ? 1 : 0;
}

/* Receiving */

static int ready_fd = -1;	/* closed when we can receive */

struct flow {
	unsigned int received;
	unsigned int duplicated;
	unsigned int reordered;
	unsigned int next;	/* one above the highest seen */
};

static struct flow flows[FLOWS_MAX];
static __u8 *seen;		/* by the packet's number */
static struct packet first;	/* of the run, in host order */
static bool begun, ended;
static unsigned int sent, highest, stray;

/* In host order; false if it is none of ours. */
static bool parse(struct packet *p, const void *data, size_t len)
{
	if (len < sizeof(*p))
		return false;
	memcpy(p, data, sizeof(*p));
	p->kind = be32toh(p->kind);
	p->run = be32toh(p->run);
	p->flows = be32toh(p->flows);
	p->rate = be32toh(p->rate);
	p->number = be32toh(p->number);
	p->start = be64toh(p->start);
	return be32toh(p->magic) == MAGIC && p->run == option.run &&
	       p->flows && p->flows <= FLOWS_MAX && p->rate &&
	       p->number < PACKETS_MAX &&
	       (!begun || p->start == first.start);
}

static void count(const struct packet *p)
{
	struct flow *flow = &flows[p->number % p->flows];
	unsigned int sequence = p->number / p->flows;

	if (seen[p->number]) {
		flow->duplicated++;
		return;
	}
	seen[p->number] = 1;
	flow->received++;
	if (sequence < flow->next)
		flow->reordered++;
	else
		flow->next = sequence + 1;
	if (p->number >= highest)
		highest = p->number + 1;
}

static void receive(const void *data, size_t len)
{
	struct packet p;

	if (!parse(&p, data, len)) {
		stray++;
		return;
	}
	if (!begun) {
		first = p;
		begun = true;
	}
	if (p.kind == END) {
		sent = p.number;
		ended = true;
	} else {
		count(&p);
	}
}

static void receive_batch(int fd)
{
	static char buffer[BATCH][1500];
	struct mmsghdr message[BATCH] = {};
	struct iovec iov[BATCH];
	int i, n;

	for (i = 0; i < BATCH; i++) {
		iov[i].iov_base = buffer[i];
		iov[i].iov_len = sizeof(buffer[i]);
		message[i].msg_hdr.msg_iov = &iov[i];
		message[i].msg_hdr.msg_iovlen = 1;
	}
	n = recvmmsg(fd, message, BATCH, MSG_DONTWAIT, NULL);
	for (i = 0; i < n; i++)
		receive(buffer[i], message[i].msg_len);
}

static unsigned int socket_drops(int fd)
{
	__u32 info[SK_MEMINFO_VARS] = {};
	socklen_t len = sizeof(info);

	if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info, &len))
		die("SO_MEMINFO");
	return info[SK_MEMINFO_DROPS];
}

static double due_time(unsigned int flow, unsigned int sequence)
{
	__u64 number = (__u64)sequence * first.flows + flow;

	return (first.start + number * SECOND / first.rate) / 1e9;
}

/* The gaps of a flow; returns how many packets are missing. */
static unsigned int report_missing(unsigned int flow, unsigned int total)
{
	unsigned int i, from, missing = 0;

	for (i = 0; i < total; i++) {
		if (seen[i * first.flows + flow])
			continue;
		from = i;
		while (i + 1 < total && !seen[(i + 1) * first.flows + flow])
			i++;
		missing += i + 1 - from;
		printf("{\"missing_flow\":%u,\"from\":%u,\"to\":%u,",
		       flow, from, i);
		printf("\"time_from\":%.3f,\"time_to\":%.3f}\n",
		       due_time(flow, from), due_time(flow, i));
	}
	return missing;
}

static void report_flow(unsigned int i, unsigned int missing)
{
	printf("{\"flow\":%u,\"source_port\":%u,\"received\":%u,",
	       i, SOURCE_PORT + i, flows[i].received);
	printf("\"missing\":%u,\"duplicated\":%u,\"reordered\":%u}\n",
	       missing, flows[i].duplicated, flows[i].reordered);
}

static int report(int fd)
{
	unsigned int drops = socket_drops(fd), missing = 0, lost, total, i;
	struct flow sum = {};

	if (!ended)
		sent = highest;
	for (i = 0; i < first.flows; i++) {
		/* How many of the packets sent were this flow's. */
		total = (sent + first.flows - 1 - i) / first.flows;
		lost = report_missing(i, total);
		report_flow(i, lost);
		missing += lost;
		sum.received += flows[i].received;
		sum.duplicated += flows[i].duplicated;
		sum.reordered += flows[i].reordered;
	}
	printf("{\"received\":%u,\"sent\":%u,\"missing\":%u,",
	       sum.received, sent, missing);
	printf("\"duplicated\":%u,\"reordered\":%u,\"stray\":%u,",
	       sum.duplicated, sum.reordered, stray);
	printf("\"socket_drops\":%u,\"ended\":%s}\n",
	       drops, ended ? "true" : "false");
	return drops || !ended ? 1 : 0;
}

static int receive_all(__u64 deadline)
{
	struct pollfd poller = { .events = POLLIN };
	int n;

	seen = mmap(NULL, PACKETS_MAX, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (seen == MAP_FAILED)
		die("memory");
	poller.fd = open_socket(option.port, SO_RCVBUFFORCE);
	printf("{\"listening\":%u}\n", option.port);
	fflush(stdout);
	if (ready_fd >= 0)
		close(ready_fd);

	while (!stopped() && now() < deadline) {
		n = poll(&poller, 1, END_SILENCE_MS);
		if (n > 0)
			receive_batch(poller.fd);
		else if (!n && ended)
			break;
	}
	return report(poller.fd);
}

/* Both ways */

static void enter_netns(const char *netns)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", netns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		die(path);
	close(fd);
}

/* A child, whose return value is 0, works in a namespace of its own. */
static pid_t begin(const char *what, const char *netns)
{
	char file[512];
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (pid)
		return pid;
	memset(senders, 0, sizeof(senders));
	memset(receivers, 0, sizeof(receivers));
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	snprintf(file, sizeof(file), "%s.%s.%s", option.output, what, netns);
	if (!freopen(file, "w", stdout))
		die(file);
	enter_netns(netns);
	return 0;
}

/* Returns when both receivers can receive, or are gone. */
static void begin_receivers(char **argv)
{
	char nothing;
	int ready[2];
	int i;

	if (pipe2(ready, O_CLOEXEC))
		die("pipe");
	for (i = 0; i < 2; i++) {
		pid_t pid = begin("recv", argv[2 * i]);

		receivers[i] = pid;
		if (pid)
			continue;
		close(ready[0]);
		ready_fd = ready[1];
		exit(receive_all(FOREVER));
	}
	close(ready[1]);
	while (read(ready[0], &nothing, 1) < 0 && errno == EINTR)
		;
	close(ready[0]);
}

static bool ended_well(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

/* NETNS ADDRESS NETNS ADDRESS */
static int both(char **argv)
{
	bool good = true;
	pid_t pid;
	int i;

	begin_receivers(argv);
	for (i = 0; i < 2; i++) {
		pid = begin("send", argv[2 * i]);
		if (!pid)
			exit(send_all(argv[2 * !i + 1]));
		senders[i] = pid;
	}
	if (stopped())
		on_signal(SIGTERM);
	for (i = 0; i < 2; i++)
		good &= ended_well(senders[i]);
	alarm(option.timeout ?: 10);
	for (i = 0; i < 2; i++) {
		good &= ended_well(receivers[i]);
		receivers[i] = 0;
	}
	return !good;
}

/* The command line */

static int syntax(void)
{
	fputs("usage: traffic send [--netns NAME] [--port N] [--run N] [--flows N]\n"
	      "                    [--rate N] [--seconds N] [--size N] [--growth N]\n"
	      "                    [--tick MS] ADDRESS\n"
	      "       traffic recv [--netns NAME] [--port N] [--run N] [--timeout N]\n"
	      "       traffic both [--output NAME] [OPTION...] NETNS ADDRESS NETNS ADDRESS\n",
	      stderr);
	return 2;
}

static const struct option options[] = {
	{ "netns", required_argument, NULL, 'n' },
	{ "port", required_argument, NULL, 'p' },
	{ "run", required_argument, NULL, 'u' },
	{ "flows", required_argument, NULL, 'f' },
	{ "rate", required_argument, NULL, 'r' },
	{ "seconds", required_argument, NULL, 's' },
	{ "size", required_argument, NULL, 'z' },
	{ "growth", required_argument, NULL, 'g' },
	{ "tick", required_argument, NULL, 'k' },
	{ "timeout", required_argument, NULL, 't' },
	{ "output", required_argument, NULL, 'o' },
	{}
};

static void set_number(unsigned int *value, unsigned long min, unsigned long max)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(optarg, &end, 10);
	if (errno || end == optarg || *end || n < min || n > max) {
		fprintf(stderr, "traffic: '%s' is not a number from %lu to %lu\n",
			optarg, min, max);
		exit(2);
	}
	*value = n;
}

static bool parse_option(int c)
{
	switch (c) {
	case 'n':
		option.netns = optarg;
		break;
	case 'p':
		set_number(&option.port, 1, UINT16_MAX);
		break;
	case 'u':
		set_number(&option.run, 0, UINT32_MAX);
		break;
	case 'f':
		set_number(&option.flows, 1, FLOWS_MAX);
		break;
	case 'r':
		set_number(&option.rate, 1, 1000000);
		break;
	case 's':
		set_number(&option.seconds, 0, 3600);
		break;
	case 'z':
		set_number(&option.size, sizeof(struct packet), SIZE_MAX_UDP);
		break;
	case 'g':
		set_number(&option.growth, 0, SIZE_MAX_UDP);
		break;
	case 'k':
		set_number(&option.tick, 1, 1000);
		break;
	case 'o':
		option.output = optarg;
		break;
	case 't':
		set_number(&option.timeout, 1, 3600);
		break;
	default:
		return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_signal };
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (!parse_option(c))
			return syntax();
	argc -= optind;
	argv += optind;
	if ((__u64)option.seconds * option.rate > PACKETS_MAX ||
	    option.size + option.growth * (option.flows - 1) > SIZE_MAX_UDP)
		return syntax();

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	action.sa_handler = on_alarm;
	sigaction(SIGALRM, &action, NULL);
	if (option.netns)
		enter_netns(option.netns);
	if (argc == 5 && !strcmp(argv[0], "both"))
		return both(argv + 1);
	if (argc == 2 && !strcmp(argv[0], "send"))
		return send_all(argv[1]);
	if (argc == 1 && !strcmp(argv[0], "recv"))
		return receive_all(now() + (option.timeout ?: 120) * SECOND);
	return syntax();
}
