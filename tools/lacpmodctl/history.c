// SPDX-License-Identifier: GPL-2.0
/* lacpmodctl port history: what happened to a port, oldest first. */
#include <inttypes.h>
#include <stdio.h>

#include "lacpmodctl.h"

/* Times are those of the events, which is why they look the same. */
static void print_entry(const struct attrs *entry, void *port)
{
	uint64_t time = attr_num(entry, LACPMOD_A_ENTRY_TIME);
	const char *reason = reason_of_entry(entry, port);

	printf("%" PRIu64 ".%03u %s%s%s%s\n", time / 1000,
	       (unsigned int)(time % 1000),
	       word_text(entry, LACPMOD_A_ENTRY_TYPE),
	       change_text(entry, LACPMOD_A_ENTRY_TYPE, LACPMOD_A_ENTRY_FROM,
			   LACPMOD_A_ENTRY_TO),
	       reason ? ": " : "", reason ? reason : "");
}

static void json_entry(const struct attrs *entry, void *port)
{
	json_begin(NULL, '{');
	json_attrs(entry);
	json_string("reason_text", reason_of_entry(entry, port));
	json_end('}');
}

static void show_history(const struct records *answer, struct attrs *port)
{
	const struct field *list = field_of(&port_set, LACPMOD_A_PORT_HISTORY);
	size_t i;

	if (options.json)
		json_begin(NULL, '[');
	for (i = 0; i < answer->n; i++)
		each_of_list(answer->copy[i], list,
			     options.json ? json_entry : print_entry, port);
	if (options.json)
		json_end(']');
}

/**
 * port_history - the verb "history" of the object "port"
 * @args: the port
 *
 * The sentences speak of the port and its LAG, so that is asked for first.
 *
 * Return: exit status.
 */
int port_history(struct args *args)
{
	struct records ports = {}, answer = {};
	struct attrs nothing = { .set = &port_set };
	struct request req;
	const char *dev;
	int rc;

	rc = parse_ifname(args, "DEV", &dev);
	if (!rc)
		rc = args_done(args);
	if (!rc)
		rc = get_ports(dev, &ports);
	if (!rc) {
		request_init(&req, LACPMOD_CMD_PORT_HISTORY, &port_set);
		mnl_attr_put_strz(req.nlh, LACPMOD_A_PORT_IFNAME, dev);
		rc = nl_do(&req, &answer);
	}
	if (!rc)
		show_history(&answer, ports.n ? &ports.record[0] : &nothing);
	records_free(&answer);
	records_free(&ports);
	return rc;
}
