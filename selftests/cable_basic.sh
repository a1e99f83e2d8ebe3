#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# LACP over network cards whose carrier changes without RTNL and which receive
# no multicast that nobody asked for.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/cable_lib.sh
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

# A pulled cable is found at once by who sends; an idle port would notice only
# when the kernel tells it, which may be a second later.

# noticed NS: set $delay to how soon after that a monitor said so
noticed()
{
	wait_until 5 event_since $((moved - 1)) "$1" \
		"c2$1 port-mux collecting-distributing ->" ||
		fail "the monitor of $1 says nothing of a lost link"
	delay=$((event - moved))
	port_is "$1" "c2$1" buckets 0 || fail "buckets stay where they were"
	port_is "$1" "c2$1" reason no-link || fail "no reason"
}

# soon NS MS...: the median
soon()
{
	local result name=$1
	shift

	result=$(median "$@")
	diag "$name: $* ms from the pull to the first change"
	[ "$result" -le 500 ] || fail "the median is above 500 ms"
}

# pulled LAG-OF-A LAG-OF-B MONITORED-NS...: three times, under traffic
pulled()
{
	local lag_a=$1 lag_b=$2 hash=hash name
	declare -A delays
	shift 2
	[[ $lag_b != bond* ]] || hash=xmit_hash_policy

	cable_speed 1000 c1b c2b c3b
	cable_pair 3 "$lag_a rate slow hash layer3+4" \
		"$lag_b $hash layer3+4"
	static_addresses "$lag_a" "$lag_b"
	monitors "$@"
	for _ in 1 2 3; do
		wait_until 20 both_distributing 3 "$lag_a" "$lag_b" || fail "not all ports distribute"
		traffic_start 64 500
		nap 0.3
		pull 2
		for name; do
			noticed "$name"
			delays[$name]+="$delay "
		done
		wait_until 5 both_distributing 2 "$lag_a" "$lag_b" || fail "not two ports distribute"
		traffic_stop
		plug 2
	done
	wait_until 20 both_distributing 3 "$lag_a" "$lag_b" || fail "the port does not come back"
	port_is a c2a buckets 1365 || port_is a c2a buckets 1366 ||
		fail "the port does not get its share back"
	for name; do
		# shellcheck disable=SC2086
		soon "$name" ${delays[$name]}
	done
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
	distributing c lag0 0 || fail "the third system distributes into a closed door"
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
ktap_run "a cable pulled and plugged" pulled lag0 lag0 a b
ktap_run "a cable to bonding pulled and plugged" pulled lag0 bond0 a
ktap_run "two cables to a third system: out, and it is said why" third_system
ktap_run "all cables pulled, one plugged: carrier follows" all_pulled
ktap_end
