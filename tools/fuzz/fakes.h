/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the fake kernel of lacpmodctl's tests may behave, in the words of
 * tests/kernel.c
 */

#ifndef _FUZZ_FAKES_H
#define _FUZZ_FAKES_H

static const char *const fakes[] = {
	"", "reasons", "lags", "empty", "odd", "nofamily", "intr 2",
	"intr 1000", "lost", "errno 1", "errno 19", "errno 95",
	"errno 4095", "range 1 64", "range 5 3", "bare 0 2",
	"says key 9 is in use", "full \x1b[2J", "missing 2",
	"missing 77", "warn it is late", "pdus", "well",
	"mixed", "nested", "only", "dead", "nowhere", "huge",
	"nest it is late", "hash 0", "hash 1", "hash 2", "hash 3", "hash 4",
	"hash 5", "hash 6", "hash 7", "hash 99",
};

#define FAKES	ARRAY_SIZE(fakes)

#endif
