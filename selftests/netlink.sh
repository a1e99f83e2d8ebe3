#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Settings, refusals and events, through lacpmodctl and ip link: every setting
# is changed while traffic flows; what is refused says why and changes nothing;
# who may change and who may only look; what monitor prints.
#
# +- a ----------+           +- b ----------+
# |        eth1 -+-----------+- eth1        |
# | lag0         |           |         lag0 |
# |        eth2 -+-----------+- eth2        |
# +--------------+           +--------------+

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

need jq setpriv unshare

# ready: both ends of two cables distribute and have addresses
ready()
{
	pair 2 "lag0 rate fast" "lag0 rate fast"
	address a lag0 10.0.0.1/24
	address b lag0 10.0.0.2/24
	wait_until 10 both_distributing 2 || fail "not all distribute"
	wait_until 5 pings a 10.0.0.2 || fail "no traffic"
}

# set_lag SETTING VALUE..., set_port DEV SETTING VALUE: in a
set_lag()
{
	lacpmodctl -n a lag set lag0 "$@" || fail "refused: $*"
}

set_port()
{
	lacpmodctl -n a port set "$@" || fail "refused: $*"
}

# refused_as STATUS REGEX COMMAND...: with this exit status, in words that match
refused_as()
{
	local status=$1 regex=$2 said got
	shift 2

	said=$("$@" 2>&1)
	got=$?
	[ "$got" -eq "$status" ] || fail "exit status $got, not $status: $*: $said"
	[[ $said =~ $regex ]] || fail "$*: '$said', expected '$regex'"
}

# transitions NS: of its ports' Mux machines, summed up
transitions()
{
	local text sum=0

	text=$(lacpmodctl -n "$1" -j port show)
	while [[ $text =~ \"mux_changes\":([0-9]+)(.*) ]]; do
		text=${BASH_REMATCH[2]}
		sum=$((sum + BASH_REMATCH[1]))
	done
	echo "$sum"
}

# hears_from_a WORD: b does, in the state octet
hears_from_a()
{
	port_has b eth1 partner.state "$1"
}

# Settings ------------------------------------------------------------------------

# Nothing is negotiated anew: no frame of a ping is lost, no port moves.
quiet_settings()
{
	local near far name value

	ready
	near=$(transitions a)
	far=$(transitions b)
	background a "$tmp/ping" ping -q -i 0.01 10.0.0.2

	set_lag mode passive
	lag_is a lag0 mode passive || fail "mode"
	wait_until 5 not hears_from_a activity || fail "b does not hear of passive"
	set_lag mode active
	wait_until 5 hears_from_a activity || fail "b does not hear of active"

	set_lag rate slow
	lag_is a lag0 rate slow || fail "rate"
	wait_until 5 not hears_from_a timeout || fail "b does not hear of slow"
	set_lag rate fast
	wait_until 5 hears_from_a timeout || fail "b does not hear of fast"

	for name in "hash layer2" "hash layer3+4" "hash layer2+3" \
		"min_links 2" "min_links 1" "min_bandwidth 20000" "min_bandwidth 0" \
		"aggregate_wait 0" "aggregate_wait 30000" \
		"mux independent" "rate slow" "rate fast" "mux coupled"; do
		value=${name#* } name=${name% *}
		set_lag "${name/_/-}" "$value"
		lag_is a lag0 "$name" "$value" || fail "$name is not $value"
	done
	both_distributing 2 || fail "a port has left"
	# From one Mux to the other and back the state has another name, no more.
	[ "$(transitions a)" -eq $((near + 4)) ] ||
		fail "$(transitions a) transitions of the Mux, expected $((near + 4))"
	[ "$(transitions b)" -eq "$far" ] ||
		fail "$(transitions b) transitions of the Mux at b, expected $far"
	stop "$tmp/ping" -INT
	ping_whole "$tmp/ping" 50 || fail "packets were lost, or hardly any sent: $(<"$tmp/ping")"
	diag "$(grep 'packets transmitted' "$tmp/ping")"
}

# system_is_auto true|false: lag0's is said to be
system_is_auto()
{
	local shown="system-id [0-9a-f:]{17} \\(auto\\)"

	lag_is a lag0 system_auto "$1" || fail "system_auto is not $1"
	[ "$1" = true ] || shown="system-id [0-9a-f:]{17}  key"
	[[ $(lacpmodctl -n a lag show lag0) =~ $shown ]] || fail "it is shown otherwise"
}

# The partner must agree to who we are anew; nobody has to help.
identity_settings()
{
	local setting name ours theirs value before

	ready
	system_is_auto true
	for setting in "system-priority 100 system_priority system_priority" \
		"system-id 02:00:00:00:0b:01 system system" \
		"key 4711 key key"; do
		read -r name value ours theirs <<<"$setting"
		before=$(counter a eth1 mux_changes)
		set_lag "$name" "$value"
		lag_is a lag0 "$ours" "$value" || fail "$name is not $value"
		wait_until 5 port_is b eth1 "partner.$theirs" "$value" ||
			fail "b does not hear of $name $value"
		wait_until 10 both_distributing 2 || fail "not all distribute after $name"
		counter_above a eth1 mux_changes "$before" ||
			fail "nothing was negotiated after $name"
		lag_is b lag0 "partner_$theirs" "$value" ||
			fail "b's LAG has not $name $value as its partner's"
	done
	system_is_auto false
	set_lag system-id auto
	system_is_auto true
	json_value "$(ip -n a -j link show dev lag0)" address
	lag_is a lag0 system "$REPLY" || fail "system-id auto is not $REPLY"
	wait_until 5 port_is b eth1 partner.system "$REPLY" || fail "b does not hear of auto"
	wait_until 10 both_distributing 2 || fail "not all distribute after auto"

	set_port eth1 priority 7
	port_is a eth1 priority 7 || fail "port priority"
	wait_until 5 port_is b eth1 partner.port_priority 7 ||
		fail "b does not hear of the port's priority"
	wait_until 10 both_distributing 2 || fail "not all distribute after priority"

	set_port eth2 number 200
	port_is a eth2 number 200 || fail "port number"
	wait_until 5 port_is b eth2 partner.port 200 || fail "b does not hear of number 200"
	wait_until 10 both_distributing 2 || fail "not all distribute after number"
	wait_until 5 pings a 10.0.0.2 || fail "no traffic in the end"
}

# More than one can have, and back
min_links()
{
	ready
	set_lag min-links 3
	wait_until 5 both_distributing 0 || fail "too few ports distribute"
	wait_until 5 port_is a eth1 reason min-links ||
		fail "reason $(port_get a eth1 reason)"
	wait_until 5 not carrier a lag0 || fail "lag0 has carrier"
	set_lag min-links 2
	wait_until 10 both_distributing 2 || fail "enough ports do not distribute"
}

# Refusals --------------------------------------------------------------------------

out_of_range()
{
	local lag port setting status

	ns a
	ip -n a link add eth1 type dummy
	lag a lag0
	join a lag0 eth1
	lag=$(lacpmodctl -n a -j lag show lag0)
	port=$(lacpmodctl -n a -j port show eth1)

	# By the kernel
	while read -r status setting; do
		# shellcheck disable=SC2086
		refused_as "$status" "${setting% *}.*${setting#* }.*${limits[${setting% *}]}" \
			lacpmodctl -n a lag set lag0 $setting
	done <<-EOT
		1 key 0
		1 min-links 0
		1 min-links 65
		1 min-bandwidth 640001G
		1 aggregate-wait 30001
		2 key 65536
		2 min-links 256
		2 system-priority 65536
	EOT
	refused_as 1 "number.*0.*1 to 65535" lacpmodctl -n a port set eth1 number 0
	refused_as 2 "number.*65536.*1 to 65535" lacpmodctl -n a port set eth1 number 65536
	refused_as 2 "priority.*65536.*0 to 65535" lacpmodctl -n a port set eth1 priority 65536
	refused_as 2 "system-id.*01:00:00:00:00:01" \
		lacpmodctl -n a lag set lag0 system-id 01:00:00:00:00:01

	# One wrong value, and the others are not taken either
	refused_as 1 "min-links" lacpmodctl -n a lag set lag0 rate fast min-links 65
	refused_as 1 "min-links" lacpmodctl -n a lag add lag1 rate fast min-links 65
	refused_as 1 "no such device" lacpmodctl -n a lag show lag1

	[ "$(lacpmodctl -n a -j lag show lag0)" = "$lag" ] || fail "the LAG has changed"
	[ "$(lacpmodctl -n a -j port show eth1)" = "$port" ] || fail "the port has changed"
}

declare -A limits=(
	[key]="1 to 65535"
	[min-links]="1 to 64"
	[min-bandwidth]="none and 1M to 640000G"
	[aggregate-wait]="0 to 30000"
	[system-priority]="0 to 65535"
)

usage_errors()
{
	local words

	ns a
	ip -n a link add eth1 type dummy
	lag a lag0
	while read -r words; do
		# shellcheck disable=SC2086
		refused_as 2 "^lacpmodctl: " lacpmodctl -n a $words
	done <<-EOT
		frob
		lag frob
		lag set
		lag set lag0
		lag set lag0 frob 1
		lag set lag0 key
		lag set lag0 key many
		lag set lag0 mode half
		lag set lag0 system-id here
		lag add
		lag show lag0 lag0
		port add eth1
		port set eth1
		monitor lag0
	EOT
	# ... and what is wrong with the object
	refused_as 1 "no such device" lacpmodctl -n a lag set lag9 key 1
	refused_as 1 "no LAG" lacpmodctl -n a lag set eth1 key 1
	refused_as 1 "exists already" lacpmodctl -n a lag add lag0
	refused_as 1 "no port of a LAG" lacpmodctl -n a port set eth1 number 1
	lacpmodctl help >/dev/null || fail "help"
	lacpmodctl -V >/dev/null || fail "-V"
}

clashes()
{
	ns a
	printf 'link add %s type dummy\n' eth1 eth2 | ip -n a -batch -
	# Keys are counted up, so that two LAGs may share a System
	lag a lag0 system-id 02:00:00:00:0b:02
	lag a lag1 system-id 02:00:00:00:0b:02
	lag_is a lag1 key 2 || fail "the second LAG has not the next key"
	refused_as 1 "key" lacpmodctl -n a lag set lag1 key 1
	lag_is a lag1 key 2 || fail "the key has changed"
	refused_as 1 "key" lacpmodctl -n a lag add lag2 system-id 02:00:00:00:0b:02 key 1
	refused_as 1 "no such device" lacpmodctl -n a lag show lag2
	lacpmodctl -n a lag set lag1 key 1 system-id 02:00:00:00:0b:03 ||
		fail "one key in two Systems is no clash"

	join a lag0 eth1
	join a lag1 eth2
	port_is a eth2 number 2 || fail "the second port has not the next number"
	refused_as 1 "eth2: number 1: another port" lacpmodctl -n a port set eth2 number 1
	port_is a eth2 number 2 || fail "the number has changed"
	leave a eth2
	refused_as 1 "eth2: number 1: another port" \
		lacpmodctl -n a port add eth2 lag lag1 number 1
	lag_is a lag1 ports 0 || fail "a refused port was enslaved"
	lacpmodctl -n a port add eth2 lag lag1 number 2 priority 5 || fail "refused"
	port_is a eth2 priority 5 || fail "the priority was not taken"
}

# Who may -------------------------------------------------------------------------

# weak COMMAND...: in a, without CAP_NET_ADMIN
weak()
{
	inside a setpriv --bounding-set -net_admin --inh-caps -net_admin "$@"
}

permissions()
{
	local words

	ns a
	ip -n a link add eth1 type dummy
	lag a lag0
	join a lag0 eth1
	while read -r words; do
		# shellcheck disable=SC2086
		refused_as 1 "[Pp]ermi" weak lacpmodctl $words
	done <<-EOT
		lag set lag0 key 9
		lag add lag1
		lag del lag0
		port set eth1 priority 1
		port del eth1
	EOT
	lag_is a lag0 ports 1 || fail "something was done all the same"
	weak lacpmodctl show | grep -q '^lag0' || fail "show is not open to all"
	weak lacpmodctl -j port show eth1 | grep -q '"eth1"' || fail "port show is not open to all"
}

# In a user namespace, root of a network namespace of its own
user_namespace()
{
	unshare -Urn true 2>/dev/null || skip "no user namespaces here"
	unshare -Urn bash -c '
		ip link add eth1 type dummy &&
		lacpmodctl lag add lag0 key 5 &&
		lacpmodctl port add eth1 lag lag0 &&
		lacpmodctl lag set lag0 rate fast &&
		lacpmodctl -j lag show lag0 &&
		lacpmodctl lag del lag0' >"$tmp/own" 2>&1 ||
		fail "in its own network namespace: $(<"$tmp/own")"
	grep -q '"rate":"fast".*"key":5.*"ports":1' "$tmp/own" || fail "$(<"$tmp/own")"

	# Of somebody else's it is not
	ns a
	lag a lag0
	refused_as 1 "[Pp]ermi" inside a unshare -Ur lacpmodctl lag set lag0 key 9
	lag_is a lag0 key 1 || fail "the key has changed"
}

# Events --------------------------------------------------------------------------

printed()
{
	grep -qE "$2" "$1"
}

# both_listen: make something that they must tell of
both_listen()
{
	printf '%s\n' "link add lag9 type lacp" "link del lag9" | ip -n a -batch - &&
		printed "$tmp/text" 'lag9 lag-added' && printed "$tmp/json" 'lag-added' &&
		printed "$tmp/links" 'lag9'
}

# index_of DEV: set REPLY to that of a new device of a
index_of()
{
	ip -n a link add "$1" type dummy || fail "no $1"
	json_value "$(ip -n a -j link show dev "$1")" ifindex
}

# refused_lags: each for another reason. The first has the identity of lag7.
refused_lags()
{
	local before words

	index_of before
	before=$REPLY
	while read -r words; do
		# shellcheck disable=SC2086
		refused_as 1 "${words%%:*}" lacpmodctl -n a lag add lag8 ${words#*:}
	done <<-EOT
		key:system-id 02:00:00:00:0b:07 key 7
		min-links:min-links 5 max-links 2
		bucket-counters:rebalance-interval 10
		rebalance-interval:bucket-counters on rebalance-interval 1ms
		hash:hash flow hash-symmetric on
	EOT
	index_of after
	[ "$REPLY" -eq $((before + 1)) ] || fail "what was refused has had an ifindex"
}

monitor()
{
	# A set-down port would say goodbye; a pulled cable does not.
	ns a b
	cables 1 2
	relay a eth1 b eth1
	end a 2 lag0 rate fast
	end b 2 lag0 rate fast
	wait_until 10 both_distributing 2 || fail "not all distribute"
	background a "$tmp/text" lacpmodctl monitor
	background a "$tmp/json" lacpmodctl -j monitor
	background a "$tmp/links" ip monitor link
	wait_until 10 both_listen || fail "monitor says nothing"

	# Nothing of one that cannot be: lag7 has its index, or its System and key.
	lag a lag7 system-id 02:00:00:00:0b:07 key 7
	refused_lags
	ip -n a link del lag7
	ip -n a link add lag7 index 4711 type lacp || fail "lag7"
	! ip -n b link add lag8 index 4711 netns a type lacp 2>/dev/null || fail "lag8"

	down relay eth1.a
	wait_until 5 printed "$tmp/text" \
		'^[0-9]+\.[0-9]{3} lag0 eth1 port-mux collecting-distributing -> .*carrier' ||
		fail "the lost link: $(<"$tmp/text")"
	wait_until 5 printed "$tmp/json" \
		'"type":"port-mux".*"port_ifname":"eth1".*"reason":"no-link"' ||
		fail "the lost link: $(<"$tmp/json")"
	up relay eth1.a
	wait_until 10 printed "$tmp/text" 'lag0 eth1 port-mux .* -> collecting-distributing' ||
		fail "the link's return: $(<"$tmp/text")"

	down b lag0
	wait_until 5 printed "$tmp/text" 'lag0 lag-carrier up -> down' ||
		fail "the lost carrier: $(<"$tmp/text")"
	lacpmodctl -n a port del eth2
	wait_until 5 printed "$tmp/text" 'lag0 eth2 port-removed' || fail "$(<"$tmp/text")"
	wait_until 5 printed "$tmp/text" 'lag9 lag-removed' || fail "$(<"$tmp/text")"
	wait_until 5 printed "$tmp/json" 'lag-removed' || fail "$(<"$tmp/json")"
	printed "$tmp/text" 'lag7 lag-added' || fail "lag7: $(<"$tmp/text")"
	! printed "$tmp/text" 'lag8' || fail "lag8: $(<"$tmp/text")"
	printed "$tmp/links" ' lag7' || fail "lag7: $(<"$tmp/links")"
	! printed "$tmp/links" ' lag8' || fail "lag8: $(<"$tmp/links")"

	stop "$tmp/text"
	stop "$tmp/json"
	stop "$tmp/links"
	jq -es 'all(has("type") and has("time") and has("lag_ifname") and
		has("reason") and has("reason_text"))' <"$tmp/json" >/dev/null ||
		fail "monitor -j: $(<"$tmp/json")"
	# Of a LAG that has a partner, too
	jq -es 'map(select(.type == "lag-carrier")) | length > 0 and
		all(.reason == "none" and
			([.args[], .partner[]] | all(. == null)))' <"$tmp/json" >/dev/null ||
		fail "lag-carrier: $(grep lag-carrier "$tmp/json")"
}

# largest: an event with all that there can be in one, of names that are as long
largest()
{
	jq -es 'any(.lag_ifname == "lag-0123456789a" and .port_ifname == "eth-0123456789b" and
		.from != null and .to != null and .reason == "other-key" and
		([.args.system_priority, .args.system, .args.key] | all(. != null)) and
		([.partner[]] | all(. != null)))' <"$tmp/json" >/dev/null
}

largest_event()
{
	ns a b
	cables 2
	lag a lag-0123456789a rate fast
	end b 1 lag0 rate fast key 1
	lag b lag1 rate fast key 2
	join b lag1 eth2
	up b eth2 lag1
	lacpmodctl -n b lag set lag1 system-id "$(lag_get b lag0 system)" || fail "the same System"
	ip -n a link set eth2 name eth-0123456789b || fail "the name"
	join a lag-0123456789a eth1
	background a "$tmp/json" lacpmodctl -j monitor
	wait_until 10 json_listens || fail "monitor says nothing"
	up a lag-0123456789a eth1
	wait_until 10 distributing a lag-0123456789a 1 || fail "no port distributes"
	join a lag-0123456789a eth-0123456789b
	up a eth-0123456789b
	wait_until 10 largest || fail "the largest event: $(<"$tmp/json")"
	! printed "$tmp/json" "events were lost" || fail "$(grep lost "$tmp/json")"
}

# json_listens: something was made that it must tell of
json_listens()
{
	printf '%s\n' "link add lag9 type lacp" "link del lag9" | ip -n a -batch - &&
		printed "$tmp/json" 'lag-added'
}

json()
{
	ready
	lacpmodctl -n a lag add lag1 || fail "refused"
	{
		lacpmodctl -n a -j show
		lacpmodctl -n a -j lag show
		lacpmodctl -n a -j port show
		lacpmodctl -n a -j -p show lag0
	} >"$tmp/json"
	jq -es '
		(.[0] | length == 2) and
		(.[0][] | select(.ifname == "lag0") | .port_list | length == 2) and
		(.[0][] | select(.ifname == "lag1") | .port_list | length == 0) and
		(.[1] | length == 2) and
		(.[1][0] | .up == true and .carrier == true and .speed == 20000) and
		(.[2] | length == 2) and
		(.[2] | all(.mux_state == "collecting-distributing" and .link == true
			and .speed == 10000 and .speed_known == true
			and .reason == "none" and .reason_text == null
			and (.actor.state | index("distributing") != null)
			and (.counters.lacpdu_rx > 0))) and
		(.[2] | map(.buckets) | add == 4096) and
		(.[3] | length == 1)' <"$tmp/json" >/dev/null ||
		fail "JSON: $(<"$tmp/json")"
}

# Both ways -------------------------------------------------------------------------

both_ways()
{
	ns a
	printf 'link add %s type dummy\n' eth1 eth2 | ip -n a -batch -
	ip -n a link add lag0 type lacp || fail "ip link add"
	lacpmodctl -n a lag add lag1 || fail "lag add"
	[[ $(ip -n a -d link show lag1) == *" lacp "* ]] || fail "lag1 is not of kind lacp"
	lag_is a lag0 ports 0 || fail "lacpmodctl does not see lag0"

	ip -n a link set eth1 master lag0 || fail "master"
	lacpmodctl -n a port add eth2 lag lag0 || fail "port add"
	port_is a eth1 lag_ifname lag0 || fail "lacpmodctl does not see eth1"
	# A dummy says nothing of its speed.
	port_is a eth1 speed_known false || fail "its speed is known"
	[[ $(lacpmodctl -n a show) =~ eth1\ +unknown ]] || fail "it is shown otherwise"
	[[ $(ip -n a link show eth2) == *"master lag0"* ]] || fail "ip does not see eth2"
	lag_is a lag0 ports 2 || fail "not two ports"

	# Each undoes what the other did
	lacpmodctl -n a port del eth1 || fail "port del"
	ip -n a link set eth2 nomaster || fail "nomaster"
	lag_is a lag0 ports 0 || fail "ports are left"
	[[ $(ip -n a link show) != *"master lag0"* ]] || fail "masters are left"
	lacpmodctl -n a lag del lag0 || fail "lag del"
	ip -n a link del lag1 || fail "ip link del"
	[ "$(lacpmodctl -n a -j lag show)" = "[]" ] || fail "LAGs are left"

	# From one LAG to another in one go
	lag a lag0
	lag a lag1
	ip -n a link set eth1 master lag0 || fail "master"
	ip -n a link set eth1 master lag1 || fail "another master"
	port_is a eth1 lag_ifname lag1 || fail "eth1 is not in lag1"
	lag_is a lag0 ports 0 || fail "eth1 is still in lag0"
}

ktap_plan 12
ktap_run "mode, rate, hash, min-links, wait, Mux: no frame is lost" quiet_settings
ktap_run "identity: the partner learns of it, and agrees anew" identity_settings
ktap_run "min-links out of reach, and back" min_links
ktap_run "out of range: refused with the range, nothing changes" out_of_range
ktap_run "wrong usage exits with 2" usage_errors
ktap_run "clashes of keys and port numbers" clashes
ktap_run "without CAP_NET_ADMIN only looking is permitted" permissions
ktap_run "user namespaces" user_namespace
ktap_run "monitor: events with their reasons" monitor
ktap_run "monitor: the largest event" largest_event
ktap_run "JSON" json
ktap_run "ip link and lacpmodctl do the same" both_ways
ktap_end
