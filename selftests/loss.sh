#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What a lost link costs: with 2,000 packets a second both ways over 64 flows,
# never more than what had been handed to the lost port and was not received
# by its peer.
#
# environment: LOSSES=N     so many in each test, instead of 10, 10 and 4
#              QUICK=1      the same as LOSSES=2

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/cable_lib.sh
. "$selftests/cable_lib.sh"

# ends K: set $end_a and $end_b to the ports of link K in this rig
ends()
{
	end_a=eth$1 end_b=eth$1
	[ "$rig" = veth ] || end_a=c$1a end_b=c$1b
}

# lose HOW K
lose()
{
	ends "$2"
	case $1 in
	pull) pull "$2" ;;
	down-a) down a "$end_a" ;;
	down-b) down b "$end_b" ;;
	esac
}

# restore HOW K
restore()
{
	ends "$2"
	case $1 in
	pull) plug "$2" ;;
	down-a) up a "$end_a" ;;
	down-b) up b "$end_b" ;;
	esac
}

# direction NAME RECEIVER HOW K ALLOWED: judge one direction of one loss
direction()
{
	if [ "${lost[$1]}" -gt "$5" ]; then
		traffic_missing "$2"
		fail "$3 of link $4: ${lost[$1]} packets lost $1, but only $5 were handed to its port and not received"
	fi
	# A machine too slow to send has tested nothing.
	[ "${rate[$1]}" -ge "$enough" ] || fail "only ${rate[$1]} packets a second were sent $1"
	all_lost=$((all_lost + lost[$1]))
	all_allowed=$((all_allowed + $5))
	all_sent=$((all_sent + sent[$1]))
}

# one HOW K: lose link K under traffic, in a rig where all is well
one()
{
	local before_a_to_b before_b_to_a

	wait_until 20 followed "$links" || fail "not all ports distribute"
	ends "$2"
	vanished "$end_a" "$end_b"
	before_a_to_b=$a_to_b before_b_to_a=$b_to_a

	traffic_start 64 2000
	nap 0.4
	lose "$1" "$2"
	[ "$1" = control ] ||
		wait_until 10 followed $((links - 1)) || fail "$1 of link $2 goes unnoticed"
	nap 0.4
	traffic_stop

	# Before the link is back: a card that was set down keeps what has reached
	# it, and counts it when it is set up again.
	vanished "$end_a" "$end_b"
	direction a_to_b b "$1" "$2" $((a_to_b - before_a_to_b))
	direction b_to_a a "$1" "$2" $((b_to_a - before_b_to_a))
	[ "$1" != control ] ||
		[ $((lost[a_to_b] + lost[b_to_a])) -eq 0 ] || fail "packets are lost without a cause"
	diag "$1 of link $2: lost ${lost[a_to_b]} of ${sent[a_to_b]} and" \
		"${lost[b_to_a]} of ${sent[b_to_a]}," \
		"at ${rate[a_to_b]} and ${rate[b_to_a]} packets a second"
	restore "$1" "$2"
}

# set_up: the LAGs of this rig are up, their packets are counted
set_up()
{
	local k a=() b=()

	for ((k = 1; k <= links; k++)); do
		ends "$k"
		a+=("$end_a") b+=("$end_b")
	done
	no_ipv6 a b
	static_addresses lag0 lag0
	count_packets a "${a[@]}"
	count_packets b "${b[@]}"
	monitors a b
	wait_until 20 both_distributing "$links" || fail "not all ports distribute"
	follow "${a[@]}" -- "${b[@]}"
	all_lost=0 all_allowed=0 all_sent=0
}

# losses N HOW...: of a link, by turns in these ways, after a control
losses()
{
	local n=$1 i
	shift

	set_up
	one control 1
	for ((i = 0; i < n; i++)); do
		one "${@:i % $# + 1:1}" $((i % links + 1))
	done
	diag "$n losses of a link: $all_lost packets of $all_sent lost," \
		"$all_allowed handed to the lost port and not received"
}

# over_cables RATE N HOW...
over_cables()
{
	local settings="lag0 hash layer3+4 rate $1"
	shift

	have_cables 4 || skip "needs 4 virtual cables: tools/vm/run --links 4"
	rig=virtio links=4
	cable_pair 4 "$settings" "$settings"
	losses "$@"
}

# over_veth N HOW...: each processor has a queue of its own there, so that the LACPDU
# that says stop may overtake what was sent before it
over_veth()
{
	local settings="lag0 hash layer3+4 rate fast"

	rig=veth links=4
	pair 4 "$settings" "$settings"
	losses "$@"
}

[ -z "${QUICK:-}" ] || LOSSES=${LOSSES:-2}
n=${LOSSES:-10}
need_traffic
! have_cables 4 || start_cables 4
ktap_plan 3
ktap_run "$n losses over cables, rate fast: pulled, set down at either end" \
	over_cables fast "$n" pull down-a pull down-b
ktap_run "$n losses over cables, rate slow: pulled, set down at either end" \
	over_cables slow "$n" pull down-a pull down-b
ktap_run "${LOSSES:-4} losses over veth: set down at either end" over_veth "${LOSSES:-4}" down-a down-b
ktap_end
