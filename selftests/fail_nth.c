// SPDX-License-Identifier: GPL-2.0
/*
 * Let the Nth allocation of each request fail that changes a configuration
 *
 * Preloaded into ip, lacpmodctl or dd. Netlink requests that ask for a change (or,
 * with FAIL_NTH_DUMPS, those that ask for an answer), the ioctls of multicast
 * addresses and what is written to configfs are sent while
 * /proc/thread-self/fail-nth is armed; all else that the program does is left
 * alone.
 *
 * environment: FAIL_NTH=N          the Nth allocation
 *              FAIL_NTH_FILE=FILE  "reached" is appended if there were so many,
 *                                  "unsent" if so the kernel never got the request
 *              FAIL_NTH_DUMPS=1    requests for an answer, too
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/genetlink.h>
#include <linux/magic.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/vfs.h>
#include <unistd.h>

#ifndef CONFIGFS_MAGIC
#define CONFIGFS_MAGIC	0x62656570	/* only the kernel's own headers have it */
#endif

static void die(const char *what)
{
	fprintf(stderr, "fail_nth: %s: %s\n", what, strerror(errno));
	_exit(125);
}

static void report(const char *line)
{
	size_t length = strlen(line);
	const char *name = getenv("FAIL_NTH_FILE");
	int fd = name ? open(name, O_WRONLY | O_APPEND | O_CREAT, 0600) : -1;

	if (fd < 0 || write(fd, line, length) != (ssize_t)length)
		die("FAIL_NTH_FILE");
	close(fd);
}

/* From here on the kernel counts; returns the file, or -1 if it is not to. */
static int arm(void)
{
	const char *n = getenv("FAIL_NTH");
	int fd;

	if (!n)
		return -1;
	fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (fd < 0 || write(fd, n, strlen(n)) < 0)
		die("/proc/thread-self/fail-nth");
	return fd;
}

/* What is left to count is 0 if it has come to that. */
static void disarm(int fd)
{
	char left[32] = "";
	int saved = errno;

	if (fd < 0)
		return;
	if (pread(fd, left, sizeof(left) - 1, 0) <= 0 ||
	    pwrite(fd, "0", 1, 0) != 1)
		die("/proc/thread-self/fail-nth");
	close(fd);
	if (!atoi(left))
		report("reached\n");
	errno = saved;
}

/* Kinds of messages come in fours: new, del, get, set. */
static bool changes_rtnl(const struct nlmsghdr *nlh)
{
	return nlh->nlmsg_type >= RTM_BASE && (nlh->nlmsg_type & 3) != 2;
}

static bool is_ours(int fd, const void *data, size_t len)
{
	const struct nlmsghdr *nlh = data;
	int protocol = -1;
	socklen_t size = sizeof(protocol);
	bool dump;

	if (len < sizeof(*nlh) ||
	    getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &size))
		return false;
	dump = (nlh->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	if (dump && !getenv("FAIL_NTH_DUMPS"))
		return false;
	if (protocol == NETLINK_GENERIC)
		return nlh->nlmsg_type != GENL_ID_CTRL;
	return protocol == NETLINK_ROUTE && changes_rtnl(nlh);
}

/* The socket itself had no memory: the kernel has not seen the request. */
static void disarm_socket(int fd, ssize_t sent)
{
	int error = errno;

	disarm(fd);
	if (fd >= 0 && sent < 0 && error == ENOBUFS)
		report("unsent\n");
	errno = error;
}

static void *real(const char *name)
{
	void *function = dlsym(RTLD_NEXT, name);

	if (!function)
		die(name);
	return function;
}

ssize_t sendto(int fd, const void *data, size_t len, int flags,
	       const struct sockaddr *to, socklen_t to_len)
{
	__typeof__(sendto) *function = real("sendto");
	int armed = is_ours(fd, data, len) ? arm() : -1;
	ssize_t sent = function(fd, data, len, flags, to, to_len);

	disarm_socket(armed, sent);
	return sent;
}

ssize_t sendmsg(int fd, const struct msghdr *msg, int flags)
{
	__typeof__(sendmsg) *function = real("sendmsg");
	bool ours = msg->msg_iovlen && is_ours(fd, msg->msg_iov[0].iov_base,
					       msg->msg_iov[0].iov_len);
	int armed = ours ? arm() : -1;
	ssize_t sent = function(fd, msg, flags);

	disarm_socket(armed, sent);
	return sent;
}

/* That of this file, too: what it writes to is never configfs. */
ssize_t write(int fd, const void *data, size_t len)
{
	__typeof__(write) *function = real("write");
	struct statfs fs;
	bool ours = !fstatfs(fd, &fs) && fs.f_type == CONFIGFS_MAGIC;
	int armed = ours ? arm() : -1;
	ssize_t written = function(fd, data, len);

	disarm(armed);
	return written;
}

int ioctl(int fd, unsigned long request, ...)
{
	__typeof__(ioctl) *function = real("ioctl");
	bool ours = request == SIOCADDMULTI || request == SIOCDELMULTI;
	int armed, ret;
	va_list args;
	void *arg;

	va_start(args, request);
	arg = va_arg(args, void *);
	va_end(args);

	armed = ours ? arm() : -1;
	ret = function(fd, request, arg);
	disarm(armed);
	return ret;
}
