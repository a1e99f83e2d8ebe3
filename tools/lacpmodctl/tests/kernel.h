/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the fake kernel share
 */
#ifndef _LACPMODCTL_TESTS_KERNEL_H
#define _LACPMODCTL_TESTS_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include <libmnl/libmnl.h>

#define FAMILY		0x21
#define FUZZED		1500
/* A name that no terminal and no JSON may see as it is. */
#define HOSTILE		"\x1b[2J\"\\\xff\xc3\xa4\xc2\x9b"

/* kernel.c */
bool behaves(const char *how);
long number(int nth);
struct nlmsghdr *begin(uint16_t type, uint16_t flags, uint8_t cmd);
void finish(struct nlmsghdr *nlh);
void finish_fuzzed(struct nlmsghdr *nlh);
void lose(void);

/* objects.c */
void send_lags(const char *wanted, uint16_t flags);
void send_ports(const char *wanted, uint16_t flags);
void send_history(void);
void send_events(void);

/* traffic.c */
void send_path(void);
void send_buckets(uint16_t flags);
void send_rebalance(void);

#endif
