// SPDX-License-Identifier: GPL-2.0
/* lacpmodctl monitor: what happens, as it happens, and why. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lacpmodctl.h"

static int monitor_help(void)
{
	puts("Usage: lacpmodctl monitor\n"
	     "\n"
	     "Prints one line for every event: the seconds since boot, the LAG, the\n"
	     "port, what changed from what to what, and why. With -j one JSON object\n"
	     "for every event.");
	return RC_OK;
}

/* Whom the LAG aggregates with, or the port hears, from now on. */
static void print_partner(const struct attrs *event)
{
	static const uint8_t zero[MAC_LEN];
	struct attrs partner = attr_nest(event, LACPMOD_A_EVENT_PARTNER);
	const uint8_t *system = attr_mac(&partner, LACPMOD_A_INFO_SYSTEM);

	switch (attr_num(event, LACPMOD_A_EVENT_TYPE)) {
	case LACPMOD_EVENT_LAG_PARTNER:
	case LACPMOD_EVENT_PORT_PARTNER:
		break;
	default:
		return;
	}
	if (attr_num(event, LACPMOD_A_EVENT_TO) && system &&
	    memcmp(system, zero, MAC_LEN))
		printf(" %s key %s", mac_text(system),
		       num_text(&partner, LACPMOD_A_INFO_KEY));
}

/* What was moved for what it carries. */
static void print_rebalanced(const struct attrs *event)
{
	uint64_t moved = attr_num(event, LACPMOD_A_EVENT_MOVED);

	if (!attr_has(event, LACPMOD_A_EVENT_MOVED))
		return;
	printf(" %" PRIu64 " bucket%s moved: the busiest port carried %s of its share, %s is predicted",
	       moved, moved == 1 ? "" : "s",
	       percent_text(attr_num(event, LACPMOD_A_EVENT_BUSIEST_BEFORE), 1000),
	       percent_text(attr_num(event, LACPMOD_A_EVENT_BUSIEST_AFTER), 1000));
}

static void print_event(const struct attrs *event)
{
	uint64_t time = attr_num(event, LACPMOD_A_EVENT_TIME);
	const char *reason = reason_of_event(event);

	printf("%" PRIu64 ".%03u %s", time / 1000, (unsigned int)(time % 1000),
	       safe(attr_str(event, LACPMOD_A_EVENT_LAG_IFNAME)));
	if (attr_has(event, LACPMOD_A_EVENT_PORT_IFNAME))
		printf(" %s",
		       safe(attr_str(event, LACPMOD_A_EVENT_PORT_IFNAME)));
	printf(" %s%s", word_text(event, LACPMOD_A_EVENT_TYPE),
	       change_text(event, LACPMOD_A_EVENT_TYPE, LACPMOD_A_EVENT_FROM,
			   LACPMOD_A_EVENT_TO));
	print_partner(event);
	print_rebalanced(event);
	if (reason)
		printf(": %s", reason);
	putchar('\n');
}

static void json_event(const struct attrs *event)
{
	json_begin(NULL, '{');
	json_attrs(event);
	json_string("reason-text", reason_of_event(event));
	json_end('}');
}

/* Each line goes out at once; when nobody reads them any more, we are done. */
static void on_event(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	struct attrs event;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*genl) ||
	    genl->cmd != LACPMOD_CMD_EVENT)
		return;
	attrs_of_message(&event, &event_set, nlh);
	if (options.json)
		json_event(&event);
	else
		print_event(&event);
	if (!fflush(stdout))
		return;
	error("cannot write: %s", strerror(errno));
	exit(RC_FAILED);
}

/**
 * cmd_monitor - the object "monitor"
 * @args: nothing but perhaps "help"
 *
 * Return: exit status.
 */
int cmd_monitor(struct args *args)
{
	int rc;

	if (args_help(args))
		return monitor_help();
	rc = args_done(args);
	return rc ? rc : nl_listen(on_event);
}
