// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a test program once for each of many faults in the engine
 *
 * runner SECONDS [ARGUMENT...]
 *
 * All faults are in the program; lacp_mutant chooses one. Their numbers come on
 * standard input. For each a child runs the program's own main(), and its number
 * and its end are printed: ok, fails, crash or time.
 */

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEMORY	(1UL << 30)

unsigned int lacp_mutant;

int test_main(int argc, char **argv);

static void run(double seconds, int argc, char **argv)
{
	struct itimerval timer = {
		.it_value.tv_sec = (long)seconds,
		.it_value.tv_usec = (long)(seconds * 1000000) % 1000000,
	};
	struct rlimit processor = { (rlim_t)seconds + 1, (rlim_t)seconds + 2 };
	struct rlimit memory = { MEMORY, MEMORY };
	struct rlimit none = {};
	int null = open("/dev/null", O_WRONLY);

	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	/* Processes that the program starts have no timer, but these limits. */
	setrlimit(RLIMIT_CPU, &processor);
	setrlimit(RLIMIT_AS, &memory);
	setrlimit(RLIMIT_CORE, &none);
	setitimer(ITIMER_PROF, &timer, NULL);
	exit(test_main(argc, argv));
}

static const char *end_of(pid_t pid)
{
	int status;

	/* Not even begun: nothing is known of the fault. */
	if (pid < 0 || waitpid(pid, &status, 0) != pid) {
		perror("runner");
		exit(3);
	}
	if (WIFEXITED(status))
		return WEXITSTATUS(status) ? "fails" : "ok";
	if (WTERMSIG(status) == SIGPROF || WTERMSIG(status) == SIGXCPU)
		return "time";
	return "crash";
}

int main(int argc, char **argv)
{
	double seconds = argc > 1 ? strtod(argv[1], NULL) : 0;

	if (seconds <= 0)
		return 2;
	while (scanf("%u", &lacp_mutant) == 1) {
		pid_t pid;

		fflush(stdout);
		pid = fork();
		if (!pid)
			run(seconds, argc - 1, argv + 1);
		printf("%u %s\n", lacp_mutant, end_of(pid));
	}
	return 0;
}
