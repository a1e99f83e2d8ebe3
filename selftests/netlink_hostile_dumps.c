// SPDX-License-Identifier: GPL-2.0
/* Dumps: whole, given up, doubled, cut off, with changes in between */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netlink_hostile.h"

#define DUMP_LAGS	40
#define DUMP_PORTS	12
#define BUCKETS		4096
#define BUCKETS_LAG	"hd1"	/* whose conversation IDs are dumped, */
#define BUCKETS_PORT	"hq1"	/* and one of its ports */
#define SMALL		4096	/* the kernel's messages become as small */

static void request_dump(struct sock *s, struct msg *m, uint8_t cmd)
{
	begin_genl(m, cmd);
	m->nlh.nlmsg_flags |= NLM_F_DUMP;
	if (cmd == LACPMOD_CMD_BUCKET_GET)
		put_text(m, LACPMOD_A_BUCKET_IFNAME, BUCKETS_LAG);
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

static void lag_comes_and_goes(void)
{
	make("hx", "lacp");
	unmake("hx");
}

static void port_goes_and_comes(void)
{
	take_away(true, BUCKETS_PORT);
	enslave(BUCKETS_PORT, BUCKETS_LAG);
}

static void buckets_move(void)
{
	static uint32_t weight = 1;
	struct msg m;

	begin_genl(&m, LACPMOD_CMD_PORT_SET);
	put_text(&m, LACPMOD_A_PORT_IFNAME, BUCKETS_PORT);
	put(&m, LACPMOD_A_PORT_WEIGHT, &weight, sizeof(weight));
	weight++;
	if (ask(&family_sock, &m))
		die("cannot set a weight");
}

static void interrupted(uint8_t cmd, void (*change)(void))
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
		change();
		if (receive_some(&s, &m, &flags) == NONE)
			goto end;
	}
	receive_rest(&s, &m, &flags, &parts);
end:
	if (!(flags & NLM_F_DUMP_INTR))
		wrong(&m, "not said to be interrupted");
	close(s.fd);
}

/* The first conversation ID has a port. */
static bool carries(void)
{
	const struct nlmsghdr *nlh = (const void *)family_sock.reply;
	const struct nlattr *tb[ATTRS];
	uint16_t first = 0;
	struct msg m;

	begin_genl(&m, LACPMOD_CMD_BUCKET_GET);
	put_text(&m, LACPMOD_A_BUCKET_IFNAME, BUCKETS_LAG);
	put(&m, LACPMOD_A_BUCKET_ID, &first, sizeof(first));
	if (ask(&family_sock, &m))
		die("cannot ask for a conversation ID");
	parse((const char *)nlh + NLMSG_HDRLEN + GENL_HDRLEN,
	      nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, tb);
	return tb[LACPMOD_A_BUCKET_PORT_IFINDEX];
}

/* Without partners, so that conversation IDs move by what is done here alone. */
static void carry(void)
{
	uint8_t mode = LACPMOD_MODE_STATIC;
	unsigned int i;
	struct msg m;

	begin_genl(&m, LACPMOD_CMD_LAG_SET);
	put_text(&m, LACPMOD_A_LAG_IFNAME, BUCKETS_LAG);
	put(&m, LACPMOD_A_LAG_MODE, &mode, sizeof(mode));
	if (ask(&family_sock, &m))
		die("cannot set the mode");
	set_up(BUCKETS_LAG);
	for (i = 0; i < 1000 && !carries(); i++)
		usleep(10000);
	if (i == 1000)
		die("nobody carries anything");
}

int cmd_dumps(void)
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
	carry();
	whole(LACPMOD_CMD_BUCKET_GET, BUCKETS);
	interrupted(LACPMOD_CMD_LAG_GET, lag_comes_and_goes);
	interrupted(LACPMOD_CMD_PORT_GET, lag_comes_and_goes);
	interrupted(LACPMOD_CMD_PORT_GET, port_goes_and_comes);
	interrupted(LACPMOD_CMD_BUCKET_GET, port_goes_and_comes);
	interrupted(LACPMOD_CMD_BUCKET_GET, buckets_move);
	whole(LACPMOD_CMD_BUCKET_GET, BUCKETS);
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
