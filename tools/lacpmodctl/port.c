// SPDX-License-Identifier: GPL-2.0
/* lacpmodctl port: add, change, release and show ports. */
#include <stdio.h>
#include <time.h>

#include "lacpmodctl.h"

static const uint16_t add_settings[] = {
	LACPMOD_A_PORT_LAG_IFNAME,
	LACPMOD_A_PORT_PRIORITY,
	LACPMOD_A_PORT_NUMBER,
};

static const uint16_t set_settings[] = {
	LACPMOD_A_PORT_PRIORITY,
	LACPMOD_A_PORT_NUMBER,
};

static int port_help(struct args *args)
{
	(void)args;
	puts("Usage: lacpmodctl port add DEV lag NAME [ SETTING ... ]\n"
	     "       lacpmodctl port set DEV SETTING ...\n"
	     "       lacpmodctl port del DEV\n"
	     "       lacpmodctl port show [ DEV ] [ lag NAME ]\n"
	     "\n"
	     "SETTING := { priority 0..65535 | number 1..65535 }\n"
	     "\n"
	     STATE_LEGEND);
	return RC_OK;
}

/* DEV, as a request. */
static int port_request(struct args *args, struct request *req, uint8_t cmd,
			const char **dev)
{
	int rc = parse_ifname(args, "DEV", dev);

	if (rc)
		return rc;
	request_init(req, cmd, &port_set);
	mnl_attr_put_strz(req->nlh, LACPMOD_A_PORT_IFNAME, *dev);
	return RC_OK;
}

static int port_add(struct args *args)
{
	struct request req;
	struct attrs given;
	const char *dev, *lag;
	int rc;

	if (args_help(args))
		return port_help(args);
	rc = port_request(args, &req, LACPMOD_CMD_PORT_NEW, &dev);
	if (!rc)
		rc = parse_settings(args, &req, add_settings,
				    ARRAY_SIZE(add_settings));
	if (rc)
		return rc;
	attrs_of_message(&given, &port_set, req.nlh);
	lag = attr_str(&given, LACPMOD_A_PORT_LAG_IFNAME);
	if (!lag)
		return usage("port add: which LAG gets %s? Say 'lag NAME'",
			     safe(dev));
	if (nl_device(dev) || nl_device(lag))
		return RC_FAILED;
	return nl_do(&req, NULL);
}

static int port_change(struct args *args)
{
	struct request req;
	const char *dev;
	int rc;

	if (args_help(args))
		return port_help(args);
	rc = port_request(args, &req, LACPMOD_CMD_PORT_SET, &dev);
	if (rc)
		return rc;
	if (!args->argc)
		return usage("port set: what of %s is to change? See 'lacpmodctl port help'",
			     safe(dev));
	rc = parse_settings(args, &req, set_settings,
			    ARRAY_SIZE(set_settings));
	if (!rc)
		rc = nl_device(dev);
	return rc ? rc : nl_do(&req, NULL);
}

static int port_del(struct args *args)
{
	struct request req;
	const char *dev;
	int rc;

	if (args_help(args))
		return port_help(args);
	rc = port_request(args, &req, LACPMOD_CMD_PORT_DEL, &dev);
	if (!rc)
		rc = args_done(args);
	if (!rc)
		rc = nl_device(dev);
	return rc ? rc : nl_do(&req, NULL);
}

/* How long ago a moment was; nothing if it never was, or is not given. */
static const char *since_text(const struct attrs *port, unsigned int attr)
{
	uint64_t then = attr_num(port, attr);
	struct timespec now;
	uint64_t ms;

	if (!then || clock_gettime(CLOCK_BOOTTIME, &now))
		return "";
	ms = now.tv_sec * 1000ULL + now.tv_nsec / 1000000;
	return text(" for %s s", seconds_text(ms > then ? ms - then : 0));
}

static void print_machines(const struct attrs *port)
{
	printf("    selected %s  rx %s  periodic %s\n",
	       word_text(port, LACPMOD_A_PORT_SELECTED),
	       word_text(port, LACPMOD_A_PORT_RX_STATE),
	       word_text(port, LACPMOD_A_PORT_PERIODIC_STATE));
	printf("    mux %s%s\n", word_text(port, LACPMOD_A_PORT_MUX_STATE),
	       since_text(port, LACPMOD_A_PORT_MUX_CHANGED));
	printf("    actor-churn %s  partner-churn %s\n",
	       word_text(port, LACPMOD_A_PORT_ACTOR_CHURN),
	       word_text(port, LACPMOD_A_PORT_PARTNER_CHURN));
}

#define INFO_COLUMNS 7

static void info_cells(const struct attrs *port, unsigned int attr,
		       const char **cells)
{
	struct attrs info = attr_nest(port, attr);

	cells[0] = field_of(&port_set, attr)->name;
	cells[1] = mac_text(attr_mac(&info, LACPMOD_A_INFO_SYSTEM));
	cells[2] = num_text(&info, LACPMOD_A_INFO_SYSTEM_PRIORITY);
	cells[3] = num_text(&info, LACPMOD_A_INFO_KEY);
	cells[4] = num_text(&info, LACPMOD_A_INFO_PORT);
	cells[5] = num_text(&info, LACPMOD_A_INFO_PORT_PRIORITY);
	cells[6] = state_text(attr_num(&info, LACPMOD_A_INFO_STATE));
}

/* The two ends of the link, one below the other. */
static void print_ends(const struct attrs *port)
{
	static const char *const head[INFO_COLUMNS] = {
		"", "SYSTEM", "PRIORITY", "KEY", "PORT", "PRIORITY", "STATE",
	};
	const char *actor[INFO_COLUMNS], *partner[INFO_COLUMNS];
	struct table table = { .n = INFO_COLUMNS };

	info_cells(port, LACPMOD_A_PORT_ACTOR, actor);
	info_cells(port, LACPMOD_A_PORT_PARTNER, partner);
	table_measure(&table, head);
	table_measure(&table, actor);
	table_measure(&table, partner);
	table_print(&table, 4, head);
	table_print(&table, 4, actor);
	table_print(&table, 4, partner);
}

/* Two counters a line. */
static void print_counters(const struct attrs *port)
{
	struct attrs counters = attr_nest(port, LACPMOD_A_PORT_COUNTERS);
	const struct field *field = counters.set->field;
	unsigned int i, n = counters.set->n;

	for (i = 0; i < n; i += 2) {
		printf("    %-21s %10s", field[i].name,
		       num_text(&counters, field[i].attr));
		if (i + 1 < n)
			printf("    %-23s %10s", field[i + 1].name,
			       num_text(&counters, field[i + 1].attr));
		putchar('\n');
	}
}

static void print_port(const struct attrs *port)
{
	const char *reason = reason_of_port(port);

	printf("%s: port of %s, ifindex %s\n",
	       safe(attr_str(port, LACPMOD_A_PORT_IFNAME)),
	       safe(attr_str(port, LACPMOD_A_PORT_LAG_IFNAME)),
	       num_text(port, LACPMOD_A_PORT_IFINDEX));
	printf("    priority %s  number %s\n",
	       num_text(port, LACPMOD_A_PORT_PRIORITY),
	       num_text(port, LACPMOD_A_PORT_NUMBER));
	printf("    link %s%s\n", link_text(port),
	       since_text(port, LACPMOD_A_PORT_LINK_CHANGED));
	print_machines(port);
	if (reason)
		printf("    reason %s: %s\n",
		       word_text(port, LACPMOD_A_PORT_REASON), reason);
	printf("    carries %s of %u conversations\n",
	       num_text(port, LACPMOD_A_PORT_BUCKETS), BUCKETS);
	print_ends(port);
	print_counters(port);
}

/* With an even number of words the first is the keyword "lag". */
static int show_args(struct args *args, const char **dev, const char **lag)
{
	static const char *const word[] = { "lag" };
	static const struct names keywords = { word, 1 };

	if (args->argc % 2 && parse_ifname(args, "DEV", dev))
		return RC_USAGE;
	if (!args->argc)
		return RC_OK;
	if (match(args_next(args), &keywords, args->what) < 0 ||
	    parse_ifname(args, "NAME", lag))
		return RC_USAGE;
	return args_done(args);
}

static int port_show(struct args *args)
{
	const char *dev = NULL, *name = NULL;
	struct records lags = {}, ports = {};
	const struct attrs *lag = NULL;
	size_t i;
	int rc;

	if (args_help(args))
		return port_help(args);
	rc = show_args(args, &dev, &name);
	if (!rc && name)
		rc = get_lags(name, &lags);
	if (!rc)
		rc = get_ports(dev, &ports);
	if (lags.n)
		lag = &lags.record[0];
	if (!rc && options.json)
		json_ports(NULL, &ports, lag);
	for (i = 0; !rc && !options.json && i < ports.n; i++)
		if (is_port_of(&ports.record[i], lag))
			print_port(&ports.record[i]);
	records_free(&ports);
	records_free(&lags);
	return rc;
}

/**
 * cmd_port - the object "port"
 * @args: verb and the rest
 *
 * Return: exit status.
 */
int cmd_port(struct args *args)
{
	static const struct command verbs[] = {
		{ "add", port_add },
		{ "set", port_change },
		{ "delete", port_del },
		{ "show", port_show },
		{ "help", port_help },
	};

	if (!args->argc)
		return port_show(args);
	return run_command(verbs, ARRAY_SIZE(verbs), args);
}
