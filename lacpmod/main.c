// SPDX-License-Identifier: GPL-2.0
/*
 * lacpmod: link aggregation with LACP (IEEE 802.1AX) inside the kernel
 */

#include <linux/module.h>

#include "netlink/netlink.h"

static int __init lacpmod_init(void)
{
	int err;

	err = lag_init(&netlink_callbacks);
	if (err)
		return err;
	err = rtnl_link_register(&netlink_link_ops);
	if (err)
		goto err_link;
	err = genl_register_family(&lacpmod_family);
	if (err)
		goto err_family;
	return 0;

err_family:
	rtnl_link_unregister(&netlink_link_ops);
err_link:
	lag_exit();
	return err;
}

/*
 * All LAGs go with their kind, as long as the family is there to tell of it; it
 * makes no new ones any more, see netlink_alloc_lag().
 */
static void __exit lacpmod_exit(void)
{
	rtnl_link_unregister(&netlink_link_ops);
	genl_unregister_family(&lacpmod_family);
	lag_exit();
}

module_init(lacpmod_init);
module_exit(lacpmod_exit);

MODULE_DESCRIPTION("Link aggregation with LACP (IEEE 802.1AX)");
MODULE_LICENSE("GPL");
/* The one place where the version stands: lacpmodctl is built with it, too. */
MODULE_VERSION("0.1");
MODULE_ALIAS_RTNL_LINK(LAG_KIND);
MODULE_ALIAS_GENL_FAMILY(LACPMOD_FAMILY_NAME);
