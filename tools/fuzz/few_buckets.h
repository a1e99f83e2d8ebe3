/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Included before everything else of what the target lag is made of: the engine
 * hands out 128 conversation IDs only
 *
 * To walk through 4096 of them under the sanitizers took a third of the time. What
 * is decided about them does not depend on their number, and the simulator has
 * them all. The table keeps its size, so that whoever forgets the smaller number
 * is noticed.
 */

#ifndef _FUZZ_FEW_BUCKETS_H
#define _FUZZ_FEW_BUCKETS_H

#include "lacpmod/lacp/lacp.h"

#undef LACP_BUCKETS
#define LACP_BUCKETS	128

#endif
