#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Half of the cables are in use, half stand by; one in use is pulled under
# traffic. With 16 cables 8 are in use, with fewer 4.
#
# +- a --------+           +- b --------+
# |       c1a -+-----------+- c1b       |
# | lag0   :   |           |  :    lag0 |
# |       cNa -+-----------+- cNb       |
# +------------+           +------------+

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/cable_lib.sh
. "$selftests/cable_lib.sh"

links=8
! have_cables 16 || links=16
need_cables "$links"
places=$((links / 2))
next=$((places + 1))

# promoted NS: set $delay to how soon after the pull the best of the others
# distributed
promoted()
{
	wait_until 5 event_since $((moved - 1)) "$1" \
		"c$next$1 port-mux attached -> collecting-distributing" ||
		fail "nobody takes over in $1"
	delay=$((event - moved))
}

replaced()
{
	local name i settings="lag0 rate fast hash layer3+4 max-links $places"
	declare -A delays

	cable_pair "$links" "$settings" "$settings"
	static_addresses lag0 lag0
	monitors a b
	for i in 1 2 3; do
		wait_until 20 both_distributing "$places" || fail "not $places ports distribute"
		port_is a "c${next}a" reason standby || fail "c${next}a does not stand by"
		lag_is a lag0 standby "$places" || fail "not $places stand by"
		traffic_start 64 500
		nap 0.3
		pull 2
		for name in a b; do
			promoted "$name"
			delays[$name]+="$delay "
		done
		wait_until 5 both_distributing "$places" || fail "not $places ports distribute"
		traffic_stop
		plug 2
		wait_until 10 distributes a lag0 c2a || fail "c2a does not take its place back"
	done
	for name in a b; do
		# shellcheck disable=SC2086
		set -- ${delays[$name]}
		diag "$name: $* ms from the pull until the next port distributed"
		[ "$(median "$@")" -le 500 ] || fail "the median is above 500 ms"
	done
}

ktap_plan 1
ktap_run "$links cables, $places in use, one is pulled" replaced
ktap_end
