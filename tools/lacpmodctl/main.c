// SPDX-License-Identifier: GPL-2.0
/* lacpmodctl: show and change LAGs of the lacpmod kernel module. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lacpmodctl.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

#define NETNS_DIR	"/var/run/netns"
#define COMMANDS_MAX	8

struct options options;

static int cmd_help(struct args *args)
{
	(void)args;
	puts("Usage: lacpmodctl [ OPTIONS ] OBJECT { VERB | help }\n"
	     "       lacpmodctl lag { add | set | del | show }\n"
	     "       lacpmodctl port { add | set | del | show | restore | history }\n"
	     "       lacpmodctl show [ LAG ]\n"
	     "       lacpmodctl explain [ PORT ]\n"
	     "       lacpmodctl monitor\n"
	     "\n"
	     "OPTIONS := { -j | --json     print JSON\n"
	     "             -p | --pretty   indent it\n"
	     "             -n | --netns NAME   work in that network namespace\n"
	     "             -V | --version\n"
	     "             -h | --help }\n"
	     "\n"
	     "Keywords may be shortened. 'lacpmodctl OBJECT help' says more, and so does\n"
	     "lacpmodctl(8).\n"
	     "\n"
	     STATE_LEGEND);
	return RC_OK;
}

/**
 * run_command - run what the next word names
 * @table: the commands there are
 * @n: how many
 * @args: the words; the command gets the rest
 *
 * Return: exit status.
 */
int run_command(const struct command *table, size_t n, struct args *args)
{
	const char *word[COMMANDS_MAX];
	const struct names names = { word, n };
	const char *what = *args->what ? args->what : "object";
	size_t len = strlen(args->what);
	size_t i;
	int k;

	for (i = 0; i < n; i++)
		word[i] = table[i].name;
	k = match(args_next(args), &names, what);
	if (k < 0)
		return RC_USAGE;
	snprintf(args->what + len, sizeof(args->what) - len, "%s%s",
		 len ? " " : "", word[k]);
	return table[k].run(args);
}

static int enter_netns(const char *name)
{
	const char *path = text("%s%s%s", strchr(name, '/') ? "" : NETNS_DIR,
				strchr(name, '/') ? "" : "/", name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		error("no such network namespace: %s: %s", safe(name),
		      strerror(errno));
		return RC_FAILED;
	}
	if (setns(fd, CLONE_NEWNET)) {
		error("cannot enter network namespace %s: %s", safe(name),
		      strerror(errno));
		close(fd);
		return RC_FAILED;
	}
	close(fd);
	return RC_OK;
}

/* Returns an exit status, or -1 to go on with the words that follow. */
static int parse_options(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "pretty", no_argument, NULL, 'p' },
		{ "netns", required_argument, NULL, 'n' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long_only(argc, argv, "+jpn:Vh", long_options,
				     NULL)) != -1) {
		switch (c) {
		case 'j':
			options.json = true;
			break;
		case 'p':
			options.pretty = true;
			break;
		case 'n':
			if (enter_netns(optarg))
				return RC_FAILED;
			break;
		case 'V':
			puts("lacpmodctl " VERSION);
			return RC_OK;
		case 'h':
			return cmd_help(NULL);
		default:
			return usage("see 'lacpmodctl help'");
		}
	}
	return -1;
}

int main(int argc, char **argv)
{
	static const struct command objects[] = {
		{ "lag", cmd_lag },
		{ "port", cmd_port },
		{ "show", cmd_show },
		{ "monitor", cmd_monitor },
		{ "explain", cmd_explain },
		{ "help", cmd_help },
	};
	static char name[] = "lacpmodctl";
	struct args args = {};
	int rc;

	if (argc > 0)
		argv[0] = name;
	rc = parse_options(argc, argv);
	args.argc = argc - optind;
	args.argv = argv + optind;
	if (rc < 0 && args.argc <= 0)
		rc = usage("what is to be done? See 'lacpmodctl help'");
	else if (rc < 0)
		rc = run_command(objects, ARRAY_SIZE(objects), &args);
	nl_close();
	if (fflush(stdout) || ferror(stdout)) {
		error("cannot write: %s", strerror(errno));
		return RC_FAILED;
	}
	return rc;
}
