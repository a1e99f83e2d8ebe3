#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Half of the cables are in use, half stand by; one in use is pulled under
# traffic: the next one is promoted within 50 ms. With 16 cables 8 are in use, with
# fewer 4.
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

cards=/sys/kernel/tracing/instances/lacpmod-cards

# cards_watch: have the kernel note when a card's driver takes the carrier away;
# fails where it cannot
cards_watch()
{
	[ -d /sys/kernel/tracing/events ] ||
		mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
	mkdir -p "$cards" 2>/dev/null || return
	# Where the kernel does not know of names, the device's begins with its own.
	# shellcheck disable=SC2016
	probe 'p:lacpmod_cards/off netif_carrier_off name=dev->name:string' ||
		probe 'p:lacpmod_cards/off netif_carrier_off name=+0($arg1):string' || return
	echo boot >"$cards/trace_clock" &&
		echo 1 >"$cards/events/lacpmod_cards/enable"
}

probe()
{
	{ echo "$1" >>/sys/kernel/tracing/kprobe_events; } 2>/dev/null
}

cards_forget()
{
	[ -d "$cards" ] || return 0
	echo 0 >"$cards/events/lacpmod_cards/enable"
	rmdir "$cards"
	echo -:lacpmod_cards/off >>/sys/kernel/tracing/kprobe_events
}

# card_lost: set $card to when the first of the two drivers did, since the pull
card_lost()
{
	local line ms

	while read -r line; do
		[[ $line =~ \ ([0-9]+\.[0-9]+):\ off:.*name=\"c2[ab]\" ]] || continue
		milliseconds "${BASH_REMATCH[1]}"
		card=$ms
		[ "$card" -lt $((moved - 1)) ] || return 0
	done <"$cards/trace"
	return 1
}

# promoted NS: the best of the others distributes; set $promotion to when, and
# $delay to how long that took once the first of the two ends had seen that the
# link is gone
promoted()
{
	local name gone=

	wait_until 5 event_since $((moved - 1)) "$1" \
		"c$next$1 port-mux attached -> collecting-distributing" ||
		fail "nobody takes over in $1"
	promotion=$event
	for name in a b; do
		wait_until 5 event_since $((moved - 1)) "$name" "c2$name port-link up -> down" ||
			fail "the link stays up in $name"
		[ "${gone:-$event}" -lt "$event" ] || gone=$event
	done
	delay=$((promotion - gone))
}

# in_time WHAT MS...: the median is
in_time()
{
	local what=$1 most=50
	shift

	[ ! -e "$kmemleak" ] || most=500
	[ "$(median "$@")" -le "$most" ] || fail "$(median "$@") ms $what, in the median"
}

replaced()
{
	local name i settings="lag0 rate fast hash layer3+4 max-links $places" watched='' seen=''
	declare -A delays pulled

	! cards_watch || watched=1
	cable_pair "$links" "$settings" "$settings"
	static_addresses lag0 lag0
	count_packets a c2a
	count_packets b c2b
	monitors a b
	for i in 1 2 3 4 5; do
		wait_until 20 both_distributing "$places" || fail "not $places ports distribute"
		port_is a "c${next}a" reason standby || fail "c${next}a does not stand by"
		lag_is a lag0 standby "$places" || fail "not $places stand by"
		vanished c2a c2b
		before_a_to_b=$a_to_b before_b_to_a=$b_to_a
		traffic_start 64 500
		nap 1.5	# so that the transmit limit has forgotten all LACPDUs
		pull 2
		for name in a b; do
			promoted "$name"
			delays[$name]+="$delay "
			pulled[$name]+="$((promotion - moved)) "
		done
		[ -z "$watched" ] || card_lost || fail "no driver has seen the pull"
		[ -z "$watched" ] || seen+="$((card - moved)) "
		wait_until 5 both_distributing "$places" || fail "not $places ports distribute"
		traffic_stop
		vanished c2a c2b
		[ "${lost[a_to_b]}" -le $((a_to_b - before_a_to_b)) ] &&
			[ "${lost[b_to_a]}" -le $((b_to_a - before_b_to_a)) ] ||
			fail "lost ${lost[a_to_b]} and ${lost[b_to_a]}, but the cable only" \
				"$((a_to_b - before_a_to_b)) and $((b_to_a - before_b_to_a))"
		plug 2
		wait_until 10 distributes a lag0 c2a || fail "c2a does not take its place back"
	done
	cards_forget
	for name in a b; do
		diag "$name: ${delays[$name]}ms from the loss of the link until the next port" \
			"distributed, ${pulled[$name]}ms from the pull"
	done
	diag "${seen:-not watched }ms from the pull until a driver saw it"
	# shellcheck disable=SC2086
	for name in a b; do
		in_time "from the loss of the link in $name" ${delays[$name]}
		# The pull comes by QEMU, which may have to wait for a processor
		# itself: where that takes half of the time it is not for us to say.
		if [ -n "$seen" ] && [ "$(median $seen)" -le 25 ]; then
			in_time "from the pull in $name" ${pulled[$name]}
		else
			diag "the time from the pull cannot be judged here"
		fi
	done
}

# An end that sends nothing learns of the loss from the other end, by the LACPDU
# on the port that is to replace the lost one.
one_end_silent()
{
	local i mac other settings="lag0 rate fast hash layer3+4 max-links $places" times=

	cable_pair "$links" "$settings" "$settings"
	static_addresses lag0 lag0
	no_ipv6 a b
	read -r _ _ mac _ < <(ip -n b -br link show lag0)
	# Which b throws away without a word.
	ip -n a neigh replace 192.0.2.3 lladdr "$mac" nud permanent dev lag0 || fail "neighbour"
	monitors a b
	background a "$tmp/send" traffic send --rate 1000 --seconds 0 192.0.2.3
	for i in 1 2 3 4 5; do
		wait_until 20 both_distributing "$places" || fail "not $places ports distribute"
		nap 1.5
		# At the silent end first, so that its driver knows when the LACPDU
		# comes: else the kernel tells, within a second.
		pull "2 b" "2 a"
		promoted a
		other=$promotion
		promoted b
		times+="$((promotion - other)) "
		plug 2
		wait_until 10 distributes a lag0 c2a || fail "c2a does not take its place back"
	done
	stop "$tmp/send"
	diag "${times}ms from the other end's next port until the silent end's distributed"
	# shellcheck disable=SC2086
	in_time "from the other end's" $times
}

ktap_plan 2
ktap_run "$links cables, $places in use, one is pulled" replaced
ktap_run "one end sends nothing" one_end_silent
ktap_end
