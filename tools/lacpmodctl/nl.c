// SPDX-License-Identifier: GPL-2.0
/* The socket: the family's numbers, requests, dumps and events. */
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "lacpmodctl.h"

/* A dump that the kernel changes under is asked for again this often. */
#define DUMP_TRIES	10
#define BUF_SIZE	32768
#define EVENT_RCVBUF	(1 << 20)

static struct mnl_socket *sock;
static uint32_t sequence;
static uint16_t family;
static uint32_t event_group;
static char buf[BUF_SIZE] __attribute__((aligned(8)));

typedef void (*message_fn)(const struct nlmsghdr *nlh, void *data);

/**
 * request_init - begin a request
 * @req: the request
 * @cmd: its command
 * @set: the set of its attributes
 */
void request_init(struct request *req, uint8_t cmd, const struct attr_set *set)
{
	struct genlmsghdr *genl;

	/* libmnl 1.0.4 leaves what pads an attribute as it was. */
	memset(req->buf, 0, sizeof(req->buf));
	req->nlh = mnl_nlmsg_put_header(req->buf);
	req->set = set;
	req->quiet = false;
	genl = mnl_nlmsg_put_extra_header(req->nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = LACPMOD_FAMILY_VERSION;
}

static int send_request(struct request *req, uint16_t type, uint16_t flags)
{
	req->nlh->nlmsg_type = type;
	req->nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	req->nlh->nlmsg_seq = ++sequence;
	if (mnl_socket_sendto(sock, req->nlh, req->nlh->nlmsg_len) >= 0)
		return RC_OK;
	error("netlink: cannot send: %s", strerror(errno));
	return RC_FAILED;
}

/* libmnl takes a length of 2 GB and more for a negative one, which fits. */
static bool message_ok(const struct nlmsghdr *nlh, int len)
{
	return mnl_nlmsg_ok(nlh, len) && nlh->nlmsg_len <= BUF_SIZE;
}

static bool is_mine(const struct nlmsghdr *nlh)
{
	return mnl_nlmsg_seq_ok(nlh, sequence) &&
	       mnl_nlmsg_portid_ok(nlh, mnl_socket_get_portid(sock));
}

/*
 * Hands every answer to the last request to each(), up to the message that
 * ends them, which is returned; NULL if the socket failed. Sets *interrupted
 * if a dump is not of one moment.
 */
static const struct nlmsghdr *receive(message_fn each, void *data,
				      bool *interrupted)
{
	const struct nlmsghdr *nlh;
	ssize_t got;
	int len;

	for (;;) {
		got = mnl_socket_recvfrom(sock, buf, sizeof(buf));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			error("netlink: cannot receive: %s",
			      got ? strerror(errno) : "closed");
			return NULL;
		}
		len = got;
		nlh = (const struct nlmsghdr *)buf;
		for (; message_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
			if (!is_mine(nlh))
				continue;
			if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
				*interrupted = true;
			if (nlh->nlmsg_type == NLMSG_ERROR ||
			    nlh->nlmsg_type == NLMSG_DONE)
				return nlh;
			if (nlh->nlmsg_type >= NLMSG_MIN_TYPE)
				each(nlh, data);
		}
	}
}

/* One multicast group of the family: an id and a name. */
static void learn_group(const struct nlattr *group)
{
	const struct nlattr *attr;
	const char *name = "";
	uint32_t id = 0;

	mnl_attr_for_each_nested(attr, group) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID &&
		    mnl_attr_validate(attr, MNL_TYPE_U32) >= 0)
			id = mnl_attr_get_u32(attr);
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_NAME &&
		    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
			name = mnl_attr_get_str(attr);
	}
	if (!strcmp(name, LACPMOD_MCGRP_EVENTS))
		event_group = id;
}

static void learn_family(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr, *group;

	(void)data;
	mnl_attr_for_each(attr, nlh, GENL_HDRLEN) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID &&
		    mnl_attr_validate(attr, MNL_TYPE_U16) >= 0)
			family = mnl_attr_get_u16(attr);
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GROUPS)
			mnl_attr_for_each_nested(group, attr)
				learn_group(group);
	}
}

/* The kernel loads the module itself where that is installed and permitted. */
static int find_family(void)
{
	bool interrupted = false;
	struct request req;

	request_init(&req, CTRL_CMD_GETFAMILY, NULL);
	mnl_attr_put_strz(req.nlh, CTRL_ATTR_FAMILY_NAME, LACPMOD_FAMILY_NAME);
	if (send_request(&req, GENL_ID_CTRL, NLM_F_ACK))
		return RC_FAILED;
	if (!receive(learn_family, NULL, &interrupted))
		return RC_FAILED;
	if (family)
		return RC_OK;
	error("the kernel has no lacpmod: is the module loaded? (modprobe lacpmod)");
	return RC_FAILED;
}

/**
 * nl_close - close the socket, forget the family
 */
void nl_close(void)
{
	if (sock)
		mnl_socket_close(sock);
	sock = NULL;
	family = 0;
	event_group = 0;
}

/**
 * nl_open - open the socket and find the family
 *
 * Return: RC_OK or RC_FAILED.
 */
int nl_open(void)
{
	int one = 1;

	if (sock)
		return RC_OK;
	sock = mnl_socket_open(NETLINK_GENERIC);
	if (!sock || mnl_socket_bind(sock, 0, MNL_SOCKET_AUTOPID) < 0) {
		error("netlink: cannot open: %s", strerror(errno));
		nl_close();
		return RC_FAILED;
	}
	/* Old kernels lack these; messages are poorer without. */
	mnl_socket_setsockopt(sock, NETLINK_EXT_ACK, &one, sizeof(one));
	mnl_socket_setsockopt(sock, NETLINK_CAP_ACK, &one, sizeof(one));
	sequence = time(NULL);
	if (!find_family())
		return RC_OK;
	/* To be looked for anew: what has no type the kernel says to have done. */
	nl_close();
	return RC_FAILED;
}

/**
 * xrealloc - have memory, or give up
 * @array: what there is, NULL if nothing
 * @size: octets that it has to have
 *
 * Return: the memory. Where there is none this does not return.
 */
void *xrealloc(void *array, size_t size)
{
	array = realloc(array, size);
	if (array)
		return array;
	error("out of memory");
	exit(RC_FAILED);
}

/**
 * struct collect - where the answers to a request go
 * @set: what their attributes are
 * @records: the answers, NULL if nobody wants them
 */
struct collect {
	const struct attr_set *set;
	struct records *records;
};

static void collect(const struct nlmsghdr *nlh, void *data)
{
	const struct collect *c = data;
	struct records *r = c->records;
	void *copy;

	if (!r || nlh->nlmsg_type != family)
		return;
	copy = memcpy(xrealloc(NULL, nlh->nlmsg_len), nlh, nlh->nlmsg_len);
	/* Twice the room each time that a power of two is full. */
	if (!(r->n & (r->n - 1))) {
		r->record = xrealloc(r->record,
				     (2 * r->n + 1) * sizeof(*r->record));
		r->copy = xrealloc(r->copy, (2 * r->n + 1) * sizeof(*r->copy));
	}
	attrs_of_message(&r->record[r->n], c->set, copy);
	r->copy[r->n++] = copy;
}

/**
 * records_free - forget answers
 * @records: the answers
 */
void records_free(struct records *records)
{
	while (records->n)
		free(records->copy[--records->n]);
	free(records->copy);
	free(records->record);
	memset(records, 0, sizeof(*records));
}

/* Sends a request; returns the message that ends the answers, or NULL. */
static const struct nlmsghdr *exchange(struct request *req, uint16_t flags,
				       struct collect *c, bool *interrupted)
{
	if (nl_open() || send_request(req, family, flags | NLM_F_ACK))
		return NULL;
	return receive(collect, c, interrupted);
}

static bool is_unknown(const struct nlmsghdr *end)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(end);

	return end->nlmsg_type == NLMSG_ERROR &&
	       mnl_nlmsg_get_payload_len(end) >= sizeof(err->error) &&
	       err->error == -ENOENT;
}

/*
 * A module that was loaded again has a family of another number. To the old one
 * the kernel says ENOENT, and nobody has seen the request: it goes out once more.
 * Where the number is the same ENOENT is the answer of who has seen it.
 */
static int ask(struct request *req, uint16_t flags, struct collect *c,
	       bool *interrupted)
{
	const struct nlmsghdr *end = exchange(req, flags, c, interrupted);
	const uint16_t asked = family;
	struct nlmsghdr *first;
	int rc;

	if (!end || !is_unknown(end))
		return end ? extack_report(req, end) : RC_FAILED;
	first = memcpy(xrealloc(NULL, end->nlmsg_len), end, end->nlmsg_len);
	nl_close();
	rc = nl_open();
	if (!rc) {
		end = family == asked ? first :
					exchange(req, flags, c, interrupted);
		rc = end ? extack_report(req, end) : RC_FAILED;
	}
	free(first);
	return rc;
}

/**
 * nl_do - send a request and wait until it is done
 * @req: the request
 * @answer: gets the answers, may be NULL
 *
 * Return: RC_OK, or RC_FAILED after the reason has been printed.
 */
int nl_do(struct request *req, struct records *answer)
{
	struct collect c = { req->set, answer };
	bool interrupted = false;

	return ask(req, 0, &c, &interrupted);
}

/**
 * nl_dump - ask for all objects
 * @cmd: the command that gets one
 * @set: what their attributes are
 * @name_attr: names whose objects,
 * @name: that name; NULL for all that there are
 * @answer: gets the objects
 *
 * Return: RC_OK, or RC_FAILED after the reason has been printed.
 */
int nl_dump(uint8_t cmd, const struct attr_set *set, uint16_t name_attr,
	    const char *name, struct records *answer)
{
	struct collect c = { set, answer };
	struct request req;
	bool interrupted;
	int i;

	for (i = 0; i < DUMP_TRIES; i++) {
		records_free(answer);
		interrupted = false;
		request_init(&req, cmd, set);
		if (name)
			mnl_attr_put_strz(req.nlh, name_attr, name);
		if (ask(&req, NLM_F_DUMP, &c, &interrupted))
			return RC_FAILED;
		if (!interrupted)
			return RC_OK;
	}
	error("warning: the %ss kept changing, what follows may not be of one moment",
	      set->name);
	return RC_OK;
}

static int join(uint32_t group)
{
	if (mnl_socket_setsockopt(sock, NETLINK_ADD_MEMBERSHIP, &group,
				  sizeof(group)) >= 0)
		return RC_OK;
	error("netlink: cannot listen to events: %s", strerror(errno));
	return RC_FAILED;
}

/* Whether what the kernel says of a family is about ours. */
static bool is_about_us(const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, GENL_HDRLEN)
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_NAME &&
		    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
			return !strcmp(mnl_attr_get_str(attr),
				       LACPMOD_FAMILY_NAME);
	return false;
}

/* Since all families were asked for last: ours was among them, or has come. */
static bool seen;

/*
 * All families: to ask for ours by its name would load the module, which somebody
 * has unloaded.
 */
static int look_again(void)
{
	struct request req;

	seen = false;
	request_init(&req, CTRL_CMD_GETFAMILY, NULL);
	return send_request(&req, GENL_ID_CTRL, NLM_F_DUMP);
}

static void forget_family(void)
{
	error("lacpmod was unloaded: there are no events until it is loaded again");
	family = 0;
	event_group = 0;
}

static int meet_family(const struct nlmsghdr *nlh)
{
	const uint32_t group = event_group;
	const uint16_t id = family;

	seen = true;
	learn_family(nlh, NULL);
	if (family == id && event_group == group)
		return RC_OK;
	error("lacpmod was loaded again");
	return join(event_group);
}

/* With the module its family goes, and comes back with other numbers. */
static int follow_family(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*genl) ||
	    !is_about_us(nlh))
		return RC_OK;
	if (genl->cmd == CTRL_CMD_NEWFAMILY)
		return meet_family(nlh);
	if (genl->cmd == CTRL_CMD_DELFAMILY)
		forget_family();
	return RC_OK;
}

/* These were all families, unless it says that something failed. */
static int end_look(const struct nlmsghdr *nlh)
{
	const int *result = mnl_nlmsg_get_payload(nlh);

	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(*result) && *result) {
		error("netlink: cannot look for lacpmod: %s",
		      strerror(abs(*result)));
		return RC_FAILED;
	}
	if (nlh->nlmsg_type == NLMSG_DONE && family && !seen)
		forget_family();
	return RC_OK;
}

static int hear(const struct nlmsghdr *nlh,
		void (*event)(const struct nlmsghdr *nlh))
{
	switch (nlh->nlmsg_type) {
	case GENL_ID_CTRL:
		return follow_family(nlh);
	case NLMSG_ERROR:
	case NLMSG_DONE:
		return end_look(nlh);
	}
	if (family && nlh->nlmsg_type == family)
		event(nlh);
	return RC_OK;
}

/* What buf holds. */
static int hear_all(int len, void (*event)(const struct nlmsghdr *nlh))
{
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)buf;

	for (; message_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len))
		if (hear(nlh, event))
			return RC_FAILED;
	return RC_OK;
}

static bool has_more(void)
{
	struct pollfd fd = {
		.fd = mnl_socket_get_fd(sock),
		.events = POLLIN,
	};

	return poll(&fd, 1, 0) > 0;
}

/*
 * The module may be loaded again before it is listened to, and where something is
 * lost the news of it may be: then its family is looked for. Not before all is
 * read that was there when the loss began: until then the kernel drops whatever
 * comes, the answer as well.
 */
static int hear_on(void (*event)(const struct nlmsghdr *nlh))
{
	bool unsure = true;
	ssize_t got;

	for (;;) {
		if (unsure && !has_more()) {
			unsure = false;
			if (look_again())
				return RC_FAILED;
		}
		got = mnl_socket_recvfrom(sock, buf, sizeof(buf));
		if (!got)
			return RC_OK;
		if (got < 0 && errno == ENOBUFS) {
			error("events were lost: they came faster than they could be printed");
			unsure = true;
		} else if (got < 0 && errno != EINTR) {
			error("netlink: cannot receive: %s", strerror(errno));
			return RC_FAILED;
		} else if (got > 0 && hear_all(got, event)) {
			return RC_FAILED;
		}
	}
}

/* Beyond net.core.rmem_max, where that is permitted. */
static void make_room(void)
{
	int fd = mnl_socket_get_fd(sock);
	int size = EVENT_RCVBUF;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

/**
 * nl_listen - hand out events, for as long as the socket lives
 * @event: called for each
 *
 * Return: RC_OK or RC_FAILED.
 */
int nl_listen(void (*event)(const struct nlmsghdr *nlh))
{
	if (nl_open())
		return RC_FAILED;
	make_room();
	/* Of the controller's groups "notify" has the family's own number. */
	if (join(GENL_ID_CTRL) || join(event_group))
		return RC_FAILED;
	return hear_on(event);
}

/**
 * nl_device - make sure that a net device exists
 * @name: its name
 *
 * The module is looked for first: without it no device is of any use.
 *
 * Return: RC_OK, or RC_FAILED after the reason has been printed.
 */
int nl_device(const char *name)
{
	if (nl_open())
		return RC_FAILED;
	if (if_nametoindex(name))
		return RC_OK;
	error("no such device: %s", safe(name));
	return RC_FAILED;
}

static int get_one(uint8_t cmd, const struct attr_set *set, uint16_t name_attr,
		   const char *name, bool quiet, struct records *records)
{
	struct request req;

	request_init(&req, cmd, set);
	req.quiet = quiet;
	mnl_attr_put_strz(req.nlh, name_attr, name);
	return nl_do(&req, records);
}

/* One object by name, or all of them. */
static int get(uint8_t cmd, const struct attr_set *set, uint16_t name_attr,
	       const char *name, struct records *records)
{
	if (!name)
		return nl_dump(cmd, set, name_attr, NULL, records);
	if (nl_device(name))
		return RC_FAILED;
	return get_one(cmd, set, name_attr, name, false, records);
}

/**
 * get_lags - get one LAG or all
 * @name: its name, NULL for all
 * @lags: result
 *
 * Return: RC_OK, or RC_FAILED after the reason has been printed.
 */
int get_lags(const char *name, struct records *lags)
{
	return get(LACPMOD_CMD_LAG_GET, &lag_set, LACPMOD_A_LAG_IFNAME, name,
		   lags);
}

/**
 * find_lag - get the LAG that a device may be
 * @name: the device's name
 * @lags: result, empty where it is none
 *
 * Return: RC_OK, or RC_FAILED after the reason has been printed.
 */
int find_lag(const char *name, struct records *lags)
{
	if (nl_device(name))
		return RC_FAILED;
	get_one(LACPMOD_CMD_LAG_GET, &lag_set, LACPMOD_A_LAG_IFNAME, name,
		true, lags);
	return RC_OK;
}

/**
 * get_ports - get one port or all
 * @name: its name, NULL for all
 * @ports: result
 *
 * Return: RC_OK, or RC_FAILED after the reason has been printed.
 */
int get_ports(const char *name, struct records *ports)
{
	return get(LACPMOD_CMD_PORT_GET, &port_set, LACPMOD_A_PORT_IFNAME,
		   name, ports);
}
