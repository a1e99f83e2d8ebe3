// SPDX-License-Identifier: GPL-2.0
/*
 * The simulator: LAGs of the protocol engine on bad cables, in virtual time
 *
 * sim --histories N [--seed S]	random histories, with seeds S, S + 1, ...
 *     [--no-cover]		too few to take every transition
 * sim --one SEED		one of them, told
 * sim --scenes			histories with a known outcome
 * sim --converge N		how long it takes to converge: each Nth set-up
 * sim --setup NUMBERS		one of these set-ups, told
 *
 * Output is KTAP; the exit status says whether all is well.
 */

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "world.h"

#define JOBS_MAX	64
#define SEEDS_MAX	8	/* failures that are told, of each process */

/**
 * struct options - what was asked for
 * @histories: random histories to run
 * @seed: of the first
 * @one: run only @seed, and tell it
 * @scenes: play the scenes
 * @converge: measure each so many set-ups, or 0
 * @verbose: tell the scenes
 * @cover: every transition has to be taken
 * @setup: a set-up to tell, or NULL
 * @jobs: processes to share the work
 */
struct options {
	u64 histories;
	u64 seed;
	bool one;
	bool scenes;
	u32 converge;
	bool verbose;
	bool cover;
	const char *setup;
	unsigned int jobs;
};

/**
 * struct report - what one process has found, in shared memory
 * @tally: counts
 * @seed: the history that it runs
 * @failed: seeds of those that failed
 * @failure: and how
 */
struct report {
	struct tally tally;
	u64 seed;
	u64 failed[SEEDS_MAX];
	struct failure failure[SEEDS_MAX];
};

static struct world world;

static void *shared(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED) {
		perror("sim: mmap");
		exit(2);
	}
	return memory;
}

static void run_history(u64 seed, struct report *report)
{
	struct tally *tally = &report->tally;

	report->seed = seed;
	world_begin(&world, seed, tally);
	story_run(&world);
	world_end(&world);
	tally->histories++;
	if (!world.failure.failed)
		return;
	if (tally->failures < SEEDS_MAX) {
		report->failed[tally->failures] = seed;
		report->failure[tally->failures] = world.failure;
	}
	tally->failures++;
}

/* One process runs every @jobs-th history. */
static pid_t start_worker(const struct options *options, unsigned int job,
			  struct report *report, struct cover *counts)
{
	pid_t pid = fork();
	u64 i;

	if (pid)
		return pid;
	cover = counts;
	for (i = job; i < options->histories; i += options->jobs)
		run_history(options->seed + i, report);
	_exit(0);
}

static bool finish_worker(pid_t pid, const struct report *report)
{
	int status;

	if (waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	    !WEXITSTATUS(status))
		return true;
	printf("    # crashed in the history of seed %llu\n",
	       (unsigned long long)report->seed);
	return false;
}

static void print_failures(const struct report *report)
{
	u64 n = min_t(u64, report->tally.failures, SEEDS_MAX);
	u64 i;

	for (i = 0; i < n; i++) {
		const struct failure *failure = &report->failure[i];

		printf("    # seed %llu, %llu ms: %s: %s\n",
		       (unsigned long long)report->failed[i],
		       (unsigned long long)failure->time - 1000000,
		       prop_name(failure->prop), failure->text);
	}
	if (report->tally.failures > n)
		printf("    # and %llu more\n",
		       (unsigned long long)(report->tally.failures - n));
}

static void add_tally(struct tally *sum, const struct tally *part)
{
	unsigned int i;

	sum->histories += part->histories;
	sum->failures += part->failures;
	sum->frames += part->frames;
	sum->runs += part->runs;
	sum->happened += part->happened;
	sum->rivals += part->rivals;
	sum->stuck += part->stuck;
	for (i = 0; i < FALLS; i++)
		sum->falls[i] += part->falls[i];
	for (i = 0; i < PROPS; i++)
		sum->checked[i] += part->checked[i];
	for (i = 0; i < 2; i++)
		if (part->settled[i] > sum->settled[i])
			sum->settled[i] = part->settled[i];
}

static unsigned int failures_of(enum prop prop, const struct report *reports,
				unsigned int jobs)
{
	unsigned int n = 0, i, k;

	for (i = 0; i < jobs; i++)
		for (k = 0; k < SEEDS_MAX; k++)
			n += reports[i].failure[k].failed &&
			     reports[i].failure[k].prop == prop;
	return n;
}

/* A test result for each property; one that was never looked at fails. */
static unsigned int print_props(const struct tally *sum, unsigned int test,
				const struct report *reports,
				unsigned int jobs)
{
	unsigned int failed = 0;
	enum prop prop;

	for (prop = 0; prop < PROP_SCENE; prop++) {
		bool ok = sum->checked[prop] &&
			  !failures_of(prop, reports, jobs);

		printf("    %sok %u %s (%llu checks)\n", ok ? "" : "not ",
		       test + prop, prop_name(prop),
		       (unsigned long long)sum->checked[prop]);
		failed += !ok;
	}
	return failed;
}

/* As of the machines: each must have happened. */
static unsigned int print_falls(const struct tally *sum, unsigned int test)
{
	bool ok = true;
	unsigned int i;

	printf("    # Fallback\n");
	for (i = 0; i < FALLS; i++) {
		printf("    # %12llu  %s\n", (unsigned long long)sum->falls[i],
		       fall_name(i));
		ok &= sum->falls[i] != 0;
	}
	printf("    %sok %u Fallback: all that may become of it did\n",
	       ok ? "" : "not ", test);
	return !ok;
}

static void print_summary(const struct options *options,
			  const struct tally *sum)
{
	printf("    # %llu histories, seeds %llu to %llu\n",
	       (unsigned long long)sum->histories,
	       (unsigned long long)options->seed,
	       (unsigned long long)(options->seed + options->histories - 1));
	printf("    # %llu events, %llu frames, %llu runs of an engine\n",
	       (unsigned long long)sum->happened,
	       (unsigned long long)sum->frames,
	       (unsigned long long)sum->runs);
	printf("    # settled after at most %llu ms where everybody was fast, %llu ms elsewhere\n",
	       (unsigned long long)sum->settled[0],
	       (unsigned long long)sum->settled[1]);
	printf("    # %llu times a LAG held to a partner that had chosen another,\n",
	       (unsigned long long)sum->rivals);
	printf("    # %llu times of them while a third one waited for it\n",
	       (unsigned long long)sum->stuck);
}

static unsigned int run_histories(const struct options *options)
{
	struct report *reports = shared(JOBS_MAX * sizeof(*reports));
	struct cover *counts[JOBS_MAX];
	struct cover *taken = cover_alloc();
	struct tally sum = {};
	pid_t pids[JOBS_MAX];
	unsigned int failed = 0, i;

	printf("    KTAP version 1\n    # Subtest: histories\n    1..%u\n",
	       1 + PROP_SCENE + (options->cover ? cover_charts() + 1 : 0));
	fflush(stdout);
	for (i = 0; i < options->jobs; i++) {
		counts[i] = cover_alloc();
		pids[i] = start_worker(options, i, &reports[i], counts[i]);
	}
	for (i = 0; i < options->jobs; i++) {
		failed += !finish_worker(pids[i], &reports[i]);
		print_failures(&reports[i]);
		add_tally(&sum, &reports[i].tally);
		cover_add(taken, counts[i]);
	}
	print_summary(options, &sum);
	failed += sum.failures || sum.histories != options->histories;
	printf("    %sok 1 %llu of %llu histories without a failure\n",
	       failed ? "not " : "",
	       (unsigned long long)(sum.histories - sum.failures),
	       (unsigned long long)options->histories);
	failed += print_props(&sum, 2, reports, options->jobs);
	if (options->cover) {
		failed += cover_print(taken, 2 + PROP_SCENE);
		failed += print_falls(&sum, 2 + PROP_SCENE + cover_charts());
	}
	return failed;
}

static int run_one(const struct options *options)
{
	struct report *report = shared(sizeof(*report));

	cover = cover_alloc();
	world.trace = true;
	run_history(options->seed, report);
	print_failures(report);
	return report->tally.failures ? 1 : 0;
}

static int run_setup(const struct options *options)
{
	struct tally tally = {};

	cover = cover_alloc();
	world.trace = true;
	return converge_one(options->setup, &world, &tally) ? 0 : 1;
}

static unsigned int run_scenes(const struct options *options)
{
	struct tally tally = {};
	unsigned int failed = 0, i;

	cover = cover_alloc();
	world.trace = options->verbose;
	printf("    KTAP version 1\n    # Subtest: scenes\n    1..%u\n",
	       scene_count());
	for (i = 0; i < scene_count(); i++) {
		world_begin(&world, i, &tally);
		scene_run(i, &world);
		world_end(&world);
		if (world.failure.failed)
			printf("    # %llu ms: %s: %s\n",
			       (unsigned long long)world.failure.time - 1000000,
			       prop_name(world.failure.prop),
			       world.failure.text);
		printf("    %sok %u %s\n", world.failure.failed ? "not " : "",
		       i + 1, scene_name(i));
		failed += world.failure.failed;
	}
	world.trace = false;
	return failed;
}

/* The series are shared out among the processes. */
static unsigned int run_converge(const struct options *options)
{
	unsigned int failed = 0, job, i;
	pid_t pids[JOBS_MAX];

	printf("    KTAP version 1\n    # Subtest: converge\n    1..%u\n",
	       converge_count());
	fflush(stdout);
	for (job = 0; job < options->jobs; job++) {
		struct tally tally = {};
		int status = 0;

		pids[job] = fork();
		if (pids[job])
			continue;
		cover = cover_alloc();
		for (i = job; i < converge_count(); i += options->jobs) {
			status |= !converge_run(i, options->converge, i + 1,
						&world, &tally);
			fflush(stdout);
		}
		_exit(status);
	}
	for (job = 0; job < options->jobs; job++) {
		int status;

		if (waitpid(pids[job], &status, 0) != pids[job] || status)
			failed++;
	}
	return failed;
}

static const struct option long_options[] = {
	{ "histories", required_argument, NULL, 'h' },
	{ "seed", required_argument, NULL, 's' },
	{ "one", required_argument, NULL, 'o' },
	{ "scenes", no_argument, NULL, 'p' },
	{ "converge", required_argument, NULL, 'c' },
	{ "setup", required_argument, NULL, 'u' },
	{ "no-cover", no_argument, NULL, 'n' },
	{ "jobs", required_argument, NULL, 'j' },
	{ "verbose", no_argument, NULL, 'v' },
	{}
};

static int usage(void)
{
	fputs("usage: sim [--histories N [--no-cover]] [--seed S] [--one SEED] [--scenes]\n"
	      "           [--converge N] [--setup NUMBERS] [--jobs J] [--verbose]\n", stderr);
	return 2;
}

static bool parse(int argc, char **argv, struct options *options)
{
	int c;

	while ((c = getopt_long(argc, argv, "", long_options, NULL)) >= 0) {
		switch (c) {
		case 'h':
			options->histories = strtoull(optarg, NULL, 0);
			break;
		case 'o':
			options->one = true;
			fallthrough;
		case 's':
			options->seed = strtoull(optarg, NULL, 0);
			break;
		case 'p':
			options->scenes = true;
			break;
		case 'c':
			options->converge = strtoul(optarg, NULL, 0);
			if (!options->converge)
				return false;
			break;
		case 'n':
			options->cover = false;
			break;
		case 'u':
			options->setup = optarg;
			break;
		case 'j':
			options->jobs = strtoul(optarg, NULL, 0);
			break;
		case 'v':
			options->verbose = true;
			break;
		default:
			return false;
		}
	}
	return optind == argc && options->jobs && options->jobs <= JOBS_MAX;
}

static void print_result(unsigned int test, const char *name, bool failed)
{
	printf("%sok %u %s\n", failed ? "not " : "", test, name);
}

int main(int argc, char **argv)
{
	struct options options = {
		.seed = 1,
		.cover = true,
		.jobs = clamp(sysconf(_SC_NPROCESSORS_ONLN), 1L,
			      (long)JOBS_MAX),
	};
	unsigned int failed = 0, part, test = 0;

	if (!parse(argc, argv, &options))
		return usage();
	if (options.one)
		return run_one(&options);
	if (options.setup)
		return run_setup(&options);

	printf("KTAP version 1\n1..%u\n", options.scenes +
	       !!options.converge + !!options.histories);
	if (options.scenes) {
		failed += part = run_scenes(&options);
		print_result(++test, "scenes", part);
	}
	if (options.converge) {
		failed += part = run_converge(&options);
		print_result(++test, "converge", part);
	}
	if (options.histories) {
		failed += part = run_histories(&options);
		print_result(++test, "histories", part);
	}
	return failed ? 1 : 0;
}
