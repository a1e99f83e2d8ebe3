// SPDX-License-Identifier: GPL-2.0
/* Messages: to put them together, to send them, and to read the answer */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "netlink_hostile.h"

struct sock family_sock, looker, route;
unsigned long messages, accepted, refused;
uint64_t random_state;

static uint16_t family;
static uint32_t sequence;

void die(const char *format, ...)
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

void wrong(const struct msg *m, const char *format, ...)
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
uint64_t rnd(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

unsigned int below(unsigned int n)
{
	return rnd() % n;
}

void begin(struct msg *m, uint16_t type, const void *header, unsigned int len)
{
	memset(m, 0, NLMSG_HDRLEN + NLMSG_ALIGN(len));
	m->nlh.nlmsg_len = NLMSG_HDRLEN + NLMSG_ALIGN(len);
	m->nlh.nlmsg_type = type;
	m->nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	memcpy(m->buf + NLMSG_HDRLEN, header, len);
}

void begin_genl(struct msg *m, uint8_t cmd)
{
	struct genlmsghdr genl = { .cmd = cmd, .version = 1 };

	begin(m, family, &genl, sizeof(genl));
}

struct nlattr *put(struct msg *m, uint16_t type, const void *data, unsigned int len)
{
	struct nlattr *nla = (struct nlattr *)(m->buf + m->nlh.nlmsg_len);

	if (m->nlh.nlmsg_len + NLA_HDRLEN + NLA_ALIGN(len) > MSG_MAX)
		die("message too long");
	memset(nla, 0, NLA_HDRLEN + NLA_ALIGN(len));
	nla->nla_type = type;
	nla->nla_len = NLA_HDRLEN + len;
	memcpy((char *)nla + NLA_HDRLEN, data, len);
	m->nlh.nlmsg_len += NLA_HDRLEN + NLA_ALIGN(len);
	return nla;
}

void put_text(struct msg *m, uint16_t type, const char *text)
{
	put(m, type, text, strlen(text) + 1);
}

struct nlattr *nest(struct msg *m, uint16_t type)
{
	return put(m, type | NLA_F_NESTED, NULL, 0);
}

void nest_end(struct msg *m, struct nlattr *nla)
{
	nla->nla_len = m->buf + m->nlh.nlmsg_len - (char *)nla;
}

void open_sock(struct sock *s, int protocol)
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

void transmit(struct sock *s, struct msg *m, unsigned int len)
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
	static char buf[32768];	/* what the kernel sends at once */

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

int ask(struct sock *s, struct msg *m)
{
	transmit(s, m, m->nlh.nlmsg_len);
	return answer(s, m);
}

/* Attributes that nla_parse() would see, of several the last. */
void parse(const char *p, unsigned int len, const struct nlattr **tb)
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

const void *data_of(const struct nlattr *nla)
{
	return (const char *)nla + NLA_HDRLEN;
}

unsigned int len_of(const struct nlattr *nla)
{
	return nla->nla_len - NLA_HDRLEN;
}

uint32_t u32_of(const struct nlattr *nla)
{
	uint32_t value;

	memcpy(&value, data_of(nla), sizeof(value));
	return value;
}

void find_family(struct sock *s)
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
