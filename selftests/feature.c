// SPDX-License-Identifier: GPL-2.0
/*
 * What no other tool asks of a device
 *
 * usage: feature hwtstamp DEV get
 *        feature hwtstamp DEV set TX-TYPE RX-FILTER FLAGS
 *        feature mii DEV
 *        feature send ADDRESS SEGMENTS
 *        feature listen PORT
 *        feature loopback DEV
 *        feature clock DEV
 *        feature xdp FILE pass|drop|tx
 *        feature xdp FILE redirect DEV
 *
 * hwtstamp  ask the hardware for time stamps, or what was asked; prints "TX-TYPE
 *           RX-FILTER FLAGS", as numbers
 * mii       whether there is a link, as MII has it: "up" or "down"
 * send      send, in one call, a UDP datagram for each segment, of 1000 octets, which
 *           the kernel may leave in one piece as far as it can, and wait until the
 *           kernel says when they were sent
 * listen    receive one TCP connection, and print how many octets came by it
 * loopback  send a datagram to a multicast group by DEV, from a socket that is bound
 *           to DEV and in that group: it must hear it within a second
 * clock     have a socket that is bound to DEV take its time stamps from one of the
 *           device's virtual clocks
 * xdp       load an XDP program and keep it in FILE, of a bpf file system. It
 *           does so with IPv4, and passes all else.
 *
 * Exit status: 0; 1 with the error's name where the kernel refuses; 2 for a
 * wrong command line.
 */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/mii.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <linux/errqueue.h>
#include <net/if.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static int usage(void)
{
	fprintf(stderr, "feature: see the head of feature.c\n");
	return 2;
}

static int refused(const char *what)
{
	fprintf(stderr, "feature: %s: %s\n", what, strerrorname_np(errno));
	return 1;
}

static int ask(const char *dev, unsigned long cmd, struct ifreq *ifr)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	snprintf(ifr->ifr_name, IFNAMSIZ, "%s", dev);
	return ioctl(fd, cmd, ifr);
}

static int hwtstamp(int argc, char **argv)
{
	struct hwtstamp_config config = {};
	struct ifreq ifr = { .ifr_data = (void *)&config };
	unsigned long cmd = SIOCGHWTSTAMP;

	if (argc == 5 && !strcmp(argv[1], "set")) {
		cmd = SIOCSHWTSTAMP;
		config.tx_type = atoi(argv[2]);
		config.rx_filter = atoi(argv[3]);
		config.flags = atoi(argv[4]);
	} else if (argc != 2 || strcmp(argv[1], "get")) {
		return usage();
	}
	if (ask(argv[0], cmd, &ifr))
		return refused("hwtstamp");
	printf("%d %d %d\n", config.tx_type, config.rx_filter, config.flags);
	return 0;
}

static int mii(const char *dev)
{
	struct ifreq ifr = {};
	struct mii_ioctl_data *data = (struct mii_ioctl_data *)&ifr.ifr_data;

	data->reg_num = MII_BMSR;
	if (ask(dev, SIOCGMIIREG, &ifr))
		return refused("mii");
	puts(data->val_out & BMSR_LSTATUS ? "up" : "down");
	return 0;
}

/* UDP in many segments, of which the kernel makes one time stamp */

#define SEGMENT		1000
#define SEGMENTS_MAX	60
#define PORT		9		/* discard */

static bool is_stamp(const struct cmsghdr *cmsg)
{
	struct scm_timestamping stamp;

	if (cmsg->cmsg_level != SOL_SOCKET ||
	    cmsg->cmsg_type != SCM_TIMESTAMPING)
		return false;
	memcpy(&stamp, CMSG_DATA(cmsg), sizeof(stamp));
	return stamp.ts[0].tv_sec;
}

static bool stamped(int fd)
{
	char control[512];
	struct msghdr msg = {
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct pollfd pollfd = { .fd = fd };
	struct cmsghdr *cmsg;

	if (poll(&pollfd, 1, 5000) <= 0 || recvmsg(fd, &msg, MSG_ERRQUEUE) < 0)
		return false;
	for (cmsg = CMSG_FIRSTHDR(&msg); cmsg; cmsg = CMSG_NXTHDR(&msg, cmsg))
		if (is_stamp(cmsg))
			return true;
	return false;
}

static int send_segments(const char *address, unsigned int segments)
{
	static const char payload[SEGMENT * SEGMENTS_MAX];
	int stamps = SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE |
		     SOF_TIMESTAMPING_OPT_TSONLY;
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int size = SEGMENT;

	if (segments > SEGMENTS_MAX || inet_pton(AF_INET, address, &to.sin_addr) != 1)
		return usage();
	if (fd < 0 ||
	    setsockopt(fd, SOL_UDP, UDP_SEGMENT, &size, sizeof(size)) ||
	    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &stamps, sizeof(stamps)) ||
	    sendto(fd, payload, SEGMENT * segments, 0, (void *)&to, sizeof(to)) < 0)
		return refused("send");
	if (stamped(fd))
		return 0;
	fprintf(stderr, "feature: no time stamp\n");
	return 1;
}

static int listen_tcp(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	static char buffer[65536];
	long long sum = 0;
	ssize_t n;
	int one = 1;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
	    bind(fd, (void *)&at, sizeof(at)) || listen(fd, 1))
		return refused("listen");
	puts("listening");
	fflush(stdout);
	fd = accept(fd, NULL, NULL);
	if (fd < 0)
		return refused("accept");
	while ((n = read(fd, buffer, sizeof(buffer))) > 0)
		sum += n;
	printf("%lld\n", sum);
	return 0;
}

static int loopback(const char *dev)
{
	struct ip_mreqn group = {
		.imr_multiaddr.s_addr = htonl(INADDR_UNSPEC_GROUP | 250),
		.imr_ifindex = if_nametoindex(dev),
	};
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(PORT),
				  .sin_addr = group.imr_multiaddr };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct pollfd heard = { .fd = fd, .events = POLLIN };

	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, dev, strlen(dev)) ||
	    bind(fd, (void *)&to, sizeof(to)) ||
	    setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof(group)) ||
	    setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &group, sizeof(group)) ||
	    sendto(fd, "", 1, 0, (void *)&to, sizeof(to)) < 0)
		return refused("loopback");
	if (poll(&heard, 1, 1000) == 1)
		return 0;
	fprintf(stderr, "feature: it hears nothing\n");
	return 1;
}

static int bind_clock(const char *dev)
{
	struct so_timestamping stamps = {
		.flags = SOF_TIMESTAMPING_BIND_PHC | SOF_TIMESTAMPING_SOFTWARE,
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, dev, strlen(dev)) ||
	    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING_NEW, &stamps, sizeof(stamps)))
		return refused("clock");
	return 0;
}

/* XDP */

#define REG(op, d, s)		{ .code = (op), .dst_reg = (d), .src_reg = (s) }
#define IMM(op, d, i)		{ .code = (op), .dst_reg = (d), .imm = (i) }
#define LOAD(size, d, s, o)	{ .code = BPF_LDX | BPF_MEM | (size), \
				  .dst_reg = (d), .src_reg = (s), .off = (o) }

static int load_xdp(const struct bpf_insn *insns, unsigned int n)
{
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_XDP,
		.insns = (uintptr_t)insns,
		.insn_cnt = n,
		.license = (uintptr_t)"GPL",
	};

	return syscall(__NR_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
}

static int pin(const char *file, int fd)
{
	union bpf_attr attr = {
		.pathname = (uintptr_t)file,
		.bpf_fd = fd,
	};

	return syscall(__NR_bpf, BPF_OBJ_PIN, &attr, sizeof(attr));
}

static int xdp(const char *file, const char *what, const char *dev)
{
	static const char * const actions[] = {
		[XDP_DROP] = "drop", [XDP_PASS] = "pass", [XDP_TX] = "tx",
		[XDP_REDIRECT] = "redirect",
	};
	unsigned int action = 0;
	struct bpf_insn insns[] = {
		LOAD(BPF_W, 2, 1, offsetof(struct xdp_md, data)),
		LOAD(BPF_W, 3, 1, offsetof(struct xdp_md, data_end)),
		IMM(BPF_ALU64 | BPF_MOV | BPF_K, 0, XDP_PASS),
		REG(BPF_ALU64 | BPF_MOV | BPF_X, 4, 2),
		IMM(BPF_ALU64 | BPF_ADD | BPF_K, 4, ETH_HLEN),
		{ .code = BPF_JMP | BPF_JGT | BPF_X, .dst_reg = 4, .src_reg = 3,
		  .off = 6 },
		LOAD(BPF_H, 4, 2, offsetof(struct ethhdr, h_proto)),
		{ .code = BPF_JMP | BPF_JNE | BPF_K, .dst_reg = 4, .off = 4,
		  .imm = htons(ETH_P_IP) },
		/* either the action itself, or what bpf_redirect() makes it */
		IMM(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0),
		IMM(BPF_ALU64 | BPF_MOV | BPF_K, 1, 0),
		IMM(BPF_ALU64 | BPF_MOV | BPF_K, 2, 0),
		IMM(BPF_ALU64 | BPF_MOV | BPF_K, 3, 0),
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int fd;

	while (!actions[action] || strcmp(actions[action], what))
		if (++action > XDP_REDIRECT)
			return usage();
	insns[8].imm = action;
	if (action == XDP_REDIRECT) {
		insns[9].imm = if_nametoindex(dev);
		insns[11] = (struct bpf_insn)IMM(BPF_JMP | BPF_CALL, 0,
						 BPF_FUNC_redirect);
	}
	fd = load_xdp(insns, sizeof(insns) / sizeof(*insns));
	if (fd < 0)
		return refused("load");
	return pin(file, fd) ? refused("pin") : 0;
}

int main(int argc, char **argv)
{
	if (argc > 3 && !strcmp(argv[1], "hwtstamp"))
		return hwtstamp(argc - 2, argv + 2);
	if (argc == 3 && !strcmp(argv[1], "mii"))
		return mii(argv[2]);
	if (argc == 4 && !strcmp(argv[1], "send"))
		return send_segments(argv[2], atoi(argv[3]));
	if (argc == 3 && !strcmp(argv[1], "listen"))
		return listen_tcp(atoi(argv[2]));
	if (argc == 3 && !strcmp(argv[1], "clock"))
		return bind_clock(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "loopback"))
		return loopback(argv[2]);
	if (argc >= 4 && !strcmp(argv[1], "xdp") &&
	    argc == 4 + !strcmp(argv[3], "redirect"))
		return xdp(argv[2], argv[3], argv[4]);
	return usage();
}
