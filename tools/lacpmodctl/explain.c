// SPDX-License-Identifier: GPL-2.0
/*
 * lacpmodctl explain: what keeps ports from distributing, or will, and what to do
 * about it, for people and for scripts that look after a machine. A port that is to
 * drain counts though it may still distribute.
 */
#include <stdio.h>

#include "lacpmodctl.h"

static int explain_help(void)
{
	puts("Usage: lacpmodctl explain [ PORT | LAG ]\n"
	     "\n"
	     "Prints a sentence for every port, or every one of the LAG, that does not\n"
	     "distribute, does so by fallback only, or is to drain: cause and remedy. The\n"
	     "exit status is 0 if there is no such port, and 3 if there is one.");
	return RC_OK;
}

/* Of a LAG, of all LAGs, or of one port. */
static void print_all_well(size_t n, const char *name, const struct attrs *lag)
{
	const char *whose = lag ? text(" of %s", safe(name)) : "";

	if (name && !lag)
		printf("%s distributes\n", safe(name));
	else if (!n && lag)
		printf("%s has no ports\n", safe(name));
	else if (!n)
		puts("there are no ports");
	else if (n == 1)
		printf("the only port%s distributes\n", whose);
	else
		printf("all %zu ports%s distribute\n", n, whose);
}

static void print_port(const struct attrs *port, const char *why)
{
	printf("%s of %s: %s\n",
	       safe(attr_str(port, LACPMOD_A_PORT_IFNAME)),
	       safe(attr_str(port, LACPMOD_A_PORT_LAG_IFNAME)), why);
}

static void json_port(const struct attrs *port, const char *why)
{
	json_begin(NULL, '{');
	json_field(port, LACPMOD_A_PORT_IFNAME);
	json_field(port, LACPMOD_A_PORT_LAG_IFNAME);
	json_field(port, LACPMOD_A_PORT_FALLBACK);
	json_field(port, LACPMOD_A_PORT_REASON);
	json_field(port, LACPMOD_A_PORT_ARGS);
	json_string("explanation", why);
	json_end('}');
}

/* A LAG may be a port of another. */
static bool is_the_lag(const struct attrs *port, const struct attrs *lag)
{
	return lag && attr_num(port, LACPMOD_A_PORT_IFINDEX) ==
		      attr_num(lag, LACPMOD_A_LAG_IFINDEX);
}

static int explain(const struct records *ports, const char *name,
		   const struct attrs *lag)
{
	const struct attrs *port;
	const char *why;
	int rc = RC_OK;
	size_t i, n = 0;

	if (options.json)
		json_begin(NULL, '[');
	for (i = 0; i < ports->n; i++) {
		port = &ports->record[i];
		if (is_port_of(port, lag))
			n++;
		else if (!is_the_lag(port, lag))
			continue;
		why = explain_port(port);
		if (!why)
			continue;
		rc = RC_UNWELL;
		if (options.json)
			json_port(port, why);
		else
			print_port(port, why);
	}
	if (options.json)
		json_end(']');
	else if (!rc)
		print_all_well(n, name, lag);
	return rc;
}

/**
 * cmd_explain - the object "explain"
 * @args: the port, or the LAG, if only one is asked about
 *
 * Return: exit status.
 */
int cmd_explain(struct args *args)
{
	struct records ports = {}, lags = {};
	const char *name = NULL;
	int rc;

	if (args_help(args))
		return explain_help();
	if (args->argc && parse_ifname(args, "PORT", &name))
		return RC_USAGE;
	rc = args_done(args);
	if (!rc && name)
		rc = find_lag(name, &lags);
	if (!rc)
		rc = get_ports(lags.n ? NULL : name, &ports);
	if (!rc)
		rc = explain(&ports, name, lags.n ? &lags.record[0] : NULL);
	records_free(&ports);
	records_free(&lags);
	return rc;
}
