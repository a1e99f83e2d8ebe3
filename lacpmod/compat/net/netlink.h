/* SPDX-License-Identifier: GPL-2.0 */
/* Whether the range that a policy points to may be constant. */

#ifndef _COMPAT_NET_NETLINK_H
#define _COMPAT_NET_NETLINK_H

#include_next <net/netlink.h>

#ifndef COMPAT_HAS_CONST_RANGE
#undef NLA_POLICY_FULL_RANGE
#define NLA_POLICY_FULL_RANGE(tp, _range) {				\
	.type = NLA_ENSURE_UINT_OR_BINARY_TYPE(tp),			\
	.validation_type = NLA_VALIDATE_RANGE_PTR,			\
	.range = (struct netlink_range_validation *)(_range),		\
}
#endif

#endif
