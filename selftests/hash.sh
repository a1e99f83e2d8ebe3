#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Which port a frame leaves by: what lacpmodctl lag path says, and what happens.
# (What of a frame counts, kind by kind, is in the unit tests.)
#
# +- a ---------+           +- b ----+
# |       eth1 -+-----------+- eth1  |
# | lag0   ...  |           |  ...   |
# |       eth4 -+-----------+- eth4  |
# +-------------+           +--------+
#
# lag0 is static, and b has no LAG: nobody answers.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

OURS=02:00:00:00:0a:00
THEIRS=02:00:00:00:0b:00

# four_ports [SETTING...]
four_ports()
{
	ns a b
	no_ipv6 a b
	cables 4
	up b eth1 eth2 eth3 eth4
	end a 4 lag0 mode static "$@"
	ip -n a link set lag0 address "$OURS"
	wait_until 5 distributing a lag0 4 || fail "not all ports distribute"
}

set_lag()
{
	lacpmodctl -n a lag set lag0 "$@" || fail "cannot set $*"
}

# path HEADER...: set $conversation and $port
path()
{
	local text

	text=$(lacpmodctl -n a -j lag path lag0 "$@") || fail "lag path $*"
	json_value "$text" live
	[ "$REPLY" = true ] || fail "the port of $* has no link: $text"
	json_value "$text" port_ifname
	port=$REPLY
	json_value "$text" conversation
	conversation=$REPLY
	[[ $port == eth[1-4] && $conversation -ge 0 && $conversation -lt 4096 ]] ||
		fail "lag path $*: $text"
}

# udp N: headers of a flow
udp()
{
	headers=(src 10.0.0.1 dst 10.0.0.2 proto udp sport $((1000 + $1)) dport 2000)
}

# sent: set $sent to how many frames each port has sent, by name
declare -A sent
sent()
{
	local i n

	mapfile -t n < <(inside a cat /sys/class/net/eth{1..4}/statistics/tx_packets)
	for i in 1 2 3 4; do
		sent[eth$i]=${n[i - 1]}
	done
}

# have_left PORT N: since $before it has sent so many
have_left()
{
	sent
	[ "${sent[$1]}" -eq $((before[$1] + $2)) ]
}

# leave_by PORT N COMMAND...: all N frames that it sends do, and no other port's
# count changes
leave_by()
{
	local -A before
	local dev by=$1 count=$2
	shift 2

	sent
	for dev in "${!sent[@]}"; do
		before[$dev]=${sent[$dev]}
	done
	"$@" || fail "cannot send"
	wait_until 3 have_left "$by" "$count" || fail "not by $by: $*"
	for dev in "${!sent[@]}"; do
		[ "$dev" = "$by" ] || [ "${sent[$dev]}" -eq "${before[$dev]}" ] ||
			fail "by $dev and not $by: $*"
	done
}

# IPv4 and UDP of the flow that `udp N` stands for, in hexadecimal
ipv4_hex()
{
	printf '4500002000000000401100000a0000010a000002%04x07d0000c00000000000000000000' \
		$((1000 + $1))
}

# send N COUNT [SETTING VALUE]...: frames of a flow
send()
{
	inside a pdu send lag0 frame ethertype 0800 src "$OURS" dst "$THEIRS" \
		data "$(ipv4_hex "$1")" count "$2" every 1 "${@:3}"
}

policies()
{
	local policy ports

	four_ports
	for policy in layer2 layer2+3 layer3+4 encap2+3 encap3+4 vlan+srcmac flow c-vid s-vid; do
		set_lag hash "$policy"
		lag_is a lag0 hash "$policy" || fail "$policy is not shown"
		ports=
		for i in 1 2 3 4 5 6; do
			udp "$i"
			path "${headers[@]}" smac "02:00:00:00:00:0$i" dmac "02:00:00:00:01:0$i" \
				vlan $((100 + i)) svlan $((200 + i))
			ports+=" $port"
			leave_by "$port" 3 inside a pdu send lag0 frame ethertype 88a8 \
				src "02:00:00:00:00:0$i" dst "02:00:00:00:01:0$i" count 3 every 1 \
				data "$(printf '%04x8100%04x0800' $((200 + i)) $((100 + i)))$(ipv4_hex "$i")"
			case $policy in
			c-vid) [ "$conversation" -eq 0 ] || fail "an S-tag's VID is $conversation" ;;
			s-vid) [ "$conversation" -eq $((200 + i)) ] || fail "VID is $conversation" ;;
			esac
		done
		# All on one port by chance: once in 1,024 times, were it not for the seed
		diag "$policy:$ports"
	done
	set_lag hash c-vid
	path dmac "$THEIRS" vlan 4094
	[ "$conversation" -eq 4094 ] || fail "C-VID 4094 is conversation $conversation"
	path dmac "$THEIRS"
	[ "$conversation" -eq 0 ] || fail "no tag is conversation $conversation"
}

# By a VLAN device, its tag beside the frame, and by a socket, its tag within
tags()
{
	local i

	four_ports hash layer3+4
	ip -n a link add vlan5 link lag0 type vlan id 5 || fail "vlan5"
	ip -n a link set vlan5 up
	for i in 1 2 3 4; do
		udp "$i"
		path "${headers[@]}"
		leave_by "$port" 2 send "$i" 2
		leave_by "$port" 2 send "$i" 2 vid 5
		leave_by "$port" 2 inside a pdu send vlan5 frame ethertype 0800 \
			src "$OURS" dst "$THEIRS" data "$(ipv4_hex "$i")" count 2 every 1
	done
	for i in layer2 vlan+srcmac c-vid; do
		set_lag hash "$i"
		path smac "$OURS" dmac "$THEIRS" vlan 5 ethertype 0x9000
		leave_by "$port" 2 inside a pdu send lag0 frame ethertype 9000 \
			src "$OURS" dst "$THEIRS" data 00 count 2 every 1 vid 5
		leave_by "$port" 2 inside a pdu send vlan5 frame ethertype 9000 \
			src "$OURS" dst "$THEIRS" data 00 count 2 every 1
	done
}

# conversations: of some flows, in $REPLY
conversations()
{
	local i

	REPLY=
	for i in 1 2 3; do
		udp "$i"
		path "${headers[@]}"
		REPLY+=" $conversation"
	done
}

seeds()
{
	local first

	four_ports hash layer3+4 hash-seed 42
	lag_is a lag0 hash_seed 42 || fail "the seed is not shown"
	conversations
	first=$REPLY
	set_lag hash-seed random
	lag_is a lag0 hash_seed 42 && fail "the seed is 42 still"
	lag_is a lag0 hash_seed 0 && fail "the seed is shown as 0"
	conversations
	[ "$first" != "$REPLY" ] || fail "another seed, and the same conversations$first"
	set_lag hash-seed 42
	conversations
	[ "$first" = "$REPLY" ] || fail "the same seed, and not$first but$REPLY"
	# Another LAG of this seed, and one that has drawn its own
	lag a lag1 hash layer3+4 hash-seed 42
	udp 3
	json_value "$(lacpmodctl -n a -j lag path lag1 "${headers[@]}")" conversation
	[ "${first##* }" = "$REPLY" ] || fail "lag1 has conversation $REPLY, not ${first##* }"
	ip -n a link add lag2 type lacp || fail "lag2"
	lag_is a lag2 hash_seed 42 && fail "every LAG has the seed 42"
	lag_is a lag2 hash_seed 0 && fail "no seed was drawn"
	true
}

# not_symmetric WORD... : by the kernel, which says why
not_symmetric()
{
	said=$(lacpmodctl -n a lag set lag0 "$@" 2>&1) && fail "$* is accepted"
	[[ $said == *"with hash-symmetric the hash cannot be"* ]] || fail "$*: $said"
}

symmetric()
{
	local i policy same forth

	four_ports hash-seed 7
	for policy in layer2+3 layer3+4 encap3+4; do
		set_lag hash "$policy" hash-symmetric off
		for i in off on; do
			set_lag hash-symmetric "$i"
			same=0
			for sport in 1001 1002 1003 1004; do
				path src 10.0.0.1 dst 10.0.0.2 proto tcp sport "$sport" dport 80 \
					smac "$OURS" dmac "$THEIRS"
				forth=$conversation
				path src 10.0.0.2 dst 10.0.0.1 proto tcp sport 80 dport "$sport" \
					smac "$THEIRS" dmac "$OURS"
				[ "$forth" -ne "$conversation" ] || same=$((same + 1))
			done
			[ "$i" = on ] || [ "$same" -lt 4 ] || fail "$policy is symmetric by itself"
			[ "$i" = off ] || [ "$same" -eq 4 ] || fail "$policy: $same of 4 flows are symmetric"
		done
	done
	not_symmetric hash flow
	not_symmetric hash vlan+srcmac
	lag_is a lag0 hash encap3+4 || fail "the hash has changed"
	set_lag hash-symmetric off hash flow
	not_symmetric hash-symmetric on
}

# Each datagram has three fragments, of which the first alone has ports.
fragments()
{
	local port n all=0

	four_ports hash layer3+4
	address a lag0 10.0.0.1/24
	ip -n a neigh add 10.0.0.2 lladdr "$THEIRS" dev lag0
	sent
	# shellcheck disable=SC2016
	inside a bash -c 'for port in {2001..2008}; do
		exec 3>/dev/udp/10.0.0.2/$port
		for i in {1..5}; do printf %04000d 0 >&3; done
	done' || fail "cannot send"
	for port in eth1 eth2 eth3 eth4; do
		n=$(($(statistic a "$port" tx_packets) - sent["$port"]))
		diag "$port: $n"
		[ $((n % 15)) -eq 0 ] || fail "some of a datagram's fragments left by another port"
		all=$((all + n))
	done
	[ "$all" -eq 120 ] || fail "$all fragments have left, not 120"
}

# Frames that end where they should not, as all that they can be taken for
malformed()
{
	local policy type length data before args=()

	four_ports
	for ((length = 0; length < 24; length++)); do
		data+=45
	done
	for type in 0800 86dd 8100 88a8 8847 8864; do
		for length in 1 2 3 4 7 9 12 19 20 21 23; do
			args+=(also frame ethertype "$type" src "$OURS" dst "$THEIRS"
				data "${data:0:length * 2}")
		done
	done
	for policy in layer2 layer2+3 layer3+4 encap2+3 encap3+4 vlan+srcmac flow c-vid s-vid; do
		set_lag hash "$policy"
		before=$(statistic a lag0 tx_packets)
		inside a pdu send lag0 "${args[@]:1}" || fail "cannot send"
		[ $(($(statistic a lag0 tx_packets) - before)) -eq 66 ] ||
			fail "$policy: not all frames have left"
	done
}

nowhere()
{
	four_ports hash layer3+4
	udp 1
	down b eth1 eth2 eth3 eth4
	wait_until 5 not carrier a lag0 || fail "lag0 has carrier"
	[[ $(lacpmodctl -n a lag path lag0 "${headers[@]}") == *"no port: the frame would be dropped" ]] ||
		fail "there is a path"
}

ktap_plan 7
ktap_run "each policy: frames leave by the port that lag path says" policies
ktap_run "a tag in the frame or beside it changes nothing" tags
ktap_run "a seed chooses the same again" seeds
ktap_run "hash-symmetric: both directions, or a refusal" symmetric
ktap_run "the fragments of a datagram stay together" fragments
ktap_run "frames that are cut short" malformed
ktap_run "no port, no path" nowhere
ktap_end
