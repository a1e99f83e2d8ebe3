// SPDX-License-Identifier: GPL-2.0
/* lacpmodctl lag: create, change, delete and show LAGs. */
#include <stdio.h>

#include "lacpmodctl.h"

static const uint16_t settings[] = {
	LACPMOD_A_LAG_MODE,
	LACPMOD_A_LAG_RATE,
	LACPMOD_A_LAG_HASH,
	LACPMOD_A_LAG_SYSTEM_PRIORITY,
	LACPMOD_A_LAG_SYSTEM,
	LACPMOD_A_LAG_KEY,
	LACPMOD_A_LAG_MIN_LINKS,
	LACPMOD_A_LAG_AGGREGATE_WAIT,
	LACPMOD_A_LAG_MUX,
};

static int lag_help(struct args *args)
{
	(void)args;
	puts("Usage: lacpmodctl lag add NAME [ SETTING ... ]\n"
	     "       lacpmodctl lag set NAME SETTING ...\n"
	     "       lacpmodctl lag del NAME\n"
	     "       lacpmodctl lag show [ NAME ]\n"
	     "\n"
	     "SETTING := { mode { active | passive } |\n"
	     "             rate { slow | fast } |\n"
	     "             hash { layer2 | layer2+3 | layer3+4 } |\n"
	     "             system-priority 0..65535 |\n"
	     "             system-id { MAC | auto } |\n"
	     "             key 1..65535 |\n"
	     "             min-links 1..64 |\n"
	     "             aggregate-wait MILLISECONDS |\n"
	     "             mux { coupled | independent } }");
	return RC_OK;
}

/* NAME and what may follow it, as a request. */
static int lag_request(struct args *args, struct request *req, uint8_t cmd,
		       const char **name)
{
	int rc = parse_ifname(args, "NAME", name);

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
	printf("    system-priority %s  system-id %s  key %s\n",
	       num_text(lag, LACPMOD_A_LAG_SYSTEM_PRIORITY),
	       mac_text(attr_mac(lag, LACPMOD_A_LAG_SYSTEM)),
	       num_text(lag, LACPMOD_A_LAG_KEY));
	printf("    min-links %s  aggregate-wait %s ms\n",
	       num_text(lag, LACPMOD_A_LAG_MIN_LINKS),
	       num_text(lag, LACPMOD_A_LAG_AGGREGATE_WAIT));
	printf("    %s distribute, %s\n", ports_text(lag),
	       speed_text(attr_num(lag, LACPMOD_A_LAG_SPEED), true));
	print_partner(lag);
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
		{ "help", lag_help },
	};

	if (!args->argc)
		return lag_show(args);
	return run_command(verbs, ARRAY_SIZE(verbs), args);
}
