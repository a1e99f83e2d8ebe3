// SPDX-License-Identifier: GPL-2.0
/*
 * Slow protocol frames: send them, answer them, print them
 *
 * usage: pdu send DEV lacp|marker|frame [SETTING VALUE]... [also ...]
 *        pdu partner DEV [SETTING VALUE]...
 *        pdu capture [ethertype HEX] DEV...
 *
 * send     one frame, or as many as "count" says, "every" so many ms; and
 *          others that follow after "also", each lacp, marker or frame again
 * partner  speak LACP: one PDU every second, and one, at most three a second,
 *          in answer to a PDU that says something new; the Partner fields are
 *          what was heard, the Actor state is always as given
 * capture  a line a frame, both directions, until killed; with "ethertype" the
 *          socket is bound to that protocol and so receives what a daemon would
 *          (no outgoing frames)
 *
 * Settings, all with defaults:
 *   src dst MAC, vid N (802.1Q tag), count N, every MS, length OCTETS (of the
 *   PDU, from the subtype on), poke OFFSET=HEX (octets to overwrite, repeatable)
 *   lacp, partner: system-priority system key port-priority port state (letters
 *   of ATGSCDFE), and the same with partner- before them
 *   marker: port system transaction
 *   frame: ethertype HEX, data HEX
 *
 * A captured line: seconds device in|out PROTOCOL then NAME=VALUE..., where
 * actor= and partner= are "priority,system,key,port priority,port,state".
 */

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FRAME_MAX	2048
#define PDU_LEN		110
#define DEVS_MAX	64
#define POKES_MAX	16
#define FILTER_LEN	7
#define STATE_LETTERS	"ATGSCDFE"

struct info {
	uint16_t system_priority;
	uint8_t system[ETH_ALEN];
	uint16_t key;
	uint16_t port_priority;
	uint16_t port;
	uint8_t state;
};

struct frame {
	uint8_t dst[ETH_ALEN], src[ETH_ALEN];
	bool own_src;
	int vid;			/* -1 for untagged */
	uint16_t ethertype;
	struct info actor, partner;
	uint32_t transaction;
	unsigned int length;
	uint8_t data[FRAME_MAX];
	unsigned int data_len;
	unsigned int count, every;
	struct { unsigned int at; uint8_t value; } poke[POKES_MAX];
	unsigned int pokes;
};

static void die(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fprintf(stderr, "pdu: ");
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(2);
}

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ull + ts.tv_nsec / 1000000;
}

/* Octets of a frame */

static uint8_t *put(uint8_t *p, const void *data, size_t len)
{
	memcpy(p, data, len);
	return p + len;
}

static uint8_t *put16(uint8_t *p, uint16_t value)
{
	value = htons(value);
	return put(p, &value, 2);
}

static uint16_t get16(const uint8_t *p)
{
	return p[0] << 8 | p[1];
}

static uint8_t *put_info(uint8_t *p, uint8_t type, const struct info *info)
{
	*p++ = type;
	*p++ = 20;
	p = put16(p, info->system_priority);
	p = put(p, info->system, ETH_ALEN);
	p = put16(p, info->key);
	p = put16(p, info->port_priority);
	p = put16(p, info->port);
	*p++ = info->state;
	return p + 3;
}

static void get_info(const uint8_t *p, struct info *info)
{
	memset(info, 0, sizeof(*info));
	info->system_priority = get16(p + 2);
	memcpy(info->system, p + 4, ETH_ALEN);
	info->key = get16(p + 10);
	info->port_priority = get16(p + 12);
	info->port = get16(p + 14);
	info->state = p[16];
}

static void build_lacp(uint8_t *p, const struct frame *f)
{
	*p++ = 1;
	*p++ = 1;
	p = put_info(p, 1, &f->actor);
	p = put_info(p, 2, &f->partner);
	*p++ = 3;
	*p++ = 16;
}

static void build_marker(uint8_t *p, const struct frame *f)
{
	*p++ = 2;
	*p++ = 1;
	*p++ = 1;
	*p++ = 16;
	p = put16(p, f->actor.port);
	p = put(p, f->actor.system, ETH_ALEN);
	p = put16(p, f->transaction >> 16);
	put16(p, f->transaction);
}

static size_t build(uint8_t *buf, const struct frame *f, const char *kind)
{
	uint8_t *p = buf, *body;
	unsigned int i;

	memset(buf, 0, FRAME_MAX);
	p = put(p, f->dst, ETH_ALEN);
	p = put(p, f->src, ETH_ALEN);
	if (f->vid >= 0) {
		p = put16(p, ETH_P_8021Q);
		p = put16(p, f->vid);
	}
	p = put16(p, f->ethertype);
	body = p;
	if (!strcmp(kind, "lacp"))
		build_lacp(body, f);
	else if (!strcmp(kind, "marker"))
		build_marker(body, f);
	else
		put(body, f->data, f->data_len);
	for (i = 0; i < f->pokes; i++)
		body[f->poke[i].at] = f->poke[i].value;
	return body - buf + f->length;
}

/* Words */

static void parse_mac(const char *text, uint8_t *mac)
{
	if (sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &mac[0], &mac[1],
		   &mac[2], &mac[3], &mac[4], &mac[5]) != ETH_ALEN)
		die("'%s' is no MAC address", text);
}

static unsigned long parse_number(const char *text, int base)
{
	char *end;
	unsigned long value = strtoul(text, &end, base);

	if (!*text || *end)
		die("'%s' is no number", text);
	return value;
}

static uint8_t parse_state(const char *text)
{
	uint8_t state = 0;

	for (; *text; text++) {
		const char *at = strchr(STATE_LETTERS, *text);

		if (*text == '-')
			continue;
		if (!at)
			die("'%c' is no state bit", *text);
		state |= 1 << (at - STATE_LETTERS);
	}
	return state;
}

static unsigned int parse_hex(const char *text, uint8_t *out, unsigned int max)
{
	unsigned int n = 0;

	while (*text && n < max && sscanf(text, "%2hhx", &out[n]) == 1) {
		text += strlen(text) < 2 ? 1 : 2;
		n++;
	}
	if (*text)
		die("'%s' is no hex string", text);
	return n;
}

static void parse_poke(struct frame *f, const char *text)
{
	const char *hex = strchr(text, '=');
	unsigned int at = strtoul(text, NULL, 0), i, n;
	uint8_t octets[POKES_MAX];

	if (!hex || at >= PDU_LEN)
		die("poke OFFSET=HEX, not '%s'", text);
	n = parse_hex(hex + 1, octets, sizeof(octets));
	for (i = 0; i < n; i++) {
		if (f->pokes == POKES_MAX)
			die("too many pokes");
		f->poke[f->pokes].at = at + i;
		f->poke[f->pokes++].value = octets[i];
	}
}

static bool parse_info(struct info *info, const char *name, const char *value)
{
	if (!strcmp(name, "system-priority"))
		info->system_priority = parse_number(value, 0);
	else if (!strcmp(name, "system"))
		parse_mac(value, info->system);
	else if (!strcmp(name, "key"))
		info->key = parse_number(value, 0);
	else if (!strcmp(name, "port-priority"))
		info->port_priority = parse_number(value, 0);
	else if (!strcmp(name, "port"))
		info->port = parse_number(value, 0);
	else if (!strcmp(name, "state"))
		info->state = parse_state(value);
	else
		return false;
	return true;
}

static void parse_setting(struct frame *f, const char *name, const char *value)
{
	if (!value)
		die("%s what?", name);
	if (!strcmp(name, "src")) {
		parse_mac(value, f->src);
		f->own_src = false;
	} else if (!strcmp(name, "dst")) {
		parse_mac(value, f->dst);
	} else if (!strcmp(name, "vid")) {
		f->vid = parse_number(value, 0);
	} else if (!strcmp(name, "ethertype")) {
		f->ethertype = parse_number(value, 16);
	} else if (!strcmp(name, "transaction")) {
		f->transaction = parse_number(value, 0);
	} else if (!strcmp(name, "count")) {
		f->count = parse_number(value, 0);
	} else if (!strcmp(name, "every")) {
		f->every = parse_number(value, 0);
	} else if (!strcmp(name, "length")) {
		f->length = parse_number(value, 0);
		if (f->length > FRAME_MAX - 64)
			die("length at most %d", FRAME_MAX - 64);
	} else if (!strcmp(name, "data")) {
		f->data_len = parse_hex(value, f->data, FRAME_MAX - 64);
		if (f->length < f->data_len)
			f->length = f->data_len;
	} else if (!strcmp(name, "poke")) {
		parse_poke(f, value);
	} else if (!strncmp(name, "partner-", 8)) {
		if (!parse_info(&f->partner, name + 8, value))
			die("no setting '%s'", name);
	} else if (!parse_info(&f->actor, name, value)) {
		die("no setting '%s'", name);
	}
}

static struct frame default_frame(void)
{
	struct frame f = {
		.dst = { 0x01, 0x80, 0xc2, 0x00, 0x00, 0x02 },
		.own_src = true,
		.vid = -1,
		.ethertype = ETH_P_SLOW,
		.actor = {
			.system_priority = 0x8000,
			.system = { 0x02, 0, 0, 0, 0, 0x66 },
			.key = 1,
			.port_priority = 0x8000,
			.port = 1,
		},
		.length = PDU_LEN,
		.count = 1,
		.every = 1000,
	};

	f.actor.state = parse_state("ATGSCD");
	return f;
}

/* Sockets */

static int open_dev(const char *dev, uint16_t protocol)
{
	struct sockaddr_ll sll = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(protocol),
		.sll_ifindex = if_nametoindex(dev),
	};
	struct packet_mreq all = { .mr_type = PACKET_MR_ALLMULTI };
	int on = 1, fd;

	if (!sll.sll_ifindex)
		die("no device %s", dev);
	/* Protocol 0 until it is bound, or it hears every device. */
	fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (fd < 0)
		die("socket: %s", strerror(errno));
	all.mr_ifindex = sll.sll_ifindex;
	if (setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) ||
	    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) ||
	    bind(fd, (struct sockaddr *)&sll, sizeof(sll)))
		die("%s: %s", dev, strerror(errno));
	/* A port takes the slow protocols' address by itself; others need this. */
	if (protocol &&
	    setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof(all)))
		die("%s: %s", dev, strerror(errno));
	return fd;
}

/* Tagged or not; other traffic would wake us up only to be passed over. */
static void slow_protocols_only(int fd)
{
	struct sock_filter code[FILTER_LEN] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_SLOW, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_8021Q, 0, 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 16),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_SLOW, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog program = {
		.len = FILTER_LEN,
		.filter = code,
	};

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)))
		die("filter: %s", strerror(errno));
}

static void own_src(struct frame *f, const char *dev)
{
	struct ifreq ifr = { 0 };
	int fd;

	if (!f->own_src)
		return;
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", dev);
	if (fd < 0 || ioctl(fd, SIOCGIFHWADDR, &ifr))
		die("%s: %s", dev, strerror(errno));
	close(fd);
	memcpy(f->src, ifr.ifr_hwaddr.sa_data, ETH_ALEN);
}

static void transmit(int fd, const struct frame *f, const char *kind)
{
	uint8_t buf[FRAME_MAX];
	size_t len = build(buf, f, kind);

	if (send(fd, buf, len, 0) < 0 && errno != ENETDOWN && errno != ENOBUFS)
		die("send: %s", strerror(errno));
}

static bool is_kind(const char *word)
{
	return word && (!strcmp(word, "lacp") || !strcmp(word, "marker") ||
			!strcmp(word, "frame"));
}

static int cmd_send(char **argv)
{
	const char *dev = argv[0];
	int fd;

	if (!dev || !is_kind(argv[1]))
		die("send DEV lacp|marker|frame [SETTING VALUE]... [also ...]");
	fd = open_dev(dev, 0);

	while (is_kind(*++argv)) {
		struct frame f = default_frame();
		const char *kind = *argv++;
		unsigned int i;

		if (!strcmp(kind, "frame"))
			f.length = 46;
		for (; *argv && strcmp(*argv, "also"); argv += 2)
			parse_setting(&f, argv[0], argv[1]);

		own_src(&f, dev);
		for (i = 0; i < f.count; i++) {
			if (i && f.every)
				usleep(f.every * 1000);
			transmit(fd, &f, kind);
		}
		if (!*argv)
			return 0;
	}
	die("also what?");
	return 1;
}

/* A received frame */

struct heard {
	uint8_t buf[FRAME_MAX];
	size_t len;			/* without the tag */
	int vid;
	struct timespec time;
	bool out;
};

static bool hear(int fd, struct heard *h)
{
	union {
		struct cmsghdr align;
		char room[256];
	} control;
	struct sockaddr_ll sll = { 0 };
	struct iovec iov = { .iov_base = h->buf, .iov_len = sizeof(h->buf) };
	struct msghdr msg = {
		.msg_name = &sll, .msg_namelen = sizeof(sll),
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *c;
	ssize_t len = recvmsg(fd, &msg, MSG_DONTWAIT);

	if (len < ETH_HLEN)
		return false;
	h->len = len;
	h->out = sll.sll_pkttype == PACKET_OUTGOING;
	h->vid = -1;
	for (c = CMSG_FIRSTHDR(&msg); c; c = CMSG_NXTHDR(&msg, c)) {
		if (c->cmsg_level == SOL_PACKET &&
		    c->cmsg_type == PACKET_AUXDATA) {
			struct tpacket_auxdata aux;

			memcpy(&aux, CMSG_DATA(c), sizeof(aux));
			if (aux.tp_status & TP_STATUS_VLAN_VALID)
				h->vid = aux.tp_vlan_tci & 0xfff;
		} else if (c->cmsg_level == SOL_SOCKET &&
			   c->cmsg_type == SO_TIMESTAMPNS) {
			memcpy(&h->time, CMSG_DATA(c), sizeof(h->time));
		}
	}
	/* A tag that is still in the frame, as on the way out. */
	if (get16(h->buf + 12) == ETH_P_8021Q && h->len >= ETH_HLEN + 4) {
		h->vid = get16(h->buf + 14) & 0xfff;
		h->len -= 4;
		memmove(h->buf + 12, h->buf + 16, h->len - 12);
	}
	return true;
}

static bool is_lacp(const struct heard *h)
{
	return get16(h->buf + 12) == ETH_P_SLOW && h->len >= ETH_HLEN + 60 &&
	       h->buf[ETH_HLEN] == 1;
}

static int cmd_partner(char **argv)
{
	struct frame f = default_frame();
	const char *dev = argv[0];
	uint64_t last = 0, next = 0;
	bool answer = false;
	int fd;

	if (!dev)
		die("partner DEV [SETTING VALUE]...");
	for (argv++; *argv; argv += 2)
		parse_setting(&f, argv[0], argv[1]);
	fd = open_dev(dev, ETH_P_ALL);
	own_src(&f, dev);

	for (;;) {
		struct pollfd pfd = { .fd = fd, .events = POLLIN };
		uint64_t now = now_ms();
		struct info theirs;
		struct heard h;

		if (now >= next || (answer && now >= last + 340)) {
			transmit(fd, &f, "lacp");
			last = now;
			next = now + f.every;
			answer = false;
		}
		poll(&pfd, 1, answer ? 10 : 50);
		if (!hear(fd, &h) || h.out || !is_lacp(&h))
			continue;
		get_info(h.buf + ETH_HLEN + 2, &theirs);
		if (memcmp(&theirs, &f.partner, sizeof(theirs)))
			answer = true;
		f.partner = theirs;
	}
	return 0;
}

/* Print */

static void print_mac(const char *name, const uint8_t *mac)
{
	printf("%s%02x:%02x:%02x:%02x:%02x:%02x", name, mac[0], mac[1], mac[2],
	       mac[3], mac[4], mac[5]);
}

static void print_info(const char *name, const uint8_t *p)
{
	struct info info;
	int bit;

	get_info(p, &info);
	printf(" %s=%u,", name, info.system_priority);
	print_mac("", info.system);
	printf(",%u,%u,%u,", info.key, info.port_priority, info.port);
	for (bit = 0; bit < 8; bit++)
		putchar(info.state & 1 << bit ? STATE_LETTERS[bit] : '-');
}

static void print(const char *dev, const struct heard *h)
{
	const uint8_t *body = h->buf + ETH_HLEN;
	uint16_t ethertype = get16(h->buf + 12);
	size_t i, len = h->len - ETH_HLEN;

	printf("%lld.%06ld %s %s ", (long long)h->time.tv_sec,
	       h->time.tv_nsec / 1000, dev, h->out ? "out" : "in");
	if (is_lacp(h)) {
		printf("lacp");
		print_info("actor", body + 2);
		print_info("partner", body + 22);
	} else if (ethertype == ETH_P_SLOW && body[0] == 2 && len >= 16) {
		printf("marker type=%u", body[2]);
	} else if (ethertype == ETH_P_SLOW) {
		printf("slow subtype=%u", body[0]);
	} else {
		printf("other ethertype=%04x", ethertype);
	}
	print_mac(" src=", h->buf + ETH_ALEN);
	print_mac(" dst=", h->buf);
	printf(" vid=%d length=%zu data=", h->vid, len);
	for (i = 0; i < len && i < PDU_LEN; i++)
		printf("%02x", body[i]);
	putchar('\n');
}

static int cmd_capture(char **argv)
{
	struct pollfd pfd[DEVS_MAX];
	uint16_t ethertype = ETH_P_ALL;
	unsigned int i, n = 0;
	struct heard h;

	if (argv[0] && !strcmp(argv[0], "ethertype") && argv[1]) {
		ethertype = parse_number(argv[1], 16);
		argv += 2;
	}
	for (; argv[n] && n < DEVS_MAX; n++) {
		pfd[n].fd = open_dev(argv[n], ethertype);
		if (ethertype == ETH_P_ALL)
			slow_protocols_only(pfd[n].fd);
		pfd[n].events = POLLIN;
	}
	if (!n)
		die("capture [ethertype HEX] DEV...");

	setlinebuf(stdout);
	puts("# capturing");
	while (poll(pfd, n, -1) >= 0)
		for (i = 0; i < n; i++)
			while (hear(pfd[i].fd, &h))
				if (ethertype != ETH_P_ALL ||
				    get16(h.buf + 12) == ETH_P_SLOW)
					print(argv[i], &h);
	return 1;
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "send"))
		return cmd_send(argv + 2);
	if (argc > 1 && !strcmp(argv[1], "partner"))
		return cmd_partner(argv + 2);
	if (argc > 1 && !strcmp(argv[1], "capture"))
		return cmd_capture(argv + 2);
	die("send, partner or capture?");
}
