// SPDX-License-Identifier: GPL-2.0
/*
 * The partner that no sane device is: sends slow protocol frames by the
 * thousand, and says what must have become of them
 *
 * usage: hostile [DEV CASE [SETTING VALUE]...]
 *   own MAC, key N, port N  whom the frames meet: System, key and port number
 *   group MAC, group-key N  with whom that System aggregates
 *   count N                 frames (2560)
 *   seconds N               instead of a count: for so long
 *   rate N                  frames a second at most (2500)
 *   seed N                  of what is random (1)
 *
 * Without arguments they are read from standard input, a line a case, until
 * that ends: one process for all of them.
 *
 * First comes one LACPDU that is as it should be, of a System of its own, so
 * that there is a partner to be forgotten. Then the frames of the case, see the
 * table at the end.
 *
 * The output is one line of NAME=N: frames sent, after how many ms, the time of
 * the last LACPDU that must have been accepted (CLOCK_BOOTTIME, ms), and by how
 * much each counter of a port, under its name in lacpmodctl's JSON, must have
 * moved; a name that does not appear must not have moved. "stuck" says that the
 * frames were not freed, so that no more could be sent. What this program
 * thinks of a frame is written down here once more, and not the module's own
 * parser: see judge().
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define FRAME_MAX	9100
#define PDU_LEN		110
#define BATCH		32
#define WORDS_MAX	32
#define SPACE		"\n "
#define PRIORITY	0x8000	/* everybody's System and port priority */

#define ACTIVITY	0x01
#define TIMEOUT		0x02
#define AGGREGATION	0x04
#define SYNC		0x08
#define COLLECTING	0x10
#define DISTRIBUTING	0x20

/* Where things stand in a LACPDU, from the subtype on. */
#define ACTOR		2
#define PARTNER		22
#define COLLECTOR	42
#define BEHIND		58

enum counter {
	LACPDU_RX,
	OWN_SYSTEM_RX,
	MARKER_RX,
	MARKER_RESPONSE_RX,
	UNKNOWN_RX,
	ILLEGAL_RX,
	REJECT_TRUNCATED,
	REJECT_ACTOR_LENGTH,
	REJECT_PARTNER_LENGTH,
	REJECT_COLLECTOR_LENGTH,
	REJECT_MARKER,
	DATA_DISCARDED,
	NOT_OURS,
	COUNTERS,
};

static const char * const counter_names[COUNTERS] = {
	"lacpdu_rx", "own_system_rx", "marker_rx", "marker_response_rx",
	"unknown_rx", "illegal_rx", "reject_truncated", "reject_actor_length",
	"reject_partner_length", "reject_collector_length", "reject_marker",
	"data_discarded", "not_ours",
};

struct info {
	uint16_t priority;
	uint8_t system[ETH_ALEN];
	uint16_t key;
	uint16_t port_priority;
	uint16_t port;
	uint8_t state;
};

struct frame {
	struct virtio_net_hdr vnet;	/* how much of it is in one piece */
	uint8_t dst[ETH_ALEN], src[ETH_ALEN];
	uint8_t tags[8];
	unsigned int tags_len;
	uint8_t body[FRAME_MAX];	/* from the subtype on */
	unsigned int len;
};

static struct info own = {
	.priority = PRIORITY, .port_priority = PRIORITY, .key = 1, .port = 1,
	.state = ACTIVITY | TIMEOUT | AGGREGATION,
};

static struct info group = {
	.priority = PRIORITY, .port_priority = PRIORITY, .key = 1, .port = 99,
	.state = ACTIVITY | TIMEOUT | AGGREGATION | SYNC | COLLECTING | DISTRIBUTING,
};

static const struct info stranger = {
	.priority = PRIORITY, .system = { 0x02, 0, 0, 0, 0, 0x66 }, .key = 1,
	.port_priority = PRIORITY, .port = 1,
	.state = ACTIVITY | TIMEOUT | AGGREGATION,
};

static unsigned long count, seconds, rate;
static uint64_t random_state;
static bool stuck;
static unsigned long expected[COUNTERS];

static void die(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fprintf(stderr, "hostile: ");
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(2);
}

static uint64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return ts.tv_sec * 1000000ull + ts.tv_nsec / 1000;
}

/* splitmix64 */
static uint64_t rnd(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static void randomize(uint8_t *p, unsigned int len)
{
	while (len--)
		*p++ = rnd();
}

/* Frames */

static void put16(uint8_t *p, uint16_t value)
{
	p[0] = value >> 8;
	p[1] = value;
}

static void put_info(uint8_t *p, uint8_t type, const struct info *info)
{
	p[0] = type;
	p[1] = 20;
	put16(p + 2, info->priority);
	memcpy(p + 4, info->system, ETH_ALEN);
	put16(p + 10, info->key);
	put16(p + 12, info->port_priority);
	put16(p + 14, info->port);
	p[16] = info->state;
}

static void lacpdu(struct frame *f, const struct info *actor,
		   const struct info *partner)
{
	memset(f->body, 0, PDU_LEN);
	f->len = PDU_LEN;
	f->body[0] = 1;
	f->body[1] = 1;
	put_info(f->body + ACTOR, 1, actor);
	put_info(f->body + PARTNER, 2, partner);
	f->body[COLLECTOR] = 3;
	f->body[COLLECTOR + 1] = 16;
}

static void marker(struct frame *f, uint8_t type)
{
	memset(f->body, 0, PDU_LEN);
	f->len = PDU_LEN;
	f->body[0] = 2;
	f->body[1] = 1;
	f->body[2] = type;
	f->body[3] = 16;
	put16(f->body + 4, stranger.port);
	memcpy(f->body + 6, stranger.system, ETH_ALEN);
	randomize(f->body + 12, 4);
}

static void tag(struct frame *f, uint16_t tci)
{
	put16(f->tags + f->tags_len, ETH_P_8021Q);
	put16(f->tags + f->tags_len + 2, tci);
	f->tags_len += 4;
}

/* What has to become of a frame on a port that does not collect. */
static enum counter judge(const struct frame *f)
{
	static const uint8_t link_local[] = { 0x01, 0x80, 0xc2, 0, 0 };
	const uint8_t *body = f->body;

	if (memcmp(f->dst, link_local, sizeof(link_local)) ||
	    f->dst[5] & 0xf0)
		return DATA_DISCARDED;
	if (f->tags_len > 4 || (f->tags_len && (f->tags[2] & 0xf || f->tags[3])))
		return NOT_OURS;
	if (!f->len || !body[0] || body[0] > 10)
		return ILLEGAL_RX;
	if (body[0] > 2)
		return UNKNOWN_RX;
	if (f->len < PDU_LEN)
		return REJECT_TRUNCATED;
	if (body[0] == 2) {
		if (body[2] < 1 || body[2] > 2 || body[3] != 16)
			return REJECT_MARKER;
		return body[2] == 1 ? MARKER_RX : MARKER_RESPONSE_RX;
	}
	if (body[ACTOR + 1] != 20)
		return REJECT_ACTOR_LENGTH;
	if (body[PARTNER + 1] != 20)
		return REJECT_PARTNER_LENGTH;
	if (body[COLLECTOR + 1] != 16)
		return REJECT_COLLECTOR_LENGTH;
	return LACPDU_RX;
}

/* Cases: make frame number i; it holds a LACPDU of the stranger's already. */

/* All but one of the 256 values, over and over. */
static uint8_t but(unsigned int i, uint8_t right)
{
	uint8_t value = i % 255;

	return value < right ? value : value + 1;
}

static void version_0(struct frame *f, unsigned int i)
{
	(void)i;
	f->body[1] = 0;
}

static void version_2(struct frame *f, unsigned int i)
{
	(void)i;
	f->body[1] = 2;
}

static void version_255(struct frame *f, unsigned int i)
{
	(void)i;
	f->body[1] = 255;
}

/* TLVs whose lengths lead nowhere, back to themselves, or out of the frame. */
static void tlvs(struct frame *f, unsigned int i)
{
	uint8_t *p = f->body + BEHIND;
	unsigned int at;

	f->body[1] = 2;
	f->len = i & 1 ? PDU_LEN : 640;
	randomize(p, f->len - BEHIND);
	p[0] = 4 + i % 7;
	switch (i % 5) {
	case 0:
		p[1] = 0;
		break;
	case 1:
		p[1] = 1;
		break;
	case 2:
		p[1] = 255;
		break;
	case 3:
		for (at = BEHIND; at + 1 < f->len; at += 2)
			f->body[at + 1] = 2;
		break;
	}
}

static void longest(struct frame *f, unsigned int i)
{
	(void)i;
	f->len = 1500;
	randomize(f->body + BEHIND, f->len - BEHIND);
}

static void truncated(struct frame *f, unsigned int i)
{
	if (i / PDU_LEN & 1)
		marker(f, 1);
	f->len = i % PDU_LEN;
}

/* Only the first octets of it in one piece, the rest on other pages. */
static void pieces(struct frame *f, unsigned int i)
{
	f->len = 9000;
	f->vnet.hdr_len = ETH_HLEN + i % PDU_LEN;
	randomize(f->body + BEHIND, f->len - BEHIND);
	if (i / PDU_LEN & 1)
		f->body[COLLECTOR + 1] = 17;
}

static void actor_length(struct frame *f, unsigned int i)
{
	f->body[ACTOR + 1] = but(i, 20);
}

static void partner_length(struct frame *f, unsigned int i)
{
	f->body[PARTNER + 1] = but(i, 20);
}

static void collector_length(struct frame *f, unsigned int i)
{
	f->body[COLLECTOR + 1] = but(i, 16);
}

static void bad_marker(struct frame *f, unsigned int i)
{
	marker(f, 1 + i % 2);
	if (i & 2)
		f->body[3] = but(i / 4, 16);
	else
		f->body[2] = 3 + i / 4 % 254;
}

/* Their other fields would all be those of a partner to be taken. */
static void zero_system(struct frame *f, unsigned int i)
{
	struct info actor = group;

	(void)i;
	memset(actor.system, 0, ETH_ALEN);
	lacpdu(f, &actor, &own);
}

static void zero_key(struct frame *f, unsigned int i)
{
	struct info actor = group;

	(void)i;
	actor.key = 0;
	lacpdu(f, &actor, &own);
}

static void zero_port(struct frame *f, unsigned int i)
{
	struct info actor = stranger;

	actor.port = 0;
	actor.state = i;
	lacpdu(f, &actor, &own);
}

static void group_system(struct frame *f, unsigned int i)
{
	static const uint8_t addresses[][ETH_ALEN] = {
		{ 0x01, 0x80, 0xc2, 0, 0, 2 },
		{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
	};
	struct info actor = group;

	/* The same for a hundred PDUs, time enough to be taken in. */
	memcpy(actor.system, addresses[i / 100 % 2], ETH_ALEN);
	lacpdu(f, &actor, &own);
}

/* In sync, of the group's System and key, but with somebody else than us. */
static void unmatched(struct frame *f, unsigned int i)
{
	struct info actor = group, partner = own;

	switch (i % 7) {
	case 0:
		partner.priority ^= 1;
		break;
	case 1:
		partner.system[5] ^= 1;
		break;
	case 2:
		partner.key ^= 1;
		break;
	case 3:
		partner.port_priority ^= 1;
		break;
	case 4:
		partner.port ^= 1;
		break;
	case 5:
		partner.state &= ~AGGREGATION;
		break;
	case 6:
		/* Nobody would keep this link alive. */
		actor.state &= ~ACTIVITY;
		partner.state &= ~ACTIVITY;
		break;
	}
	lacpdu(f, &actor, &partner);
}

/* Collecting, distributing or both, while not in sync. */
static void early(struct frame *f, unsigned int i)
{
	struct info actor = group;

	actor.state = (i % 4) << 4 | ACTIVITY | AGGREGATION | (i & 4 ? TIMEOUT : 0);
	lacpdu(f, &actor, &own);
}

static void own_system(struct frame *f, unsigned int i)
{
	struct info actor = own;

	actor.state = i;
	actor.port = i & 256 ? own.port : 77;
	lacpdu(f, &actor, &own);
}

static void random_octets(struct frame *f, unsigned int i)
{
	f->len = rnd() % 1500;
	randomize(f->body, f->len);
	f->body[0] = i % 4 < 2 ? i % 4 + 1 : i / 4;
	/* Every fourth of what might be ours gets past the first checks. */
	if (i % 16 == 0) {
		f->body[ACTOR + 1] = 20;
		f->body[PARTNER + 1] = 20;
		f->body[COLLECTOR + 1] = 16;
	} else if (i % 16 == 1) {
		f->body[2] = 1 + i / 16 % 2;
		f->body[3] = 16;
	}
}

static void markers(struct frame *f, unsigned int i)
{
	marker(f, i % 8 ? 1 : 2);
}

static void tagged(struct frame *f, unsigned int i)
{
	if (i % 8 == 0)
		tag(f, 0);
	tag(f, 1 + i % 4094);
	if (i % 3 == 0)
		marker(f, 1);
}

static void vid_0(struct frame *f, unsigned int i)
{
	/* Any priority, and drop eligible or not */
	tag(f, i << 12 & 0xf000);
}

static void addresses(struct frame *f, unsigned int i)
{
	static const uint8_t others[][ETH_ALEN] = {
		{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
		{ 0x01, 0x80, 0xc2, 0, 0, 0x10 },
		{ 0x01, 0x80, 0xc2, 0, 1, 2 },
		{ 0x01, 0, 0x5e, 0, 0, 1 },
		{ 0x02, 0, 0, 0, 0, 0x66 },
		{ 0, 0, 0, 0, 0, 0 },
	};

	if (i & 1)
		memcpy(f->dst, others[i / 2 % 6], ETH_ALEN);
	else
		f->dst[5] = i / 2 % 16;
}

static void senders(struct frame *f, unsigned int i)
{
	static const uint8_t sources[][ETH_ALEN] = {
		{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
		{ 0x01, 0x80, 0xc2, 0, 0, 2 },
		{ 0, 0, 0, 0, 0, 0 },
	};

	if (i % 4 == 3)
		memcpy(f->src, own.system, ETH_ALEN);
	else
		memcpy(f->src, sources[i % 4], ETH_ALEN);
}

/*
 * Never the same twice: strangers, ourselves, the group without a match. That
 * one comes last, whatever the number of frames, if it is one of whole batches.
 */
static void identities(struct frame *f, unsigned int i)
{
	struct info actor = stranger;

	switch (i % 4) {
	case 0:
		lacpdu(f, &stranger, &own);
		break;
	case 1:
		lacpdu(f, &own, &own);
		break;
	case 2:
		actor.system[4] = i >> 8;
		actor.system[3] = i;
		actor.state |= SYNC | COLLECTING | DISTRIBUTING;
		lacpdu(f, &actor, &own);
		break;
	case 3:
		lacpdu(f, &group, &stranger);
		break;
	}
}

static const struct {
	const char *name;
	void (*make)(struct frame *f, unsigned int i);
} cases[] = {
	{ "version-0", version_0 },
	{ "version-2", version_2 },
	{ "version-255", version_255 },
	{ "tlvs", tlvs },
	{ "longest", longest },
	{ "truncated", truncated },
	{ "pieces", pieces },
	{ "actor-length", actor_length },
	{ "partner-length", partner_length },
	{ "collector-length", collector_length },
	{ "bad-marker", bad_marker },
	{ "zero-system", zero_system },
	{ "zero-key", zero_key },
	{ "zero-port", zero_port },
	{ "group-system", group_system },
	{ "unmatched", unmatched },
	{ "early", early },
	{ "own-system", own_system },
	{ "random", random_octets },
	{ "markers", markers },
	{ "tagged", tagged },
	{ "vid-0", vid_0 },
	{ "addresses", addresses },
	{ "senders", senders },
	{ "identities", identities },
};

/* Sending */

static struct frame frames[BATCH];
static struct iovec pieces_of[BATCH][4];
static struct mmsghdr messages[BATCH];

static void start_frame(struct frame *f)
{
	static const uint8_t slow[] = { 0x01, 0x80, 0xc2, 0, 0, 2 };

	memset(&f->vnet, 0, sizeof(f->vnet));
	memcpy(f->dst, slow, ETH_ALEN);
	memcpy(f->src, stranger.system, ETH_ALEN);
	f->tags_len = 0;
	lacpdu(f, &stranger, &own);
}

static void aim(unsigned int n)
{
	static const uint8_t ethertype[] = { ETH_P_SLOW >> 8, ETH_P_SLOW & 0xff };
	struct iovec *iov = pieces_of[n];
	struct frame *f = &frames[n];

	/* Tags, EtherType and PDU in one: a piece must not be empty. */
	memmove(f->body + f->tags_len + 2, f->body, f->len);
	memcpy(f->body, f->tags, f->tags_len);
	memcpy(f->body + f->tags_len, ethertype, 2);

	iov[0] = (struct iovec){ &f->vnet, sizeof(f->vnet) };
	iov[1] = (struct iovec){ f->dst, 2 * ETH_ALEN };
	iov[2] = (struct iovec){ f->body, f->tags_len + 2 + f->len };
	messages[n].msg_hdr.msg_iov = iov;
	messages[n].msg_hdr.msg_iovlen = 3;
}

static bool expect(const struct frame *f)
{
	enum counter counter = judge(f);

	expected[counter]++;
	if (counter != LACPDU_RX)
		return false;
	expected[OWN_SYSTEM_RX] += !memcmp(f->body + ACTOR + 4, own.system, ETH_ALEN);
	return true;
}

/*
 * Send the first n, all of them. A frame counts as the socket's own until
 * somebody frees it: where nobody does there is no room for more.
 */
static void flush(int fd, unsigned int n)
{
	uint64_t limit = now_us() + 10000000;
	unsigned int done = 0;

	while (done < n) {
		int sent = sendmmsg(fd, messages + done, n - done, MSG_DONTWAIT);

		if (sent > 0) {
			done += sent;
			continue;
		}
		if (errno != ENOBUFS && errno != EINTR && errno != EAGAIN)
			die("send: %s", strerror(errno));
		if (now_us() > limit) {
			stuck = true;
			return;
		}
		usleep(1000);
	}
}

static int open_dev(const char *dev)
{
	struct sockaddr_ll sll = {
		.sll_family = AF_PACKET,
		.sll_ifindex = if_nametoindex(dev),
	};
	int fd = socket(AF_PACKET, SOCK_RAW, 0), on = 1;

	if (!sll.sll_ifindex)
		die("no device %s", dev);
	/* Straight to the driver: there is no time for queues and listeners. */
	if (fd < 0 || bind(fd, (struct sockaddr *)&sll, sizeof(sll)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof(on)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof(on)))
		die("%s: %s", dev, strerror(errno));
	return fd;
}

/* Wake up a hundred times a second at most: a timer costs more than a frame. */
static void pace(uint64_t start, unsigned long sent, unsigned long rate)
{
	uint64_t due = start + sent * 1000000ull / rate;
	uint64_t now = now_us();

	if (due > now + 10000)
		usleep(due - now);
}

/* Command line */

static void parse_mac(const char *text, uint8_t *mac)
{
	if (sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &mac[0], &mac[1],
		   &mac[2], &mac[3], &mac[4], &mac[5]) != ETH_ALEN)
		die("'%s' is no MAC address", text);
}

static unsigned long parse_number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 0);

	if (!*text || *end)
		die("'%s' is no number", text);
	return value;
}

static int find_case(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		if (!strcmp(name, cases[i].name))
			return i;
	die("no case %s", name);
	return -1;
}

static void parse_setting(const char *name, const char *value)
{
	if (!strcmp(name, "own"))
		parse_mac(value, own.system);
	else if (!strcmp(name, "key"))
		own.key = parse_number(value);
	else if (!strcmp(name, "port"))
		own.port = parse_number(value);
	else if (!strcmp(name, "group"))
		parse_mac(value, group.system);
	else if (!strcmp(name, "group-key"))
		group.key = parse_number(value);
	else if (!strcmp(name, "count"))
		count = parse_number(value);
	else if (!strcmp(name, "seconds"))
		seconds = parse_number(value);
	else if (!strcmp(name, "rate"))
		rate = parse_number(value);
	else if (!strcmp(name, "seed"))
		random_state = parse_number(value);
	else
		die("no setting %s", name);
	if (!rate)
		die("rate 0");
}

static void report(unsigned long sent, uint64_t start, uint64_t last)
{
	unsigned int i;

	printf("sent=%lu ms=%llu last=%llu", sent,
	       (unsigned long long)(now_us() - start) / 1000,
	       (unsigned long long)last / 1000);
	for (i = 0; i < COUNTERS; i++)
		if (expected[i])
			printf(" %s=%lu", counter_names[i], expected[i]);
	puts(stuck ? " stuck=1" : "");
	fflush(stdout);
}

static void play(int fd, int which)
{
	unsigned long sent = 1, i = 0;
	uint64_t start, last;

	start_frame(&frames[0]);
	expect(&frames[0]);
	aim(0);
	flush(fd, 1);
	start = now_us();
	last = start;

	while (!stuck && (seconds ? now_us() < start + seconds * 1000000 : i < count)) {
		bool accepted = false;
		unsigned int n;

		for (n = 0; n < BATCH && (seconds || i < count); n++, i++) {
			start_frame(&frames[n]);
			cases[which].make(&frames[n], i);
			accepted |= expect(&frames[n]);
			aim(n);
		}
		flush(fd, n);
		sent += n;
		if (accepted)
			last = now_us();
		pace(start, sent, rate);
	}
	report(sent, start, last);
}

static void run(int argc, char **argv)
{
	int fd, which, i;

	if (argc < 2 || argc & 1)
		die("DEV CASE [SETTING VALUE]...");
	memset(expected, 0, sizeof(expected));
	count = 2560;
	seconds = 0;
	rate = 2500;
	stuck = false;
	random_state = 1;
	which = find_case(argv[1]);
	for (i = 2; i < argc; i += 2)
		parse_setting(argv[i], argv[i + 1]);
	fd = open_dev(argv[0]);
	play(fd, which);
	close(fd);
}

int main(int argc, char **argv)
{
	char line[1024];

	if (argc > 1) {
		run(argc - 1, argv + 1);
		return 0;
	}
	while (fgets(line, sizeof(line), stdin)) {
		char *words[WORDS_MAX], *word = strtok(line, SPACE);
		int n = 0;

		for (; word && n < WORDS_MAX; word = strtok(NULL, SPACE))
			words[n++] = word;
		run(n, words);
	}
	return 0;
}
