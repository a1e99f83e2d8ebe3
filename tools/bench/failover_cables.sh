#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# make bench: a virtual cable is pulled under traffic, also while somebody else
# holds RTNL; and how long it takes from plugging until all ports are settled at
# both ends. lacpmod with lacpmod, bonding with bonding, by the real clock.
#
# environment: QUICK=1   fewer times
#
# shellcheck disable=SC2154
# shellcheck source=tools/bench/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/../../selftests/lib.sh"
# shellcheck source=selftests/cable_lib.sh
. "$selftests/cable_lib.sh"
# shellcheck source=selftests/partner_lib.sh
. "$selftests/partner_lib.sh"

times=10 holds=2
[ -z "${QUICK:-}" ] || times=2 holds=1
pps=2000
limit=60
hold=/sys/module/rtnl_hold/parameters/ms

# The names of a kind in the tables
declare -A name_of=([lag]=lacpmod [bond]=bonding)

# listed VALUE...: as an array in JSON
listed()
{
	local IFS=,

	REPLY="[$*]"
}

not_held()
{
	[ "$(<"$hold")" -eq 0 ]
}

# under_traffic COMMAND...: lost packets in both directions are added to $lost_all
under_traffic()
{
	traffic_start 64 "$pps"
	nap 0.4
	"$@"
	nap 0.4
	kill "$traffic_pid"
	# It fails where an end had no route for a while: such packets are lost, too.
	wait "$traffic_pid"
	lost_on_way b a_to_b
	lost_on_way a b_to_a
	lost_all+=($((lost_a_to_b + lost_b_to_a)))
}

# pulled: and settled
pulled()
{
	expect none
	# shellcheck disable=SC2086
	change "$limit" "$rest" link_pull 1 || fail "a pulled cable: does not settle"
}

# pulled_held MS: while RTNL is held
pulled_held()
{
	echo "$1" >"$hold" || fail "cannot hold RTNL"
	nap 0.1
	link_pull 1
	wait_until 30 not_held || fail "RTNL is still held"
	nap 0.5
}

plugged()
{
	expect both
	change "$limit" "${ports[a]}" link_plug 1 || fail "a plugged cable: does not settle"
}

# one KIND [OPTION...]: of partner_lib.sh
one()
{
	local i took_all=() lost_all=() rest held_ms=2000
	local where=(section failover device "${name_of[$1]}" miimon "${3:-null}" rate "$pps")

	rig virtio 2 "$*" "$*"
	rest=${ports[a]# * }
	for ((i = 0; i < times; i++)); do
		converge "$limit" || fail "does not converge"
		took_all+=("$took")
		[ $((i + 1)) -eq "$times" ] || link_pull 1 2
		[ $((i + 1)) -eq "$times" ] || wait_until 20 none_settled || fail "lost links go unnoticed"
	done
	listed "${took_all[@]}"
	record "${where[@]}" what converge took_ms "$REPLY"

	for ((i = 0; i < times; i++)); do
		under_traffic pulled
		plugged
	done
	listed "${lost_all[@]}"
	record "${where[@]}" what pull lost "$REPLY"

	lost_all=()
	for ((i = 0; i < holds; i++)); do
		under_traffic pulled_held "$held_ms"
		wait_until 20 end_has a 1 || fail "a pulled cable goes unnoticed"
		plugged
	done
	listed "${lost_all[@]}"
	record "${where[@]}" what held held_ms "$held_ms" lost "$REPLY"
}

none_settled()
{
	end_has a 0 && end_has b 0
}

about failover
need_traffic
need_cables 2
modprobe -q bonding max_bonds=0
modprobe rtnl_hold || ktap_skip_all "no module rtnl_hold"
ktap_plan 3
ktap_run "failover: bonding, miimon 100" one bond miimon 100
ktap_run "failover: bonding, miimon 10" one bond miimon 10
ktap_run "failover: lacpmod" one lag
ktap_end
