// SPDX-License-Identifier: GPL-2.0
/*
 * A fake kernel for the tests of lacpmodctl: it takes the place of libmnl's
 * socket and answers from the tables of objects.c. $FAKE says how it behaves:
 *
 *   (nothing)  three ports and a stray cable
 *   reasons    a LAG with one port for every reason
 *   lags       LAGs in various states
 *   mixed      ports of two LAGs, in no order
 *   nested     a port that is a LAG
 *   well       the three ports without the stray one
 *   only       no port but the first, and counters of a few conversations
 *   pdus       ports that have heard and sent LACPDUs, and worse
 *   empty      no LAG at all
 *   hash N     LAGs that hash by policy N
 *   dead       a frame leaves by another port than its conversation's
 *   nowhere    a frame would be dropped
 *   odd        attributes and values that lacpmodctl does not know, hostile
 *              names, absent and malformed attributes
 *   fuzz N     objects and events with random octets in them, from seed N
 *   nofamily   the module is not there
 *   intr N     the first N dumps are interrupted
 *   lost       events are lost
 *   reload     the module is unloaded and loaded again while events come
 *   missed     the news of that is lost
 *   early      it is unloaded and loaded again just before it is listened to
 *   vanished   the module is unloaded, and the news of that is lost
 *   moves N M  the module is loaded again before the Nth request of the family,
 *              and before each of the M - 1 that follow
 *   gone N     the module is unloaded before the Nth request
 *   buffer N   prints how large the socket's buffer is to be, and if N is 1
 *              permits no more than the usual
 *   huge       answers to get say that they are longer than 2 GB
 *   errno N    refuses every request of the family
 *   range A B  refuses the last attribute of a request: allowed are A to B
 *   bare A B   the same without a message
 *   says TEXT  refuses the last attribute of a request with these words
 *   nest TEXT  the same, of the nest that it is in
 *   full TEXT  the same as says, with the request in the answer
 *   missing N  refuses a request because attribute N is not there
 *   warn TEXT  does what is asked, with a warning
 *
 * Requests other than get are printed in numbers, so that the tests see them.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "lacpmodctl.h"

#include "kernel.h"

#define GROUP		7
#define PORTID		4711
#define DATAGRAM	8192

static const char *fake;
static int interruptions;
static uint32_t group = GROUP;	/* of events */
static uint16_t family = FAMILY;
static bool gone;
static unsigned int finished;	/* messages */

/* The queue of datagrams to be received; a NULL one is a loss. */
static struct datagram {
	size_t len;
	char *data;
} queue[4 * FUZZED];
static unsigned int queued, received;
static struct nlmsghdr request;

/**
 * behaves() - whether the kernel is to behave in a certain way
 * @how: the way
 */
bool behaves(const char *how)
{
	size_t len = strlen(how);

	return !strncmp(fake, how, len) && (!fake[len] || fake[len] == ' ');
}

/**
 * number() - a number of what the kernel is to behave like
 * @nth: 1 for the first
 */
long number(int nth)
{
	const char *p = fake;

	while (p && nth--) {
		p = strchr(p, ' ');
		if (p)
			p++;
	}
	return p ? strtol(p, NULL, 0) : 0;
}

/* The module is unloaded and loaded again. */
static void load_again(void)
{
	group++;
	family++;
}

/**
 * begin() - begin a message of the family, or of netlink itself
 * @type: its type, FAMILY whatever number that has
 * @flags: its flags
 * @cmd: the family's command
 *
 * Return: the message, still empty.
 */
struct nlmsghdr *begin(uint16_t type, uint16_t flags, uint8_t cmd)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(calloc(1, DATAGRAM));
	struct genlmsghdr *genl;

	nlh->nlmsg_type = type < FAMILY ? type : type - FAMILY + family;
	nlh->nlmsg_flags = flags;
	nlh->nlmsg_seq = request.nlmsg_seq;
	nlh->nlmsg_pid = PORTID;
	if (type < NLMSG_MIN_TYPE)
		return nlh;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = LACPMOD_FAMILY_VERSION;
	return nlh;
}

/**
 * finish() - a message is complete
 * @nlh: the message
 *
 * Two messages share a datagram now and then, as in a real dump.
 */
void finish(struct nlmsghdr *nlh)
{
	struct datagram *last = queued ? &queue[queued - 1] : NULL;

	finished++;
	if (queued - received > 0 && queued % 3 && last->data &&
	    last->len + nlh->nlmsg_len <= DATAGRAM) {
		memcpy(last->data + last->len, nlh, nlh->nlmsg_len);
		last->len += nlh->nlmsg_len;
		free(nlh);
		return;
	}
	queue[queued++] = (struct datagram){ nlh->nlmsg_len, (char *)nlh };
}

/**
 * finish_fuzzed() - a message is complete, which may need some random octets
 * @nlh: the message; the octets are anywhere behind its headers
 */
void finish_fuzzed(struct nlmsghdr *nlh)
{
	size_t start = NLMSG_HDRLEN + GENL_HDRLEN;
	int n = behaves("fuzz") ? rand() % 8 : 0;

	while (n--)
		((char *)nlh)[start + rand() % (nlh->nlmsg_len - start)] =
			rand() % 3 ? rand() : rand() % 32;
	finish(nlh);
}

/**
 * lose() - a datagram is lost
 */
void lose(void)
{
	queue[queued++] = (struct datagram){};
}

static void send_end(int error)
{
	struct nlmsghdr *nlh = begin(NLMSG_DONE, NLM_F_MULTI, 0);

	*(int *)mnl_nlmsg_put_extra_header(nlh, sizeof(int)) = -error;
	finish(nlh);
}

/* An acknowledgment, capped unless the request is to be in it. */
static struct nlmsghdr *begin_ack(int error, const struct nlmsghdr *full)
{
	struct nlmsghdr *nlh = begin(NLMSG_ERROR, NLM_F_ACK_TLVS, 0);
	struct nlmsgerr *err = mnl_nlmsg_put_extra_header(nlh, sizeof(*err));

	err->error = -error;
	err->msg = request;
	if (full)
		memcpy(mnl_nlmsg_put_extra_header(nlh, full->nlmsg_len -
						  NLMSG_HDRLEN),
		       full + 1, full->nlmsg_len - NLMSG_HDRLEN);
	else
		nlh->nlmsg_flags |= NLM_F_CAPPED;
	return nlh;
}

static void put_last_attr(struct nlmsghdr *nlh, const struct nlmsghdr *req)
{
	const struct nlattr *attr, *inner;
	uint32_t offset = 0;

	mnl_attr_for_each(attr, req, GENL_HDRLEN) {
		offset = (const char *)attr - (const char *)req;
		if (!(attr->nla_type & NLA_F_NESTED) || behaves("nest"))
			continue;
		mnl_attr_for_each_nested(inner, attr)
			offset = (const char *)inner - (const char *)req;
	}
	mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, offset);
}

static void put_policy(struct nlmsghdr *nlh, uint64_t min, uint64_t max)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NLMSGERR_ATTR_POLICY);

	mnl_attr_put_u32(nlh, NL_POLICY_TYPE_ATTR_TYPE, NL_ATTR_TYPE_U8);
	mnl_attr_put_u64(nlh, NL_POLICY_TYPE_ATTR_MIN_VALUE_U, min);
	mnl_attr_put_u64(nlh, NL_POLICY_TYPE_ATTR_MAX_VALUE_U, max);
	mnl_attr_nest_end(nlh, nest);
}

static void send_ack(const struct nlmsghdr *req)
{
	const char *words = strchr(fake, ' ') ? strchr(fake, ' ') + 1 : "";
	struct nlmsghdr *nlh;

	if (behaves("errno")) {
		nlh = begin_ack(number(1), NULL);
	} else if (behaves("range") || behaves("bare")) {
		nlh = begin_ack(ERANGE, NULL);
		if (behaves("range"))
			mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG,
					  "integer out of range");
		put_last_attr(nlh, req);
		put_policy(nlh, number(1), number(2));
	} else if (behaves("says") || behaves("full") || behaves("nest")) {
		nlh = begin_ack(EINVAL, behaves("full") ? req : NULL);
		mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, words);
		put_last_attr(nlh, req);
	} else if (behaves("missing")) {
		nlh = begin_ack(EINVAL, NULL);
		mnl_attr_put_u32(nlh, 5, number(1));
	} else {
		nlh = begin_ack(0, NULL);
		if (behaves("warn"))
			mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, words);
	}
	finish(nlh);
}

/* What the controller says of a family: its name, id and multicast group. */
static void tell_family(uint8_t cmd, const char *name)
{
	struct nlmsghdr *nlh = begin(GENL_ID_CTRL, 0, cmd);
	struct nlattr *groups, *nest;

	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, name);
	mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID, family);
	groups = mnl_attr_nest_start(nlh, CTRL_ATTR_MCAST_GROUPS);
	nest = mnl_attr_nest_start(nlh, 1);
	mnl_attr_put_u32(nlh, CTRL_ATTR_MCAST_GRP_ID, group);
	mnl_attr_put_strz(nlh, CTRL_ATTR_MCAST_GRP_NAME,
			  LACPMOD_MCGRP_EVENTS);
	mnl_attr_nest_end(nlh, nest);
	mnl_attr_nest_end(nlh, groups);
	finish(nlh);
}

static void send_family(void)
{
	if (behaves("nofamily") || gone) {
		finish(begin_ack(ENOENT, NULL));
		return;
	}
	tell_family(CTRL_CMD_NEWFAMILY, LACPMOD_FAMILY_NAME);
	finish(begin_ack(0, NULL));
}

/* After a loss nothing can be received before all that was there is read. */
static void send_families(void)
{
	if (received != queued)
		return;
	tell_family(CTRL_CMD_NEWFAMILY, "other");
	if (!gone)
		tell_family(CTRL_CMD_NEWFAMILY, LACPMOD_FAMILY_NAME);
	send_end(0);
}

/* Another family as well; and what still comes from the one that has gone. */
static void send_reload(void)
{
	tell_family(CTRL_CMD_DELFAMILY, "other");
	tell_family(CTRL_CMD_DELFAMILY, LACPMOD_FAMILY_NAME);
	send_events();
	load_again();
	tell_family(CTRL_CMD_NEWFAMILY, "other");
	tell_family(CTRL_CMD_NEWFAMILY, LACPMOD_FAMILY_NAME);
}

static void join_events(void)
{
	bool first = group == GROUP;

	if (first && (behaves("missed") || behaves("vanished")))
		lose();
	send_events();
	if (first && behaves("reload"))
		send_reload();
	else if (first && behaves("missed"))
		load_again();
	else if (behaves("vanished"))
		gone = true;
}

/* What may happen before a request of the family. */
static void befall(void)
{
	static int requests;

	requests++;
	if (behaves("moves") && requests >= number(1) &&
	    requests < number(1) + number(2))
		load_again();
	if (behaves("gone") && requests >= number(1))
		gone = true;
}

/* Numbers as such, the rest in hexadecimal. */
static void print_attr(const struct nlattr *attr)
{
	const uint8_t *data = mnl_attr_get_payload(attr);
	int i, len = mnl_attr_get_payload_len(attr);

	printf(" %u=", mnl_attr_get_type(attr));
	if (len == 1)
		printf("%u", mnl_attr_get_u8(attr));
	else if (len == 2)
		printf("%u", mnl_attr_get_u16(attr));
	else if (len == 4)
		printf("%u", mnl_attr_get_u32(attr));
	else
		for (i = 0; i < len; i++)
			printf("%02x", data[i]);
}

static void print_request(const struct nlmsghdr *req, uint8_t cmd)
{
	const struct nlattr *attr;

	printf("request %u:", cmd);
	mnl_attr_for_each(attr, req, GENL_HDRLEN)
		print_attr(attr);
	printf("\n");
}

/* The name in a request to get one object; both sets have names of their own. */
static const char *name_in(const struct nlmsghdr *req, uint16_t name_attr)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, req, GENL_HDRLEN)
		if (mnl_attr_get_type(attr) == name_attr)
			return mnl_attr_get_str(attr);
	return NULL;
}

/* Taken for a negative length, it would fit anywhere. */
static void send_huge(void)
{
	struct nlmsghdr *nlh = begin(FAMILY, 0, LACPMOD_CMD_LAG_GET);
	size_t len = nlh->nlmsg_len;

	nlh->nlmsg_len |= 0x80000000;
	queue[queued++] = (struct datagram){ len, (char *)nlh };
}

/* The device is something else than was asked for. */
static void send_other(uint8_t cmd)
{
	struct nlmsghdr *nlh = begin_ack(EOPNOTSUPP, NULL);

	mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG,
			  cmd == LACPMOD_CMD_LAG_GET ?
			  "the net device is no LAG of kind lacp" :
			  "the net device is no port of a LAG");
	finish(nlh);
}

/* Two devices have another name beside their own, which fits nowhere. */
static void send_link(const struct nlmsghdr *req)
{
	const char *own = NULL;
	const struct nlattr *attr;
	struct nlmsghdr *nlh;

	mnl_attr_for_each(attr, req, sizeof(struct ifinfomsg)) {
		if (mnl_attr_get_type(attr) != IFLA_ALT_IFNAME)
			continue;
		if (!strcmp(mnl_attr_get_str(attr), "enp0s31f6verylongname"))
			own = "eth1";
		if (!strcmp(mnl_attr_get_str(attr), "aggregate-to-the-core"))
			own = "lag0";
	}
	if (!own) {
		finish(begin_ack(ENODEV, NULL));
		return;
	}
	nlh = begin(RTM_NEWLINK, 0, 0);
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifinfomsg) -
				   GENL_HDRLEN);
	mnl_attr_put_strz(nlh, IFLA_IFNAME, own);
	finish(nlh);
}

static void answer_get(const struct nlmsghdr *req, uint8_t cmd)
{
	bool dump = (req->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	uint16_t flags = dump ? NLM_F_MULTI : 0;
	unsigned int before = finished;

	if (behaves("errno")) {
		if (dump)
			send_end(number(1));
		else
			send_ack(req);
		return;
	}
	if (behaves("huge")) {
		send_huge();
		return;
	}
	if (dump && interruptions-- > 0)
		flags |= NLM_F_DUMP_INTR;
	if (cmd == LACPMOD_CMD_PORT_HISTORY)
		send_history();
	else if (cmd == LACPMOD_CMD_BUCKET_GET)
		send_buckets(flags);
	else if (cmd == LACPMOD_CMD_LAG_GET)
		send_lags(name_in(req, LACPMOD_A_LAG_IFNAME), flags);
	else
		send_ports(name_in(req, LACPMOD_A_PORT_IFNAME), flags);
	if (dump)
		send_end(0);
	else if (finished == before && !behaves("empty"))
		send_other(cmd);
	else
		send_ack(req);
}

/* What libmnl and libc would do; the linker puts these in their place. */
int __wrap_if_nametoindex(const char *name);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
struct mnl_socket *__wrap_mnl_socket_open(int bus);
int __wrap_mnl_socket_bind(struct mnl_socket *nl, unsigned int groups,
			   pid_t pid);
int __wrap_mnl_socket_setsockopt(const struct mnl_socket *nl, int type,
				 void *buf, socklen_t len);
unsigned int __wrap_mnl_socket_get_portid(const struct mnl_socket *nl);
int __wrap_mnl_socket_get_fd(const struct mnl_socket *nl);
ssize_t __wrap_mnl_socket_sendto(const struct mnl_socket *nl, const void *msg,
				 size_t len);
ssize_t __wrap_mnl_socket_recvfrom(const struct mnl_socket *nl, void *buf,
				   size_t size);
int __wrap_mnl_socket_close(struct mnl_socket *nl);
int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout);
int __wrap_setsockopt(int fd, int level, int name, const void *value,
		      socklen_t len);

int __wrap_poll(struct pollfd *fds, nfds_t n, int timeout)
{
	(void)fds;
	(void)n;
	(void)timeout;
	return received != queued;
}

int __wrap_setsockopt(int fd, int level, int name, const void *value,
		      socklen_t len)
{
	(void)fd;
	(void)level;
	(void)len;
	if (!behaves("buffer"))
		return 0;
	printf("%s %d\n", name == SO_RCVBUFFORCE ? "SO_RCVBUFFORCE" :
						    "SO_RCVBUF",
	       *(const int *)value);
	errno = EPERM;
	return name == SO_RCVBUFFORCE && number(1) ? -1 : 0;
}

int __wrap_if_nametoindex(const char *name)
{
	return !!strcmp(name, "eth9");
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	(void)clock;
	now->tv_sec = 1000;
	now->tv_nsec = 5000000;
	return 0;
}

/* It has a descriptor, as any socket, and takes whatever is written there. */
struct mnl_socket *__wrap_mnl_socket_open(int bus)
{
	int *fd = malloc(sizeof(*fd));

	(void)bus;
	*fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	fake = getenv("FAKE") ? getenv("FAKE") : "";
	interruptions = behaves("intr") ? number(1) : 0;
	srand(number(1));
	return (struct mnl_socket *)fd;
}

int __wrap_mnl_socket_bind(struct mnl_socket *nl, unsigned int groups,
			   pid_t pid)
{
	(void)nl;
	(void)groups;
	(void)pid;
	return 0;
}

int __wrap_mnl_socket_setsockopt(const struct mnl_socket *nl, int type,
				 void *buf, socklen_t len)
{
	(void)nl;
	(void)len;
	if (type != NETLINK_ADD_MEMBERSHIP)
		return 0;
	if (*(uint32_t *)buf == GENL_ID_CTRL) {
		family += behaves("early");
		return 0;
	}
	if (*(uint32_t *)buf != group) {
		errno = EINVAL;
		return -1;
	}
	join_events();
	return 0;
}

unsigned int __wrap_mnl_socket_get_portid(const struct mnl_socket *nl)
{
	(void)nl;
	return PORTID;
}

int __wrap_mnl_socket_get_fd(const struct mnl_socket *nl)
{
	return *(const int *)nl;
}

static void answer_family(const struct nlmsghdr *req)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(req);

	befall();
	if (req->nlmsg_type != family || gone) {
		finish(begin_ack(ENOENT, NULL));
	} else if (genl->cmd == LACPMOD_CMD_LAG_REBALANCE) {
		if (!options.json)
			print_request(req, genl->cmd);
		if (!behaves("says"))
			send_rebalance();
		send_ack(req);
	} else if (genl->cmd == LACPMOD_CMD_LAG_GET ||
		   genl->cmd == LACPMOD_CMD_PORT_GET ||
		   genl->cmd == LACPMOD_CMD_PORT_HISTORY ||
		   genl->cmd == LACPMOD_CMD_BUCKET_GET) {
		answer_get(req, genl->cmd);
	} else {
		print_request(req, genl->cmd);
		if (genl->cmd == LACPMOD_CMD_LAG_PATH && !behaves("says") &&
		    !behaves("empty"))
			send_path();
		send_ack(req);
	}
}

ssize_t __wrap_mnl_socket_sendto(const struct mnl_socket *nl, const void *msg,
				 size_t len)
{
	const struct nlmsghdr *req = msg;

	(void)nl;
	/* A batch asks many times, of one socket. */
	if (received == queued) {
		queued = 0;
		received = 0;
	}
	request = *req;
	if (req->nlmsg_type == RTM_GETLINK)
		send_link(req);
	else if (req->nlmsg_type != GENL_ID_CTRL)
		answer_family(req);
	else if (req->nlmsg_flags & NLM_F_DUMP)
		send_families();
	else
		send_family();
	return len;
}

ssize_t __wrap_mnl_socket_recvfrom(const struct mnl_socket *nl, void *buf,
				   size_t size)
{
	struct datagram *d = &queue[received];

	(void)nl;
	(void)size;
	if (received == queued)
		return 0;
	received++;
	if (!d->data) {
		errno = ENOBUFS;
		return -1;
	}
	memcpy(buf, d->data, d->len);
	free(d->data);
	return d->len;
}

int __wrap_mnl_socket_close(struct mnl_socket *nl)
{
	close(*(int *)nl);
	free(nl);
	for (; received < queued; received++)
		free(queue[received].data);
	queued = 0;
	received = 0;
	return 0;
}
