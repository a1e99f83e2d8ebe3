// SPDX-License-Identifier: GPL-2.0
/* lacpmodctl: show and change LAGs of the lacpmod kernel module. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lacpmodctl.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

#define NETNS_DIR	"/var/run/netns"
#define COMMANDS_MAX	12

struct options options;

static int cmd_help(struct args *args)
{
	(void)args;
	puts("Usage: lacpmodctl [ OPTIONS ] OBJECT { VERB | help }\n"
	     "       lacpmodctl lag { add | set | del | show | path | buckets | rebalance }\n"
	     "       lacpmodctl port { add | set | del | show | restore | history }\n"
	     "       lacpmodctl show [ LAG ]\n"
	     "       lacpmodctl explain [ PORT | LAG ]\n"
	     "       lacpmodctl monitor\n"
	     "\n"
	     "OPTIONS := { -j | --json     print JSON\n"
	     "             -p | --pretty   indent it\n"
	     "             -n | --netns NAME   work in that network namespace\n"
	     "             -b | --batch FILE   run the commands in FILE (-: standard input)\n"
	     "             -f | --force    go on after one that failed\n"
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

/* The network namespace that a batch came from, to go back to after each line. */
static int home_netns = -1;

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
	nl_close();
	if (setns(fd, CLONE_NEWNET)) {
		error("cannot enter network namespace %s: %s", safe(name),
		      strerror(errno));
		close(fd);
		return RC_FAILED;
	}
	close(fd);
	options.netns = true;
	return RC_OK;
}

/* Returns an exit status, or -1 to go on with the words that follow. */
static int parse_options(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "pretty", no_argument, NULL, 'p' },
		{ "netns", required_argument, NULL, 'n' },
		{ "batch", required_argument, NULL, 'b' },
		{ "force", no_argument, NULL, 'f' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	/* 0 and not 1: getopt is to forget the line before. */
	optind = 0;
	while ((c = getopt_long_only(argc, argv, "+jpn:b:fVh", long_options,
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
		case 'b':
			options.batch = optarg;
			break;
		case 'f':
			options.force = true;
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

static int run_object(int argc, char **argv)
{
	static const struct command objects[] = {
		{ "lag", cmd_lag },
		{ "port", cmd_port },
		{ "show", cmd_show },
		{ "monitor", cmd_monitor },
		{ "explain", cmd_explain },
		{ "help", cmd_help },
	};
	struct args args = { .argc = argc, .argv = argv };

	if (argc <= 0)
		return usage("what is to be done? See 'lacpmodctl help'");
	return run_command(objects, ARRAY_SIZE(objects), &args);
}

/**
 * run_words - run one command of a batch
 * @argc: how many words
 * @argv: the words, with the program's name in front and NULL behind
 *
 * Its options hold for itself only, and add to those of the batch.
 *
 * Return: exit status.
 */
int run_words(int argc, char **argv)
{
	const struct options before = options;
	int rc;

	options.batch = NULL;
	options.netns = false;
	rc = parse_options(argc, argv);
	if (rc < 0 && options.batch)
		rc = usage("a batch within a batch");
	else if (rc < 0)
		rc = run_object(argc - optind, argv + optind);
	if (options.netns) {
		nl_close();
		if (setns(home_netns, CLONE_NEWNET)) {
			error("cannot return to the network namespace: %s",
			      strerror(errno));
			exit(RC_FAILED);
		}
	}
	options = before;
	return rc;
}

static int run_batch_option(int argc)
{
	int rc;

	if (argc > 0)
		return usage("with --batch the commands are in the file");
	home_netns = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (home_netns < 0) {
		error("cannot open /proc/self/ns/net: %s", strerror(errno));
		return RC_FAILED;
	}
	rc = run_batch(options.batch, options.force);
	close(home_netns);
	return rc;
}

/*
 * What is closed would be given to the next socket, which then got what is
 * printed. Opened the wrong way round it fails where it is used.
 */
static bool fill_descriptors(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd)
			return false;
	return true;
}

int main(int argc, char **argv)
{
	static char name[] = "lacpmodctl";
	int rc;

	if (!fill_descriptors())
		return RC_FAILED;
	if (argc > 0)
		argv[0] = name;
	rc = parse_options(argc, argv);
	if (rc < 0 && options.batch)
		rc = run_batch_option(argc - optind);
	else if (rc < 0 && options.force)
		rc = usage("--force is for --batch");
	else if (rc < 0)
		rc = run_object(argc - optind, argv + optind);
	nl_close();
	if (fflush(stdout) || ferror(stdout)) {
		error("cannot write: %s", strerror(errno));
		return RC_FAILED;
	}
	return rc;
}
