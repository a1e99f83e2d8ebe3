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
# environment: ROUNDS=N     so many times eth2 is given up and used again (3)

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/cable_lib.sh
. "$selftests/cable_lib.sh"

# delayed NS...: what it sends on eth2
delayed()
{
	local name

	for name; do
		tc -n "$name" qdisc add dev eth2 root netem delay 20ms limit 10000 ||
			fail "cannot delay $name/eth2"
	done
}

# traffic_over [SETTING...]: of a; 64 flows in both directions
traffic_over()
{
	pair 2 "lag0 rate fast hash layer3+4 $*" "${other:-lag0 rate fast hash layer3+4}"
	no_ipv6 a b
	static_addresses lag0 "${lag_b:-lag0}"
	delayed a b
	wait_until 15 both_distributing 2 lag0 "${lag_b:-lag0}" || fail "not two ports"
	traffic_start 64 4000
}

# sum_of NAME KEY: over all flows, as the receiver in a or b has counted it
sum_of()
{
	json_value "$(tail -n 1 "$tmp/traffic.$traffic_run.recv.$1")" "$2"
	echo "$REPLY"
}

# ordered: set $reordered; no packet was lost, and the sender was fast enough for
# a flow to have a packet under way
ordered()
{
	traffic_stop
	reordered_ab=$(sum_of b reordered) reordered_ba=$(sum_of a reordered)
	diag "lost ${lost[a_to_b]} and ${lost[b_to_a]}, reordered $reordered_ab and" \
		"$reordered_ba of ${sent[a_to_b]} and ${sent[b_to_a]}," \
		"at ${rate[a_to_b]} and ${rate[b_to_a]} packets a second"
	[ $((lost[a_to_b] + lost[b_to_a])) -eq 0 ] || fail "packets were lost"
	[ "${rate[a_to_b]}" -ge 1000 ] || fail "too few packets were sent"
}

moves()
{
	lag_get a lag0 "moves.$1"
}

# one_port, two_ports
one_port()
{
	lacpmodctl -n a lag set lag0 max-links 1 || fail "max-links 1"
	wait_until 10 both_distributing 1 lag0 "${lag_b:-lag0}" || fail "not one port"
	nap 0.2
}

two_ports()
{
	lacpmodctl -n a lag set lag0 max-links none || fail "max-links none"
	wait_until 10 both_distributing 2 lag0 "${lag_b:-lag0}" || fail "not two ports"
	nap 0.2
}

given_up()
{
	local i

	traffic_over
	for ((i = 0; i < ${ROUNDS:-3}; i++)); do
		one_port
		two_ports
	done
	ordered
	diag "moved $(moves moved), held $(moves held), flushes $(moves flushes)," \
		"timeouts $(moves timeouts), overflows $(moves overflows)"
	[ $((reordered_ab + reordered_ba)) -eq 0 ] || fail "packets were reordered"
	[ "$(moves held)" -gt 0 ] || fail "no frame was held"
	[ "$(moves held)" -eq "$(moves released)" ] || fail "not all were released"
	[ "$(moves flushes)" -ge "${ROUNDS:-3}" ] || fail "eth2 was not flushed each time"
	[ $(($(moves timeouts) + $(moves overflows))) -eq 0 ] || fail "not by Markers alone"
}

# The same without it, or the test sees nothing.
flush_off()
{
	other="lag0 rate fast hash layer3+4 flush off"
	traffic_over flush off
	one_port
	two_ports
	one_port
	two_ports
	ordered
	[ "$reordered_ab" -gt 0 ] || fail "no packet was reordered from a to b"
	[ "$reordered_ba" -gt 0 ] || fail "no packet was reordered from b to a"
	[ "$(moves moved)" -eq 0 ] || fail "conversations are held"
}

overflow()
{
	traffic_over hold-frames 4
	one_port
	ordered
	[ "$(moves overflows)" -ge 1 ] || fail "no overflow is counted"
	[ "$(moves held)" -ge 4 ] || fail "not even four frames were held"
	[ "$(moves held)" -eq "$(moves released)" ] || fail "not all were released"
}

# unanswered N: so many holds that the partner has let pass
unanswered()
{
	lag_is a lag0 moves.timeouts "$1"
}

# b has no Marker Responder: it hears none.
mute()
{
	local i

	traffic_over hold-time 50ms
	printf '%s\n' "qdisc add dev eth2 clsact" \
		"filter add dev eth2 ingress protocol 0x8809 u32 match u8 2 0xff at 0 action drop" \
		"qdisc add dev eth1 clsact" \
		"filter add dev eth1 ingress protocol 0x8809 u32 match u8 2 0xff at 0 action drop" |
		tc -n b -batch - || fail "cannot filter Markers"
	one_port
	wait_until 2 unanswered 1 || fail "not held for hold-time: $(moves timeouts)"
	two_ports
	wait_until 2 unanswered 2 || fail "not held for hold-time: $(moves timeouts)"
	one_port
	wait_until 2 unanswered 3 || fail "not held for hold-time: $(moves timeouts)"
	# It is not waited for a fourth time.
	two_ports
	one_port
	unanswered 3 || fail "held for a partner that never answers: $(moves timeouts)"
	ordered
	[ "$(moves held)" -eq "$(moves released)" ] || fail "not all were released"
}

# Kernel bonding answers Markers, and has no generator.
bonding()
{
	other="bond0 lacp_rate fast xmit_hash_policy layer3+4" lag_b=bond0
	traffic_over
	one_port
	two_ports
	one_port
	ordered
	[ "$reordered_ab" -eq 0 ] || fail "packets to bonding were reordered"
	[ "$(moves flushes)" -ge 3 ] || fail "bonding has not answered"
	[ "$(moves timeouts)" -eq 0 ] || fail "bonding has not answered each time"
}

need_traffic
modprobe sch_netem 2>/dev/null
ktap_plan 5
ktap_run "a slow port is given up and used again, ${ROUNDS:-3} times" given_up
ktap_run "without flush, packets are reordered" flush_off
ktap_run "as many frames are held as may be" overflow
ktap_run "a partner that answers no Marker" mute
ktap_run "bonding answers Markers" bonding
ktap_end
