// SPDX-License-Identifier: GPL-2.0
/* Every setting, its range, and values within it and beyond */

#include <string.h>

#include "netlink_hostile.h"

/* In the order in which they are tried */
static const struct setting lag_bounds[] = {
	{ LACPMOD_A_LAG_MODE, 1, 0, 2 },
	{ LACPMOD_A_LAG_RATE, 1, 0, 1 },
	{ LACPMOD_A_LAG_SYSTEM_PRIORITY, 2, 0, 65535 },
	{ LACPMOD_A_LAG_KEY, 2, 1, 65535 },
	{ LACPMOD_A_LAG_HASH, 1, 0, 8 },
	/* The last of these is so large that min-links may be anything. */
	{ LACPMOD_A_LAG_MAX_LINKS, 1, 0, 64 },
	{ LACPMOD_A_LAG_MIN_LINKS, 1, 1, 64 },
	{ LACPMOD_A_LAG_SELECTION, 1, 0, 3 },
	{ LACPMOD_A_LAG_RESELECT, 1, 0, 1 },
	{ LACPMOD_A_LAG_SAME_SPEED, 1, 0, 1 },
	{ LACPMOD_A_LAG_WAIT_TO_RESTORE, 4, 0, 32767000 },
	{ LACPMOD_A_LAG_REVERTIVE, 1, 0, 1 },
	{ LACPMOD_A_LAG_SYNC_TIMEOUT, 4, 0, 3600000 },
	{ LACPMOD_A_LAG_TIMEOUT_MULTIPLIER, 1, 2, 20 },
	{ LACPMOD_A_LAG_FALLBACK, 1, 0, 2 },
	{ LACPMOD_A_LAG_FALLBACK_TIMEOUT, 4, 0, 3600000 },
	{ LACPMOD_A_LAG_FALLBACK_PREEMPT, 1, 0, 1 },
	{ LACPMOD_A_LAG_FLAP_LIMIT, 1, 0, 10 },
	{ LACPMOD_A_LAG_FLAP_INTERVAL, 4, 1000, 3600000 },
	{ LACPMOD_A_LAG_FLAP_HOLD, 4, 1000, 3600000 },
	{ LACPMOD_A_LAG_RX_LIMIT, 2, 0, 1000 },
	{ LACPMOD_A_LAG_HASH_SYMMETRIC, 1, 0, 1 },
	{ LACPMOD_A_LAG_HASH_SEED, 4, 0, 0xffffffff },
	{ LACPMOD_A_LAG_BUCKET_COUNTERS, 1, 0, 1 },
	{ LACPMOD_A_LAG_REBALANCE_INTERVAL, 4, 0, 86400000 },
	{ LACPMOD_A_LAG_FLUSH, 1, 0, 1 },
	{ LACPMOD_A_LAG_HOLD_TIME, 4, 1, 10000 },
	{ LACPMOD_A_LAG_HOLD_FRAMES, 4, 1, 100000 },
	{ LACPMOD_A_LAG_MIN_BANDWIDTH, 4, 0, 640000000 },
	{ LACPMOD_A_LAG_AGGREGATE_WAIT, 4, 0, 30000 },
	{ LACPMOD_A_LAG_MUX, 1, 0, 1 },
	{ LACPMOD_A_LAG_SYSTEM, 6, 0, 0 },
};

static const struct setting port_bounds[] = {
	{ LACPMOD_A_PORT_PRIORITY, 2, 0, 65535 },
	{ LACPMOD_A_PORT_NUMBER, 2, 1, 65535 },
	{ LACPMOD_A_PORT_MODE, 1, 0, 3 },
	{ LACPMOD_A_PORT_RATE, 1, 0, 2 },
	{ LACPMOD_A_PORT_INDIVIDUAL, 1, 0, 1 },
	{ LACPMOD_A_PORT_WEIGHT, 4, 0, 10000000 },
	{ LACPMOD_A_PORT_DRAIN, 1, 0, 1 },
};

static const struct setting partner_bounds[] = {
	{ LACPMOD_A_INFO_SYSTEM_PRIORITY, 2, 0, 65535 },
	{ LACPMOD_A_INFO_SYSTEM, 6, 0, 0 },
	{ LACPMOD_A_INFO_KEY, 2, 0, 65535 },
	{ LACPMOD_A_INFO_PORT_PRIORITY, 2, 0, 65535 },
	{ LACPMOD_A_INFO_PORT, 2, 0, 65535 },
	{ LACPMOD_A_INFO_STATE, 1, 0, 255 },
};

const uint64_t values[VALUES] = {
	0, 1, 2, 3, 4, 63, 64, 65, 127, 128, 254, 255, 256, 29999, 30000, 30001,
	32768, 65534, 65535, 65536, 10000000, 10000001, 640000000, 640000001,
	0x7fffffff, 0x80000000, 0xffffffff,
};

const struct system_value systems[SYSTEMS] = {
	{ { 0x02, 0, 0, 0, 0x0e, 1 }, true },
	{ { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff }, true },
	{ { 0, 0, 0, 0, 0, 1 }, true },
	{ { 0 }, true },
	{ { 0x01, 0x80, 0xc2, 0, 0, 2 }, false },
	{ { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, false },
	{ { 0x03, 0, 0, 0, 0, 0 }, false },
};

const struct settings *settings_of(bool is_port)
{
	static const struct settings lag = { lag_bounds, ARRAY_SIZE(lag_bounds) };
	static const struct settings port = { port_bounds, ARRAY_SIZE(port_bounds) };

	return is_port ? &port : &lag;
}

const struct settings *settings_of_partner(void)
{
	static const struct settings partner = { partner_bounds, ARRAY_SIZE(partner_bounds) };

	return &partner;
}

/* The System is such, and the seed. */
bool is_automatic(bool is_port, const struct setting *b, const void *value)
{
	static const uint8_t zeros[6];
	bool may_be = b->octets == 6 || (!is_port && b->attr == LACPMOD_A_LAG_HASH_SEED);

	return may_be && !memcmp(value, zeros, b->octets);
}
