// SPDX-License-Identifier: GPL-2.0
/* lacpmodctl port: add, change, release and show ports. */
#include <stdio.h>
#include <time.h>

#include "lacpmodctl.h"

/* The first one is for "port add" only. */
static const struct setting settings[] = {
	{ LACPMOD_A_PORT_LAG_IFNAME },
	{ LACPMOD_A_PORT_PRIORITY },
	{ LACPMOD_A_PORT_NUMBER },
	{ LACPMOD_A_PORT_MODE },
	{ LACPMOD_A_PORT_RATE },
	{ LACPMOD_A_PORT_INDIVIDUAL },
	{ LACPMOD_A_PORT_WEIGHT },
	{ LACPMOD_A_PORT_DRAIN },
	{ LACPMOD_A_PORT_PARTNER_ADMIN, LACPMOD_A_INFO_SYSTEM },
	{ LACPMOD_A_PORT_PARTNER_ADMIN, LACPMOD_A_INFO_SYSTEM_PRIORITY },
	{ LACPMOD_A_PORT_PARTNER_ADMIN, LACPMOD_A_INFO_KEY },
	{ LACPMOD_A_PORT_PARTNER_ADMIN, LACPMOD_A_INFO_PORT },
	{ LACPMOD_A_PORT_PARTNER_ADMIN, LACPMOD_A_INFO_PORT_PRIORITY },
	{ LACPMOD_A_PORT_PARTNER_ADMIN, LACPMOD_A_INFO_STATE },
};

static const uint16_t mode_line[] = {
	LACPMOD_A_PORT_MODE,
	LACPMOD_A_PORT_RATE,
	LACPMOD_A_PORT_INDIVIDUAL,
	LACPMOD_A_PORT_WEIGHT,
	LACPMOD_A_PORT_DRAIN,
};

static int port_help(struct args *args)
{
	(void)args;
	puts("Usage: lacpmodctl port add DEV lag NAME [ SETTING ... ]\n"
	     "       lacpmodctl port set DEV SETTING ...\n"
	     "       lacpmodctl port del DEV\n"
	     "       lacpmodctl port show [ DEV ] [ lag NAME ]\n"
	     "       lacpmodctl port restore DEV\n"
	     "       lacpmodctl port history DEV\n"
	     "\n"
	     "SETTING := { priority 0..65535 | number 1..65535 |\n"
	     "             mode { active | passive | off | inherit } |\n"
	     "             rate { slow | fast | inherit } |\n"
	     "             individual { on | off } |\n"
	     "             weight { 1..10000000 | auto } |\n"
	     "             drain { on | off } |\n"
	     "             partner-system MAC |\n"
	     "             partner-system-priority 0..65535 |\n"
	     "             partner-key 0..65535 |\n"
	     "             partner-port 0..65535 |\n"
	     "             partner-port-priority 0..65535 |\n"
	     "             partner-state { FLAG[,FLAG...] | none } }\n"
	     "FLAG := { activity | timeout | aggregation | synchronization |\n"
	     "          collecting | distributing }\n"
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
		rc = parse_settings(args, &req, settings,
				    ARRAY_SIZE(settings));
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
	rc = parse_settings(args, &req, settings + 1,
			    ARRAY_SIZE(settings) - 1);
	if (!rc)
		rc = nl_device(dev);
	return rc ? rc : nl_do(&req, NULL);
}

/* A verb that needs no more than the port. */
static int port_order(struct args *args, uint8_t cmd)
{
	struct request req;
	const char *dev;
	int rc;

	if (args_help(args))
		return port_help(args);
	rc = port_request(args, &req, cmd, &dev);
	if (!rc)
		rc = args_done(args);
	if (!rc)
		rc = nl_device(dev);
	return rc ? rc : nl_do(&req, NULL);
}

static int port_del(struct args *args)
{
	return port_order(args, LACPMOD_CMD_PORT_DEL);
}

static int port_restore(struct args *args)
{
	return port_order(args, LACPMOD_CMD_PORT_RESTORE);
}

static int port_past(struct args *args)
{
	if (args_help(args))
		return port_help(args);
	return port_history(args);
}

/* How long ago a moment was, in seconds; NULL if it never was. */
static const char *age_text(const struct attrs *port, unsigned int attr)
{
	uint64_t then = attr_num(port, attr);
	struct timespec now;
	uint64_t ms;

	if (!then || clock_gettime(CLOCK_BOOTTIME, &now))
		return NULL;
	ms = now.tv_sec * 1000ULL + now.tv_nsec / 1000000;
	return seconds_text(ms > then ? ms - then : 0);
}

/* How long it has been so since a moment; nothing if it never was. */
static const char *since_text(const struct attrs *port, unsigned int attr)
{
	const char *age = age_text(port, attr);

	return age ? text(" for %s s", age) : "";
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

static void info_cells(const char *name, const struct attrs *info,
		       const char **cells)
{
	cells[0] = name;
	cells[1] = mac_text(attr_mac(info, LACPMOD_A_INFO_SYSTEM));
	cells[2] = num_text(info, LACPMOD_A_INFO_SYSTEM_PRIORITY);
	cells[3] = num_text(info, LACPMOD_A_INFO_KEY);
	cells[4] = num_text(info, LACPMOD_A_INFO_PORT);
	cells[5] = num_text(info, LACPMOD_A_INFO_PORT_PRIORITY);
	cells[6] = state_text(attr_num(info, LACPMOD_A_INFO_STATE));
}

#define ENDS_MAX 3

/* Ends of a link, one below the other. */
static void print_infos(const char *const *name, const struct attrs *info,
			unsigned int n, int indent)
{
	static const char *const head[INFO_COLUMNS] = {
		"", "SYSTEM", "PRIORITY", "KEY", "PORT", "PRIORITY", "STATE",
	};
	const char *cells[ENDS_MAX][INFO_COLUMNS];
	struct table table = { .n = INFO_COLUMNS };
	unsigned int i;

	table_measure(&table, head);
	for (i = 0; i < n; i++) {
		info_cells(name[i], &info[i], cells[i]);
		table_measure(&table, cells[i]);
	}
	table_print(&table, indent, head);
	for (i = 0; i < n; i++)
		table_print(&table, indent, cells[i]);
}

/* The two ends of the link, and what is assumed of a silent one. */
static void print_ends(const struct attrs *port)
{
	static const char *const name[ENDS_MAX] = {
		"actor", "partner", "partner-admin",
	};
	const struct attrs info[ENDS_MAX] = {
		attr_nest(port, LACPMOD_A_PORT_ACTOR),
		attr_nest(port, LACPMOD_A_PORT_PARTNER),
		attr_nest(port, LACPMOD_A_PORT_PARTNER_ADMIN),
	};

	print_infos(name, info, ENDS_MAX, 4);
}

static const char *octets_text(size_t n)
{
	return text("%zu octet%s", n, n == 1 ? "" : "s");
}

static void print_tlvs(struct pdu *pdu)
{
	struct tlv tlv;

	while (pdu_next_tlv(pdu, &tlv)) {
		const char *name = tlv_name(tlv.type);

		printf("      TLV %u%s%s of %s\n", tlv.type, name ? " " : "",
		       name ? name : "", octets_text(tlv.len));
	}
	if (pdu_rest(pdu))
		printf("      %s behind, not a TLV\n",
		       octets_text(pdu_rest(pdu)));
}

/* In words, as far as it is a LACPDU. */
static void print_pdu(const struct attrs *port, unsigned int attr,
		      unsigned int time_attr)
{
	static const char *const name[] = { "actor", "partner" };
	const char *age = age_text(port, time_attr);
	struct attrs info[2];
	struct pdu pdu;
	bool valid = pdu_parse(&pdu, port, attr);

	if (!pdu.len)
		return;
	printf("    %s%s", field_of(&port_set, attr)->name,
	       age ? text(" %s s ago", age) : "");
	if (!valid) {
		printf(": %s, not a LACPDU\n", octets_text(pdu.len));
		return;
	}
	printf(": version %u  collector-max-delay %u us\n", pdu.version,
	       pdu.max_delay * 10);
	info[0] = pdu.actor.attrs;
	info[1] = pdu.partner.attrs;
	print_infos(name, info, 2, 6);
	print_tlvs(&pdu);
}

static void print_carried(const struct attrs *port)
{
	printf("    carries %s of %u conversations%s\n",
	       num_text(port, LACPMOD_A_PORT_BUCKETS), BUCKETS,
	       attr_num(port, LACPMOD_A_PORT_FALLBACK) ? " by fallback" : "");
	if (attr_num(port, LACPMOD_A_PORT_CONVERGENCE_MAX))
		printf("    convergence %s  longest %s\n",
		       time_text(attr_num(port, LACPMOD_A_PORT_CONVERGENCE)),
		       time_text(attr_num(port,
					  LACPMOD_A_PORT_CONVERGENCE_MAX)));
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
	print_settings(port, mode_line, ARRAY_SIZE(mode_line));
	printf("    link %s%s\n", link_text(port),
	       since_text(port, LACPMOD_A_PORT_LINK_CHANGED));
	print_machines(port);
	if (reason)
		printf("    reason %s: %s\n",
		       word_text(port, LACPMOD_A_PORT_REASON), reason);
	print_carried(port);
	print_ends(port);
	print_pdu(port, LACPMOD_A_PORT_LAST_RX, LACPMOD_A_PORT_LAST_RX_TIME);
	print_pdu(port, LACPMOD_A_PORT_LAST_TX, LACPMOD_A_PORT_LAST_TX_TIME);
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

/* Who asks about a port of a LAG is wrong where it is another's. */
static int check_lag(const struct records *ports, const struct attrs *lag)
{
	const struct attrs *port = ports->record;

	if (!ports->n || is_port_of(port, lag))
		return RC_OK;
	error("%s is a port of %s, not of %s",
	      safe(attr_str(port, LACPMOD_A_PORT_IFNAME)),
	      safe(attr_str(port, LACPMOD_A_PORT_LAG_IFNAME)),
	      safe(attr_str(lag, LACPMOD_A_LAG_IFNAME)));
	return RC_FAILED;
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
	if (!rc && dev)
		rc = check_lag(&ports, lag);
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
		{ "restore", port_restore },
		{ "history", port_past },
		{ "help", port_help },
	};

	if (!args->argc)
		return port_show(args);
	return run_command(verbs, ARRAY_SIZE(verbs), args);
}
