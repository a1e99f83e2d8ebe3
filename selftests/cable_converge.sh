#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# How long it takes from the last link's coming up until all ports distribute
# at both ends, by the kernel's own time stamps. The cables are plugged in all
# at once.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/cable_lib.sh
. "$selftests/cable_lib.sh"

runs=10

no_links()
{
	distributing a lag0 0 && distributing b lag0 0 && not carrier a lag0 && not carrier b lag0
}

# converge MUX LIMIT
converge()
{
	local settings="lag0 rate slow mux $1" times=() i result

	cable_pair 4 "$settings" "$settings"
	for ((i = 0; i < runs; i++)); do
		pull 1 2 3 4
		wait_until 10 no_links || fail "lost links go unnoticed"
		plug 1 2 3 4
		wait_until 15 both_distributing 4 || fail "not all ports distribute"
		times+=("$(slowest_ms "$(lacpmodctl -n a -j port show)" \
			"$(lacpmodctl -n b -j port show)")")
	done
	result=$(median "${times[@]}")
	diag "$1: ${times[*]} ms; median $result ms"
	[ "$result" -le "$2" ] || fail "the median is above $2 ms"
}

need_cables 4
ktap_plan 2
ktap_run "coupled Mux, 4 ports: median at most 500 ms" converge coupled 500
ktap_run "independent Mux, 4 ports: median at most 1200 ms" converge independent 1200
ktap_end
