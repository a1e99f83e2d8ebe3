// SPDX-License-Identifier: GPL-2.0
/*
 * Hold RTNL, for selftests: so long as somebody else's configuration, a slow
 * driver or firmware may hold it
 *
 * Writing MS to /sys/module/rtnl_hold/parameters/ms returns when RTNL is held,
 * which it is for so many milliseconds. Reading says whether it is: MS, or 0.
 */

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <linux/workqueue.h>

#define MS_MAX	60000

static unsigned int wanted, held;
static DECLARE_COMPLETION(taken);

static void hold_work(struct work_struct *work)
{
	rtnl_lock();
	WRITE_ONCE(held, wanted);
	complete(&taken);
	msleep(wanted);
	WRITE_ONCE(held, 0);
	rtnl_unlock();
}

static DECLARE_WORK(work, hold_work);

static int hold(const char *value, const struct kernel_param *kp)
{
	unsigned int ms;
	int err;

	err = kstrtouint(value, 0, &ms);
	if (err)
		return err;
	if (!ms || ms > MS_MAX)
		return -ERANGE;

	flush_work(&work);
	wanted = ms;
	queue_work(system_long_wq, &work);
	wait_for_completion(&taken);
	return 0;
}

static int get_held(char *buffer, const struct kernel_param *kp)
{
	return sysfs_emit(buffer, "%u\n", READ_ONCE(held));
}

static const struct kernel_param_ops hold_ops = {
	.set = hold,
	.get = get_held,
};

module_param_cb(ms, &hold_ops, NULL, 0600);
MODULE_PARM_DESC(ms, "hold RTNL for so many milliseconds");

static int __init rtnl_hold_init(void)
{
	return 0;
}

static void __exit rtnl_hold_exit(void)
{
	flush_work(&work);
}

module_init(rtnl_hold_init);
module_exit(rtnl_hold_exit);

MODULE_DESCRIPTION("Hold RTNL, for the selftests of lacpmod");
MODULE_LICENSE("GPL");
