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
	puts("Usage: lacpmodctl explain [ PORT ]\n"
	     "\n"
	     "Prints a sentence for every port that does not distribute, does so by\n"
	     "fallback only, or is to drain: cause and remedy. The exit status is 0 if\n"
	     "there is no such port, and 3 if there is one.");
	return RC_OK;
}

static void print_all_well(const struct records *ports, const char *name)
{
	if (name)
		printf("%s distributes\n", safe(name));
	else if (!ports->n)
		puts("there are no ports");
	else if (ports->n == 1)
		puts("the only port distributes");
	else
		printf("all %zu ports distribute\n", ports->n);
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

static int explain(const struct records *ports, const char *name)
{
	const char *why;
	int rc = RC_OK;
	size_t i;

	if (options.json)
		json_begin(NULL, '[');
	for (i = 0; i < ports->n; i++) {
		why = explain_port(&ports->record[i]);
		if (!why)
			continue;
		rc = RC_UNWELL;
		if (options.json)
			json_port(&ports->record[i], why);
		else
			print_port(&ports->record[i], why);
	}
	if (options.json)
		json_end(']');
	else if (!rc)
		print_all_well(ports, name);
	return rc;
}

/**
 * cmd_explain - the object "explain"
 * @args: the port, if only one is asked about
 *
 * Return: exit status.
 */
int cmd_explain(struct args *args)
{
	struct records ports = {};
	const char *name = NULL;
	int rc;

	if (args_help(args))
		return explain_help();
	if (args->argc && parse_ifname(args, "PORT", &name))
		return RC_USAGE;
	rc = args_done(args);
	if (!rc)
		rc = get_ports(name, &ports);
	if (!rc)
		rc = explain(&ports, name);
	records_free(&ports);
	return rc;
}
