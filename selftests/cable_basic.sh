#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# LACP over network cards whose carrier changes without RTNL and which receive
# no multicast that nobody asked for.
. "$(dirname "$0")/lib.sh"
. "$selftests/cable_lib.sh"

slow_address=01:80:c2:00:00:02

# What fails here would fail everywhere: the cards do filter.
filters()
{
	local before

	ns a b
	ns_move a c1a
	ns_move b c1b
	no_ipv6 a b
	up a c1a
	up b c1b
	wait_until 5 carrier b c1b || fail "no carrier"

	before=$(statistic b c1b rx_packets)
	inside a pdu send c1a lacp >/dev/null || fail "cannot send"
	inside a pdu send c1a frame dst ff:ff:ff:ff:ff:ff ethertype 88b5 data 00 >/dev/null ||
		fail "cannot send"
	wait_until 5 received_more "$before" || fail "no broadcast is received"
	[ "$(statistic b c1b rx_packets)" -eq $((before + 1)) ] ||
		fail "the card does not filter: these tests prove nothing"

	ip -n b maddr add "$slow_address" dev c1b || fail "cannot add the address"
	inside a pdu send c1a lacp >/dev/null || fail "cannot send"
	wait_until 5 received_more $((before + 1)) || fail "the address makes no difference"
}

received_more()
{
	[ "$(statistic b c1b rx_packets)" -gt "$1" ]
}

# heard NS DEV: it hears LACPDUs, by that address and not by promiscuity
heard()
{
	local link

	link=$(ip -n "$1" -d link show dev "$2")
	[[ $link == *"promiscuity 0 "* && $link != *PROMISC* ]] || fail "$1/$2 is promiscuous"
	[[ $link == *"allmulti 0 "* && $link != *ALLMULTI* ]] ||
		fail "$1/$2 receives all multicast"
	ip -n "$1" maddr show dev "$2" | grep -q "$slow_address" ||
		fail "$1/$2 has not been given the address of LACPDUs"
	counter_above "$1" "$2" lacpdu_rx 0 || fail "$1/$2 has heard no LACPDU"
}

converges()
{
	local k

	# Bonding runs no LACP on a card that reports no speed.
	[[ $2 != bond* ]] || cable_speed 1000 c1b c2b c3b c4b
	cable_pair 4 "$1" "$2"
	wait_until 15 both_distributing 4 "${1%% *}" "${2%% *}" || fail "not all ports distribute"
	for k in 1 2 3 4; do
		heard a "c${k}a"
		[[ $2 == bond* ]] || heard b "c${k}b"
	done
	carrier a "${1%% *}" || fail "no carrier"
	carrier b "${2%% *}" || fail "no carrier"
}

# event_since MS FILE WORDS: set $event to when a line of a monitor with these
# words came, the first that is not before
event_since()
{
	local time rest

	while read -r time rest; do
		event=$(milliseconds "$time")
		[ "$event" -lt "$1" ] || [[ $rest != *"$3"* ]] || return 0
	done <"$2"
	return 1
}

# pull_under_traffic LAG-OF-A LAG-OF-B: pull cable 2; an idle port would notice
# only when the kernel tells it, which may be a second later
pull_under_traffic()
{
	static_addresses "$1" "$2"
	traffic_start 64 500
	nap 0.3
	pull 2
}

# noticed NS: soon after that the monitor says so
noticed()
{
	local delay

	wait_until 5 event_since $((moved - 1)) "$tmp/monitor.$1" \
		"c2$1 port-mux collecting-distributing ->" ||
		fail "the monitor of $1 says nothing of a lost link"
	delay=$((event - moved))
	diag "$1: $delay ms from the pull to the first change"
	[ "$delay" -le 500 ] || fail "too slow"
	port_is "$1" "c2$1" buckets 0 || fail "buckets stay where they were"
	port_is "$1" "c2$1" reason no-link || fail "no reason"
}

monitors()
{
	local name

	for name; do
		background "$name" "$tmp/monitor.$name" lacpmodctl monitor
	done
}

# A monitor that has seen a port join will see the next thing.
monitors_ready()
{
	local name

	plug 3
	for name; do
		wait_until 10 grep -q 'port-mux.*-> collecting-distributing' "$tmp/monitor.$name" ||
			fail "the monitor sees nothing"
	done
}

# Both ends lose the carrier at once here; each acts on its own.
pulled()
{
	local settings="lag0 rate slow hash layer3+4" name

	cable_pair 3 "$settings" "$settings"
	pull 3
	wait_until 15 both_distributing 2 || fail "not all ports distribute"
	monitors a b
	monitors_ready a b
	wait_until 10 both_distributing 3 || fail "not all ports distribute"

	pull_under_traffic lag0 lag0
	for name in a b; do
		noticed "$name"
		lag_is "$name" lag0 distributing 2 || fail "not two ports distribute"
	done
	traffic_stop

	plug 2
	wait_until 10 both_distributing 3 || fail "the port does not come back"
	port_is a c2a buckets 1365 || port_is a c2a buckets 1366 ||
		fail "the port does not get its share back"
}

pulled_from_bonding()
{
	cable_speed 1000 c1b c2b c3b
	cable_pair 3 "lag0 rate fast hash layer3+4" \
		"bond0 lacp_rate fast xmit_hash_policy layer3+4"
	pull 3
	wait_until 15 both_distributing 2 lag0 bond0 || fail "not all ports distribute"
	monitors a
	monitors_ready a
	wait_until 10 both_distributing 3 lag0 bond0 || fail "not all ports distribute"

	pull_under_traffic lag0 bond0
	noticed a
	wait_until 5 both_distributing 2 lag0 bond0 || fail "a lost link goes unnoticed"
	traffic_stop

	plug 2
	wait_until 15 both_distributing 3 lag0 bond0 || fail "the port does not come back"
}

# Two of four cables are moved from system b to system c.
third_system()
{
	local settings="lag0 rate fast" k

	cable_pair 4 "$settings" "$settings"
	wait_until 15 both_distributing 4 || fail "not all ports distribute"

	ns c
	lag c lag0 rate fast
	for k in 3 4; do
		leave b "c${k}b"
		ip -n b link set "c${k}b" netns c || fail "cannot move c${k}b"
	done
	join c lag0 c3b c4b
	up c lag0
	for k in 3 4; do
		wait_until 10 port_is a "c${k}a" reason other-system ||
			fail "c${k}a does not say that it leads to another system"
	done
	both_distributing 2 || fail "the others are disturbed"
	not distributing c lag0 2 || fail "the third system distributes into a closed door"
	lacpmodctl -n a show | grep 'cabled to another system' | head -n 1 | sed 's/^ */# /'

	for k in 3 4; do
		leave c "c${k}b"
		ip -n c link set "c${k}b" netns b || fail "cannot move c${k}b"
	done
	join b lag0 c3b c4b
	wait_until 15 both_distributing 4 || fail "the ports do not come back"
}

all_pulled()
{
	local settings="lag0 rate fast" name

	cable_pair 4 "$settings" "$settings"
	wait_until 15 both_distributing 4 || fail "not all ports distribute"
	pull 1 2 3 4
	for name in a b; do
		wait_until 5 not carrier "$name" lag0 || fail "lag0 of $name has carrier without a link"
		lag_is "$name" lag0 distributing 0 || fail "ports distribute without a link"
	done
	plug 3
	for name in a b; do
		wait_until 10 carrier "$name" lag0 || fail "lag0 of $name has no carrier with a link"
	done
	both_distributing 1 || fail "not one port distributes"
	plug 1 2 4
	wait_until 10 both_distributing 4 || fail "the ports do not come back"
}

need ethtool
need_traffic
need_cables 4
ktap_plan 7
ktap_run "the cards filter multicast" filters
ktap_run "lacpmod and lacpmod, 4 ports: LACPDUs pass the filters" \
	converges "lag0 rate fast" "lag0 rate fast"
ktap_run "lacpmod and bonding, 4 ports: LACPDUs pass the filters" \
	converges "lag0 rate fast" "bond0 lacp_rate fast"
ktap_run "a cable pulled and plugged" pulled
ktap_run "a cable to bonding pulled and plugged" pulled_from_bonding
ktap_run "two cables to a third system: out, and it is said why" third_system
ktap_run "all cables pulled, one plugged: carrier follows" all_pulled
ktap_end
