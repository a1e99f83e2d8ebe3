// SPDX-License-Identifier: GPL-2.0
/*
 * Runs the engine's unit tests in user space and prints KTAP
 *
 * Every suite that kunit_test_suite() has put into the section kunit_suites is
 * run, or those whose name begins with the argument. Whatever they do, no machine
 * may take a transition that conformance.tsv does not have.
 *
 * unit --first		end with the first expectation that fails
 */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <kunit/test.h>

#include "world.h"

extern struct kunit_suite *__start_kunit_suites[];
extern struct kunit_suite *__stop_kunit_suites[];

static bool only_first;

/**
 * struct kunit_block - memory that is freed when its test case ends
 * @next: the next one
 * @data: what the test got
 */
struct kunit_block {
	struct kunit_block *next;
	char data[] __aligned(16);
};

void *kunit_kzalloc(struct kunit *test, size_t size, unsigned int flags)
{
	struct kunit_block *block = calloc(1, sizeof(*block) + size);

	(void)flags;
	if (!block)
		return NULL;
	block->next = test->blocks;
	test->blocks = block;
	return block->data;
}

static void free_blocks(struct kunit *test)
{
	while (test->blocks) {
		struct kunit_block *next = test->blocks->next;

		free(test->blocks);
		test->blocks = next;
	}
}

void kunit_info(struct kunit *test, const char *format, ...)
{
	va_list args;

	printf("    # %s: ", test->name);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

void kunit_compared(struct kunit *test, const char *left_text, long long left,
		    const char *right_text, long long right)
{
	printf("    # %s: %s == %lld (0x%llx), %s == %lld (0x%llx)\n",
	       test->name, left_text, left, left, right_text, right, right);
}

void kunit_failed(struct kunit *test, bool fatal, const char *file, int line,
		  const char *what, const char *format, ...)
{
	va_list args;

	printf("    # %s: %s FAILED at %s:%d: expected %s", test->name,
	       fatal ? "ASSERTION" : "EXPECTATION", file, line, what);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	if (only_first)
		exit(1);

	test->failed = true;
	if (fatal)
		longjmp(test->abort, 1);
}

/* One case with one parameter; whether it passed. */
static bool run_once(const struct kunit_suite *suite,
		     const struct kunit_case *c, const void *param)
{
	struct kunit test = { .name = c->name, .param_value = param };

	if (!setjmp(test.abort)) {
		if (suite->init && suite->init(&test))
			test.failed = true;
		else
			c->run_case(&test);
	}
	if (suite->exit)
		suite->exit(&test);
	free_blocks(&test);
	return !test.failed;
}

static bool run_params(const struct kunit_suite *suite,
		       const struct kunit_case *c)
{
	const void *param = NULL;
	unsigned int n = 0;
	bool passed = true;

	printf("        KTAP version 1\n        # Subtest: %s\n", c->name);
	for (;;) {
		char desc[KUNIT_PARAM_DESC_SIZE] = "";
		bool ok;

		param = c->generate_params(param, desc);
		if (!param)
			break;
		ok = run_once(suite, c, param);
		passed &= ok;
		printf("        %sok %u %s\n", ok ? "" : "not ", ++n, desc);
	}
	return passed;
}

static bool run_suite(const struct kunit_suite *suite)
{
	const struct kunit_case *c;
	unsigned int n = 0;
	bool passed = true;

	for (c = suite->test_cases; c->run_case; c++)
		n++;
	printf("    KTAP version 1\n    # Subtest: %s\n    1..%u\n",
	       suite->name, n);

	n = 0;
	for (c = suite->test_cases; c->run_case; c++) {
		bool ok = c->generate_params ? run_params(suite, c) :
					       run_once(suite, c, NULL);

		passed &= ok;
		printf("    %sok %u %s\n", ok ? "" : "not ", ++n, c->name);
	}
	return passed;
}

static bool is_wanted(const struct kunit_suite *suite, const char *prefix)
{
	return !prefix || !strncmp(suite->name, prefix, strlen(prefix));
}

int main(int argc, char **argv)
{
	const char *prefix = argc > 1 ? argv[1] : NULL;
	struct kunit_suite **suite;
	unsigned int n = 0;
	bool passed = true;

	if (prefix && !strcmp(prefix, "--first")) {
		only_first = true;
		prefix = NULL;
	}
	cover = cover_alloc();
	for (suite = __start_kunit_suites; suite < __stop_kunit_suites; suite++)
		n += is_wanted(*suite, prefix);
	printf("KTAP version 1\n1..%u\n", n);

	n = 0;
	for (suite = __start_kunit_suites; suite < __stop_kunit_suites;
	     suite++) {
		bool ok;

		if (!is_wanted(*suite, prefix))
			continue;
		ok = run_suite(*suite);
		passed &= ok;
		printf("%sok %u %s\n", ok ? "" : "not ", ++n, (*suite)->name);
	}
	if (cover_strange(cover)) {
		printf("# transitions were taken that conformance.tsv does not have\n");
		passed = false;
	}
	return passed ? 0 : 1;
}
