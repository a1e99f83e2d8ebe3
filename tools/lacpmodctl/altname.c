// SPDX-License-Identifier: GPL-2.0
/* Alternative names of net devices: they may be longer than lacpmod takes. */
#include <string.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "lacpmodctl.h"

#define ALTNAME_MAX	127
#define ROOM		32768

static void ask_for(struct nlmsghdr *nlh, const char *altname)
{
	nlh->nlmsg_type = RTM_GETLINK;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifinfomsg));
	mnl_attr_put_u32(nlh, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	mnl_attr_put_strz(nlh, IFLA_ALT_IFNAME, altname);
}

static const char *name_in(const struct nlmsghdr *nlh, ssize_t len)
{
	const struct nlattr *attr;

	if (len > ROOM || !mnl_nlmsg_ok(nlh, len) ||
	    nlh->nlmsg_len > (size_t)len || nlh->nlmsg_type != RTM_NEWLINK)
		return NULL;
	mnl_attr_for_each(attr, nlh, sizeof(struct ifinfomsg))
		if (mnl_attr_get_type(attr) == IFLA_IFNAME &&
		    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
			return mnl_attr_get_str(attr);
	return NULL;
}

/**
 * replace_altname - put a device's own name in the place of an alternative one
 * @name: the name, of more than IFNAME_MAX characters; stays as it is if no device
 *	  has it
 */
void replace_altname(char *name)
{
	static char buf[ROOM] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct mnl_socket *nl;
	const char *own = NULL;

	if (strlen(name) > ALTNAME_MAX)
		return;
	nl = mnl_socket_open(NETLINK_ROUTE);
	if (!nl)
		return;
	ask_for(nlh, name);
	if (mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) >= 0 &&
	    mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) >= 0)
		own = name_in(nlh, mnl_socket_recvfrom(nl, buf, sizeof(buf)));
	if (own && *own && strlen(own) <= IFNAME_MAX)
		memcpy(name, own, strlen(own) + 1);
	mnl_socket_close(nl);
}
