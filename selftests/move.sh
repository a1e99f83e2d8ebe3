#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Conversations move from a port that works to another: no packet is lost, and none
# overtakes another of its flow, although what was sent on the old port takes 20 ms
# longer to arrive.
#
# +- a ---------+           +- b ---------+
# |       eth1 -+-----------+- eth1       |
# | lag0  eth2 -+-- 20 ms --+- eth2  lag0 |
# +-------------+           +-------------+
#
# environment: MOVES=N      so many times eth2 is given up and used again (3)
#              FLOWS=N      in each direction (16: so that each of them has a packet
#                           under way on a slow machine)

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/cable_lib.sh
. "$selftests/cable_lib.sh"

MOVES=${MOVES:-3}

# delayed NS...: what it sends on eth2
delayed()
{
	local name

	for name; do
		tc -n "$name" qdisc add dev eth2 root netem delay 20ms limit 10000 ||
			fail "cannot delay $name/eth2"
	done
}

# Time enough for a slow machine, or it is this that ends a hold.
patient="lag0 rate fast hash layer3+4 flush on hold-time 2 hold-frames 100000"

# in_order NS...: what a veth device receives is handled by one processor, and not
# by whichever its sender ran on, which may overtake one another
in_order()
{
	local name dev

	for name; do
		for dev in eth1 eth2; do
			inside "$name" sh -c "echo 1 >/sys/class/net/$dev/queues/rx-0/rps_cpus" ||
				fail "cannot set the receiving processor of $name/$dev"
		done
	done
}

# What a processor may have waiting: packets that were held come at once, and with
# them those that a slow machine is late with.
backlog=/proc/sys/net/core/netdev_max_backlog

# lost_where: what would explain packets that are lost
lost_where()
{
	local name dev

	for name in a b; do
		for dev in eth1 eth2; do
			diag "$name/$dev: discarded $(counter "$name" "$dev" data_discarded)"
		done
		diag "$name: $(inside "$name" grep ^Udp: /proc/net/snmp | tail -n 1)"
	done 2>/dev/null
	diag "dropped by processors: $(cut -d' ' -f2 /proc/net/softnet_stat | xargs)"
}

# traffic_over [SETTING...]: other than these, of a; in both directions
traffic_over()
{
	"${pair_by:-pair}" 2 "$patient" "${other:-$patient}"
	[ $# -eq 0 ] || lacpmodctl -n a lag set lag0 "$@" || fail "$*"
	no_ipv6 a b
	static_addresses lag0 "${lag_b:-lag0}"
	delayed a b
	in_order a b
	wait_until 15 both_distributing 2 lag0 "${lag_b:-lag0}" || fail "not two ports"
	traffic_start "${FLOWS:-16}" 4000
}

# sum_of NAME KEY: over all flows, as the receiver in a or b has counted it
sum_of()
{
	json_value "$(tail -n 1 "$tmp/traffic.$traffic_run.recv.$1")" "$2"
	echo "$REPLY"
}

# ordered: set $reordered_ab and _ba, and $slow where the sender was not fast enough
# for a flow to have a packet under way, as with a debugging kernel; no packet was lost
ordered()
{
	traffic_stop
	slow=
	reordered_ab=$(sum_of b reordered) reordered_ba=$(sum_of a reordered)
	diag "lost ${lost[a_to_b]} and ${lost[b_to_a]}, reordered $reordered_ab and" \
		"$reordered_ba of ${sent[a_to_b]} and ${sent[b_to_a]}," \
		"at ${rate[a_to_b]} and ${rate[b_to_a]} packets a second"
	[ $((lost[a_to_b] + lost[b_to_a])) -eq 0 ] || lost_where
	[ -n "${lossy:-}" ] || [ $((lost[a_to_b] + lost[b_to_a])) -eq 0 ] ||
		fail "packets were lost"
	[ "${rate[a_to_b]}" -ge 400 ] || slow=1
	[ -z "$slow" ] || [ -e "$kmemleak" ] || fail "too few packets were sent"
}

moves()
{
	lag_get a lag0 "moves.$1"
}

# partner_distributes, partner_stopped: as far as a has heard. To change more often
# than LACPDUs may tell costs packets, whatever becomes of those that are held.
partner_distributes()
{
	port_has a eth2 partner.state distributing
}

partner_stopped()
{
	! partner_distributes
}

# one_port, two_ports
one_port()
{
	lacpmodctl -n a lag set lag0 max-links 1 || fail "max-links 1"
	wait_until 10 both_distributing 1 lag0 "${lag_b:-lag0}" || fail "not one port"
	wait_until 5 partner_stopped || fail "b does not say that it has stopped"
	nap 0.2
}

two_ports()
{
	lacpmodctl -n a lag set lag0 max-links none || fail "max-links none"
	wait_until 10 both_distributing 2 lag0 "${lag_b:-lag0}" || fail "not two ports"
	wait_until 5 partner_distributes || fail "b does not say that it distributes"
	nap 0.2
}

given_up()
{
	local i

	traffic_over
	for ((i = 0; i < MOVES; i++)); do
		one_port
		two_ports
	done
	ordered
	diag "moved $(moves moved), held $(moves held), flushes $(moves flushes)," \
		"timeouts $(moves timeouts), overflows $(moves overflows)"
	[ $((reordered_ab + reordered_ba)) -eq 0 ] || fail "packets were reordered"
	[ "$(moves held)" -gt 0 ] || fail "no frame was held"
	[ "$(moves held)" -eq "$(moves released)" ] || fail "not all were released"
	[ "$(moves flushes)" -ge "$MOVES" ] || fail "eth2 was not flushed each time"
	[ $(($(moves timeouts) + $(moves overflows))) -eq 0 ] || fail "not by Markers alone"
}

# The same without it, or the test sees nothing.
flush_off()
{
	local before i

	other="lag0 rate fast hash layer3+4 flush off"
	traffic_over flush off
	before=$(moves moved)
	# Whether a flow has packets under way is chance, each time.
	for i in 1 2 3 4 5 6; do
		one_port
		two_ports
	done
	ordered
	# At what rate they are depends on how busy the machine is.
	[ ! -e "$kmemleak" ] || [ $((reordered_ab * reordered_ba)) -gt 0 ] || slow=1
	[ -z "$slow" ] || skip "too slow to have packets under way"
	[ "$reordered_ab" -gt 0 ] || fail "no packet was reordered from a to b"
	[ "$reordered_ba" -gt 0 ] || fail "no packet was reordered from b to a"
	[ "$(moves moved)" -eq "$before" ] || fail "conversations are held"
}

overflow()
{
	local i

	traffic_over hold-frames 4
	# Who sends may just have to wait for a processor as long as packets are held.
	for i in 1 2 3 4 5; do
		one_port
		[ "$(moves overflows)" -eq 0 ] || break
		two_ports
	done
	ordered
	[ "$(moves overflows)" -ge 1 ] || fail "no overflow is counted"
	[ "$(moves held)" -ge 4 ] || fail "not even four frames were held"
	[ "$(moves held)" -eq "$(moves released)" ] || fail "not all were released"
}

# muted N SETTINGS SETTINGS: as pair, but b has no Marker Responder: it hears none
muted()
{
	local i a b

	read -r -a a <<<"$2"
	read -r -a b <<<"$3"
	ns a b
	cables "$1"
	for ((i = 1; i <= $1; i++)); do
		printf '%s\n' "qdisc add dev eth$i clsact" \
			"filter add dev eth$i ingress protocol 0x8809 u32 match u8 2 0xff at 0 action drop"
	done | tc -n b -batch - || fail "cannot filter Markers"
	end a "$1" "${a[@]}"
	end b "$1" "${b[@]}"
}

# unanswered N: so many holds that the partner has let pass
unanswered()
{
	lag_is a lag0 moves.timeouts "$1"
}

mute()
{
	local i timeouts

	# No more than what a device of the other end may have waiting is sent at once.
	pair_by=muted other="${patient/hold-time 2/hold-time 200ms}"
	traffic_over hold-time 200ms
	for i in 1 2 3; do
		one_port
		two_ports
		nap 0.5
	done
	timeouts=$(moves timeouts)
	[ "$timeouts" -ge 3 ] || fail "not held for hold-time: $timeouts"
	# It is not waited for any more.
	one_port
	two_ports
	nap 0.5
	unanswered "$timeouts" || fail "held for a partner that never answers: $(moves timeouts)"
	[ "$(moves flushes)" -eq 0 ] || fail "Markers are answered"
	ordered
	[ "$(moves held)" -eq "$(moves released)" ] || fail "not all were released"
}

# Kernel bonding answers Markers, and has no generator. It says that it is in sync
# before it collects.
bonding()
{
	other="bond0 lacp_rate fast xmit_hash_policy layer3+4" lag_b=bond0 lossy=1
	traffic_over
	one_port
	two_ports
	one_port
	ordered
	[ "$reordered_ab" -eq 0 ] || fail "packets to bonding were reordered"
	[ "$(moves flushes)" -ge 3 ] || fail "bonding has not answered"
	[ "$(moves timeouts)" -eq 0 ] || fail "bonding has not answered each time"
}

drain_is()
{
	port_is a eth2 reason "$1"
}

# drain ON|OFF: until it has drained, or is used again
drain()
{
	lacpmodctl -n a port set eth2 drain "$1" || fail "drain $1"
	if [ "$1" = on ]; then
		wait_until 10 drain_is drained || fail "not drained: $(port_get a eth2 reason)"
	else
		wait_until 10 both_distributing 2 lag0 "${lag_b:-lag0}" || fail "not two ports"
		wait_until 5 partner_distributes || fail "b does not say that it distributes"
	fi
	nap 0.2
}

# data_sent: packets that have left a by eth2, but for LACPDUs and Markers
data_sent()
{
	local name sent

	sent=$(statistic a eth2 tx_packets)
	for name in lacpdu_tx marker_tx marker_response_tx; do
		sent=$((sent - $(counter a eth2 "$name")))
	done
	echo "$sent"
}

drained()
{
	local i before after

	traffic_over
	monitors a
	for ((i = 0; i < MOVES; i++)); do
		drain on
		[ "$(port_get a eth2 buckets)" -eq 0 ] || fail "it still carries"
		port_has a eth2 actor.state collecting && fail "it still collects"
		drain off
	done
	drain on
	before=$(data_sent)
	nap 0.3
	after=$(data_sent)
	[ $((after - before)) -le 3 ] || fail "$((after - before)) packets leave by a drained port"
	explains a eth2 "*drained, can be pulled*"
	# It is pulled, and plugged in again.
	down b eth2
	wait_until 5 port_is a eth2 reason no-link || fail "the link is not lost"
	up b eth2
	wait_until 5 drain_is drained || fail "it does not stay drained"
	counter_is a eth2 flaps 0 || fail "this counts as a failure"
	holds 1 distributing a lag0 1 || fail "it is used again by itself"
	drain off
	ordered
	[ $((reordered_ab + reordered_ba)) -eq 0 ] || fail "packets were reordered"
	[ "$(moves held)" -eq "$(moves released)" ] || fail "not all were released"
	[ "$(grep -c 'port-drained in-use -> drained' "$tmp/monitor.a")" -gt "$MOVES" ] ||
		fail "it is not told each time"
	! grep -q lag-carrier "$tmp/monitor.a" || fail "the carrier was lost"
}

# What would leave too few ports is refused, and what would leave none.
refused()
{
	pair 2 "lag0 rate fast min-links 2" "lag0 rate fast"
	wait_until 15 both_distributing 2 || fail "not two ports"
	! lacpmodctl -n a port set eth1 drain on 2>"$tmp/error" || fail "not refused"
	grep -q "drain.*min-links" "$tmp/error" || fail "refused by: $(<"$tmp/error")"
	lacpmodctl -n a lag set lag0 min-links 1 min-bandwidth 20G || fail "min-links"
	! lacpmodctl -n a port set eth1 drain on 2>"$tmp/error" ||
		fail "not refused for min-bandwidth"
	grep -q "drain.*min-bandwidth" "$tmp/error" || fail "refused by: $(<"$tmp/error")"
	lacpmodctl -n a lag set lag0 min-bandwidth none || fail "min-bandwidth"
	lacpmodctl -n a port set eth1 drain on || fail "drain on"
	wait_until 10 port_is a eth1 reason drained || fail "not drained"
	! lacpmodctl -n a port set eth2 drain on 2>/dev/null || fail "the last port is drained"
	# Its partner, who stands by for it, takes over.
	lacpmodctl -n a port set eth1 drain off || fail "drain off"
	wait_until 10 both_distributing 2 || fail "not two ports again"
	lacpmodctl -n a lag set lag0 max-links 1 || fail "max-links"
	wait_until 10 both_distributing 1 || fail "not one port"
	lacpmodctl -n a port set eth1 drain on || fail "drain on, with a port that stands by"
	wait_until 10 distributes a lag0 eth2 || fail "eth2 does not take over"
	wait_until 10 port_is a eth1 reason drained || fail "not drained"
	lag_is a lag0 carrier true || fail "no carrier"
}

# rebalance [dry-run]: set $moved
rebalance()
{
	json_value "$(lacpmodctl -n a -j lag rebalance lag0 "$@")" moved
	moved=$REPLY
}

# uneven_traffic: by chance; to change the hash under traffic would reorder it
uneven_traffic()
{
	local seed

	patient=${patient/rate fast/rate slow}
	traffic_over bucket-counters on hold-time 1
	for seed in {1..9}; do
		nap 0.5
		rebalance dry-run
		[ "$moved" -eq 0 ] || return 0
		traffic_stop
		lacpmodctl -n a lag set lag0 hash-seed "$seed" || fail "hash-seed"
		traffic_start "${FLOWS:-16}" 4000
	done
	fail "the load is even"
}

# What a rebalancing moves, and another weight, is held as well: from then on, and
# not from when LACP last had something to do.
rebalanced()
{
	local i times=0

	uneven_traffic
	for ((i = 0; i < 10 * MOVES && times < MOVES; i++)); do
		printf 'port set eth2 weight %s\n' 1 auto | lacpmodctl -n a -b - || fail "weight"
		nap 1.2
		rebalance
		[ "$moved" -eq 0 ] || times=$((times + 1))
		nap 0.3
	done
	ordered
	diag "$times times, moved $(moves moved), held $(moves held), flushes $(moves flushes)," \
		"timeouts $(moves timeouts), overflows $(moves overflows)"
	[ "$times" -ge "$MOVES" ] || fail "shares suit the load each time"
	[ $((reordered_ab + reordered_ba)) -eq 0 ] || fail "packets were reordered"
	[ "$(moves held)" -eq "$(moves released)" ] || fail "not all were released"
	[ $(($(moves timeouts) + $(moves overflows))) -eq 0 ] || fail "not by Markers alone"
}

need_traffic
modprobe sch_netem 2>/dev/null
max_backlog=$(<$backlog)
echo 10000 >$backlog
ktap_plan 8
ktap_run "a slow port is given up and used again, $MOVES times" given_up
ktap_run "a slow port is drained and used again, $MOVES times" drained
ktap_run "a load is evened out, $MOVES times" rebalanced
ktap_run "what cannot be drained, and a port that stands by" refused
ktap_run "without flush, packets are reordered" flush_off
ktap_run "as many frames are held as may be" overflow
ktap_run "a partner that answers no Marker" mute
ktap_run "bonding answers Markers" bonding
echo "$max_backlog" >$backlog
ktap_end
