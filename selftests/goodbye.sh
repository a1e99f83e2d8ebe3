#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A port that leaves says so: whatever takes it away, its last LACPDU says that
# it is neither in sync nor collecting nor distributing, and the partner, at
# slow rate and with its link up, stops using it within a second, not after 90.
#
# +- a -----------+    +- relay -----------+    +- b ------------------+
# |        eth1 --+----+-- eth1.a  eth1.b -+----+- eth1                |
# | lag0 <  ...   |    |         ...       |    |  ...  > bond0 or lag0 |
# |        eth5 --+----+-- eth5.a  eth5.b -+----+- eth5                |
# |        eth6 - - - - macvlan - -eth6.b -+----+- eth6                |
# |        eth7 - - - - macvlan - -eth7.b -+----+- eth7                |
# +---------------+    +-------------------+    +----------------------+
#
# The relay passes on frames and no loss of carrier.  What leaves ethN.b is what
# a has sent on port N, even when that port is no more.  The devices that are
# deleted are macvlans: a veth cuts its cable before it tells anybody that it
# goes.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

need tc

PORTS=7
file=$tmp/capture

# own_address DEV: of a's port
own_address()
{
	echo "02:00:00:00:0a:0${1#eth}"
}

# overlay NS DEV NS DEV: as relay, but the near end is a macvlan
overlay()
{
	cable "$3" "$4" relay "$4.$3"
	ip -n relay -batch - <<-EOT || fail "overlay"
		link set $4.$3 up
		link add link $4.$3 name $2 type macvlan mode private
		link set $2 netns $1
	EOT
}

# rig PARTNER [OPTION...]: for all tests with this partner
rig()
{
	local i devs=() type=relay

	remove_made 0 0
	partner=$1
	ns a b away
	for ((i = 1; i <= PORTS; i++)); do
		[ "$i" -le 5 ] || type=overlay
		"$type" a "eth$i" b "eth$i"
		devs+=("eth$i.b")
		# Bonding's own rate is not our business.
		[[ $partner == bond* ]] || [ "$type" != relay ] || devs+=("eth$i.a")
		echo "link set eth$i address $(own_address "eth$i")" >>"$tmp/addresses"
	done
	ip -n a -batch "$tmp/addresses" || fail "addresses"
	rm "$tmp/addresses"
	capture relay "$file" "${devs[@]}"
	end b "$PORTS" "$@"
	end a "$PORTS" lag0 rate slow
}

# last_said DEV: the last LACPDU that a has sent on it
last_said()
{
	awk -v dev="$1.b" '$2 == dev && $3 == "out" && $4 == "lacp" { last = $0 }
		END { print last }' "$file"
}

# goodbye_said DEV: it says the right thing
goodbye_said()
{
	[[ "$(last_said "$1")" =~ \ actor=[^\ ]*,...---..\  ]]
}

# answer_time DEV: ms from a's goodbye until b has said that it does not
# distribute; fails where it has not
answer_time()
{
	awk -v dev="$1.b" '$2 != dev || $4 != "lacp" { next }
		$3 == "out" { bye = $5 ~ /,...---..$/ ? (bye ? bye : $1) : 0; end = 0 }
		$3 == "in" && bye && !end && $5 ~ /,.....-..$/ { end = $1 }
		END { if (end) print int((end - bye) * 1000); exit !end }' "$file"
}

# takes_leave DEV: a has just taken this port away
takes_leave()
{
	local ms

	# Here only until when to wait; the limit is what stands on the wire.
	wait_until 10 answer_time "$1" >/dev/null || {
		diag "$(last_said "$1")"
		fail "the partner has not stopped using $1"
	}
	ms=$(answer_time "$1")
	diag "$1: after $ms ms"
	[ "$ms" -le 1000 ] || fail "the partner has used $1 for $ms ms more"
	carrier b "$1" || fail "the partner has lost the link of $1"
	distributes b "$partner" "$1" && fail "the partner distributes on $1 again"

	goodbye_said "$1" || fail "the last LACPDU is: $(last_said "$1")"
	[[ $(last_said "$1") == *" src=$(own_address "$1") "* ]] ||
		fail "not from the port's own address: $(last_said "$1")"
}

# Tests ------------------------------------------------------------------------

start()
{
	wait_until 20 distributing b "$partner" "$PORTS" || fail "not all distribute"
	wait_until 5 distributing a lag0 "$PORTS" || fail "not all distribute"
}

# unheard: the control; b, which does not hear the goodbye, goes on
unheard()
{
	filter_lacp b eth5
	leave a eth5
	now_ms >"$tmp/unheard"
	goodbye_said eth5 || fail "no goodbye"
	wait_until 5 distributing a lag0 $((PORTS - 1)) || fail "still distributing"
	distributes b "$partner" eth5 || fail "the partner has stopped"
}

released()
{
	leave a eth2
	takes_leave eth2
}

set_down()
{
	down a eth3
	takes_leave eth3
	port_is a eth3 lag_ifname lag0 || fail "no port any more"
}

moved_away()
{
	ip -n a link set eth4 netns away || fail "cannot move eth4"
	takes_leave eth4
}

deleted()
{
	ip -n a link del eth6 || fail "cannot delete eth6"
	takes_leave eth6
}

# still_unheard: seconds later
still_unheard()
{
	local left=$((3000 - $(now_ms) + $(<"$tmp/unheard")))

	[ "$left" -le 0 ] || holds "$((left / 1000 + 1))" distributes b "$partner" eth5
	distributes b "$partner" eth5 || fail "the partner has stopped"
	diag "for $(($(now_ms) - $(<"$tmp/unheard"))) ms"
	distributes b "$partner" eth1 || fail "eth1 has stopped, too"
}

lag_down()
{
	down a lag0
	takes_leave eth1
	takes_leave eth7
}

# lag_flaps: every goodbye is said, and the limit kept
lag_flaps()
{
	local i before after

	before=$(captured "$file" ' eth1\.b out lacp')
	for i in 1 2 3 4 5 6; do
		up a lag0
		nap "0.$i"
		down a lag0
		goodbye_said eth1 || fail "round $i: the last LACPDU is: $(last_said eth1)"
	done
	after=$(captured "$file" ' eth1\.b out lacp')
	diag "$((after - before)) LACPDUs"
	[ $((after - before)) -ge 4 ] || fail "that has tested nothing"
	rate_kept "$file" || fail "more than three LACPDUs in a second"
	wait_until 5 not distributes b "$partner" eth1 || fail "the partner distributes"

	up a lag0
	wait_until 20 distributes b "$partner" eth1 || fail "eth1 does not come back"
	wait_until 20 distributes b "$partner" eth7 || fail "eth7 does not come back"
}

# renew: a LAG again, where there is none any more; the same System, because the
# partner has not heard eth5 leave and stays with that one.  It knows nothing of
# what the LAG before it has sent, and has a second of its own for the limit.
renew()
{
	nap 1
	lag a lag0 system-id "$(own_address eth1)"
	join a lag0 eth7
	up a lag0
	wait_until 20 distributes b "$partner" eth7 || fail "eth7 does not distribute"
	wait_until 5 distributes a lag0 eth7 || fail "eth7 does not distribute"
}

lag_deleted()
{
	lacpmodctl -n a lag del lag0 || fail "cannot delete lag0"
	takes_leave eth1
	takes_leave eth7
}

module_removed()
{
	renew
	rmmod lacpmod || fail "cannot remove the module"
	takes_leave eth7
	modprobe lacpmod || fail "cannot load the module"
}

namespace_deleted()
{
	renew
	ip netns del a || fail "cannot delete namespace a"
	takes_leave eth7
}

limit()
{
	diag "$(captured "$file" ' out lacp') LACPDUs"
	rate_kept "$file" || fail "more than three LACPDUs in a second"
}

# with WORDS KIND [OPTION...]
with()
{
	local words=$1
	shift

	rig "$@"
	ktap_run "$words: all ports distribute" start
	ktap_run "$words: a goodbye that it does not hear" unheard
	ktap_run "$words: port released" released
	ktap_run "$words: port set down" set_down
	ktap_run "$words: port moved to another namespace" moved_away
	ktap_run "$words: port deleted" deleted
	ktap_run "$words: still uses the port that it has not heard leave" still_unheard
	ktap_run "$words: LAG set down" lag_down
	ktap_run "$words: LAG set up and down quickly" lag_flaps
	ktap_run "$words: LAG deleted" lag_deleted
	[[ $1 != bond* ]] || ktap_run "$words: module removed" module_removed
	ktap_run "$words: namespace deleted" namespace_deleted
	ktap_run "$words: three LACPDUs a second at most" limit
}

ktap_plan 25
with "bonding" bond0 lacp_rate slow
with "lacpmod" lag0 rate slow
ktap_end
