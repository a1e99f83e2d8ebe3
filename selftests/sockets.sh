#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Whose a received frame is: the protocol's, the port's sockets' or the LAG's;
# what is accepted as a LACPDU and what is not; Marker; and what must not
# matter: malformed PDUs, be they many.
#
# +- a ---------------------+         +- b --------------------------+
# |                  eth1 --+---------+-- eth1  a partner            |
# | lag0             eth2 --+---------+-- eth2  nobody               |
# |                  eth3 --+---------+-- eth3  one that disagrees   |
# | lag1 min-links 2 eth4 --+---------+-- eth4  a partner            |
# |                  eth5 --+---------+-- eth5  nobody               |
# | lag2 independent eth6 --+---------+-- eth6  one, not collecting  |
# +-------------------------+         +------------------------------+
#
# The partners are `pdu partner`; b has no LAG, and can say what it likes.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

need feature tc

LLDP=01:80:c2:00:00:0e
STP=01:80:c2:00:00:00
LAG=02:00:00:00:0a:00
PARTNER=02:00:00:00:00:66

# namespaces N: a and b, N cables, b's ends up
namespaces()
{
	local i devs=()

	ns a b
	no_ipv6 a b
	cables "$1"
	for ((i = 1; i <= $1; i++)); do
		devs+=("eth$i")
		echo "link set eth$i address 02:00:00:00:0a:$(printf %02x "$i")"
	done >"$tmp/addresses"
	ip -n a -batch "$tmp/addresses" || fail "addresses"
	up b "${devs[@]}"
}

# partner K [SETTING VALUE]...: on link K
partner()
{
	background b "$tmp/partner$1" pdu partner "eth$1" port "$1" "${@:2}"
}

# send DEV ...: one frame, or more, from b
from=b
send()
{
	inside "$from" pdu send "$@" || fail "cannot send"
}

# frame DEV ETHERTYPE DST [SETTING VALUE]...
frame()
{
	send "$1" frame ethertype "$2" dst "$3" "${@:4}"
}

# listen FILE ETHERTYPE DEV...: in a, on sockets bound to the EtherType
listen()
{
	background a "$1" pdu capture ethertype "${@:2}"
	wait_until 5 grep -q '^# capturing' "$1" || fail "capture does not start"
}

# heard FILE DEV N REGEX: exactly N frames on DEV match
heard()
{
	[ "$(captured "$1" "^[0-9.]+ $2 in .*$4")" -eq "$3" ]
}

# hears FILE DEV N REGEX: soon
hears()
{
	wait_until 3 heard "$@" && return
	diag "$(grep -c " $2 in " "$1") frames on $2"
	fail "$2 has not heard $3 of $4"
}

# silent FILE DEV REGEX: nothing of that was heard, when others were
silent()
{
	heard "$1" "$2" 0 "$3" || fail "$2 has heard $3"
}

# Counters ----------------------------------------------------------------------

declare -A before after

# counters ARRAY DEV: all of a port, and the state of its Mux machine
counters()
{
	# shellcheck disable=SC2034
	local -n to=$1
	local text

	text=$(lacpmodctl -n a -j port show "$2")
	json_value "$text" mux_state
	# shellcheck disable=SC2034,SC2154
	to[mux_state]=$REPLY
	text=${text#*\"counters\":\{}
	text=${text%%\}*},
	while [[ $text =~ ^\"([a-z_]+)\":([0-9a-z]+),(.*) ]]; do
		# shellcheck disable=SC2004,SC2034
		to[${BASH_REMATCH[1]}]=${BASH_REMATCH[2]}
		text=${BASH_REMATCH[3]}
	done
}

# grown DEV NAME=N...: since counters before, and no other that tells of
# something bad
grown()
{
	local dev=$1 name value
	local -A want
	shift

	counters after "$dev"
	for name in unknown_rx illegal_rx reject_{truncated,marker} own_system_rx \
		reject_{actor,partner,collector}_length data_discarded mux_changes; do
		want[$name]=0
	done
	for name; do
		want[${name%=*}]=${name#*=}
	done
	for name in "${!want[@]}"; do
		value=$((after[$name] - before[$name]))
		[ "$value" -eq "${want[$name]}" ] || {
			complaint_of_grown="$name is $value more, not ${want[$name]}"
			return 1
		}
	done
}

# counts DEV NAME=N...: soon
counts()
{
	wait_until 3 grown "$@" && return
	fail "$1: $complaint_of_grown"
}

# A rig for most ----------------------------------------------------------------

mux_is()
{
	port_is a "$1" mux_state "$2" || fail "$1 is $(port_get a "$1" mux_state), not $2"
}

rig()
{
	namespaces 6
	# With an address that is no port's
	ip -n a link add lag0 address "$LAG" type lacp || fail "lag0"
	lacpmodctl -n a lag set lag0 aggregate-wait 0 || fail "lag0"
	lag a lag1 min-links 2
	lag a lag2 aggregate-wait 0 mux independent
	join a lag0 eth1 eth2 eth3
	join a lag1 eth4 eth5
	join a lag2 eth6
	partner 1
	partner 3 state ATG
	partner 4
	partner 6 state ATGS
	up a lag0 lag1 lag2
}

starts()
{
	wait_until 20 port_is a eth1 mux_state collecting-distributing ||
		fail "eth1 does not distribute"
	wait_until 5 port_is a eth2 rx_state defaulted || fail "eth2"
	wait_until 5 port_is a eth3 mux_state attached || fail "eth3"
	wait_until 5 port_is a eth4 mux_state waiting || fail "eth4"
	wait_until 5 port_is a eth6 mux_state collecting || fail "eth6"
	mux_is eth2 detached
}

# Whose it is -------------------------------------------------------------------

# lldp: a LAG's and a port's, or a port's only
lldp()
{
	listen "$tmp/lldp" 88cc eth1 eth2 lag0
	frame eth2 88cc "$LLDP" data 0207020000 count 3 every 0
	hears "$tmp/lldp" eth2 3 "dst=$LLDP"
	silent "$tmp/lldp" lag0 "dst=$LLDP"
	frame eth1 88cc "$LLDP" data 0207040000 count 3 every 0
	hears "$tmp/lldp" eth1 3 data=020704
	hears "$tmp/lldp" lag0 3 data=020704
	silent "$tmp/lldp" lag0 data=020702
}

# slow: OAM and ESMC are the port's, collecting or not
slow()
{
	local dev slow=(ethertype 8809 dst 01:80:c2:00:00:02)

	listen "$tmp/slow" 8809 eth1 eth2 lag0
	capture a "$tmp/all" lag0
	for dev in eth1 eth2; do
		counters before "$dev"
		send "$dev" frame "${slow[@]}" data 0300520001 count 2 every 0 \
			also frame "${slow[@]}" data 0a0019a7 count 3 every 0
		hears "$tmp/slow" "$dev" 2 'slow subtype=3 '
		hears "$tmp/slow" "$dev" 3 'slow subtype=10 '
		counts "$dev" unknown_rx=5
	done
	silent "$tmp/slow" lag0 .
	silent "$tmp/all" lag0 .
	# Nor do sockets see what the protocol has taken.
	silent "$tmp/slow" 'eth.' lacp
}

# data: it reaches the LAG from where it is collected, and is counted elsewhere
data()
{
	local dev ours=(frame ethertype 88b5 count 10 every 0)

	listen "$tmp/data" 88b5 eth2 eth3 eth4 eth6 lag0 lag1 lag2
	for dev in eth2 eth3 eth4; do
		counters before "$dev"
		send "$dev" "${ours[@]}" dst "$LAG" data 01 \
			also "${ours[@]}" dst ff:ff:ff:ff:ff:ff data 02 \
			also "${ours[@]}" dst 01:00:5e:00:00:01 data 03
		counts "$dev" data_discarded=30
		diag "${after[mux_state]}: discarded"
	done
	# The control
	counters before eth1
	send eth1 "${ours[@]}" dst "$LAG" data 04 \
		also "${ours[@]}" dst ff:ff:ff:ff:ff:ff data 05
	hears "$tmp/data" lag0 20 data=0
	heard "$tmp/data" lag0 10 data=04 || fail "not those of eth1"
	counts eth1
	send eth6 "${ours[@]}" dst ff:ff:ff:ff:ff:ff data 06
	hears "$tmp/data" lag2 10 data=06
	silent "$tmp/data" lag1 data=0
	silent "$tmp/data" 'eth[234]' data=0
}

# loopback: multicast that a port's own socket has sent, that socket hears, and not
# the LAG; whether the port collects or not
loopback()
{
	local dev before

	before=$(statistic a lag0 rx_packets)
	for dev in eth1 eth2; do
		inside a feature loopback "$dev" || fail "a socket of $dev's own"
	done
	[ "$(statistic a lag0 rx_packets)" -eq "$before" ] || fail "lag0 has heard it, too"
}

# bpdu DEV PRIORITY: a root that is PRIORITY.02:00:00:00:00:77 says so, as
# every 802.3 frame with its length for an EtherType
bpdu()
{
	local root=${2}020000000077

	frame "$1" 26 "$STP" src 02:00:00:00:00:77 data \
		"42420300000000""00${root}00000000${root}8001""0000""1400""0200""0f00"
}

# root_is BRIDGE ID: from sysfs, ip shows a bridge's own ID for the root's
root_is()
{
	root=$(<"/sys/class/net/$1/bridge/root_id") && [ "$root" = "$2" ]
}

# bridge: above a LAG in the initial namespace, for LLC, and so the kernel's
# spanning tree, knows no other before 6.9
bridge()
{
	local dev br=lacptestbr lag=lacptestlag

	# shellcheck disable=SC2064
	trap "(ip link del $br; ip link del $lag) 2>/dev/null" EXIT
	ns c
	no_ipv6 c
	ip link add "$br" type bridge stp_state 1 priority 0x8000 || skip "no bridge here"
	lacpmodctl lag add "$lag" aggregate-wait 0 || fail "$lag"
	ip -batch - <<-EOT || fail "bridge"
		link add lacptest1 type veth peer name eth1 netns c
		link add lacptest2 type veth peer name eth2 netns c
		link set lacptest1 master $lag
		link set lacptest2 master $lag
		link set $lag master $br
		link set $lag up
		link set $br up
	EOT
	up c eth1 eth2
	background c "$tmp/partner" pdu partner eth1
	wait_until 20 bridge_port_up "$lag" || fail "the bridge's port stays down"

	from=c
	bpdu eth2 1000
	bpdu eth1 2000
	wait_until 5 root_is "$br" 2000.020000000077 || fail "the root is $root"
	bpdu eth2 1000
	bpdu eth1 3000
	root_is "$br" 2000.020000000077 || fail "the root is $root"
	bpdu eth1 0f00
	wait_until 5 root_is "$br" 0f00.020000000077 || fail "the root is $root"
}

# bridge_port_up DEV: it takes part in the spanning tree
bridge_port_up()
{
	[ "$(<"/sys/class/net/$1/brport/state")" -ne 0 ]
}

# Marker ------------------------------------------------------------------------

# answered DEV: the response is the question but for its type, and goes where
# a LACPDU would
answered()
{
	local asked answer

	asked=$(grep -E " $1 out marker type=1 " "$tmp/marker")
	answer=$(grep -E " $1 in marker type=2 " "$tmp/marker")
	[[ $answer == *" src=02:00:00:00:0a:0${1#eth} dst=01:80:c2:00:00:02 vid=-1 length=110 "* ]] ||
		return 1
	asked=${asked##* data=} answer=${answer##* data=}
	[ "${asked:0:4}02${asked:6}" = "$answer" ]
}

marker()
{
	local dev

	capture b "$tmp/marker" eth1 eth2 eth3 eth4 eth6
	for dev in eth1 eth2 eth3 eth4 eth6; do
		counters before "$dev"
		send "$dev" marker system 02:00:00:00:00:77 port $((256 * ${dev#eth} + 7)) \
			transaction 0x12345678 poke 1=05 poke 16=abcd poke 19=04 \
			poke 100=5a5b
		wait_until 3 answered "$dev" || {
			diag "$(grep " $dev .* marker" "$tmp/marker")"
			fail "$dev, ${before[mux_state]}: no or a wrong answer"
		}
		counts "$dev" marker_rx=1 marker_response_tx=1 marker_limited=0
		diag "${after[mux_state]}: answered"
	done
	# A response is not answered.
	counters before eth1
	send eth1 marker poke 2=02
	counts eth1 marker_rx=0 marker_response_rx=1 marker_response_tx=0
}

marker_limit()
{
	counters before eth1
	capture b "$tmp/limit" eth1
	send eth1 marker count 40 every 60
	wait_until 3 grown eth1 marker_rx=40 || fail "$complaint_of_grown"
	stop "$tmp/limit"
	awk '$3 == "in" && / marker type=2 / {
		at[++n] = $1
		if (n > 5 && at[n] - at[n - 5] < 0.95) {
			printf "# 6 answers in %.3f s\n", at[n] - at[n - 5]
			bad = 1
		}
	}
	END { exit bad }' "$tmp/limit" || fail "more than five answers in a second"
	diag "answered $((after[marker_response_tx] - before[marker_response_tx]))," \
		"not answered $((after[marker_limited] - before[marker_limited]))"
	[ $((after[marker_response_tx] - before[marker_response_tx])) -eq \
		"$(captured "$tmp/limit" ' in marker type=2 ')" ] || fail "answers miscounted"
	[ $((after[marker_response_tx] + after[marker_limited] -
		before[marker_response_tx] - before[marker_limited])) -eq 40 ] ||
		fail "limited miscounted"
	[ "${after[marker_limited]}" -gt "${before[marker_limited]}" ] || fail "no limit"
	[ $((after[marker_response_tx] - before[marker_response_tx])) -ge 5 ] ||
		fail "less than five answers"
}

# What is wrong -------------------------------------------------------------------

# malformed DEV N: each kind N times
malformed()
{
	local dev=$1 many=(count "$2" every 0) to=(dst 01:80:c2:00:00:02)
	local odd=(frame ethertype 8809 "${to[@]}" "${many[@]}")

	send "$dev" lacp "${many[@]}" length 1 \
		also lacp "${many[@]}" length 109 \
		also marker "${many[@]}" length 46 \
		also lacp "${many[@]}" poke 3=13 \
		also lacp "${many[@]}" poke 23=00 \
		also lacp "${many[@]}" poke 43=ff \
		also marker "${many[@]}" poke 3=0f \
		also marker "${many[@]}" poke 2=03 \
		also "${odd[@]}" data 00 length 110 \
		also "${odd[@]}" data 0b length 110 \
		also "${odd[@]}" data ff length 1500 \
		also "${odd[@]}" length 0 \
		also "${odd[@]}" data 03
	counts "$dev" reject_truncated=$((3 * $2)) reject_actor_length="$2" \
		reject_partner_length="$2" reject_collector_length="$2" \
		reject_marker=$((2 * $2)) illegal_rx=$((4 * $2)) unknown_rx="$2"
}

reasons()
{
	counters before eth1
	malformed eth1 1
	[ "${after[mux_state]}" = collecting-distributing ] || fail "eth1 does not distribute"
	counters before eth2
	malformed eth2 3
	[ "${after[lacpdu_rx]}" -eq 0 ] || fail "eth2 has accepted one"
}

flood()
{
	log_start
	counters before eth1
	malformed eth1 160
	diag "$((after[lacpdu_rx] - before[lacpdu_rx])) LACPDUs beside it"
	# shellcheck disable=SC2119
	log_quiet
	mux_is eth1 collecting-distributing
	listen "$tmp/flood" 88b5 lag0
	frame eth1 88b5 "$LAG" count 3 every 0
	hears "$tmp/flood" lag0 3 ethertype=88b5
	counter_above a eth1 lacpdu_rx "${after[lacpdu_rx]}" ||
		wait_until 3 counter_above a eth1 lacpdu_rx "${after[lacpdu_rx]}" ||
		fail "the partner is no longer heard"
}

# What is right -------------------------------------------------------------------

# own: what the LACPDUs of a's ports look like
own()
{
	local i

	capture b "$tmp/own" eth1 eth2 eth3 eth6
	for i in 1 2 3 6; do
		wait_until 5 captured_any "$tmp/own" " eth$i in lacp" || fail "eth$i is silent"
	done
	stop "$tmp/own"
	grep ' in lacp ' "$tmp/own" | grep -vE \
		' eth([0-9]) in .* src=02:00:00:00:0a:0\1 dst=01:80:c2:00:00:02 vid=-1 length=110 data=0101' &&
		fail "that is no LACPDU of its port"
	[[ $(ip -n a link show dev eth1) == *"$LAG"* ]] || fail "eth1 has not the LAG's address"
}

# accepted: nine partners, each strange in its own way, and three that must not
# be heard
accepted()
{
	local i

	namespaces 12
	ip -n a link add lag0 address "$LAG" type lacp || fail "lag0"
	lacpmodctl -n a lag set lag0 aggregate-wait 500 || fail "lag0"
	join a lag0 eth{1..12}
	partner 1 vid 0
	partner 2 poke 1=00
	partner 3 poke 1=02 poke 58=0406000800000506
	partner 4 poke 1=ff
	partner 5 length 1500
	partner 6 dst 01:80:c2:00:00:00
	partner 7 dst 01:80:c2:00:00:03
	partner 8 poke 2=07 poke 22=08 poke 42=09 poke 19=ff poke 58=ffff
	partner 9 vid 0xe000 poke 58=0101
	partner 10 vid 5
	partner 11 dst "$LAG"
	partner 12 dst ff:ff:ff:ff:ff:ff
	listen "$tmp/strange" 8809 eth10 lag0
	up a lag0

	wait_until 20 distributing a lag0 9 || fail "not nine distribute"
	for i in {1..9}; do
		counters after "eth$i"
		distributes a lag0 "eth$i" || fail "eth$i does not distribute"
		lag_is a lag0 partner_system "$PARTNER" || fail "not this partner"
		[ "${after[data_discarded]}" -eq 0 ] || fail "eth$i has discarded frames"
		[ "${after[lacpdu_rx]}" -gt 0 ] || fail "eth$i has counted no LACPDU"
		((after[reject_truncated] + after[reject_actor_length] +
			after[reject_partner_length] + after[reject_collector_length] == 0)) ||
			fail "eth$i has rejected PDUs"
	done
	# Which does arrive
	wait_until 5 captured_any "$tmp/strange" ' eth10 in lacp' || fail "eth10 receives nothing"
	silent "$tmp/strange" lag0 .
	for i in 10 11 12; do
		[ "$i" -eq 10 ] || wait_until 5 counter_above a "eth$i" data_discarded 1 ||
			fail "eth$i receives nothing"
		counter_is a "eth$i" lacpdu_rx 0 || fail "eth$i has taken it for a LACPDU"
		mux_is "eth$i" detached
	done
}

ktap_plan 12
rig
ktap_run "a port in every state" starts
ktap_run "LLDP" lldp
ktap_run "OAM and ESMC" slow
ktap_run "data" data
ktap_run "multicast of its own" loopback
ktap_run "spanning tree" bridge
ktap_run "Marker" marker
ktap_run "Marker limit" marker_limit
ktap_run "malformed PDUs" reasons
ktap_run "a flood of malformed PDUs" flood
ktap_run "own LACPDUs" own
remove_made 0 0
ktap_run "strange LACPDUs" accepted
ktap_end
