/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lacpmodctl inside the fuzzer, between a command line and a kernel that lies
 */

#ifndef _FUZZ_CTL_H
#define _FUZZ_CTL_H

#include "tape.h"

/**
 * struct ctl - one call of lacpmodctl
 * @rc: its exit status
 * @out: what it printed
 * @out_len: octets of it
 * @err: what it complained of
 * @err_len: octets of it
 * @requests: what it asked of the kernel
 * @changes: those of them that are to change something
 */
struct ctl {
	int rc;
	char *out;
	size_t out_len;
	char *err;
	size_t err_len;
	unsigned int requests;
	unsigned int changes;
};

/* ctl.c */
extern int ctl_netns;	/* the network namespace that lacpmodctl is in */

const char *ctl_fake(struct tape *tape);
void ctl_run(struct ctl *ctl, int argc, char **argv, const char *fake,
	     struct tape *tape);
void ctl_done(struct ctl *ctl);
bool ctl_printable(const char *text, size_t length);

/* json.c */
int json_texts(const char *text, size_t length);

#endif
