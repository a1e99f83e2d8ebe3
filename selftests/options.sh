#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Settings changed while traffic flows: they take effect, and cost not one packet
# and no renegotiation where the standard asks for none. (Static mode is in
# fallback.sh.)
#
# +- a ---------+           +- b ---------+
# |       eth1 -+-----------+- eth1       |
# | lag0  eth2 -+-----------+- eth2  lag0 |
# +-------------+           +-------------+

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/cable_lib.sh
. "$selftests/cable_lib.sh"

# joined [SETTING...]: two links, both ends so set
joined()
{
	pair 2 "lag0 rate fast $*" "lag0 rate fast $*"
	no_ipv6 a b
	static_addresses lag0 lag0
	wait_until 10 both_distributing 2 || fail "no link"
}

# flows: 64 in both directions
flows()
{
	monitors a b
	traffic_start 64 500
}

under_traffic()
{
	joined "$@"
	flows
}

# no_packet_lost: in either direction, nor the carrier
no_packet_lost()
{
	traffic_stop
	diag "lost ${lost[a_to_b]} of ${sent[a_to_b]} and ${lost[b_to_a]} of ${sent[b_to_a]}"
	[ "$((lost[a_to_b] + lost[b_to_a]))" -eq 0 ] || fail "packets are lost"
	! grep -h lag-carrier "$tmp"/monitor.? || fail "the carrier was lost"
}

# tried lag|port NAME...: these settings were changed here
tried()
{
	printf "$1 %s\n" "${@:2}" >>"$tmp/tried"
}

# change NAME VALUE [SHOWN]: of lag0, or of eth1 where $port says so; it is shown
change()
{
	local shown=${3:-$2} object=(lag lag0)

	[ -z "${port:-}" ] || object=(port eth1)
	tried "${object[0]}" "$1"
	lacpmodctl -n a "${object[0]}" set "${object[1]}" "$1" "$2" || fail "$1 $2"
	"${object[0]}_is" a "${object[1]}" "${1//-/_}" "$shown" ||
		fail "$1 $2 is shown as $("${object[0]}_get" a "${object[1]}" "${1//-/_}")"
}

# b_hears BIT DEV...: the partner has been told of it; b_misses
b_hears()
{
	local dev

	for dev in "${@:2}"; do
		wait_until 5 port_has b "$dev" partner.state "$1" || fail "b is not told of $1"
	done
}

b_misses()
{
	local dev

	for dev in "${@:2}"; do
		wait_until 5 not port_has b "$dev" partner.state "$1" ||
			fail "b is not told that $1 is off"
	done
}

# nothing_lost: no packet, and no port has left distribution
nothing_lost()
{
	local name

	traffic_stop
	[ "$((lost[a_to_b] + lost[b_to_a]))" -eq 0 ] ||
		fail "lost ${lost[a_to_b]} of ${sent[a_to_b]} and ${lost[b_to_a]} of ${sent[b_to_a]}"
	for name in a b; do
		# From one kind of Mux to the other, and back
		if grep -E 'port-mux|lag-carrier' "$tmp/monitor.$name" |
			grep -vE '(collecting-)?distributing -> (collecting-)?distributing$'; then
			fail "renegotiated in $name"
		fi
	done
	both_distributing 2 || fail "not both distribute"
}

# One port carries all that has the same two MAC addresses.
one_carries_all()
{
	local before after idle=0 i
	mapfile -t before < <(inside a cat /sys/class/net/eth{1,2}/statistics/tx_packets)
	nap 0.3
	mapfile -t after < <(inside a cat /sys/class/net/eth{1,2}/statistics/tx_packets)
	for i in 0 1; do
		# LACPDUs alone
		[ $((after[i] - before[i])) -gt 10 ] || idle=$((idle + 1))
	done
	[ "$idle" -eq 1 ]
}

of_lag()
{
	under_traffic
	change mode passive
	b_misses activity eth1 eth2
	change mode active
	b_hears activity eth1 eth2
	change rate slow
	b_misses timeout eth1 eth2
	change rate fast
	b_hears timeout eth1 eth2
	change hash layer2
	wait_until 5 one_carries_all || fail "both ports carry traffic by layer2"
	change hash layer3+4
	wait_until 5 not one_carries_all || fail "one port carries all traffic by layer3+4"
	change hash layer2+3
	change mux independent
	change mux coupled
	change min-links 2
	change min-links 1
	change min-bandwidth 20G 20000
	change min-bandwidth none 0
	change max-links 2
	change max-links none 0
	change aggregate-wait 0
	change selection count
	change selection port-priority
	change selection stable
	change reselect better
	change same-speed on true
	change wait-to-restore 100 100000
	change revertive off false
	change sync-timeout never 0
	change timeout-multiplier 20
	change fallback single
	change fallback all
	change fallback-timeout 0
	change fallback-preempt on true
	change flap-limit 1
	change flap-interval 100 100000
	change flap-hold 1 1000
	change rx-limit none 0
	change hash-symmetric on true
	change hash-seed 4294967295
	change hash-symmetric off false
	change hash flow
	change bucket-counters on true
	change rebalance-interval 3600 3600000
	change rebalance-interval never 0
	change bucket-counters off false
	change flush off false
	change flush on true
	change hold-time 1 1000
	change hold-frames 1
	nothing_lost
}

of_port()
{
	local port=eth1

	under_traffic
	change mode passive
	b_misses activity eth1
	change mode active
	b_hears activity eth1
	change mode inherit
	change rate slow
	b_misses timeout eth1
	change rate inherit
	b_hears timeout eth1
	# What is assumed of a partner that is not heard
	tried port partner-system partner-system-priority partner-key partner-port \
		partner-port-priority partner-state
	lacpmodctl -n a port set eth1 partner-system 02:00:00:00:00:99 partner-key 9 \
		partner-system-priority 4 partner-port 3 partner-port-priority 2 \
		partner-state none || fail "partner-system"
	port_is a eth1 partner_admin.key 9 || fail "partner-key is not shown"
	port_is a eth1 partner_admin.port 3 || fail "partner-port is not shown"
	lacpmodctl -n a port restore eth1 || fail "restore"
	change weight 30000
	port_is a eth1 buckets 3072 || fail "3 of 4 shares are $(port_get a eth1 buckets) buckets"
	change weight auto 0
	port_is a eth1 buckets 2048 || fail "equal shares are $(port_get a eth1 buckets) buckets"
	nothing_lost
}

# renegotiates NAME VALUE PARTNER-NAME: what identifies LAG or port must be agreed
# upon anew
renegotiates()
{
	local who=(lag_is b lag0)

	change "$1" "$2"
	[ -z "${port:-}" ] || who=(port_is b eth1)
	wait_until 10 "${who[@]}" "$3" "$2" || fail "b is not told of $1 $2"
	wait_until 10 both_distributing 2 || fail "not both distribute with $1 $2"
}

identity()
{
	local port=

	under_traffic
	renegotiates key 77 partner_key
	renegotiates system-priority 7 partner_system_priority
	tried lag system-id
	lacpmodctl -n a lag set lag0 system-id 02:00:00:00:00:77 || fail "system-id"
	wait_until 10 lag_is b lag0 partner_system 02:00:00:00:00:77 || fail "b is not told"
	wait_until 10 both_distributing 2 || fail "not both distribute with another System ID"
	port=eth1
	renegotiates priority 5 partner.port_priority
	renegotiates number 99 partner.port
	change individual on true
	wait_until 10 both_distributing 1 || fail "an individual link is used beside another"
	change individual off false
	wait_until 10 both_distributing 2 || fail "the link is not used again"
	change drain on true
	wait_until 10 both_distributing 1 || fail "a port that drains is used"
	change drain off false
	wait_until 10 both_distributing 2 || fail "the port is not used again"
	port=
	wait_until 5 traffic_goes_on || fail "no traffic"
	traffic_stop
	diag "lost ${lost[a_to_b]} of ${sent[a_to_b]} and ${lost[b_to_a]} of ${sent[b_to_a]}"
}

# Where LACP is not spoken, nobody need agree to what a port is called.
without_lacp()
{
	local port=eth1

	under_traffic mode static
	change number 99
	change priority 5
	change number 1
	nothing_lost
}

# settings_of OBJECT: the names in what lacpmodctl says it can set
settings_of()
{
	local word words depth=0 name=

	read -r -d '' -a words < <(lacpmodctl "$1" help)
	for word in "${words[@]}"; do
		case $word in
		"{") depth=$((depth + 1)) ;;
		"}") depth=$((depth - 1)) ;;
		esac
		case $depth:$word in
		1:"{" | 1:"|") name=1 ;;
		0:"}") break ;;
		1:*)
			[ -z "$name" ] || echo "$1 $word"
			name=
			;;
		esac
	done
}

# Whatever lacpmodctl can set was set above.
nothing_missed()
{
	local object setting n=0 missed=

	[ -z "${ONLY:-}" ] || skip "not all tests were run"
	for object in lag port; do
		while read -r setting; do
			n=$((n + 1))
			grep -qx "$setting" "$tmp/tried" || missed+=" $setting,"
		done < <(settings_of "$object")
	done
	[ "$n" -ge 35 ] || fail "only $n settings are found in lacpmodctl's help"
	[ -z "$missed" ] || fail "never changed:${missed%,}"
}

# packets_now: what b has received on lag0
packets_now()
{
	statistic b lag0 rx_packets
}

traffic_goes_on()
{
	local before
	before=$(packets_now)
	nap 0.2
	[ "$(packets_now)" -gt $((before + 20)) ]
}

# Fewer ports: a port that is given up carries to the last packet, also where
# changes come faster than LACPDUs may tell of them.
demotion()
{
	local i

	under_traffic
	for i in 1 2 3; do
		change max-links 1
		wait_until 5 both_distributing 1 || fail "not one port"
		change max-links none 0
		wait_until 5 both_distributing 2 || fail "not two ports"
	done
	for i in 1 2 3 4 5 6 7 8; do
		change max-links 1
		change max-links none 0
	done
	wait_until 5 both_distributing 2 || fail "not two ports"
	no_packet_lost
}

# LACP goes off on a port: b sends by it until it has heard so, which takes a while.
lacp_off()
{
	local port=eth1

	joined hash layer3+4
	tc -n a qdisc add dev eth1 root netem delay 200ms limit 10000 || fail "netem"
	flows
	change mode off
	wait_until 5 both_distributing 1 || fail "not one port"
	change mode inherit
	wait_until 10 both_distributing 2 || fail "not two ports"
	no_packet_lost
}

need_traffic
ktap_plan 7
ktap_run "settings of a LAG" of_lag
ktap_run "settings of a port" of_port
ktap_run "what identifies LAG and ports" identity
ktap_run "fewer ports and more" demotion
ktap_run "LACP off on a port" lacp_off
ktap_run "a port's number where LACP is not spoken" without_lacp
ktap_run "every setting was changed" nothing_missed
ktap_end
