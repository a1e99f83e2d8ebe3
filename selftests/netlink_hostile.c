// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink messages that no sane program sends, to the family "lacpmod" and to
 * the link kind "lacp"
 *
 * usage: netlink_hostile bounds
 *        netlink_hostile refused LAG PORT
 *        netlink_hostile random SEED N LAG PORT PORT
 *        netlink_hostile denied SEED N LAG PORT PORT
 *        netlink_hostile foreign IFINDEX LAG PORT
 *        netlink_hostile dumps
 *        netlink_hostile rtnl LAG PORT
 *
 * bounds   every setting of every command with values within and beyond its
 *          range, wrong lengths, nests, unknown and doubled attributes, odd
 *          headers; on a LAG and a port of its own
 * refused  all of that which is wrong, on a LAG and a port that work
 * random   N messages, mutations of valid ones for the most part, on objects of
 *          its own and on those named, which are put back as they were; what
 *          would rightly take them away is left out
 * denied   the same by somebody who may only look: nothing changes
 * foreign  from another namespace: objects are not there by any name, nor by
 *          any index up to IFINDEX
 * dumps    whole, given up, doubled, cut off, with changes in between
 * rtnl     RTM_NEWLINK with junk
 *
 * After a message that was refused all settings of all LAGs and ports are read
 * (of the random ones, after every fourth), and must be as before; after one
 * that was accepted they must be as it said. What is wrong is printed, and the
 * exit status is 1; 2 where the program itself could not do its work.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "../uapi/linux/lacpmod.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define MSG_MAX		8192
#define REPLY_MAX	32768
#define ROWS_MAX	64
#define ATTRS		64	/* more than any set of the family has */
#define NONE		(-1)	/* no answer is to be expected */

/* Messages */

struct msg {
	union {
		struct nlmsghdr nlh;
		char buf[MSG_MAX];
	};
};

struct sock {
	int fd;
	uint16_t type;		/* of its requests, 0: as they are */
	bool says;		/* the last refusal came with words, or a place */
	char reply[REPLY_MAX];	/* answers to the last request */
	unsigned int reply_len;
};

static uint16_t family;
static uint32_t sequence;
static unsigned long messages, accepted, refused;
static uint64_t random_state;

static void die(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fprintf(stderr, "netlink_hostile: ");
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(2);
}

static void dump_msg(const struct msg *m)
{
	const uint8_t *p = (const uint8_t *)m->buf;
	unsigned int i;

	for (i = NLMSG_HDRLEN; i < m->nlh.nlmsg_len && i < 200; i++)
		printf("%02x%s", p[i], i % 4 == 3 ? " " : "");
	putchar('\n');
}

static void wrong(const struct msg *m, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf(", by message %lu: flags %x: ", messages, m->nlh.nlmsg_flags);
	dump_msg(m);
	exit(1);
}

/* splitmix64 */
static uint64_t rnd(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static unsigned int below(unsigned int n)
{
	return rnd() % n;
}

static void begin(struct msg *m, uint16_t type, const void *header, unsigned int len)
{
	memset(m, 0, NLMSG_HDRLEN + NLMSG_ALIGN(len));
	m->nlh.nlmsg_len = NLMSG_HDRLEN + NLMSG_ALIGN(len);
	m->nlh.nlmsg_type = type;
	m->nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	memcpy(m->buf + NLMSG_HDRLEN, header, len);
}

static void begin_genl(struct msg *m, uint8_t cmd)
{
	struct genlmsghdr genl = { .cmd = cmd, .version = 1 };

	begin(m, family, &genl, sizeof(genl));
}

static struct nlattr *put(struct msg *m, uint16_t type, const void *data, unsigned int len)
{
	struct nlattr *nla = (struct nlattr *)(m->buf + m->nlh.nlmsg_len);

	if (m->nlh.nlmsg_len + NLA_HDRLEN + NLA_ALIGN(len) > MSG_MAX)
		die("message too long");
	memset(nla, 0, NLA_HDRLEN + NLA_ALIGN(len));
	nla->nla_type = type;
	nla->nla_len = NLA_HDRLEN + len;
	memcpy((char *)nla + NLA_HDRLEN, data, len);
	m->nlh.nlmsg_len += NLA_ALIGN(nla->nla_len);
	return nla;
}

static void put_text(struct msg *m, uint16_t type, const char *text)
{
	put(m, type, text, strlen(text) + 1);
}

static struct nlattr *nest(struct msg *m, uint16_t type)
{
	return put(m, type | NLA_F_NESTED, NULL, 0);
}

static void nest_end(struct msg *m, struct nlattr *nla)
{
	nla->nla_len = m->buf + m->nlh.nlmsg_len - (char *)nla;
}

static void open_sock(struct sock *s, int protocol)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };
	struct timeval patience = { .tv_sec = 20 };
	int on = 1;

	s->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
	if (s->fd < 0 || bind(s->fd, (struct sockaddr *)&addr, sizeof(addr)) ||
	    setsockopt(s->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) ||
	    setsockopt(s->fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on)) ||
	    setsockopt(s->fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on)))
		die("netlink: %s", strerror(errno));
}

static void transmit(struct sock *s, struct msg *m, unsigned int len)
{
	m->nlh.nlmsg_seq = ++sequence;
	messages++;
	if (send(s->fd, m, len, 0) < 0)
		die("send: %s", strerror(errno));
}

/* Keep what belongs to an answer; true at its end, with the error in *err. */
static bool take(struct sock *s, const struct nlmsghdr *nlh, int *err)
{
	if (nlh->nlmsg_seq != sequence)
		return false;
	if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE) {
		*err = *(const int *)NLMSG_DATA(nlh);
		s->says = nlh->nlmsg_flags & NLM_F_ACK_TLVS;
		return true;
	}
	if (s->reply_len + NLMSG_ALIGN(nlh->nlmsg_len) > REPLY_MAX)
		die("the answer is too long");
	memcpy(s->reply + s->reply_len, nlh, nlh->nlmsg_len);
	s->reply_len += NLMSG_ALIGN(nlh->nlmsg_len);
	return false;
}

/* Receive the answer to the last message: 0 or a negative error. */
static int answer(struct sock *s, const struct msg *m)
{
	static char buf[REPLY_MAX];

	s->reply_len = 0;
	for (;;) {
		ssize_t len = recv(s->fd, buf, sizeof(buf), 0);
		struct nlmsghdr *nlh = (struct nlmsghdr *)buf;
		int err = 0;

		if (len < 0 && errno == EAGAIN)
			wrong(m, "no answer");
		if (len < 0)
			die("recv: %s", strerror(errno));
		for (; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len))
			if (take(s, nlh, &err))
				return err;
	}
}

static int ask(struct sock *s, struct msg *m)
{
	transmit(s, m, m->nlh.nlmsg_len);
	return answer(s, m);
}

/* Attributes that nla_parse() would see, of several the last. */
static void parse(const char *p, unsigned int len, const struct nlattr **tb)
{
	memset(tb, 0, ATTRS * sizeof(*tb));
	while (len >= NLA_HDRLEN) {
		const struct nlattr *nla = (const struct nlattr *)p;
		unsigned int type = nla->nla_type & NLA_TYPE_MASK;
		unsigned int step = NLA_ALIGN(nla->nla_len);

		if (nla->nla_len < NLA_HDRLEN || nla->nla_len > len)
			break;
		if (type < ATTRS)
			tb[type] = nla;
		if (step >= len)
			break;
		p += step;
		len -= step;
	}
}

static const void *data_of(const struct nlattr *nla)
{
	return (const char *)nla + NLA_HDRLEN;
}

static unsigned int len_of(const struct nlattr *nla)
{
	return nla->nla_len - NLA_HDRLEN;
}

static uint32_t u32_of(const struct nlattr *nla)
{
	uint32_t value;

	memcpy(&value, data_of(nla), sizeof(value));
	return value;
}

static void find_family(struct sock *s)
{
	struct genlmsghdr genl = { .cmd = CTRL_CMD_GETFAMILY, .version = 1 };
	const struct nlattr *tb[ATTRS];
	struct msg m;

	begin(&m, GENL_ID_CTRL, &genl, sizeof(genl));
	put_text(&m, CTRL_ATTR_FAMILY_NAME, LACPMOD_FAMILY_NAME);
	if (ask(s, &m))
		die("no family lacpmod");
	parse(s->reply + NLMSG_HDRLEN + GENL_HDRLEN,
	      ((struct nlmsghdr *)s->reply)->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, tb);
	if (!tb[CTRL_ATTR_FAMILY_ID])
		die("the family has no number");
	memcpy(&family, data_of(tb[CTRL_ATTR_FAMILY_ID]), 2);
}

/* What is set at the moment */

struct row {
	uint32_t ifindex;
	uint32_t lag;			/* of a port */
	char name[IF_NAMESIZE];
	uint8_t value[ATTRS][8];
};

struct state {
	unsigned int lags, ports;
	struct row lag[ROWS_MAX];
	struct row port[ROWS_MAX];
};

static struct sock family_sock, looker;

static const uint8_t lag_settings[] = {
	LACPMOD_A_LAG_MODE, LACPMOD_A_LAG_RATE, LACPMOD_A_LAG_SYSTEM_PRIORITY,
	LACPMOD_A_LAG_SYSTEM, LACPMOD_A_LAG_KEY, LACPMOD_A_LAG_HASH,
	LACPMOD_A_LAG_MIN_LINKS, LACPMOD_A_LAG_AGGREGATE_WAIT, LACPMOD_A_LAG_MUX,
	LACPMOD_A_LAG_MAX_LINKS, LACPMOD_A_LAG_SELECTION, LACPMOD_A_LAG_RESELECT,
	LACPMOD_A_LAG_SAME_SPEED, LACPMOD_A_LAG_WAIT_TO_RESTORE, LACPMOD_A_LAG_REVERTIVE,
	LACPMOD_A_LAG_SYNC_TIMEOUT, LACPMOD_A_LAG_TIMEOUT_MULTIPLIER, LACPMOD_A_LAG_FALLBACK,
	LACPMOD_A_LAG_FALLBACK_TIMEOUT, LACPMOD_A_LAG_FALLBACK_PREEMPT,
	LACPMOD_A_LAG_FLAP_LIMIT, LACPMOD_A_LAG_FLAP_INTERVAL, LACPMOD_A_LAG_FLAP_HOLD,
	LACPMOD_A_LAG_RX_LIMIT, LACPMOD_A_LAG_HASH_SYMMETRIC, LACPMOD_A_LAG_HASH_SEED,
	LACPMOD_A_LAG_BUCKET_COUNTERS, LACPMOD_A_LAG_REBALANCE_INTERVAL,
	LACPMOD_A_LAG_FLUSH, LACPMOD_A_LAG_HOLD_TIME, LACPMOD_A_LAG_HOLD_FRAMES,
};

static const uint8_t port_settings[] = {
	LACPMOD_A_PORT_PRIORITY, LACPMOD_A_PORT_NUMBER, LACPMOD_A_PORT_MODE,
	LACPMOD_A_PORT_RATE, LACPMOD_A_PORT_INDIVIDUAL, LACPMOD_A_PORT_WEIGHT,
	LACPMOD_A_PORT_DRAIN,
};

static void read_row(struct row *row, const struct nlmsghdr *nlh, bool is_port)
{
	const uint8_t *set = is_port ? port_settings : lag_settings;
	unsigned int i, n = is_port ? sizeof(port_settings) : sizeof(lag_settings);
	const struct nlattr *tb[ATTRS];

	parse((const char *)nlh + NLMSG_HDRLEN + GENL_HDRLEN,
	      nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, tb);
	memset(row, 0, sizeof(*row));
	row->ifindex = u32_of(tb[is_port ? LACPMOD_A_PORT_IFINDEX : LACPMOD_A_LAG_IFINDEX]);
	snprintf(row->name, sizeof(row->name), "%s", (const char *)
		 data_of(tb[is_port ? LACPMOD_A_PORT_IFNAME : LACPMOD_A_LAG_IFNAME]));
	if (is_port)
		row->lag = u32_of(tb[LACPMOD_A_PORT_LAG_IFINDEX]);
	for (i = 0; i < n; i++)
		memcpy(row->value[set[i]], data_of(tb[set[i]]), len_of(tb[set[i]]));
}

static unsigned int look_at(struct row *rows, uint8_t cmd)
{
	struct nlmsghdr *nlh;
	unsigned int n = 0;
	struct msg m;
	int len;

	begin_genl(&m, cmd);
	m.nlh.nlmsg_flags |= NLM_F_DUMP;
	if (ask(&looker, &m))
		wrong(&m, "no dump");
	messages--;
	nlh = (struct nlmsghdr *)looker.reply;
	len = looker.reply_len;
	for (; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
		if (n == ROWS_MAX)
			die("too many objects");
		read_row(&rows[n++], nlh, cmd == LACPMOD_CMD_PORT_GET);
	}
	return n;
}

static void look(struct state *state)
{
	memset(state, 0, sizeof(*state));
	state->lags = look_at(state->lag, LACPMOD_CMD_LAG_GET);
	state->ports = look_at(state->port, LACPMOD_CMD_PORT_GET);
}

static const struct row *find(const struct row *rows, unsigned int n, const char *name)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (!strcmp(rows[i].name, name))
			return &rows[i];
	return NULL;
}

static struct state before;

static void unchanged(const struct msg *m)
{
	struct state now;

	look(&now);
	if (memcmp(&now, &before, sizeof(now)))
		wrong(m, "refused, and something has changed");
}

/* Objects of our own */

static struct sock route;

static int link_request(uint16_t type, uint16_t flags, const char *name, const char *kind)
{
	struct ifinfomsg ifi = { .ifi_family = AF_UNSPEC };
	struct nlattr *info;
	struct msg m;
	int err;

	begin(&m, type, &ifi, sizeof(ifi));
	m.nlh.nlmsg_flags |= flags;
	put_text(&m, IFLA_IFNAME, name);
	if (kind) {
		info = nest(&m, IFLA_LINKINFO);
		put_text(&m, IFLA_INFO_KIND, kind);
		nest_end(&m, info);
	}
	err = ask(&route, &m);
	messages--;
	return err;
}

static void make(const char *name, const char *kind)
{
	int err = link_request(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, name, kind);

	if (err)
		die("cannot make %s: %s", name, strerror(-err));
}

static void unmake(const char *name)
{
	link_request(RTM_DELLINK, 0, name, NULL);
}

static void enslave(const char *port, const char *lag)
{
	struct msg m;
	int err;

	begin_genl(&m, LACPMOD_CMD_PORT_NEW);
	put_text(&m, LACPMOD_A_PORT_IFNAME, port);
	put_text(&m, LACPMOD_A_PORT_LAG_IFNAME, lag);
	err = ask(&family_sock, &m);
	if (err)
		die("cannot enslave %s: %s", port, strerror(-err));
}

/* Every setting at its bounds */

struct setting {
	uint8_t attr;
	uint8_t octets;
	uint64_t min, max;
};

static const struct setting lag_bounds[] = {
	{ LACPMOD_A_LAG_MODE, 1, 0, 2 },
	{ LACPMOD_A_LAG_RATE, 1, 0, 1 },
	{ LACPMOD_A_LAG_SYSTEM_PRIORITY, 2, 0, 65535 },
	{ LACPMOD_A_LAG_KEY, 2, 1, 65535 },
	{ LACPMOD_A_LAG_HASH, 1, 0, 8 },
	/* The last of these is so large that min-links may be anything. */
	{ LACPMOD_A_LAG_MAX_LINKS, 1, 0, 64 },
	{ LACPMOD_A_LAG_MIN_LINKS, 1, 1, 64 },
	{ LACPMOD_A_LAG_SELECTION, 1, 0, 3 },
	{ LACPMOD_A_LAG_RESELECT, 1, 0, 1 },
	{ LACPMOD_A_LAG_SAME_SPEED, 1, 0, 1 },
	{ LACPMOD_A_LAG_WAIT_TO_RESTORE, 4, 0, 32767000 },
	{ LACPMOD_A_LAG_REVERTIVE, 1, 0, 1 },
	{ LACPMOD_A_LAG_SYNC_TIMEOUT, 4, 0, 3600000 },
	{ LACPMOD_A_LAG_TIMEOUT_MULTIPLIER, 1, 2, 20 },
	{ LACPMOD_A_LAG_FALLBACK, 1, 0, 2 },
	{ LACPMOD_A_LAG_FALLBACK_TIMEOUT, 4, 0, 3600000 },
	{ LACPMOD_A_LAG_FALLBACK_PREEMPT, 1, 0, 1 },
	{ LACPMOD_A_LAG_FLAP_LIMIT, 1, 0, 10 },
	{ LACPMOD_A_LAG_FLAP_INTERVAL, 4, 1000, 3600000 },
	{ LACPMOD_A_LAG_FLAP_HOLD, 4, 1000, 3600000 },
	{ LACPMOD_A_LAG_RX_LIMIT, 2, 0, 1000 },
	{ LACPMOD_A_LAG_HASH_SYMMETRIC, 1, 0, 1 },
	{ LACPMOD_A_LAG_HASH_SEED, 4, 0, 0xffffffff },
	{ LACPMOD_A_LAG_BUCKET_COUNTERS, 1, 0, 1 },
	{ LACPMOD_A_LAG_REBALANCE_INTERVAL, 4, 0, 86400000 },
	{ LACPMOD_A_LAG_FLUSH, 1, 0, 1 },
	{ LACPMOD_A_LAG_HOLD_TIME, 4, 1, 10000 },
	{ LACPMOD_A_LAG_HOLD_FRAMES, 4, 1, 100000 },
	{ LACPMOD_A_LAG_AGGREGATE_WAIT, 4, 0, 30000 },
	{ LACPMOD_A_LAG_MUX, 1, 0, 1 },
	{ LACPMOD_A_LAG_SYSTEM, 6, 0, 0 },
};

static const struct setting port_bounds[] = {
	{ LACPMOD_A_PORT_PRIORITY, 2, 0, 65535 },
	{ LACPMOD_A_PORT_NUMBER, 2, 1, 65535 },
	{ LACPMOD_A_PORT_MODE, 1, 0, 3 },
	{ LACPMOD_A_PORT_RATE, 1, 0, 2 },
	{ LACPMOD_A_PORT_INDIVIDUAL, 1, 0, 1 },
	{ LACPMOD_A_PORT_WEIGHT, 4, 0, 10000000 },
	{ LACPMOD_A_PORT_DRAIN, 1, 0, 1 },
};

static const uint64_t values[] = {
	0, 1, 2, 3, 4, 63, 64, 65, 127, 128, 254, 255, 256, 29999, 30000, 30001,
	32768, 65534, 65535, 65536, 10000000, 10000001, 0x7fffffff, 0x80000000, 0xffffffff,
};

static const struct {
	uint8_t system[6];
	bool good;
} systems[] = {
	{ { 0x02, 0, 0, 0, 0x0e, 1 }, true },
	{ { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff }, true },
	{ { 0, 0, 0, 0, 0, 1 }, true },
	{ { 0 }, true },
	{ { 0x01, 0x80, 0xc2, 0, 0, 2 }, false },
	{ { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, false },
	{ { 0x03, 0, 0, 0, 0, 0 }, false },
};

/*
 * Which object, and with which command. With .make each request makes it and
 * is followed by another that takes it away again.
 */
struct subject {
	uint8_t cmd;
	bool is_port;
	bool make;
	bool bad_only;
	const char *name, *lag;
};

static void address(struct msg *m, const struct subject *s)
{
	begin_genl(m, s->cmd);
	put_text(m, s->is_port ? LACPMOD_A_PORT_IFNAME : LACPMOD_A_LAG_IFNAME, s->name);
	if (s->is_port && s->make)
		put_text(m, LACPMOD_A_PORT_LAG_IFNAME, s->lag);
}

static bool is_interval(const struct subject *s, const struct setting *b)
{
	return !s->is_port && b->attr == LACPMOD_A_LAG_REBALANCE_INTERVAL;
}

/* A LAG that rebalances must count. */
static void address_for(struct msg *m, const struct subject *s, const struct setting *b)
{
	static const uint8_t on = 1;

	address(m, s);
	if (is_interval(s, b))
		put(m, LACPMOD_A_LAG_BUCKET_COUNTERS, &on, 1);
}

static bool is_good(const struct subject *s, const struct setting *b, uint64_t value)
{
	/* A second at least, or never */
	if (is_interval(s, b) && value && value < 1000)
		return false;
	return value >= b->min && value <= b->max;
}

static void take_away(const struct subject *s)
{
	struct msg m;
	int err;

	begin_genl(&m, s->is_port ? LACPMOD_CMD_PORT_DEL : LACPMOD_CMD_LAG_DEL);
	put_text(&m, s->is_port ? LACPMOD_A_PORT_IFNAME : LACPMOD_A_LAG_IFNAME, s->name);
	err = ask(&family_sock, &m);
	if (err)
		wrong(&m, "cannot take away %s: %s", s->name, strerror(-err));
	look(&before);
}

static const struct row *row_of(const struct subject *s, const struct state *state)
{
	return s->is_port ? find(state->port, state->ports, s->name) :
			    find(state->lag, state->lags, s->name);
}

static void must_be_refused(struct msg *m)
{
	int err = ask(&family_sock, m);

	if (!err)
		wrong(m, "accepted");
	if (err != -EINVAL && err != -ERANGE && err != -ENODEV && err != -EEXIST)
		wrong(m, "refused by %s", strerror(-err));
	if (!family_sock.says)
		wrong(m, "refused without a word (%s)", strerror(-err));
	refused++;
	unchanged(m);
}

/* Another port has this number: no value out of range. */
static bool clashes(const struct subject *s, uint8_t attr, const void *value)
{
	unsigned int i;

	for (i = 0; s->is_port && attr == LACPMOD_A_PORT_NUMBER && i < before.ports; i++)
		if (strcmp(before.port[i].name, s->name) &&
		    !memcmp(before.port[i].value[attr], value, 2))
			return true;
	return false;
}

static void must_be_accepted(struct msg *m, const struct subject *s, uint8_t attr,
			     const void *value, unsigned int octets)
{
	static const uint8_t automatic[6];
	const struct row *row;
	int err;

	if (s->bad_only)
		return;
	if (clashes(s, attr, value)) {
		must_be_refused(m);
		return;
	}
	err = ask(&family_sock, m);
	if (err)
		wrong(m, "refused: %s", strerror(-err));
	accepted++;
	look(&before);
	row = row_of(s, &before);
	if (!row)
		wrong(m, "accepted, and %s is not there", s->name);
	/* Zeros hand the choice of the System back, and of the seed. */
	if (((octets != 6 && attr != LACPMOD_A_LAG_HASH_SEED) ||
	     memcmp(value, automatic, octets)) &&
	    memcmp(row->value[attr], value, octets))
		wrong(m, "accepted, and attribute %u is something else", attr);
	if (s->make)
		take_away(s);
}

static void try_values(const struct subject *s, const struct setting *b)
{
	unsigned int i;
	struct msg m;

	for (i = 0; b->octets != 6 && i < ARRAY_SIZE(values); i++) {
		if (b->octets < 4 && values[i] >> 8 * b->octets)
			continue;
		address_for(&m, s, b);
		put(&m, b->attr, &values[i], b->octets);
		if (is_good(s, b, values[i]))
			must_be_accepted(&m, s, b->attr, &values[i], b->octets);
		else
			must_be_refused(&m);
	}
	for (i = 0; b->octets == 6 && i < ARRAY_SIZE(systems); i++) {
		address(&m, s);
		put(&m, b->attr, systems[i].system, 6);
		if (systems[i].good)
			must_be_accepted(&m, s, b->attr, systems[i].system, 6);
		else
			must_be_refused(&m);
	}
}

/* A value that is right, of the wrong length, in a nest, or beside another. */
static void try_shapes(const struct subject *s, const struct setting *b)
{
	static const unsigned int lengths[] = {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 63, 255, 4000,
	};
	static const uint8_t right[4096] = { 2 }, zero[6];
	const uint8_t *value = b->octets == 6 ? right : (const uint8_t *)&b->max;
	struct nlattr *nla;
	struct msg m;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		if (lengths[i] == b->octets)
			continue;
		address(&m, s);
		put(&m, b->attr, right, lengths[i]);
		must_be_refused(&m);
	}

	address(&m, s);
	put(&m, b->attr | NLA_F_NESTED, value, b->octets);
	must_be_refused(&m);

	address(&m, s);
	nla = nest(&m, b->attr);
	for (i = 0; i < 100; i++)
		put(&m, i, right, i % 8);
	nest_end(&m, nla);
	must_be_refused(&m);

	/* Longer than the message, and shorter than itself */
	for (i = 0; i < 8; i++) {
		address(&m, s);
		nla = put(&m, b->attr, value, b->octets);
		nla->nla_len = i < 4 ? i : nla->nla_len + (i < 6 ? 4 * i : 60000);
		must_be_refused(&m);
	}

	/* Of two the last counts, but each is looked at. */
	address_for(&m, s, b);
	put(&m, b->attr, b->octets == 6 ? zero : (const uint8_t *)&b->min, b->octets);
	put(&m, b->attr, value, b->octets);
	must_be_accepted(&m, s, b->attr, value, b->octets);
	address(&m, s);
	put(&m, b->attr, right, b->octets + 1);
	put(&m, b->attr, value, b->octets);
	must_be_refused(&m);
	address(&m, s);
	put(&m, b->attr, value, b->octets);
	put(&m, b->attr, right, b->octets + 1);
	must_be_refused(&m);
}

/* Attributes that the command does not have, or that say which object it is. */
static void try_others(const struct subject *s)
{
	static const char long_name[] = "0123456789abcdefghij";
	uint16_t ifname = s->is_port ? LACPMOD_A_PORT_IFNAME : LACPMOD_A_LAG_IFNAME;
	static const char * const none[] = { "", ".", "a/b", "a b", "a:b", "%s", "%d%d" };
	uint16_t type, first = s->is_port ? LACPMOD_A_PORT_UP : LACPMOD_A_LAG_UP;
	uint64_t value = 1;
	unsigned int i;
	struct msg m;

	for (type = first; type < 300; type += type < 40 ? 1 : 37) {
		address(&m, s);
		put(&m, type, &value, 1 + type % 8);
		must_be_refused(&m);
	}
	address(&m, s);
	put(&m, 0, &value, 4);
	must_be_refused(&m);
	address(&m, s);
	put(&m, 0x3fff, &value, 4);
	must_be_refused(&m);

	/* Octets after the last attribute */
	for (i = 1; i < 4; i++) {
		address(&m, s);
		m.nlh.nlmsg_len += i;
		must_be_refused(&m);
	}

	for (i = 0; i < ARRAY_SIZE(none); i++) {
		begin_genl(&m, s->cmd);
		put_text(&m, ifname, none[i]);
		if (s->is_port && s->make)
			put_text(&m, LACPMOD_A_PORT_LAG_IFNAME, s->lag);
		must_be_refused(&m);
	}
	for (i = 15; i < 20; i++) {
		begin_genl(&m, s->cmd);
		put(&m, ifname, long_name, i);	/* without an end */
		must_be_refused(&m);
		begin_genl(&m, s->cmd);
		put(&m, ifname, long_name + sizeof(long_name) - 1 - i, i + 1);
		if (i > 15)
			must_be_refused(&m);
	}
	begin_genl(&m, s->cmd);
	must_be_refused(&m);

	/* An index that is none; one that is, of the wrong length */
	if (s->make && !s->is_port)
		return;
	for (i = 0; i < 3; i++) {
		value = i ? UINT32_MAX - i : 0;
		begin_genl(&m, s->cmd);
		put(&m, s->is_port ? LACPMOD_A_PORT_IFINDEX : LACPMOD_A_LAG_IFINDEX,
		    &value, 4);
		must_be_refused(&m);
	}
	for (i = 0; i < 9; i++) {
		value = if_nametoindex(s->name);
		begin_genl(&m, s->cmd);
		put(&m, s->is_port ? LACPMOD_A_PORT_IFINDEX : LACPMOD_A_LAG_IFINDEX,
		    &value, i);
		if (i != 4)
			must_be_refused(&m);
	}
}

static void refused_as(struct msg *m, int expected)
{
	int err = ask(&family_sock, m);

	if (err != expected)
		wrong(m, "%s, not %s", err ? strerror(-err) : "accepted", strerror(-expected));
	refused++;
	unchanged(m);
}

static void try_headers(const struct subject *s)
{
	static const uint8_t no_commands[] = {
		0, LACPMOD_CMD_EVENT, LACPMOD_CMD_MAX + 1, 127, 255,
	};
	struct genlmsghdr *genl;
	unsigned int i;
	struct msg m;

	genl = (struct genlmsghdr *)(m.buf + NLMSG_HDRLEN);
	for (i = 0; i < ARRAY_SIZE(no_commands); i++) {
		address(&m, s);
		genl->cmd = no_commands[i];
		refused_as(&m, -EOPNOTSUPP);
		m.nlh.nlmsg_flags |= NLM_F_DUMP;
		refused_as(&m, -EOPNOTSUPP);
	}
	/* Flags and a field that nobody has given a meaning */
	address(&m, s);
	genl->reserved = 1;
	refused_as(&m, -EINVAL);
	address(&m, s);
	m.nlh.nlmsg_flags |= NLM_F_REPLACE;
	refused_as(&m, -EINVAL);
	if (s->cmd != LACPMOD_CMD_LAG_GET && s->cmd != LACPMOD_CMD_PORT_GET) {
		address(&m, s);
		m.nlh.nlmsg_flags |= NLM_F_DUMP;
		refused_as(&m, -EOPNOTSUPP);
	}

	/* No room for a header */
	for (i = 0; i < GENL_HDRLEN; i++) {
		address(&m, s);
		m.nlh.nlmsg_len = NLMSG_HDRLEN + i;
		refused_as(&m, -EINVAL);
	}
	/* Longer than it is: to this there is no answer, nor to the rest of it. */
	address(&m, s);
	i = m.nlh.nlmsg_len;
	m.nlh.nlmsg_len += 64;
	transmit(&family_sock, &m, i);
	unchanged(&m);
}

static void try_all(const struct subject *s)
{
	const struct setting *b = s->is_port ? port_bounds : lag_bounds;
	unsigned int i, n = s->is_port ? ARRAY_SIZE(port_bounds) : ARRAY_SIZE(lag_bounds);

	look(&before);
	for (i = 0; i < n; i++) {
		try_values(s, &b[i]);
		try_shapes(s, &b[i]);
	}
	try_others(s);
	try_headers(s);
}

/* Commands without settings: there, all of these are attributes too many. */
static void try_plain(const struct subject *s)
{
	struct msg m;

	look(&before);
	address(&m, s);
	put(&m, s->is_port ? LACPMOD_A_PORT_PRIORITY : LACPMOD_A_LAG_KEY, "\1", 2);
	must_be_refused(&m);
	try_others(s);
	try_headers(s);
}

static void try_subjects(const struct subject *s, unsigned int n)
{
	for (; n; n--, s++) {
		if (s->cmd == LACPMOD_CMD_LAG_NEW || s->cmd == LACPMOD_CMD_LAG_SET ||
		    s->cmd == LACPMOD_CMD_PORT_NEW || s->cmd == LACPMOD_CMD_PORT_SET)
			try_all(s);
		else
			try_plain(s);
	}
	printf("%lu messages, %lu accepted, %lu refused\n", messages, accepted, refused);
}

static void begin_bucket(struct msg *m, uint8_t cmd, const char *lag)
{
	_Static_assert((int)LACPMOD_A_BUCKET_IFNAME == (int)LACPMOD_A_REBALANCE_IFNAME,
		       "one function for both");
	begin_genl(m, cmd);
	put_text(m, LACPMOD_A_BUCKET_IFNAME, lag);
}

/* Conversation IDs, of a LAG that does not count and of one that does */
static void try_buckets(const char *lag, const char *no_lag)
{
	enum good { NEVER, ALWAYS, COUNTED };
	static const struct {
		uint8_t cmd, attr, octets;
		uint64_t value;
		enum good good;
	} rows[] = {
		{ LACPMOD_CMD_BUCKET_GET, LACPMOD_A_BUCKET_ID, 2, 0, ALWAYS },
		{ LACPMOD_CMD_BUCKET_GET, LACPMOD_A_BUCKET_ID, 2, 4095, ALWAYS },
		{ LACPMOD_CMD_BUCKET_GET, LACPMOD_A_BUCKET_ID, 2, 4096, NEVER },
		{ LACPMOD_CMD_BUCKET_GET, LACPMOD_A_BUCKET_ID, 2, 65535, NEVER },
		{ LACPMOD_CMD_BUCKET_GET, LACPMOD_A_BUCKET_ID, 1, 0, NEVER },
		{ LACPMOD_CMD_BUCKET_GET, LACPMOD_A_BUCKET_ID, 4, 0, NEVER },
		{ LACPMOD_CMD_BUCKET_GET, LACPMOD_A_BUCKET_BYTES, 8, 0, NEVER },
		{ LACPMOD_CMD_BUCKET_GET, 0, 0, 0, NEVER },
		{ LACPMOD_CMD_LAG_REBALANCE, LACPMOD_A_REBALANCE_DRY_RUN, 1, 0, COUNTED },
		{ LACPMOD_CMD_LAG_REBALANCE, LACPMOD_A_REBALANCE_DRY_RUN, 1, 1, COUNTED },
		{ LACPMOD_CMD_LAG_REBALANCE, LACPMOD_A_REBALANCE_DRY_RUN, 1, 2, NEVER },
		{ LACPMOD_CMD_LAG_REBALANCE, LACPMOD_A_REBALANCE_DRY_RUN, 2, 1, NEVER },
		{ LACPMOD_CMD_LAG_REBALANCE, LACPMOD_A_REBALANCE_MOVED, 4, 1, NEVER },
		{ LACPMOD_CMD_LAG_REBALANCE, 0, 0, 0, COUNTED },
	};
	struct msg m;
	uint8_t on;
	unsigned int i;

	for (on = 0; on < 2; on++) {
		begin_genl(&m, LACPMOD_CMD_LAG_SET);
		put_text(&m, LACPMOD_A_LAG_IFNAME, lag);
		put(&m, LACPMOD_A_LAG_BUCKET_COUNTERS, &on, 1);
		if (ask(&family_sock, &m))
			wrong(&m, "refused");
		look(&before);
		for (i = 0; i < ARRAY_SIZE(rows); i++) {
			begin_bucket(&m, rows[i].cmd, lag);
			if (rows[i].attr)
				put(&m, rows[i].attr, &rows[i].value, rows[i].octets);
			if (rows[i].good == NEVER || (rows[i].good == COUNTED && !on))
				must_be_refused(&m);
			else if (ask(&family_sock, &m))
				wrong(&m, "refused");
			begin_bucket(&m, rows[i].cmd, no_lag);
			refused_as(&m, -EOPNOTSUPP);
		}
	}
}

static int cmd_bounds(void)
{
	const struct subject subjects[] = {
		{ LACPMOD_CMD_LAG_NEW, false, true, false, "hl1", NULL },
		{ LACPMOD_CMD_LAG_SET, false, false, false, "hl0", NULL },
		{ LACPMOD_CMD_LAG_GET, false, false, false, "hl0", NULL },
		{ LACPMOD_CMD_LAG_DEL, false, false, false, "hl0", NULL },
		{ LACPMOD_CMD_PORT_NEW, true, true, false, "hp1", "hl0" },
		{ LACPMOD_CMD_PORT_SET, true, false, false, "hp0", "hl0" },
		{ LACPMOD_CMD_PORT_GET, true, false, false, "hp0", "hl0" },
		{ LACPMOD_CMD_PORT_DEL, true, false, false, "hp0", "hl0" },
	};

	make("hl0", "lacp");
	make("hp0", "dummy");
	make("hp1", "dummy");
	enslave("hp0", "hl0");
	try_buckets("hl0", "hp0");
	try_subjects(subjects, ARRAY_SIZE(subjects));
	unmake("hl0");
	unmake("hp0");
	unmake("hp1");
	return 0;
}

static int cmd_refused(const char *lag, const char *port)
{
	const struct subject subjects[] = {
		{ LACPMOD_CMD_LAG_SET, false, false, true, lag, NULL },
		{ LACPMOD_CMD_LAG_GET, false, false, true, lag, NULL },
		{ LACPMOD_CMD_LAG_DEL, false, false, true, lag, NULL },
		{ LACPMOD_CMD_PORT_SET, true, false, true, port, lag },
		{ LACPMOD_CMD_PORT_GET, true, false, true, port, lag },
		{ LACPMOD_CMD_PORT_DEL, true, false, true, port, lag },
	};

	try_subjects(subjects, ARRAY_SIZE(subjects));
	return 0;
}

/* Random messages */

static const char *lag_names[] = { NULL, "hl0", "hl1", "hl2", "hl3" };
static const char *port_names[] = { NULL, NULL, "lo", "hp0", "hp1", "hp2", "hp3", "hl3", "no" };
static unsigned int ports_there = 3;	/* of these; what follows may not be */

static const char *any_lag(void)
{
	return lag_names[below(ARRAY_SIZE(lag_names))];
}

static const char *any_port(void)
{
	return port_names[below(ARRAY_SIZE(port_names))];
}

/*
 * 0 for one that is not there. To ask if_nametoindex() for that would have the
 * kernel look for a module of its name, which takes longer than all the rest.
 */
static uint32_t index_of(const char *name)
{
	static uint32_t known[ARRAY_SIZE(port_names)];
	const struct row *lag = find(before.lag, before.lags, name);
	unsigned int i;

	if (lag)
		return lag->ifindex;
	for (i = 0; i < ports_there; i++) {
		if (strcmp(name, port_names[i]))
			continue;
		if (!known[i])
			known[i] = if_nametoindex(name);
		return known[i];
	}
	return 0;
}

static void put_object(struct msg *m, uint16_t ifindex, uint16_t ifname, const char *name)
{
	uint32_t index = index_of(name);

	if (below(2))
		put(m, ifindex, &index, 4);
	else
		put_text(m, ifname, name);
}

/* Of four values three are within the bounds. */
static void put_settings(struct msg *m, const struct setting *b, unsigned int bounds)
{
	unsigned int n = below(4);

	while (n--) {
		const struct setting *s = &b[below(bounds)];
		uint64_t value = s->min + rnd() % (s->max - s->min + 1);

		if (!below(4))
			value = values[below(ARRAY_SIZE(values))];
		if (s->octets == 6)
			put(m, s->attr, systems[below(ARRAY_SIZE(systems))].system, 6);
		else
			put(m, s->attr, &value, s->octets);
	}
}

static void valid_message(struct msg *m)
{
	static const uint8_t often[] = {
		LACPMOD_CMD_LAG_SET, LACPMOD_CMD_LAG_SET, LACPMOD_CMD_LAG_SET,
		LACPMOD_CMD_PORT_SET, LACPMOD_CMD_PORT_SET,
		LACPMOD_CMD_LAG_GET, LACPMOD_CMD_PORT_GET,
	};
	uint8_t cmd = below(12) ? often[below(ARRAY_SIZE(often))] : 1 + below(8);

	begin_genl(m, cmd);
	if (cmd == LACPMOD_CMD_LAG_NEW)
		put_text(m, LACPMOD_A_LAG_IFNAME, any_lag());
	else if (cmd <= LACPMOD_CMD_LAG_GET)
		put_object(m, LACPMOD_A_LAG_IFINDEX, LACPMOD_A_LAG_IFNAME, any_lag());
	else
		put_object(m, LACPMOD_A_PORT_IFINDEX, LACPMOD_A_PORT_IFNAME, any_port());
	if (cmd == LACPMOD_CMD_PORT_NEW)
		put_object(m, LACPMOD_A_PORT_LAG_IFINDEX, LACPMOD_A_PORT_LAG_IFNAME, any_lag());
	if (cmd == LACPMOD_CMD_LAG_NEW || cmd == LACPMOD_CMD_LAG_SET)
		put_settings(m, lag_bounds, ARRAY_SIZE(lag_bounds));
	else if (cmd == LACPMOD_CMD_PORT_NEW || cmd == LACPMOD_CMD_PORT_SET)
		put_settings(m, port_bounds, ARRAY_SIZE(port_bounds));
}

static uint8_t command(const struct msg *m)
{
	return ((const struct genlmsghdr *)(m->buf + NLMSG_HDRLEN))->cmd;
}

static void parse_msg(const struct msg *m, const struct nlattr **tb)
{
	unsigned int len = m->nlh.nlmsg_len - NLMSG_HDRLEN;

	parse(m->buf + NLMSG_HDRLEN + GENL_HDRLEN, len > GENL_HDRLEN ? len - GENL_HDRLEN : 0, tb);
}

static struct nlattr *any_attr(struct msg *m)
{
	const struct nlattr *tb[ATTRS];
	unsigned int i, start = below(ATTRS);

	parse_msg(m, tb);
	for (i = 0; i < ATTRS; i++)
		if (tb[(start + i) % ATTRS])
			return (struct nlattr *)tb[(start + i) % ATTRS];
	return NULL;
}

static void mutate(struct msg *m)
{
	struct nlattr *nla = any_attr(m);
	unsigned int len = m->nlh.nlmsg_len - NLMSG_HDRLEN, n;
	uint8_t *p = (uint8_t *)m->buf + NLMSG_HDRLEN;
	uint8_t junk[64];

	for (n = 0; n < sizeof(junk); n++)
		junk[n] = rnd();
	switch (below(10)) {
	case 0:
		for (n = 1 + below(4); n; n--)
			p[below(len)] = rnd();
		break;
	case 1:
		p[below(len)] ^= 1 << below(8);
		break;
	case 2:
		m->nlh.nlmsg_len -= below(len);
		break;
	case 3:
		if (nla)
			nla->nla_len += below(17) - 8;
		break;
	case 4:
		if (nla)
			nla->nla_type = below(40) | below(4) << 14;
		break;
	case 5:
		if (nla && len_of(nla) <= sizeof(junk))
			put(m, nla->nla_type, junk, len_of(nla));
		break;
	case 6:
		put(m, below(40), junk, below(sizeof(junk)));
		break;
	case 7:
		if (nla)
			put(m, nla->nla_type, data_of(nla), len_of(nla));
		break;
	case 8:
		if (nla && len_of(nla))
			((uint8_t *)nla)[NLA_HDRLEN + below(len_of(nla))] = rnd();
		break;
	case 9:
		m->nlh.nlmsg_flags |= 1 << (5 + below(7));
		break;
	}
}

/* Whether these attributes of a message name a device. */
static bool names(const struct nlattr **tb, int ifindex, int ifname, const char *dev)
{
	if (tb[ifindex])
		return len_of(tb[ifindex]) >= 4 && u32_of(tb[ifindex]) == if_nametoindex(dev);
	return tb[ifname] && strnlen(data_of(tb[ifname]), len_of(tb[ifname])) == strlen(dev) &&
	       !memcmp(data_of(tb[ifname]), dev, strlen(dev));
}

/* It would take away what has to go on working, and rightly so. */
static bool takes_away(const struct msg *m)
{
	const struct nlattr *tb[ATTRS];
	unsigned int i;

	parse_msg(m, tb);
	if (command(m) == LACPMOD_CMD_LAG_DEL)
		return names(tb, LACPMOD_A_LAG_IFINDEX, LACPMOD_A_LAG_IFNAME, lag_names[0]);
	if (command(m) != LACPMOD_CMD_PORT_DEL && command(m) != LACPMOD_CMD_PORT_NEW)
		return false;
	if (names(tb, LACPMOD_A_PORT_IFINDEX, LACPMOD_A_PORT_IFNAME, lag_names[0]))
		return true;
	for (i = 0; command(m) == LACPMOD_CMD_PORT_DEL && i < 2; i++)
		if (names(tb, LACPMOD_A_PORT_IFINDEX, LACPMOD_A_PORT_IFNAME, port_names[i]))
			return true;
	return false;
}

/* What was accepted has to be so now. */
static void is_applied(const struct msg *m, const struct state *now)
{
	bool is_port = command(m) >= LACPMOD_CMD_PORT_NEW;
	const struct setting *b = is_port ? port_bounds : lag_bounds;
	unsigned int bounds = is_port ? ARRAY_SIZE(port_bounds) : ARRAY_SIZE(lag_bounds);
	const struct row *rows = is_port ? now->port : now->lag;
	unsigned int i, n = is_port ? now->ports : now->lags;
	static const uint8_t automatic[6];
	const struct nlattr *tb[ATTRS];

	parse_msg(m, tb);
	for (; n; n--, rows++)
		if (names(tb, is_port ? LACPMOD_A_PORT_IFINDEX : LACPMOD_A_LAG_IFINDEX,
			  is_port ? LACPMOD_A_PORT_IFNAME : LACPMOD_A_LAG_IFNAME, rows->name))
			break;
	/* A name with %d in it becomes another. */
	if (!n && command(m) == LACPMOD_CMD_LAG_NEW)
		return;
	if (!n)
		wrong(m, "accepted, and the object is not there");
	for (i = 0; i < bounds; i++) {
		const struct nlattr *nla = tb[b[i].attr];

		/* Zeros hand the choice of the System back, and of the seed. */
		bool ours = b[i].octets == 6 ||
			    (!is_port && b[i].attr == LACPMOD_A_LAG_HASH_SEED);

		if (!nla || (ours && !memcmp(data_of(nla), automatic, b[i].octets)))
			continue;
		if (memcmp(rows->value[b[i].attr], data_of(nla), b[i].octets))
			wrong(m, "accepted, and attribute %u is something else", b[i].attr);
	}
}

/* Take away all that is not in the list of what there was. */
static void tidy(const struct state *old)
{
	const struct row *row;
	struct state now;
	unsigned int i;

	look(&now);
	for (i = 0; i < now.ports; i++) {
		const struct subject s = { .is_port = true, .name = now.port[i].name };

		row = find(old->port, old->ports, s.name);
		if (!row || row->lag != now.port[i].lag)
			take_away(&s);
	}
	for (i = 0; i < now.lags; i++) {
		const struct subject s = { .name = now.lag[i].name };

		if (!find(old->lag, old->lags, s.name))
			take_away(&s);
	}
	look(&before);
}

/* Out of the way of the number that another port had. */
static void set_number(const char *name, uint16_t number)
{
	struct msg m;
	int err;

	begin_genl(&m, LACPMOD_CMD_PORT_SET);
	put_text(&m, LACPMOD_A_PORT_IFNAME, name);
	put(&m, LACPMOD_A_PORT_NUMBER, &number, 2);
	err = ask(&family_sock, &m);
	if (err)
		wrong(&m, "cannot set the number of %s: %s", name, strerror(-err));
}

static void put_back(const struct state *old, uint8_t cmd, const char *name)
{
	bool is_port = cmd == LACPMOD_CMD_PORT_SET;
	const struct setting *b = is_port ? port_bounds : lag_bounds;
	unsigned int i, n = is_port ? ARRAY_SIZE(port_bounds) : ARRAY_SIZE(lag_bounds);
	const struct row *row = is_port ? find(old->port, old->ports, name) :
					  find(old->lag, old->lags, name);
	static const uint8_t automatic[6];
	struct msg m;
	int err;

	if (!row)
		die("there was no %s", name);
	begin_genl(&m, cmd);
	put_text(&m, is_port ? LACPMOD_A_PORT_IFNAME : LACPMOD_A_LAG_IFNAME, name);
	for (i = 0; i < n; i++)
		put(&m, b[i].attr, b[i].octets == 6 ? automatic : row->value[b[i].attr],
		    b[i].octets);
	err = ask(&family_sock, &m);
	if (err)
		wrong(&m, "cannot put back %s: %s", name, strerror(-err));
}

/* It makes, changes or takes away what is looked at. */
static bool changes(uint8_t cmd)
{
	return cmd && cmd < LACPMOD_CMD_EVENT && cmd != LACPMOD_CMD_LAG_GET &&
	       cmd != LACPMOD_CMD_PORT_GET && cmd != LACPMOD_CMD_PORT_HISTORY;
}

static bool is_admin(uint8_t cmd)
{
	return changes(cmd) || cmd == LACPMOD_CMD_LAG_REBALANCE;
}

static void random_message(struct msg *m)
{
	unsigned int n;

	do {
		valid_message(m);
		for (n = below(4); n; n--)
			mutate(m);
	} while (takes_away(m));
}

static int cmd_random(char **argv, bool denied)
{
	unsigned long n = strtoul(argv[1], NULL, 0), i, past = 0, errors[256] = { 0 };
	static const char * const own_lags[] = { "hl0", "hl1", "hl2" };
	static const char * const own_ports[] = { "hp0", "hp1", "hp2", "hp3" };
	static struct state old, now;
	struct msg m;
	int err;

	random_state = strtoul(argv[0], NULL, 0);
	lag_names[0] = argv[2];
	port_names[0] = argv[3];
	port_names[1] = argv[4];
	look(&old);
	for (i = 0; !denied && i < ARRAY_SIZE(own_lags); i++)
		make(own_lags[i], "lacp");
	for (i = 0; !denied && i < ARRAY_SIZE(own_ports); i++)
		make(own_ports[i], "dummy");
	if (!denied)
		ports_there += ARRAY_SIZE(own_ports);
	look(&before);

	for (i = 0; i < n; i++) {
		random_message(&m);
		err = ask(&family_sock, &m);
		errors[-err & 255]++;
		past += err != -EINVAL && err != -EOPNOTSUPP;
		if (denied && !err && is_admin(command(&m)))
			wrong(&m, "accepted");
		if (err || denied || !changes(command(&m))) {
			/* To look takes longer than to ask. */
			if (i % 4 == 0)
				unchanged(&m);
			continue;
		}
		look(&now);
		if (command(&m) != LACPMOD_CMD_LAG_DEL && command(&m) != LACPMOD_CMD_PORT_DEL)
			is_applied(&m, &now);
		before = now;
		if (now.lags > 12)
			tidy(&old);
	}

	printf("seed %s: %lu messages;", argv[0], n);
	for (i = 0; i < ARRAY_SIZE(errors); i++)
		if (errors[i])
			printf(" %s %lu", i ? strerrorname_np(i) : "accepted", errors[i]);
	putchar('\n');
	if (past < n / 4) {
		printf("only %lu have got past the first checks\n", past);
		return 1;
	}
	if (denied)
		return 0;

	tidy(&old);
	for (i = 0; i < ARRAY_SIZE(own_ports); i++)
		unmake(own_ports[i]);
	set_number(argv[4], 64999);
	set_number(argv[3], 64998);
	put_back(&old, LACPMOD_CMD_LAG_SET, argv[2]);
	put_back(&old, LACPMOD_CMD_PORT_SET, argv[3]);
	put_back(&old, LACPMOD_CMD_PORT_SET, argv[4]);
	return 0;
}

/* From a namespace that they are not in */

static void not_there(struct msg *m)
{
	int err = ask(&family_sock, m);

	if (err != -ENODEV && err != -EOPNOTSUPP)
		wrong(m, "%s", err ? strerror(-err) : "accepted");
	refused++;
}

static int cmd_foreign(char **argv)
{
	uint32_t last = strtoul(argv[0], NULL, 0), ifindex, lo = if_nametoindex("lo");
	uint8_t cmd;
	struct msg m;

	look(&before);
	if (before.lags || before.ports) {
		printf("%u LAGs and %u ports are seen\n", before.lags, before.ports);
		return 1;
	}
	for (cmd = LACPMOD_CMD_LAG_DEL; cmd <= LACPMOD_CMD_PORT_GET; cmd++) {
		bool is_port = cmd >= LACPMOD_CMD_PORT_NEW;

		begin_genl(&m, cmd);
		put_text(&m, is_port ? LACPMOD_A_PORT_IFNAME : LACPMOD_A_LAG_IFNAME,
			 argv[1 + is_port]);
		if (cmd == LACPMOD_CMD_PORT_NEW)
			put_text(&m, LACPMOD_A_PORT_LAG_IFNAME, argv[1]);
		not_there(&m);
		for (ifindex = 0; ifindex <= last; ifindex++) {
			begin_genl(&m, cmd);
			put(&m, is_port ? LACPMOD_A_PORT_IFINDEX : LACPMOD_A_LAG_IFINDEX,
			    cmd == LACPMOD_CMD_PORT_NEW ? &lo : &ifindex, 4);
			if (cmd == LACPMOD_CMD_PORT_NEW)
				put(&m, LACPMOD_A_PORT_LAG_IFINDEX, &ifindex, 4);
			not_there(&m);
		}
	}
	printf("%lu messages, none of them met anything\n", refused);
	return 0;
}

/* Dumps */

#define DUMP_LAGS	40
#define DUMP_PORTS	12
#define SMALL		4096	/* the kernel's messages become as small */

static void request_dump(struct sock *s, struct msg *m, uint8_t cmd)
{
	begin_genl(m, cmd);
	m->nlh.nlmsg_flags |= NLM_F_DUMP;
	transmit(s, m, m->nlh.nlmsg_len);
}

/* One message of a dump: its objects; NONE at the end. Flags are collected. */
static int receive_some(struct sock *s, const struct msg *m, uint16_t *flags)
{
	char buf[SMALL];
	struct nlmsghdr *nlh = (struct nlmsghdr *)buf;
	ssize_t len = recv(s->fd, buf, sizeof(buf), 0);
	int n = 0;

	if (len < 0)
		wrong(m, "the dump does not end: %s", strerror(errno));
	for (; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
		*flags |= nlh->nlmsg_flags;
		if (nlh->nlmsg_type == NLMSG_DONE)
			return NONE;
		if (nlh->nlmsg_type == NLMSG_ERROR)
			wrong(m, "dump: %s", strerror(-*(int *)NLMSG_DATA(nlh)));
		n++;
	}
	return n;
}

static unsigned int receive_rest(struct sock *s, const struct msg *m, uint16_t *flags,
				 unsigned int *parts)
{
	unsigned int sum = 0;
	int n;

	*parts = 0;
	while ((n = receive_some(s, m, flags)) != NONE) {
		sum += n;
		++*parts;
	}
	return sum;
}

static void whole(uint8_t cmd, unsigned int expected)
{
	unsigned int n, parts;
	uint16_t flags = 0;
	struct sock s;
	struct msg m;

	open_sock(&s, NETLINK_GENERIC);
	request_dump(&s, &m, cmd);
	n = receive_rest(&s, &m, &flags, &parts);
	if (n != expected)
		wrong(&m, "%u objects of %u", n, expected);
	if (flags & NLM_F_DUMP_INTR)
		wrong(&m, "said to be interrupted");
	if (parts < 2)
		wrong(&m, "all in one message, that tests nothing");
	close(s.fd);
}

static void given_up(unsigned int rounds)
{
	uint16_t flags = 0;
	struct sock s;
	struct msg m;
	unsigned int i, n;

	for (i = 0; i < rounds; i++) {
		open_sock(&s, NETLINK_GENERIC);
		request_dump(&s, &m, i & 1 ? LACPMOD_CMD_PORT_GET : LACPMOD_CMD_LAG_GET);
		/* whole() has seen that there is more to come after the first. */
		for (n = i / 2 % 3; n; n--)
			if (receive_some(&s, &m, &flags) == NONE)
				break;
		close(s.fd);
	}
}

static void doubled(void)
{
	unsigned int parts, n = 0, i;
	struct msg first, second;
	bool busy = false;
	char buf[SMALL];
	struct sock s;

	open_sock(&s, NETLINK_GENERIC);
	request_dump(&s, &first, LACPMOD_CMD_PORT_GET);
	request_dump(&s, &second, LACPMOD_CMD_LAG_GET);
	for (parts = 0; parts < 100; parts++) {
		struct nlmsghdr *nlh = (struct nlmsghdr *)buf;
		ssize_t len = recv(s.fd, buf, sizeof(buf), 0);

		if (len < 0)
			wrong(&first, "the dump does not end: %s", strerror(errno));
		for (i = 0; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
			if (nlh->nlmsg_type == NLMSG_ERROR)
				busy |= *(int *)NLMSG_DATA(nlh) == -EBUSY;
			else if (nlh->nlmsg_type == NLMSG_DONE)
				i = 1;
			else
				n++;
		}
		if (i)
			break;
	}
	if (n != DUMP_PORTS)
		wrong(&first, "%u objects of %u", n, DUMP_PORTS);
	if (!busy)
		wrong(&second, "two dumps at once");
	close(s.fd);
}

/* Into buffers that hold hardly anything. */
static void cut_off(void)
{
	unsigned int i;
	struct sock s;
	struct msg m;
	char buf[24];

	open_sock(&s, NETLINK_GENERIC);
	request_dump(&s, &m, LACPMOD_CMD_PORT_GET);
	for (i = 0; i < DUMP_PORTS + 2; i++) {
		struct nlmsghdr *nlh = (struct nlmsghdr *)buf;

		if (recv(s.fd, buf, sizeof(buf), MSG_TRUNC) < 0)
			wrong(&m, "the dump does not end: %s", strerror(errno));
		if (nlh->nlmsg_type == NLMSG_DONE)
			break;
	}
	if (i == DUMP_PORTS + 2)
		wrong(&m, "the dump does not end");
	close(s.fd);
}

static void interrupted(uint8_t cmd)
{
	unsigned int parts, i;
	uint16_t flags = 0;
	struct sock s;
	struct msg m;

	/* What is made ready before it is asked for has missed the change. */
	open_sock(&s, NETLINK_GENERIC);
	request_dump(&s, &m, cmd);
	receive_some(&s, &m, &flags);
	for (i = 0; i < 2; i++) {
		make("hx", "lacp");
		unmake("hx");
		if (receive_some(&s, &m, &flags) == NONE)
			goto end;
	}
	receive_rest(&s, &m, &flags, &parts);
end:
	if (!(flags & NLM_F_DUMP_INTR))
		wrong(&m, "not said to be interrupted");
	close(s.fd);
}

static int cmd_dumps(void)
{
	char name[IF_NAMESIZE];
	struct state old;
	unsigned int i;

	look(&old);
	for (i = 0; i < DUMP_LAGS; i++) {
		snprintf(name, sizeof(name), "hd%u", i);
		make(name, "lacp");
	}
	for (i = 0; i < DUMP_PORTS - old.ports; i++) {
		snprintf(name, sizeof(name), "hq%u", i);
		make(name, "dummy");
		enslave(name, i & 1 ? "hd1" : "hd30");
	}

	whole(LACPMOD_CMD_LAG_GET, DUMP_LAGS + old.lags);
	whole(LACPMOD_CMD_PORT_GET, DUMP_PORTS);
	given_up(600);
	doubled();
	cut_off();
	interrupted(LACPMOD_CMD_LAG_GET);
	interrupted(LACPMOD_CMD_PORT_GET);
	whole(LACPMOD_CMD_LAG_GET, DUMP_LAGS + old.lags);
	whole(LACPMOD_CMD_PORT_GET, DUMP_PORTS);

	tidy(&old);
	for (i = 0; i < DUMP_PORTS - old.ports; i++) {
		snprintf(name, sizeof(name), "hq%u", i);
		unmake(name);
	}
	printf("%lu messages\n", messages);
	return 0;
}

/* rtnetlink */

static void begin_link(struct msg *m, uint16_t flags, const char *name)
{
	struct ifinfomsg ifi = { .ifi_family = AF_UNSPEC };

	begin(m, RTM_NEWLINK, &ifi, sizeof(ifi));
	m->nlh.nlmsg_flags |= flags;
	put_text(m, IFLA_IFNAME, name);
}

/* Nests whose insides are random, or lead nowhere */
static void put_junk(struct msg *m, uint16_t type, unsigned int i)
{
	struct nlattr *outer = NULL;
	uint8_t junk[512];
	unsigned int n;

	for (n = 0; n < sizeof(junk); n++)
		junk[n] = rnd();
	switch (i % 4) {
	case 0:
		put(m, type, junk, below(sizeof(junk)));
		break;
	case 1:
		outer = nest(m, type);
		for (n = 0; n < 30; n++)
			put(m, below(40), junk, below(10));
		nest_end(m, outer);
		break;
	case 2:
		outer = nest(m, type);
		for (n = 0; n < 60; n++)
			nest_end(m, nest(m, n));
		nest_end(m, outer);
		break;
	case 3:
		outer = nest(m, type);
		put(m, 1, junk, 8)->nla_len = below(65536);
		nest_end(m, outer);
		break;
	}
}

/* Make a LAG with junk: whatever comes of it, all of it goes again. */
static void junk_lag(unsigned int i)
{
	static struct state now;
	struct nlattr *info;
	struct msg m;
	int err;

	begin_link(&m, NLM_F_CREATE | NLM_F_EXCL, "hr0");
	info = nest(&m, IFLA_LINKINFO);
	if (i & 16)
		put_junk(&m, IFLA_INFO_DATA, i);
	put_text(&m, IFLA_INFO_KIND, "lacp");
	put_junk(&m, i & 4 ? IFLA_INFO_SLAVE_DATA : IFLA_INFO_DATA, i);
	nest_end(&m, info);
	if (i & 8)
		put_junk(&m, IFLA_AF_SPEC, i >> 4);
	err = ask(&route, &m);
	look(&now);
	if (!err != !!find(now.lag, now.lags, "hr0"))
		wrong(&m, "%s, and it is %sthere", err ? strerror(-err) : "accepted",
		      err ? "" : "not ");
	if (err) {
		refused++;
	} else {
		accepted++;
		unmake("hr0");
	}
	unchanged(&m);
}

static void lag_address(const uint8_t *addr, unsigned int len, bool good)
{
	struct nlattr *info;
	struct msg m;
	int err;

	begin_link(&m, NLM_F_CREATE | NLM_F_EXCL, "hr0");
	put(&m, IFLA_ADDRESS, addr, len);
	info = nest(&m, IFLA_LINKINFO);
	put_text(&m, IFLA_INFO_KIND, "lacp");
	nest_end(&m, info);
	err = ask(&route, &m);
	if (!err != good)
		wrong(&m, "%s", err ? strerror(-err) : "accepted");
	if (err && !route.says)
		wrong(&m, "refused without a word");
	if (!err)
		unmake("hr0");
	unchanged(&m);
}

/* A LAG that is there, or a port: nothing of this kind can be changed. */
static void junk_change(const char *name, uint16_t kind, uint16_t type, unsigned int i)
{
	struct nlattr *info;
	struct msg m;
	int err;

	begin_link(&m, 0, name);
	info = nest(&m, IFLA_LINKINFO);
	put_text(&m, kind, "lacp");
	put_junk(&m, type, i);
	nest_end(&m, info);
	err = ask(&route, &m);
	if (!err)
		wrong(&m, "accepted");
	refused++;
	unchanged(&m);
}

static int cmd_rtnl(const char *lag, const char *port)
{
	static const uint8_t octets[32] = { 0x02, 1, 2, 3, 4, 5 };
	unsigned int i;

	random_state = 1;
	look(&before);
	for (i = 0; i < 8; i++) {
		junk_lag(i);
		junk_change(lag, IFLA_INFO_KIND, IFLA_INFO_DATA, i);
		junk_change(port, IFLA_INFO_SLAVE_KIND, IFLA_INFO_SLAVE_DATA, i);
	}
	for (i = 0; i <= 32; i++)
		lag_address(octets, i, i == 6);
	for (i = 0; i < ARRAY_SIZE(systems) - 1; i++)
		lag_address(systems[i].system, 6, systems[i].good && i != 3);
	printf("%lu messages, %lu accepted, %lu refused\n", messages, accepted, refused);
	if (!accepted || !refused) {
		printf("that has tested nothing\n");
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	open_sock(&family_sock, NETLINK_GENERIC);
	open_sock(&looker, NETLINK_GENERIC);
	open_sock(&route, NETLINK_ROUTE);
	find_family(&family_sock);
	setlinebuf(stdout);

	if (argc == 2 && !strcmp(what, "bounds"))
		return cmd_bounds();
	if (argc == 4 && !strcmp(what, "refused"))
		return cmd_refused(argv[2], argv[3]);
	if (argc == 7 && !strcmp(what, "random"))
		return cmd_random(argv + 2, false);
	if (argc == 7 && !strcmp(what, "denied"))
		return cmd_random(argv + 2, true);
	if (argc == 5 && !strcmp(what, "foreign"))
		return cmd_foreign(argv + 2);
	if (argc == 2 && !strcmp(what, "dumps"))
		return cmd_dumps();
	if (argc == 4 && !strcmp(what, "rtnl"))
		return cmd_rtnl(argv[2], argv[3]);
	die("bounds, refused, random, denied, foreign, dumps or rtnl?");
	return 2;
}
