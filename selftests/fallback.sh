#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A partner that speaks no LACP, at first or at all.
#
# +- a ---------+           +- b ------------------------+
# |       eth1 -+-----------+- eth1                      |
# | lag0        |           |        bond0, or none yet  |
# |       eth2 -+-----------+- eth2                      |
# +-------------+           +----------------------------+

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# From no address in particular: only who is meant, and by which protocol, counts.
LINK_LOCAL=fe800000000000000000000000000001
MLD=6000000000240001${LINK_LOCAL}ff020000000000000000000000000016
MLD+=3a000502000001008f00000000000001
SOLICITATION=6000000000083aff${LINK_LOCAL}ff020000000000000000000000000002
SOLICITATION+=8500000000000000
IGMP=46c00028000000000102000000000000e0000016940400002200000000000001

# plain [LAG-SETTING...]: eth1 and eth2 of b are plain devices
plain()
{
	ns a b
	cables 2
	end a 2 lag0 rate fast "$@"
	address a lag0 10.0.0.1/24
	up b eth1 eth2
}

fallback_off()
{
	plain
	address b eth1 10.0.0.2/24
	holds 6 not carrier a lag0 || fail "carrier"
	! pings b 10.0.0.1 || fail "ping"
	port_is a eth1 reason no-partner || fail "reason $(port_get a eth1 reason)"
}

# One port, and the one that has something to say.
single()
{
	plain fallback single fallback-timeout 1
	wait_until 5 distributing a lag0 1 || fail "no fallback"
	carrier a lag0 || fail "no carrier"
	distributes a lag0 eth1 || fail "not eth1"
	port_is a eth1 fallback true || fail "fallback"
	port_is a eth2 reason fallback-other || fail "reason $(port_get a eth2 reason)"
	# What any host says that has a link: multicast listener report, router
	# solicitation, IGMP
	inside b pdu send eth2 frame dst 33:33:00:00:00:16 ethertype 86dd data "$MLD" \
		also frame dst 33:33:00:00:00:02 ethertype 86dd data "$SOLICITATION" \
		also frame dst 01:00:5e:00:00:16 ethertype 0800 data "$IGMP" || fail "cannot send"
	holds 2 distributes a lag0 eth1 || fail "that counts as data"
	address b eth2 10.0.0.2/24
	wait_until 8 pings b 10.0.0.1 || fail "no ping through eth2"
	distributes a lag0 eth2 || fail "not eth2"
	distributing a lag0 1 || fail "both"
	pings b 10.0.0.1 10 || fail "pings lost"
}

preempts()
{
	plain fallback single fallback-timeout 0 fallback-preempt on
	wait_until 3 distributes a lag0 eth1 || fail "not eth1"
	address b eth2 10.0.0.2/24
	wait_until 8 pings b 10.0.0.1 || fail "no ping through eth2"
	ip -n b address del 10.0.0.2/24 dev eth2 || fail "address"
	address b eth1 10.0.0.2/24
	wait_until 8 pings b 10.0.0.1 || fail "no ping through eth1"
	distributes a lag0 eth1 || fail "not eth1"
}

# An operating system comes up and takes both links, which its driver sets down first.
handover()
{
	plain fallback single fallback-timeout 1
	address b eth1 10.0.0.2/24
	wait_until 8 pings b 10.0.0.1 || fail "no fallback"
	down b eth1 eth2
	ip -n b address flush dev eth1
	wait_until 3 not carrier a lag0 || fail "carrier"
	bond b bond0 lacp_rate fast
	join b bond0 eth1 eth2
	up b bond0
	address b bond0 10.0.0.2/24
	wait_until 20 distributing a lag0 2 || fail "no LAG"
	wait_until 5 pings b 10.0.0.1 || fail "no ping"
	port_is a eth1 fallback false || fail "fallback"
}

# LACP begins on a link that stays up: the LAG keeps its carrier.
handover_smooth()
{
	plain fallback single fallback-timeout 1
	end b 2 lag0 rate fast mode static
	wait_until 5 distributes a lag0 eth1 || fail "no fallback"
	monitors a
	lacpmodctl -n b lag set lag0 mode active || fail "active"
	wait_until 15 both_distributing 2 || fail "no LAG"
	! grep -q "port-link" "$tmp/monitor.a" || fail "a link was lost: $(<"$tmp/monitor.a")"
	! grep -q lag-carrier "$tmp/monitor.a" || fail "the carrier was lost: $(<"$tmp/monitor.a")"
	grep -q port-fallback "$tmp/monitor.a" || fail "no event"
}

# A static LAG at the other end.
all()
{
	ns a b
	cables 2
	end a 2 lag0 rate fast fallback all fallback-timeout 1
	ip -n b link add bond0 type bond mode balance-xor miimon 100 || fail "bond0"
	join b bond0 eth1 eth2
	up b bond0
	address a lag0 10.0.0.1/24
	address b bond0 10.0.0.2/24
	wait_until 5 distributing a lag0 2 || fail "no fallback"
	wait_until 5 pings b 10.0.0.1 || fail "no ping"
	lacpmodctl -n a lag set lag0 fallback off || fail "fallback off"
	wait_until 2 distributing a lag0 0 || fail "still distributing"
	not carrier a lag0 || fail "carrier"
	lacpmodctl -n a lag set lag0 mode static || fail "static"
	wait_until 3 distributing a lag0 2 || fail "not static"
	capture a "$tmp/capture" eth1 eth2
	wait_until 5 pings b 10.0.0.1 || fail "no ping"
	holds 2 distributing a lag0 2 || fail "not static"
	[ "$(captured "$tmp/capture" out)" -eq 0 ] || fail "LACPDUs: $(<"$tmp/capture")"
}

# LACP off on one port, and on again, with a goodbye in between.
off_on_port()
{
	pair 2 "lag0 rate fast" "bond0 lacp_rate slow"
	wait_until 15 both_distributing 2 lag0 bond0 || fail "no link"
	lacpmodctl -n a port set eth1 mode off || fail "mode off"
	wait_until 1 distributing a lag0 1 || fail "still distributing"
	wait_until 3 distributing b bond0 1 || fail "b was not told"
	port_is a eth1 reason lacp-off || fail "reason $(port_get a eth1 reason)"
	lacpmodctl -n a port set eth1 mode inherit || fail "mode inherit"
	wait_until 10 both_distributing 2 lag0 bond0 || fail "it does not come back"
}

individual_port()
{
	pair 2 "lag0 rate fast" "lag0 rate fast"
	wait_until 10 both_distributing 2 || fail "no link"
	lacpmodctl -n a port set eth2 individual on || fail "individual"
	wait_until 5 both_distributing 1 || fail "still aggregated"
	port_is a eth2 reason individual || fail "reason $(port_get a eth2 reason)"
	lacpmodctl -n a port set eth2 individual off || fail "individual off"
	wait_until 10 both_distributing 2 || fail "it does not come back"
}

# Who has no partner may assume one.
assumed()
{
	plain
	address b eth1 10.0.0.2/24
	holds 4 not carrier a lag0 || fail "carrier"
	lacpmodctl -n a port set eth1 partner-key 3 \
		partner-state aggregation,synchronization,collecting || fail "partner"
	wait_until 5 distributing a lag0 1 || fail "not distributing"
	[[ $(lacpmodctl -n a lag show lag0) == *"key 3"* ]] || fail "partner key"
	wait_until 5 pings b 10.0.0.1 || fail "no ping"
}

# explains PORT STATUS TEXT: what lacpmodctl explain says, and how it ends
explains()
{
	local said status=0

	said=$(lacpmodctl -n a explain "$1") || status=$?
	[ "$status" -eq "$2" ] || fail "explain $1: exit status $status: $said"
	[[ $said == *"$3"* ]] || fail "explain $1: $said"
}

explained()
{
	pair 2 "lag0 rate fast" "lag0 rate fast"
	wait_until 10 both_distributing 2 || fail "no link"
	lacpmodctl -n a explain >/dev/null || fail "explain: exit status $?"
	explains eth1 0 ""
	lacpmodctl -n a port set eth1 mode off || fail "off"
	wait_until 2 distributing a lag0 1 || fail "off"
	explains eth1 3 "off"
	explains eth2 0 ""
	lacpmodctl -n a port set eth1 mode inherit || fail "inherit"
	wait_until 10 both_distributing 2 || fail "no link"
	down b eth1
	# The partner's goodbye may be here before the link's loss is.
	wait_until 2 port_is a eth1 reason no-link || fail "link"
	explains eth1 3 "no carrier"
	lacpmodctl -n a port history eth1 >"$tmp/history" || fail "history"
	[[ $(<"$tmp/history") =~ ^[0-9.]+\ port-added ]] || fail "history begins: $(head -n 1 "$tmp/history")"
	grep -q "no-link\|no carrier" "$tmp/history" || fail "history: $(<"$tmp/history")"
	lacpmodctl -n a port show eth1 >"$tmp/show" || fail "show"
	lacpmodctl -n a explain nosuch 2>/dev/null
	[ $? -eq 1 ] || fail "explain nosuch"
}

ktap_plan 10
ktap_run "off: nothing passes" fallback_off
ktap_run "single: the port that hears something" single
ktap_run "single: a better port takes over" preempts
ktap_run "single: bonding takes both links" handover
ktap_run "single: LACP begins, the carrier stays" handover_smooth
ktap_run "all, and static" all
ktap_run "LACP off on one port" off_on_port
ktap_run "an individual port" individual_port
ktap_run "an assumed partner" assumed
ktap_run "explain, history" explained
ktap_end
