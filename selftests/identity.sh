#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Who aggregates with whom.  Two good links, and a third that is not: its port
# stays out and says why, and the two others never notice.
#
# +- a ---------+           +- b ---------+
# |       eth1 -+-----------+- eth1       |
# | lag0  eth2 -+-----------+- eth2  lag0 |
# |             |           +-------------+
# |       eth3 -+-- another LAG, another System, itself, an individual link
# +-------------+

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# two_good: the two good links, with pings that must not be lost
two_good()
{
	pair 2 "lag0 rate fast" "lag0 rate fast"
	wait_until 8 both_distributing 2 || fail "the two good links"
	address a lag0 10.0.0.1/24
	address b lag0 10.0.0.2/24
	wait_until 5 pings a 10.0.0.2 || fail "no ping"
	background a "$tmp/ping" ping -q -i 0.05 10.0.0.2
}

# stays_out REASON DEV...: and the others go on
stays_out()
{
	local reason=$1 dev
	shift

	for dev; do
		wait_until 5 port_is a "$dev" reason "$reason" ||
			fail "$dev: reason $(port_get a "$dev" reason), not $reason"
	done
	holds 4 distributing a lag0 2 || fail "the number of distributing ports changes"
	for dev; do
		port_is a "$dev" reason "$reason" ||
			fail "$dev: reason $(port_get a "$dev" reason), not $reason"
		! port_has a "$dev" actor.state synchronization || fail "$dev: in sync"
	done
	distributes a lag0 eth1 || fail "eth1 does not distribute"
	distributes a lag0 eth2 || fail "eth2 does not distribute"
	stop "$tmp/ping" -INT
	ping_whole "$tmp/ping" || fail "$(tail -n 2 "$tmp/ping")"
}

# says TEXT: lacpmodctl show has it
says()
{
	[[ $(lacpmodctl -n a show) == *"$1"* ]] || fail "lacpmodctl show does not say '$1'"
}

third_system()
{
	two_good
	ns c
	cable a eth3 c eth1
	join a lag0 eth3
	end c 1 lag0 rate fast
	stays_out other-system eth3
	says "its partner is $(lag_get c lag0 system), the group's is $(lag_get b lag0 system): cabled to another system?"
	not carrier c lag0 || fail "c has carrier"
	port_is c eth1 reason partner-not-in-sync || fail "c: $(port_get c eth1 reason)"
}

# Two LAGs of one System.
wrong_key()
{
	two_good
	cables 1 3
	lag b lag1 key 77 system-id "$(lag_get b lag0 system)"
	join b lag1 eth3
	up b lag1
	join a lag0 eth3
	stays_out other-key eth3
	says "its partner's key is 77, the group's is $(lag_get b lag0 key)"
	not carrier b lag1 || fail "lag1 has carrier"
}

looped_cable()
{
	two_good
	cable a eth3 a eth4
	join a lag0 eth3 eth4
	stays_out looped eth3 eth4
	says "own System ID: is the cable looped back"
	counter_above a eth3 own_system_rx 0 || fail "own_system_rx"
}

only_looped()
{
	ns a
	cable a eth1 a eth2
	end a 2 lag0 rate fast
	wait_until 5 port_is a eth1 reason looped || fail "$(port_get a eth1 reason)"
	holds 4 distributing a lag0 0 || fail "it distributes to itself"
	not carrier a lag0 || fail "carrier"
}

# A line that sends back what it is sent.
reflected()
{
	two_good
	cables 1 3
	up b eth3
	printf '%s\n' "qdisc add dev eth3 clsact" \
		"filter add dev eth3 ingress matchall action mirred egress redirect dev eth3" |
		tc -n b -batch - || fail "tc"
	join a lag0 eth3
	stays_out looped eth3
}

# A LACPDU of our own System, and then silence: the timeout counts on.
own_system_timeout()
{
	local own

	ns a b
	cables 1
	up b eth1
	end a 1 lag0 rate fast
	background b "$tmp/partner" pdu partner eth1
	wait_until 8 distributing a lag0 1 || fail "no link"
	stop "$tmp/partner" -KILL
	own=$(lag_get a lag0 system)
	inside b pdu send eth1 lacp system "$own" port 1 state ATGSCD \
		partner-system "$own" partner-key 1 partner-port 1 partner-port-priority 32768 \
		partner-system-priority 32768 partner-state ATGSCD
	wait_until 3.5 distributing a lag0 0 || fail "still distributing"
	wait_until 7 port_is a eth1 rx_state defaulted ||
		fail "rx state $(port_get a eth1 rx_state)"
	counter_is a eth1 own_system_rx 1 || fail "own_system_rx"
	not carrier a lag0 || fail "carrier"
}

individual()
{
	two_good
	cables 1 3
	up b eth3
	join a lag0 eth3
	background b "$tmp/partner" pdu partner eth3 system "$(lag_get b lag0 system)" \
		key "$(lag_get b lag0 key)" port 9 state ATSCD
	stays_out individual eth3
	says "its partner keeps this link from aggregating"
}

# Nobody else there: an individual link is better than none, but only one.
individual_alone()
{
	ns a b
	cables 2
	up b eth1 eth2
	end a 2 lag0 rate fast
	background b "$tmp/partner1" pdu partner eth1 port 1 state ATSCD
	background b "$tmp/partner2" pdu partner eth2 port 2 state ATSCD
	wait_until 10 distributing a lag0 1 || fail "none distributes"
	holds 3 distributing a lag0 1 || fail "not exactly one"
	carrier a lag0 || fail "no carrier"
}

# Two LAGs at each end that share a System ID.
shared_system()
{
	local name

	ns a b
	cables 2
	for name in a b; do
		lag "$name" lag0 system-id "02:00:00:00:00:0$name" key 10
		lag "$name" lag1 system-id "02:00:00:00:00:0$name" key 11
		join "$name" lag0 eth1
		join "$name" lag1 eth2
		up "$name" lag0 lag1
	done
	wait_until 8 both_distributing 1 lag0 || fail "lag0"
	wait_until 8 both_distributing 1 lag1 || fail "lag1"
	[ "$(lag_get a lag1 partner_system)" = 02:00:00:00:00:0b ] || fail "partner System"
	[ "$(lag_get a lag1 partner_key)" = 11 ] || fail "partner key"
}

ktap_plan 9
ktap_run "a third System" third_system
ktap_run "another key" wrong_key
ktap_run "a looped cable" looped_cable
ktap_run "nothing but a looped cable" only_looped
ktap_run "a reflecting line" reflected
ktap_run "a LACPDU of the own System does not stop the timeout" own_system_timeout
ktap_run "an individual partner beside others" individual
ktap_run "individual partners alone" individual_alone
ktap_run "two LAGs share a System" shared_system
ktap_end
