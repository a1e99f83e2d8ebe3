#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# How long lacpmod takes with other implementations of LACP, and what is lost,
# beside what the kernel's bonding takes in its place. Nothing is judged but that
# it comes to an end; tools/vm/interwork makes a table of it.
#
# environment: RUNS=N        times that everything is done (1)
#              PARTNERS=...  'END [OPTION...]' of partner_lib.sh, joined by "|"
#              OURS=...      the same of the end that they are joined with
#
# shellcheck disable=SC2154
# A measurement is an object in a line of $LACPMOD_RESULTS/interwork.jsonl: ms
# until the right ports are settled at both ends ("took_ms", null if they never
# were), and packets lost of 500 a second in each direction (null if nobody knows,
# and then the test fails in the end).

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/cable_lib.sh
. "$selftests/cable_lib.sh"
# shellcheck source=selftests/partner_lib.sh
. "$selftests/partner_lib.sh"

output=${LACPMOD_RESULTS:-.}/interwork.jsonl
limit=60
kernel=$(uname -r)

# report EVENT, or report EVENT never
report()
{
	local losses=''

	[ "$1" = converge ] || losses=",\"sent\":[$sent_a_to_b,$sent_b_to_a],\
\"lost\":[$lost_a_to_b,$lost_b_to_a]"
	printf '{"kernel":"%s","ours":"%s","partner":"%s","event":"%s","took_ms":%s%s}\n' \
		"$kernel" "$ours" "$partner" "$1" "${2:-$took}" "$losses" >>"$output"
	diag "$1: ${2:-$took} ms${losses//\"/ }"
}

# measure EVENT DEVS COMMAND...
measure()
{
	local what=$1 devs=$2
	shift 2

	event "$limit" "$devs" "$@" || {
		report "$what" null
		fail "$what: does not settle"
	}
	report "$what"
	[[ "$lost_a_to_b $lost_b_to_a" != *null* ]] || unknown+=" $what"
}

all_events()
{
	local every rest name unknown=''

	has_partner "${partner%% *}" || fail "no $partner here"
	rig virtio 2 "$ours" "$partner"
	every=${ports[a]}
	rest=${every# * }
	converge "$limit" || {
		report converge null
		fail "does not converge"
	}
	report converge
	expect none
	measure nothing "$every" nap 1
	measure pull "$rest" link_pull 1
	expect both
	measure plug "$every" link_plug 1
	expect b
	measure restart "$every" end_restart b
	expect a rate
	measure rate-a "$every" end_set a rate slow
	expect a rate
	change "$limit" "$every" end_set a rate fast || fail "does not settle as before"
	for name in a b; do
		expect "$name" key
		measure "key-$name" "$every" end_set "$name" key "1${key[$name]}"
		expect "$name" system
		measure "system-$name" "$every" end_set "$name" system \
			"${system[$name]/00:00:00/00:00:01}"
	done
	expect b rate
	measure rate-b "$every" end_set b rate slow
	[ -z "$unknown" ] || fail "a way was dead, or not measured, in the end of:$unknown"
}

every_partner='bond|team|ovs|lag|bond ad_select bandwidth|bond ad_select count'
IFS='|' read -r -a partners <<<"${PARTNERS:-$every_partner}"
IFS='|' read -r -a all_ours <<<"${OURS:-lag|bond}"
runs=${RUNS:-1}

need_cables 2
need_traffic
ktap_plan $((runs * ${#partners[@]} * ${#all_ours[@]}))
for ((run = 1; run <= runs; run++)); do
	for partner in "${partners[@]}"; do
		for ours in "${all_ours[@]}"; do
			ktap_run "$ours with $partner, run $run" all_events
		done
	done
done
ktap_end
