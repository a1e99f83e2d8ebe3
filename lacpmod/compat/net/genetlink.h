/* SPDX-License-Identifier: GPL-2.0 */
/* What a family's pre_doit() and post_doit() are told of the operation. */

#ifndef _COMPAT_NET_GENETLINK_H
#define _COMPAT_NET_GENETLINK_H

#include_next <net/genetlink.h>

#ifdef COMPAT_HAS_SPLIT_DOIT
#define genl_doit_ops genl_split_ops
#else
#define genl_doit_ops genl_ops
#endif

#endif
