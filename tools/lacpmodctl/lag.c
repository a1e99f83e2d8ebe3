// SPDX-License-Identifier: GPL-2.0
/* lacpmodctl lag: create, change, delete and show LAGs. */
#include <stdio.h>

#include "lacpmodctl.h"

static const struct setting settings[] = {
	{ LACPMOD_A_LAG_MODE },
	{ LACPMOD_A_LAG_RATE },
	{ LACPMOD_A_LAG_HASH },
	{ LACPMOD_A_LAG_SYSTEM_PRIORITY },
	{ LACPMOD_A_LAG_SYSTEM },
	{ LACPMOD_A_LAG_KEY },
	{ LACPMOD_A_LAG_MIN_LINKS },
	{ LACPMOD_A_LAG_AGGREGATE_WAIT },
	{ LACPMOD_A_LAG_MUX },
	{ LACPMOD_A_LAG_MAX_LINKS },
	{ LACPMOD_A_LAG_SELECTION },
	{ LACPMOD_A_LAG_RESELECT },
	{ LACPMOD_A_LAG_SAME_SPEED },
	{ LACPMOD_A_LAG_WAIT_TO_RESTORE },
	{ LACPMOD_A_LAG_REVERTIVE },
	{ LACPMOD_A_LAG_SYNC_TIMEOUT },
	{ LACPMOD_A_LAG_TIMEOUT_MULTIPLIER },
	{ LACPMOD_A_LAG_FALLBACK },
	{ LACPMOD_A_LAG_FALLBACK_TIMEOUT },
	{ LACPMOD_A_LAG_FALLBACK_PREEMPT },
	{ LACPMOD_A_LAG_FLAP_LIMIT },
	{ LACPMOD_A_LAG_FLAP_INTERVAL },
	{ LACPMOD_A_LAG_FLAP_HOLD },
	{ LACPMOD_A_LAG_RX_LIMIT },
	{ LACPMOD_A_LAG_HASH_SYMMETRIC },
	{ LACPMOD_A_LAG_HASH_SEED },
	{ LACPMOD_A_LAG_BUCKET_COUNTERS },
	{ LACPMOD_A_LAG_REBALANCE_INTERVAL },
	{ LACPMOD_A_LAG_FLUSH },
	{ LACPMOD_A_LAG_HOLD_TIME },
	{ LACPMOD_A_LAG_HOLD_FRAMES },
	{ LACPMOD_A_LAG_MIN_BANDWIDTH },
};

/* Lines of "lag show", as far as their values are plain. */
static const uint16_t selection_line[] = {
	LACPMOD_A_LAG_MAX_LINKS,
	LACPMOD_A_LAG_SELECTION,
	LACPMOD_A_LAG_RESELECT,
	LACPMOD_A_LAG_SAME_SPEED,
};

static const uint16_t restore_line[] = {
	LACPMOD_A_LAG_WAIT_TO_RESTORE,
	LACPMOD_A_LAG_REVERTIVE,
	LACPMOD_A_LAG_SYNC_TIMEOUT,
	LACPMOD_A_LAG_TIMEOUT_MULTIPLIER,
};

static const uint16_t fallback_line[] = {
	LACPMOD_A_LAG_FALLBACK,
	LACPMOD_A_LAG_FALLBACK_TIMEOUT,
	LACPMOD_A_LAG_FALLBACK_PREEMPT,
};

static const uint16_t limits_line[] = {
	LACPMOD_A_LAG_FLAP_LIMIT,
	LACPMOD_A_LAG_FLAP_INTERVAL,
	LACPMOD_A_LAG_FLAP_HOLD,
	LACPMOD_A_LAG_RX_LIMIT,
};

static const uint16_t hash_line[] = {
	LACPMOD_A_LAG_HASH_SYMMETRIC,
	LACPMOD_A_LAG_HASH_SEED,
};

static const uint16_t load_line[] = {
	LACPMOD_A_LAG_BUCKET_COUNTERS,
	LACPMOD_A_LAG_REBALANCED,
	LACPMOD_A_LAG_SHARES_BY_LOAD,
	LACPMOD_A_LAG_REBALANCE_INTERVAL,
};

static const uint16_t flush_line[] = {
	LACPMOD_A_LAG_FLUSH,
	LACPMOD_A_LAG_HOLD_TIME,
	LACPMOD_A_LAG_HOLD_FRAMES,
};

static int lag_help(struct args *args)
{
	(void)args;
	puts("Usage: lacpmodctl lag add NAME [ SETTING ... ]\n"
	     "       lacpmodctl lag set NAME SETTING ...\n"
	     "       lacpmodctl lag del NAME\n"
	     "       lacpmodctl lag show [ NAME ]\n"
	     "       lacpmodctl lag path NAME HEADER ...\n"
	     "       lacpmodctl lag buckets NAME\n"
	     "       lacpmodctl lag rebalance NAME [ dry-run ]\n"
	     "\n"
	     "SETTING := { mode { active | passive | static } |\n"
	     "             rate { slow | fast } |\n"
	     "             hash { layer2 | layer2+3 | layer3+4 | encap2+3 | encap3+4 |\n"
	     "                    vlan+srcmac | flow | c-vid | s-vid } |\n"
	     "             system-priority 0..65535 |\n"
	     "             system-id { MAC | auto } |\n"
	     "             key 1..65535 |\n"
	     "             min-links 1..64 |\n"
	     "             aggregate-wait { MILLISECONDS | TIME } |\n"
	     "             mux { coupled | independent } |\n"
	     "             max-links { 1..64 | none } |\n"
	     "             selection { bandwidth | count | port-priority | stable } |\n"
	     "             reselect { lost | better } |\n"
	     "             same-speed { on | off } |\n"
	     "             wait-to-restore TIME |\n"
	     "             revertive { on | off } |\n"
	     "             sync-timeout { TIME | never } |\n"
	     "             timeout-multiplier 2..20 |\n"
	     "             fallback { off | single | all } |\n"
	     "             fallback-timeout TIME |\n"
	     "             fallback-preempt { on | off } |\n"
	     "             flap-limit { 1..10 | off } |\n"
	     "             flap-interval TIME |\n"
	     "             flap-hold TIME |\n"
	     "             rx-limit { 1..1000 | none } |\n"
	     "             hash-symmetric { on | off } |\n"
	     "             hash-seed { 1..4294967295 | random } |\n"
	     "             bucket-counters { on | off } |\n"
	     "             rebalance-interval { TIME | never } |\n"
	     "             flush { on | off } |\n"
	     "             hold-time TIME |\n"
	     "             hold-frames 1..100000 |\n"
	     "             min-bandwidth { SPEED | none } }\n"
	     "HEADER := { src ADDRESS | dst ADDRESS | proto PROTOCOL |\n"
	     "            sport 0..65535 | dport 0..65535 | spi NUMBER |\n"
	     "            smac MAC | dmac MAC | vlan 1..4094 | svlan 1..4094 |\n"
	     "            ethertype 0x600..0xffff }\n"
	     "TIME := N[ms|s|min], seconds without a unit\n"
	     "SPEED := N[M|G], Mb/s without a unit");
	return RC_OK;
}

/* NAME and what may follow it, as a request. */
static int lag_request(struct args *args, struct request *req, uint8_t cmd,
		       const char **name)
{
	int rc = cmd == LACPMOD_CMD_LAG_NEW ?
			 parse_new_ifname(args, "NAME", name) :
			 parse_ifname(args, "NAME", name);

	if (rc)
		return rc;
	request_init(req, cmd, &lag_set);
	mnl_attr_put_strz(req->nlh, LACPMOD_A_LAG_IFNAME, *name);
	return RC_OK;
}

static int lag_add(struct args *args)
{
	struct request req;
	const char *name;
	int rc;

	if (args_help(args))
		return lag_help(args);
	rc = lag_request(args, &req, LACPMOD_CMD_LAG_NEW, &name);
	if (!rc)
		rc = parse_settings(args, &req, settings,
				    ARRAY_SIZE(settings));
	return rc ? rc : nl_do(&req, NULL);
}

static int lag_change(struct args *args)
{
	struct request req;
	const char *name;
	int rc;

	if (args_help(args))
		return lag_help(args);
	rc = lag_request(args, &req, LACPMOD_CMD_LAG_SET, &name);
	if (rc)
		return rc;
	if (!args->argc)
		return usage("lag set: what of %s is to change? See 'lacpmodctl lag help'",
			     safe(name));
	rc = parse_settings(args, &req, settings, ARRAY_SIZE(settings));
	if (!rc)
		rc = nl_device(name);
	return rc ? rc : nl_do(&req, NULL);
}

static int lag_del(struct args *args)
{
	struct request req;
	const char *name;
	int rc;

	if (args_help(args))
		return lag_help(args);
	rc = lag_request(args, &req, LACPMOD_CMD_LAG_DEL, &name);
	if (!rc)
		rc = args_done(args);
	if (!rc)
		rc = nl_device(name);
	return rc ? rc : nl_do(&req, NULL);
}

static void print_partner(const struct attrs *lag)
{
	printf("    %s", partner_text(lag));
	if (attr_has(lag, LACPMOD_A_LAG_PARTNER_SYSTEM_PRIORITY))
		printf(" system-priority %s",
		       num_text(lag, LACPMOD_A_LAG_PARTNER_SYSTEM_PRIORITY));
	putchar('\n');
}

/* Once there is something to tell. */
static void print_moves(const struct attrs *lag)
{
	struct attrs moves = attr_nest(lag, LACPMOD_A_LAG_MOVES);

	if (!attr_num(&moves, LACPMOD_A_MOVES_MOVED))
		return;
	printf("    moved %s conversations  held %s frames  released %s\n",
	       num_text(&moves, LACPMOD_A_MOVES_MOVED),
	       num_text(&moves, LACPMOD_A_MOVES_HELD),
	       num_text(&moves, LACPMOD_A_MOVES_RELEASED));
	printf("    flushes %s  timeouts %s  overflows %s\n",
	       num_text(&moves, LACPMOD_A_MOVES_FLUSHES),
	       num_text(&moves, LACPMOD_A_MOVES_TIMEOUTS),
	       num_text(&moves, LACPMOD_A_MOVES_OVERFLOWS));
}

static void print_lag(const struct attrs *lag)
{
	printf("%s: %s, ifindex %s\n",
	       safe(attr_str(lag, LACPMOD_A_LAG_IFNAME)), carrier_text(lag),
	       num_text(lag, LACPMOD_A_LAG_IFINDEX));
	printf("    mode %s  rate %s  hash %s  mux %s\n",
	       word_text(lag, LACPMOD_A_LAG_MODE),
	       word_text(lag, LACPMOD_A_LAG_RATE),
	       word_text(lag, LACPMOD_A_LAG_HASH),
	       word_text(lag, LACPMOD_A_LAG_MUX));
	printf("    system-priority %s  system-id %s%s  key %s\n",
	       num_text(lag, LACPMOD_A_LAG_SYSTEM_PRIORITY),
	       mac_text(attr_mac(lag, LACPMOD_A_LAG_SYSTEM)),
	       attr_num(lag, LACPMOD_A_LAG_SYSTEM_AUTO) ? " (auto)" : "",
	       num_text(lag, LACPMOD_A_LAG_KEY));
	printf("    min-links %s  min-bandwidth %s  aggregate-wait %s ms\n",
	       num_text(lag, LACPMOD_A_LAG_MIN_LINKS),
	       setting_text(lag, LACPMOD_A_LAG_MIN_BANDWIDTH),
	       num_text(lag, LACPMOD_A_LAG_AGGREGATE_WAIT));
	print_settings(lag, selection_line, ARRAY_SIZE(selection_line));
	print_settings(lag, restore_line, ARRAY_SIZE(restore_line));
	print_settings(lag, fallback_line, ARRAY_SIZE(fallback_line));
	print_settings(lag, limits_line, ARRAY_SIZE(limits_line));
	print_settings(lag, hash_line, ARRAY_SIZE(hash_line));
	print_settings(lag, load_line, ARRAY_SIZE(load_line));
	print_settings(lag, flush_line, ARRAY_SIZE(flush_line));
	printf("    %s distribute, %s\n", ports_text(lag),
	       speed_text(attr_num(lag, LACPMOD_A_LAG_SPEED), true));
	print_partner(lag);
	print_moves(lag);
}

static void json_lags(const struct records *lags)
{
	size_t i;

	json_begin(NULL, '[');
	for (i = 0; i < lags->n; i++) {
		json_begin(NULL, '{');
		json_attrs(&lags->record[i]);
		json_end('}');
	}
	json_end(']');
}

static int lag_show(struct args *args)
{
	struct records lags = {};
	const char *name = NULL;
	size_t i;
	int rc;

	if (args_help(args))
		return lag_help(args);
	if (args->argc && parse_ifname(args, "NAME", &name))
		return RC_USAGE;
	rc = args_done(args);
	if (!rc)
		rc = get_lags(name, &lags);
	if (!rc && options.json)
		json_lags(&lags);
	for (i = 0; !rc && !options.json && i < lags.n; i++)
		print_lag(&lags.record[i]);
	records_free(&lags);
	return rc;
}

static int lag_way(struct args *args)
{
	if (args_help(args))
		return lag_help(args);
	return lag_path(args);
}

static int lag_load(struct args *args)
{
	if (args_help(args))
		return lag_help(args);
	return lag_buckets(args);
}

static int lag_even_out(struct args *args)
{
	if (args_help(args))
		return lag_help(args);
	return lag_rebalance(args);
}

/**
 * cmd_lag - the object "lag"
 * @args: verb and the rest
 *
 * Return: exit status.
 */
int cmd_lag(struct args *args)
{
	static const struct command verbs[] = {
		{ "add", lag_add },
		{ "set", lag_change },
		{ "delete", lag_del },
		{ "show", lag_show },
		{ "path", lag_way },
		{ "buckets", lag_load },
		{ "rebalance", lag_even_out },
		{ "help", lag_help },
	};

	if (!args->argc)
		return lag_show(args);
	return run_command(verbs, ARRAY_SIZE(verbs), args);
}
