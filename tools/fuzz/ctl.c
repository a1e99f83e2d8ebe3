// SPDX-License-Identifier: GPL-2.0
/*
 * lacpmodctl inside the fuzzer: its command line, its output, and its kernel
 *
 * The kernel is the one of lacpmodctl's tests (tests/kernel.c), whose answers
 * are mangled on their way as the tape says. Memory behind what was received is
 * poisoned, so that reading there is noticed.
 */

#include <errno.h>
#include <getopt.h>
#include <sanitizer/asan_interface.h>
#include <string.h>
#include <sys/types.h>
#include <linux/rtnetlink.h>

#include "lacpmodctl.h"

#include "ctl.h"
#include "fakes.h"

#define DATAGRAM_MAX	32768
#define REPEATS		2

/* In tests/kernel.c under their own names, before we stand in for them. */
struct mnl_socket *fake_open(int bus);
int fake_close(struct mnl_socket *nl);
ssize_t fake_sendto(const struct mnl_socket *nl, const void *msg, size_t len);
ssize_t fake_recvfrom(const struct mnl_socket *nl, void *buf, size_t size);

struct mnl_socket *__wrap_mnl_socket_open(int bus);
int __wrap_mnl_socket_close(struct mnl_socket *nl);
ssize_t __wrap_mnl_socket_sendto(const struct mnl_socket *nl, const void *msg,
				 size_t len);
ssize_t __wrap_mnl_socket_recvfrom(const struct mnl_socket *nl, void *buf,
				   size_t size);

/* In lacpmodctl's main.c, which is compiled with other names for them. */
int lacpmodctl_main(int argc, char **argv);
int fuzz_open(const char *path, int flags, ...);
int fuzz_setns(int fd, int type);
int fuzz_close(int fd);

static struct ctl *running;
static struct tape *lies;
static FILE *nowhere;

static char datagram[DATAGRAM_MAX] __attribute__((aligned(8)));
static size_t datagram_len;
static unsigned int repeats;

static void *received;
static size_t received_size;

/* Network namespaces, as descriptors: the one that a batch came from among them. */
#define NETNS_ONE	1000
#define NETNS_TWO	1001
#define NETNS_HOME	1002

int ctl_netns;
static int home_netns;
static int socket_netns;

/* No network namespace is there, but "one" can be entered, and "two" not. */
int fuzz_open(const char *path, int flags, ...)
{
	(void)flags;
	if (!strcmp(path, "/proc/self/ns/net")) {
		home_netns = ctl_netns;
		return NETNS_HOME;
	}
	if (strstr(path, "one"))
		return NETNS_ONE;
	if (strstr(path, "two"))
		return NETNS_TWO;
	errno = ENOENT;
	return -1;
}

int fuzz_setns(int fd, int type)
{
	(void)type;
	errno = EPERM;
	if (fd != NETNS_ONE && fd != NETNS_HOME)
		return -1;
	ctl_netns = fd == NETNS_HOME ? home_netns : fd;
	return 0;
}

int fuzz_close(int fd)
{
	MUST(fd >= NETNS_ONE && fd <= NETNS_HOME, "closes %d", fd);
	return 0;
}

struct mnl_socket *__wrap_mnl_socket_open(int bus)
{
	socket_netns = ctl_netns;
	return fake_open(bus);
}

/* What is asked for */

static size_t size_of(enum kind kind)
{
	switch (kind) {
	case KIND_U16:
		return 2;
	case KIND_U32:
	case KIND_MS:
	case KIND_TIME:
	case KIND_SPEED:
		return 4;
	case KIND_U64:
		return 8;
	case KIND_MAC:
		return MAC_LEN;
	default:
		return 1;
	}
}

static void check_attrs(const void *data, size_t len,
			const struct attr_set *set);

#define FRAME_MIN	14	/* the Ethernet header */

static void check_attr(const struct nlattr *attr, const struct field *field)
{
	const char *data = mnl_attr_get_payload(attr);
	size_t len = mnl_attr_get_payload_len(attr);

	MUST(field, "attribute %u is not of the set", mnl_attr_get_type(attr));
	if (field->kind == KIND_NEST) {
		MUST(attr->nla_type & NLA_F_NESTED && len, "no nest");
		check_attrs(data, len, field->nest);
		return;
	}
	if (field->kind == KIND_STRING) {
		MUST(len >= 2 && len <= IFNAME_MAX + 1 &&
		     memchr(data, '\0', len) == data + len - 1,
		     "%s of %zu octets", field->name, len);
		return;
	}
	if (field->kind == KIND_FRAME) {
		MUST(len >= FRAME_MIN, "%s of %zu octets", field->name, len);
		return;
	}
	MUST(len == size_of(field->kind), "%s of %zu octets", field->name, len);
	if (field->kind == KIND_WORD)
		MUST(*(const uint8_t *)data < field->names->n, "%s %u",
		     field->name, *(const uint8_t *)data);
}

/* Attributes of a set, none of them twice, and nothing behind them. */
static void check_attrs(const void *data, size_t len,
			const struct attr_set *set)
{
	const struct nlattr *attr;
	uint64_t seen = 0;

	mnl_attr_for_each_payload(data, len) {
		unsigned int type = mnl_attr_get_type(attr);

		check_attr(attr, field_of(set, type));
		MUST(!(seen & 1ULL << type), "attribute %u twice", type);
		seen |= 1ULL << type;
	}
	MUST((const char *)attr == (const char *)data + len,
	     "something behind");
}

static const struct attr_set *set_of(uint8_t cmd)
{
	switch (cmd) {
	case LACPMOD_CMD_LAG_GET:
	case LACPMOD_CMD_LAG_NEW:
	case LACPMOD_CMD_LAG_SET:
	case LACPMOD_CMD_LAG_DEL:
		return &lag_set;
	case LACPMOD_CMD_PORT_GET:
	case LACPMOD_CMD_PORT_NEW:
	case LACPMOD_CMD_PORT_SET:
	case LACPMOD_CMD_PORT_DEL:
	case LACPMOD_CMD_PORT_RESTORE:
	case LACPMOD_CMD_PORT_HISTORY:
		return &port_set;
	case LACPMOD_CMD_LAG_PATH:
		return &path_set;
	case LACPMOD_CMD_BUCKET_GET:
		return &bucket_set;
	case LACPMOD_CMD_LAG_REBALANCE:
		return &rebalance_set;
	default:
		return NULL;
	}
}

static void check_request(const struct nlmsghdr *nlh, size_t len)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	const struct attr_set *set;

	MUST(len == nlh->nlmsg_len && mnl_nlmsg_ok(nlh, len) &&
	     len >= NLMSG_HDRLEN + GENL_HDRLEN, "%zu octets", len);
	if (nlh->nlmsg_type == GENL_ID_CTRL || nlh->nlmsg_type == RTM_GETLINK)
		return;
	set = set_of(genl->cmd);
	MUST(set, "command %u", genl->cmd);
	if (genl->cmd != LACPMOD_CMD_LAG_GET &&
	    genl->cmd != LACPMOD_CMD_PORT_GET &&
	    genl->cmd != LACPMOD_CMD_PORT_HISTORY &&
	    genl->cmd != LACPMOD_CMD_LAG_PATH &&
	    genl->cmd != LACPMOD_CMD_BUCKET_GET)
		running->changes++;
	check_attrs((const char *)genl + GENL_HDRLEN,
		    len - NLMSG_HDRLEN - GENL_HDRLEN, set);
}

/* The fake kernel prints requests, which is for its own tests. */
ssize_t __wrap_mnl_socket_sendto(const struct mnl_socket *nl, const void *msg,
				 size_t len)
{
	FILE *out = stdout;

	MUST(socket_netns == ctl_netns, "asks another network namespace");
	check_request(msg, len);
	running->requests++;
	stdout = nowhere;
	len = fake_sendto(nl, msg, len);
	stdout = out;
	return len;
}

/* Lies */

static struct nlmsghdr *header(void)
{
	return datagram_len >= NLMSG_HDRLEN ? (struct nlmsghdr *)datagram :
					      NULL;
}

/* Where the attributes of the first message begin. */
static size_t attrs_start(const struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_type == NLMSG_ERROR)
		return NLMSG_HDRLEN + sizeof(struct nlmsgerr);
	return NLMSG_HDRLEN + GENL_HDRLEN;
}

/* The n-th attribute, in nests too, or the last one; NULL without any. */
static struct nlattr *nth_attr(unsigned int n)
{
	const struct nlmsghdr *nlh = header();
	struct nlattr *attr = NULL, *last = NULL;
	size_t at = nlh ? attrs_start(nlh) : 0;

	while (nlh && at + sizeof(*attr) <= datagram_len) {
		attr = (struct nlattr *)(datagram + at);
		last = attr;
		if (!n--)
			break;
		if (attr->nla_type & NLA_F_NESTED || attr->nla_len < 4)
			at += sizeof(*attr);
		else
			at += NLA_ALIGN(attr->nla_len);
	}
	return last;
}

static void lie_attr(struct tape *tape)
{
	struct nlattr *attr = nth_attr(tape_u8(tape) % 64);
	uint8_t how = tape_u8(tape);

	if (!attr)
		return;
	if (how & 1)
		attr->nla_type = how & 2 ? tape_u16(tape) : how / 8;
	else
		attr->nla_len = how & 2 ? tape_u16(tape) : how / 4;
}

static void lie_header(struct tape *tape)
{
	static const uint16_t types[] = {
		NLMSG_NOOP, NLMSG_ERROR, NLMSG_DONE, NLMSG_OVERRUN,
		GENL_ID_CTRL, 0x21, 0x22, 0xffff
	};
	struct nlmsghdr *nlh = header();

	if (!nlh)
		return;
	switch (tape_u8(tape) % 5) {
	case 0:
		nlh->nlmsg_len = tape_u8(tape);
		break;
	case 1:
		nlh->nlmsg_len = tape_u32(tape);
		break;
	case 2:
		nlh->nlmsg_type = types[tape_u8(tape) % ARRAY_SIZE(types)];
		break;
	case 3:
		nlh->nlmsg_flags = tape_u16(tape);
		break;
	case 4:
		nlh->nlmsg_seq += tape_u8(tape);
		nlh->nlmsg_pid += tape_u8(tape);
		break;
	}
}

/* One more attribute at the end of the first message. */
static void lie_more(struct tape *tape)
{
	struct nlmsghdr *nlh = header();
	uint16_t type = tape_u8(tape);
	uint8_t how = tape_u8(tape);
	size_t len = tape_u8(tape);
	size_t at = nlh ? NLMSG_ALIGN(nlh->nlmsg_len) : 0;
	struct nlattr *attr;
	size_t room;
	char *value;

	if (how & 1)
		len *= 64;
	if (how & 2)
		type |= NLA_F_NESTED;
	room = NLA_ALIGN(NLA_HDRLEN + len);
	if (!nlh || at > datagram_len || datagram_len + room > DATAGRAM_MAX)
		return;
	memmove(datagram + at + room, datagram + at, datagram_len - at);
	datagram_len += room;
	nlh->nlmsg_len = at + room;

	attr = (struct nlattr *)(datagram + at);
	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	value = (char *)(attr + 1);
	memset(value, how & 4 ? tape_u8(tape) : 'x', len);
	if (how & 8 && len)
		value[len - 1] = '\0';
	for (how /= 16; how && len--; how--)
		value[len] = tape_u8(tape);
}

static void lie_octet(struct tape *tape)
{
	uint16_t at = tape_u16(tape);
	uint8_t octet = tape_u8(tape);

	if (datagram_len)
		datagram[at % datagram_len] = octet;
}

/* What may be in an acknowledgment, of what the tape says. */
static void lie_extack(struct tape *tape)
{
	struct nlmsghdr *nlh = header();
	struct nlmsgerr *err;

	if (!nlh || datagram_len < NLMSG_HDRLEN + sizeof(*err))
		return;
	nlh->nlmsg_type = NLMSG_ERROR;
	nlh->nlmsg_flags |= NLM_F_ACK_TLVS;
	if (tape_u8(tape) & 1)
		nlh->nlmsg_flags ^= NLM_F_CAPPED;
	err = mnl_nlmsg_get_payload(nlh);
	err->error = -(int)tape_u8(tape);
	if (err->error == -255)
		err->error = tape_u32(tape);
	lie_more(tape);
}

/* Something else altogether behind a header that is right. */
static void lie_raw(struct tape *tape)
{
	struct nlmsghdr *nlh = header();
	size_t len = tape_u8(tape);

	if (len > tape_left(tape))
		len = tape_left(tape);
	if (!nlh)
		return;
	memcpy(datagram + NLMSG_HDRLEN, tape->at, len);
	tape->at += len;
	datagram_len = NLMSG_HDRLEN + len;
	nlh->nlmsg_len = datagram_len;
}

static void lie_short(struct tape *tape)
{
	size_t len = tape_u16(tape);

	if (len < datagram_len)
		datagram_len = len;
}

static void lie(struct tape *tape)
{
	static void (*const all[])(struct tape *tape) = {
		lie_attr, lie_attr, lie_header, lie_more, lie_octet,
		lie_extack, lie_raw, lie_short,
	};

	all[tape_u8(tape) % ARRAY_SIZE(all)](tape);
}

/* A few octets of the tape go with each datagram: 0 leaves it as it is. */
static ssize_t next_datagram(const struct mnl_socket *nl, struct tape *tape)
{
	uint8_t how = tape_u8(tape);
	ssize_t got;

	if (how == 0xff) {
		errno = EINTR;
		return -1;
	}
	if (how == 0xfe) {
		errno = EIO;
		return -1;
	}
	got = fake_recvfrom(nl, datagram, sizeof(datagram));
	if (got <= 0)
		return got;
	datagram_len = got;
	if (how & 0x80)
		repeats = (how & 0x40 ? REPEATS : 1) * tape_u8(tape);
	for (how &= 7; how; how--)
		lie(tape);
	return datagram_len;
}

static void poison(void *buf, size_t got, size_t size)
{
	received = buf;
	received_size = size;
	__asan_poison_memory_region((char *)buf + got, size - got);
}

static void unpoison(void)
{
	if (received)
		__asan_unpoison_memory_region(received, received_size);
	received = NULL;
}

ssize_t __wrap_mnl_socket_recvfrom(const struct mnl_socket *nl, void *buf,
				   size_t size)
{
	ssize_t got;

	unpoison();
	if (repeats) {
		repeats--;
		got = datagram_len;
	} else {
		got = next_datagram(nl, lies);
	}
	if (got <= 0)
		return got;
	MUST((size_t)got <= size, "room for %zu octets", size);
	memcpy(buf, datagram, got);
	poison(buf, got, size);
	return got;
}

/* The room for what was received may be written to again. */
int __wrap_mnl_socket_close(struct mnl_socket *nl)
{
	unpoison();
	return fake_close(nl);
}

/**
 * ctl_fake() - how the kernel behaves
 * @tape: says so
 *
 * Return: in the words of tests/kernel.c.
 */
const char *ctl_fake(struct tape *tape)
{
	return fakes[tape_u8(tape) % FAKES];
}

/**
 * ctl_run() - run lacpmodctl
 * @ctl: result; ctl_done() when it has been looked at
 * @argc: as main() has it
 * @argv: the same
 * @fake: how the kernel behaves
 * @tape: how its answers are mangled, nothing left for not at all
 */
void ctl_run(struct ctl *ctl, int argc, char **argv, const char *fake,
	     struct tape *tape)
{
	FILE *out = stdout, *err = stderr;

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	memset(ctl, 0, sizeof(*ctl));
	running = ctl;
	lies = tape;
	repeats = 0;
	ctl_netns = 0;
	setenv("FAKE", fake, 1);
	options = (struct options){};
	optind = 0;

	stdout = open_memstream(&ctl->out, &ctl->out_len);
	stderr = open_memstream(&ctl->err, &ctl->err_len);
	MUST(nowhere && stdout && stderr, "no memory");
	ctl->rc = lacpmodctl_main(argc, argv);
	fclose(stdout);
	fclose(stderr);
	stdout = out;
	stderr = err;
	unpoison();

	if (getenv("FUZZ_TRACE"))
		fprintf(stderr, "exit status %d, kernel '%s'\n%s%s", ctl->rc,
			fake, ctl->out, ctl->err);
	MUST(ctl->rc >= RC_OK && ctl->rc <= RC_UNWELL, "exit status %d",
	     ctl->rc);
	MUST(ctl->rc == RC_OK || ctl->err_len ||
	     (ctl->rc == RC_UNWELL && ctl->out_len), "fails without a word");
}

/**
 * ctl_done() - forget a result
 * @ctl: the result
 */
void ctl_done(struct ctl *ctl)
{
	free(ctl->out);
	free(ctl->err);
}

/**
 * ctl_printable() - whether a terminal can be shown it
 * @text: the text
 * @length: octets of it
 *
 * Return: whether it is printable ASCII in whole lines.
 */
bool ctl_printable(const char *text, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if ((text[i] < 0x20 || text[i] > 0x7e) && text[i] != '\n')
			return false;
	return !length || text[length - 1] == '\n';
}
