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
 * table in hostile_frames.c.
 *
 * The output is one line of NAME=N: frames sent, after how many ms, the time of
 * the last LACPDU that must have been accepted (CLOCK_BOOTTIME, ms), and by how
 * much each counter of a port, under its name in lacpmodctl's JSON, must have
 * moved; a name that does not appear must not have moved. "stuck" says that the
 * frames were not freed, so that no more could be sent. What this program
 * thinks of a frame is written down here once more, and not the module's own
 * parser: see judge() there.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
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

#include "hostile.h"

#define BATCH		32
#define WORDS_MAX	32
#define SPACE		"\n "

static const char * const counter_names[COUNTERS] = {
	"lacpdu_rx", "own_system_rx", "marker_rx", "marker_response_rx",
	"unknown_rx", "illegal_rx", "reject_truncated", "reject_actor_length",
	"reject_partner_length", "reject_collector_length", "reject_marker",
	"data_discarded", "not_ours",
};

static unsigned long count, seconds, rate;
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

	for (i = 0; i < n_cases; i++)
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
