// SPDX-License-Identifier: GPL-2.0
/*
 * The unit tests as a module: they run when it is loaded, and report in the
 * kernel's log (KTAP) and in debugfs. In user space tools/sim runs the same.
 */

#include <linux/module.h>

MODULE_DESCRIPTION("KUnit tests of lacpmod's protocol engine");
MODULE_LICENSE("GPL");
