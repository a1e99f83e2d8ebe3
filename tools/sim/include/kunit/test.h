/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As much of KUnit as the engine's unit tests need, in user space
 *
 * The names and what they do are the kernel's; kunit.c runs the suites and
 * prints KTAP. One source of a test serves both worlds.
 */

#ifndef _SIM_KUNIT_TEST_H
#define _SIM_KUNIT_TEST_H

#include <setjmp.h>

#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/types.h>

#define KUNIT_PARAM_DESC_SIZE	128
#define GFP_KERNEL		0

struct kunit_block;

/**
 * struct kunit - a test case that runs
 * @priv: the suite's own
 * @name: name of the case
 * @param_value: the parameter, for KUNIT_CASE_PARAM
 * @failed: an expectation was not met
 * @skipped: the case asked to be skipped
 * @abort: where an unmet assertion goes
 * @blocks: what kunit_kzalloc() gave out
 */
struct kunit {
	void *priv;
	const char *name;
	const void *param_value;

	/* private: */
	bool failed;
	bool skipped;
	jmp_buf abort;
	struct kunit_block *blocks;
};

/**
 * struct kunit_case - a test case
 * @run_case: the test
 * @name: its name
 * @generate_params: gives one parameter after the other, or NULL
 */
struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	const void *(*generate_params)(const void *prev, char *desc);
};

/**
 * struct kunit_suite - test cases that share what is before and after them
 * @name: its name
 * @init: called before each case, or NULL
 * @exit: called after each case, or NULL
 * @test_cases: the cases, the last one is empty
 */
struct kunit_suite {
	const char name[256];
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	struct kunit_case *test_cases;
};

#define KUNIT_CASE(test)	{ .run_case = test, .name = #test }
#define KUNIT_CASE_PARAM(test, generate) \
	{ .run_case = test, .name = #test, .generate_params = generate }

#define KUNIT_ARRAY_PARAM(prefix, array, describe)			\
	static const void *prefix##_gen_params(const void *prev,	\
					       char *desc)		\
	{								\
		__typeof__((array)[0]) *next = prev;			\
									\
		next = prev ? next + 1 : (array);			\
		if (next - (array) >= (long)ARRAY_SIZE(array))		\
			return NULL;					\
		describe(next, desc);					\
		return next;						\
	}

#define kunit_test_suite(suite)						\
	static struct kunit_suite *kunit_entry_##suite			\
	__attribute__((__used__, __section__("kunit_suites"))) = &(suite)

void *kunit_kzalloc(struct kunit *test, size_t size, unsigned int flags);
void __printf(2, 3) kunit_info(struct kunit *test, const char *format, ...);
void __printf(6, 7) kunit_failed(struct kunit *test, bool fatal,
				 const char *file, int line, const char *what,
				 const char *format, ...);
void kunit_compared(struct kunit *test, const char *left_text, long long left,
		    const char *right_text, long long right);

#define KUNIT_TRUTH(test, fatal, text, is_met, ...)			\
do {									\
	if (!(is_met))							\
		kunit_failed(test, fatal, __FILE__, __LINE__, text,	\
			     " " __VA_ARGS__);				\
} while (0)

#define KUNIT_COMPARE(test, fatal, left, op, right, ...)		\
do {									\
	const __typeof__(left) _left = (left);				\
	const __typeof__(right) _right = (right);			\
									\
	if (_left op _right)						\
		break;							\
	kunit_compared(test, #left, (long long)_left, #right,		\
		       (long long)_right);				\
	kunit_failed(test, fatal, __FILE__, __LINE__,			\
		     #left " " #op " " #right, " " __VA_ARGS__);		\
} while (0)

#define KUNIT_FAIL(test, ...) \
	kunit_failed(test, false, __FILE__, __LINE__, "no failure", __VA_ARGS__)

#define KUNIT_EXPECT_TRUE(test, c)	KUNIT_TRUTH(test, false, #c, c)
#define KUNIT_EXPECT_FALSE(test, c)	KUNIT_TRUTH(test, false, "!" #c, !(c))
#define KUNIT_EXPECT_EQ(test, l, r)	KUNIT_COMPARE(test, false, l, ==, r)
#define KUNIT_EXPECT_NE(test, l, r)	KUNIT_COMPARE(test, false, l, !=, r)
#define KUNIT_EXPECT_LT(test, l, r)	KUNIT_COMPARE(test, false, l, <, r)
#define KUNIT_EXPECT_LE(test, l, r)	KUNIT_COMPARE(test, false, l, <=, r)
#define KUNIT_EXPECT_GT(test, l, r)	KUNIT_COMPARE(test, false, l, >, r)
#define KUNIT_EXPECT_GE(test, l, r)	KUNIT_COMPARE(test, false, l, >=, r)

#define KUNIT_EXPECT_PTR_EQ(test, l, r) \
	KUNIT_TRUTH(test, false, #l " == " #r, (l) == (r))

#define KUNIT_EXPECT_TRUE_MSG(test, c, ...) \
	KUNIT_TRUTH(test, false, #c, c, __VA_ARGS__)
#define KUNIT_EXPECT_FALSE_MSG(test, c, ...) \
	KUNIT_TRUTH(test, false, "!" #c, !(c), __VA_ARGS__)
#define KUNIT_EXPECT_EQ_MSG(test, l, r, ...) \
	KUNIT_COMPARE(test, false, l, ==, r, __VA_ARGS__)
#define KUNIT_EXPECT_LE_MSG(test, l, r, ...) \
	KUNIT_COMPARE(test, false, l, <=, r, __VA_ARGS__)
#define KUNIT_EXPECT_GE_MSG(test, l, r, ...) \
	KUNIT_COMPARE(test, false, l, >=, r, __VA_ARGS__)

#define KUNIT_ASSERT_TRUE(test, c)	KUNIT_TRUTH(test, true, #c, c)
#define KUNIT_ASSERT_FALSE(test, c)	KUNIT_TRUTH(test, true, "!" #c, !(c))
#define KUNIT_ASSERT_NOT_NULL(test, p)	KUNIT_TRUTH(test, true, #p, p)
#define KUNIT_ASSERT_EQ(test, l, r)	KUNIT_COMPARE(test, true, l, ==, r)
#define KUNIT_ASSERT_EQ_MSG(test, l, r, ...) \
	KUNIT_COMPARE(test, true, l, ==, r, __VA_ARGS__)

#endif
