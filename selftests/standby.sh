#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# More ports than may be in use: who stands by, who takes over, and when a port
# that has failed is used again.
#
# +- a ---------+           +- b ------------------+
# |       eth1 -+-----------+- eth1                |
# | lag0    :   |           |   :    lag0 or bond0 |
# |       eth4 -+-----------+- eth4                |
# +-------------+           +----------------------+

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/cable_lib.sh
. "$selftests/cable_lib.sh"

# in_use NS LAG DEV...: these distribute, and no others
in_use()
{
	local name=$1 lag=$2 dev
	shift 2

	distributing "$name" "$lag" $# || return 1
	for dev; do
		distributes "$name" "$lag" "$dev" || return 1
	done
}

# four 'KIND [OPTION...]' 'KIND [OPTION...]': four links; far is b's LAG
four()
{
	far=${2%% *}
	pair 4 "$1" "$2"
	address a lag0 10.0.0.1/24
	address b "$far" 10.0.0.2/24
}

# replaced: of eth1, eth2 and two that stand by, eth1 is lost and comes back
replaced()
{
	in_use a lag0 eth1 eth2 || fail "others"
	lag_is a lag0 standby 2 || fail "standby"
	port_is a eth3 selected standby || fail "eth3 $(port_get a eth3 selected)"
	port_is a eth3 reason standby || fail "eth3 $(port_get a eth3 reason)"
	wait_until 5 pings a 10.0.0.2 || fail "no ping"
	down a eth1
	wait_until 2 in_use a lag0 eth2 eth3 || fail "eth3 does not take over"
	wait_until 5 distributes b "$far" eth3 || fail "b does not use eth3"
	pings a 10.0.0.2 20 || fail "pings lost"
	up a eth1
	wait_until 10 in_use a lag0 eth1 eth2 || fail "eth1 does not come back"
	wait_until 5 pings a 10.0.0.2 20 || fail "pings lost"
}

both_limited()
{
	four "lag0 rate fast max-links 2" "lag0 rate fast max-links 2"
	wait_until 10 both_distributing 2 || fail "no link"
	replaced
}

# The partner uses what we use: it sees no Synchronization on the others.
partner_unlimited()
{
	four "lag0 rate fast max-links 2 system-priority $1" "$2"
	wait_until 15 distributing a lag0 2 || fail "no link"
	wait_until 10 distributing b "$far" 2 || fail "b uses others"
	replaced
}

# The end with the lower System ID ranks, by its own port priorities.
partner_ranks()
{
	four "lag0 rate fast max-links 1" "lag0 rate fast max-links 1 system-priority 1"
	wait_until 10 both_distributing 1 || fail "no link"
	in_use a lag0 eth1 || fail "others"
	lacpmodctl -n b port set eth3 priority 1 || fail "priority"
	wait_until 5 in_use a lag0 eth3 || fail "a does not follow"
	wait_until 5 in_use b lag0 eth3 || fail "b does not use eth3"
	lacpmodctl -n a port set eth2 priority 1 || fail "priority"
	holds 2 in_use a lag0 eth3 || fail "a has its own way"
	wait_until 5 pings a 10.0.0.2 || fail "no ping"
}

# While traffic flows, nothing but the ports in use changes.
changed_while_up()
{
	four "lag0 rate fast" "lag0 rate fast"
	wait_until 10 both_distributing 4 || fail "no link"
	monitors a
	wait_until 5 pings a 10.0.0.2 || fail "no ping"
	lacpmodctl -n a lag set lag0 max-links 1 || fail "max-links 1"
	wait_until 5 both_distributing 1 || fail "not one"
	pings a 10.0.0.2 10 || fail "pings lost"
	lacpmodctl -n a lag set lag0 max-links 3 || fail "max-links 3"
	wait_until 5 both_distributing 3 || fail "not three"
	lacpmodctl -n a lag set lag0 max-links none || fail "max-links none"
	wait_until 5 both_distributing 4 || fail "not four"
	pings a 10.0.0.2 10 || fail "pings lost"
	! grep -q ' lag0 lag-carrier' "$tmp/monitor.a" || fail "the carrier was lost"
}

# sixteen we|they 'KIND [OPTION...]': who ranks, and the partner
sixteen()
{
	local ranks=$1 far=${2%% *}

	pair 16 "lag0 rate fast max-links 8" "$2"
	wait_until 20 both_distributing 8 lag0 "$far" || fail "no link"
	lag_is a lag0 standby 8 || fail "standby"
	down a eth3
	wait_until 5 both_distributing 8 lag0 "$far" || fail "no replacement"
	distributes a lag0 eth9 || fail "not the best one"
	distributes b "$far" eth9 || fail "not the best one at the other end"

	# Our own opinion of a port counts where we rank, and nowhere else.
	lacpmodctl -n a port set eth16 priority 1 || fail "priority"
	if [ "$ranks" = we ]; then
		wait_until 10 distributes a lag0 eth16 || fail "not the best port"
		wait_until 5 both_distributing 8 lag0 "$far" || fail "not eight of them"
	else
		holds 2 not distributes a lag0 eth16 || fail "it ranks, though it must not"
		both_distributing 8 lag0 "$far" || fail "not the same eight"
	fi
}

# A port that has failed waits, unless it is needed.
waits_to_restore()
{
	pair 2 "lag0 rate fast wait-to-restore 3" "lag0 rate fast"
	wait_until 10 both_distributing 2 || fail "no link"
	down b eth1
	wait_until 2 in_use a lag0 eth2 || fail "eth1 still in use"
	wait_until 2 port_is a eth1 link false || fail "link"
	up b eth1
	wait_until 3 port_is a eth1 reason wait-to-restore ||
		fail "reason $(port_get a eth1 reason): $(lacpmodctl -n a port history eth1)"
	holds 1 in_use a lag0 eth2 || fail "it does not wait"
	wait_until 5 both_distributing 2 || fail "it is not restored"

	lacpmodctl -n a lag set lag0 wait-to-restore 1000 || fail "wait-to-restore"
	down b eth1
	wait_until 2 in_use a lag0 eth2 || fail "eth1 still in use"
	wait_until 2 port_is a eth1 link false || fail "link"
	up b eth1
	wait_until 3 port_is a eth1 reason wait-to-restore || fail "reason $(port_get a eth1 reason)"
	down b eth2
	wait_until 3 in_use a lag0 eth1 || fail "it waits although it is needed"
	wait_until 2 port_is a eth2 link false || fail "link"
	up b eth2
	wait_until 3 port_is a eth2 reason wait-to-restore || fail "reason $(port_get a eth2 reason)"
	lacpmodctl -n a port restore eth2 || fail "port restore"
	wait_until 5 both_distributing 2 || fail "it is not restored"
}

does_not_revert()
{
	pair 2 "lag0 rate fast max-links 1 revertive off" "lag0 rate fast"
	wait_until 10 both_distributing 1 || fail "no link"
	in_use a lag0 eth1 || fail "not eth1"
	down b eth1
	wait_until 2 in_use a lag0 eth2 || fail "eth2 does not take over"
	up b eth1
	wait_until 5 port_is a eth1 reason standby || fail "reason $(port_get a eth1 reason)"
	holds 1 in_use a lag0 eth2 || fail "it reverts"
	lacpmodctl -n a lag set lag0 revertive on || fail "revertive"
	wait_until 5 in_use a lag0 eth1 || fail "it does not revert"
}

held_down()
{
	local i

	pair 2 "lag0 rate fast flap-limit 3 flap-interval 60 flap-hold 600" "lag0 rate fast"
	wait_until 10 both_distributing 2 || fail "no link"
	for i in 1 2 3; do
		down b eth1
		wait_until 2 port_is a eth1 link false || fail "link"
		up b eth1
		wait_until 2 port_is a eth1 link true || fail "no link"
	done
	wait_until 3 port_is a eth1 reason held-down || fail "reason $(port_get a eth1 reason)"
	counter_is a eth1 holds 1 || fail "holds"
	[ "$(port_get a eth1 args.left)" -gt 500000 ] || fail "left $(port_get a eth1 args)"
	holds 1 in_use a lag0 eth2 || fail "it is in use"
	lacpmodctl -n a port restore eth1 || fail "port restore"
	wait_until 5 both_distributing 2 || fail "it is not released"
}

ktap_plan 11
ktap_run "two of four, limited at both ends" both_limited
ktap_run "two of four, the partner has no limit" partner_unlimited 1 "lag0 rate fast"
ktap_run "two of four, the partner is bonding" partner_unlimited 32768 \
	"bond0 lacp_rate fast ad_actor_sys_prio 1"
ktap_run "the partner ranks" partner_ranks
ktap_run "another limit while traffic flows" changed_while_up
ktap_run "eight of sixteen" sixteen they \
	"lag0 rate fast max-links 8 system-priority 1"
ktap_run "eight of sixteen, with bonding, we rank" sixteen we \
	"bond0 lacp_rate fast ad_actor_sys_prio 65535"
ktap_run "eight of sixteen, with bonding that has the lower System ID" sixteen they \
	"bond0 lacp_rate fast ad_actor_sys_prio 1"
ktap_run "a port that has failed waits to be restored" waits_to_restore
ktap_run "a port that has failed does not take its place back" does_not_revert
ktap_run "a port that fails too often is held down" held_down
ktap_end
