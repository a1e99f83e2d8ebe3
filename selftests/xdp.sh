#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Native XDP on a LAG: run by every port, refused where one cannot, and frames
# that are redirected to a LAG. The programs do something to IPv4 alone, so that
# LACP goes on.
#
# +- a ----------+           +- b ----------+
# |        eth1 -+-----------+- eth1        |
# | lag0         |           |         lag0 |
# |        eth2 -+-----------+- eth2        |
# +--------------+           +--------------+

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

need awk ethtool feature tc
peek=/sys/module/lag_peek/parameters

modprobe lag_peek 2>/dev/null || [ -e "$peek" ] ||
	ktap_skip_all "there is no module lag_peek: make LACPMOD_SELFTESTS=m"

# Not in /sys, of which each namespace has its own
bpf=$tmp/bpf
mkdir "$bpf"
mount -t bpf bpf "$bpf" 2>/dev/null || ktap_skip_all "no bpf file system here"
trap 'status=$?; umount "$bpf"; (exit $status); cleanup' EXIT
feature xdp "$bpf/pass" pass || ktap_skip_all "no XDP here"
feature xdp "$bpf/drop" drop
feature xdp "$bpf/tx" tx

# xdp NS DEV PROGRAM|off: in place of another, if need be
xdp()
{
	if [ "$3" = off ]; then
		ip -n "$1" link set dev "$2" xdpdrv off
	else
		ip -force -n "$1" link set dev "$2" xdpdrv pinned "$bpf/$3"
	fi
}

# runs NS DEV: it has a program
runs()
{
	[[ $(ip -n "$1" link show dev "$2") == *prog/xdp* ]]
}

two_ends()
{
	pair 2 "lag0 rate fast hash layer3+4" "lag0 rate fast"
	address a lag0 10.0.0.1/24
	address b lag0 10.0.0.2/24
	wait_until 10 both_distributing 2 || fail "not all distribute"
	wait_until 5 pings a 10.0.0.2 || fail "no traffic"
}

# count NS DEV...: IPv4 frames that they receive, see counted
count()
{
	local name=$1 dev
	shift

	for dev; do
		printf '%s\n' "qdisc add dev $dev clsact" \
			"filter add dev $dev ingress protocol ip matchall action pass"
	done | tc -n "$name" -batch - || fail "cannot count $*"
}

# counted NS DEV: set REPLY to how many were
counted()
{
	[[ $(tc -n "$1" -s filter show dev "$2" ingress) =~ Sent\ [0-9]+\ bytes\ ([0-9]+)\ pkt ]]
	REPLY=${BASH_REMATCH[1]}
}

# ipv4 N: set REPLY to an IPv4 packet of UDP from source port 0x1000 + N
ipv4()
{
	printf -v REPLY '4500002e00000000401166bd0a0000010a000002%04x07d0001a0000%036d' \
		$((0x1000 + $1)) 0
}

drop()
{
	two_ends
	xdp a lag0 drop || fail "refused"
	runs a lag0 || fail "lag0 has no program"
	not pings a 10.0.0.2 || fail "IPv4 is not dropped"
	holds 1 both_distributing 2 || fail "LACPDUs, which the program passes, are lost"
	refused "upper device" xdp a eth1 pass

	# In place of another
	xdp a lag0 pass || fail "another program is refused"
	pings a 10.0.0.2 3 || fail "the first program is still there"
	xdp a lag0 drop || fail "refused"

	# A port that comes later, and one that leaves
	leave a eth1
	leave b eth1
	address a eth1 10.0.9.1/24
	address b eth1 10.0.9.2/24
	up a eth1
	up b eth1
	wait_until 5 pings a 10.0.9.2 || fail "eth1 has kept the program"
	ip -n a addr flush dev eth1
	ip -n b addr flush dev eth1
	join a lag0 eth1
	join b lag0 eth1
	down b eth2
	wait_until 10 both_distributing 1 || fail "eth1 does not distribute"
	not pings a 10.0.0.2 || fail "eth1, which came later, does not run the program"

	xdp a lag0 off || fail "off: refused"
	not runs a lag0 || fail "lag0 still has a program"
	pings a 10.0.0.2 3 || fail "eth1 still runs the program"
	# With the LAG, the programs of its ports go
	xdp a lag0 drop || fail "refused"
	ip -n a link del lag0
	ip -n a addr add 10.0.9.1/24 dev eth1
	leave b eth1
	ip -n b addr add 10.0.9.2/24 dev eth1
	up a eth1
	up b eth1
	wait_until 5 pings a 10.0.9.2 || fail "eth1 has kept the program of a LAG that is gone"
}

refusals()
{
	two_ends
	ip -n a -batch - <<-EOT || fail "port1"
		link add port1 up type lagport
		addr add 10.0.8.1/24 dev port1
		route add 10.9.0.0/24 via 10.0.8.2
	EOT
	xdp a lag0 pass || fail "refused"
	refused "port1 has no native XDP" ip -n a link set port1 master lag0
	refused "port1 has no native XDP" lacpmodctl -n a port add port1 lag lag0
	lag_is a lag0 ports 2 || fail "port1 is a port all the same"
	[[ $(ip -n a route show dev port1) == *10.9.0.0/24* ]] || fail "port1 has been down"
	xdp a lag0 off

	# All or none: of the ports that could, none keeps it
	join a lag0 port1
	refused "port1 has no native XDP" xdp a lag0 drop
	not runs a lag0 || fail "lag0 has the program"
	pings a 10.0.0.2 5 || fail "a port has kept the program"
	leave a port1

	xdp a eth2 pass || fail "a port's own: refused"
	refused "eth2 has an XDP program of its own" xdp a lag0 drop
	pings a 10.0.0.2 5 || fail "eth1 has kept the program"
	leave a eth2
	xdp a lag0 pass || fail "refused"
	refused "eth2 has an XDP program of its own" ip -n a link set eth2 master lag0
	xdp a eth2 off
	join a lag0 eth2
	wait_until 10 both_distributing 2 || fail "eth2 does not distribute"
}

# What a program sends back leaves by the port that received it.
send_back()
{
	local dev before other

	two_ends
	# veth sends back only to an end that runs a program itself
	xdp b lag0 pass || fail "refused"
	xdp a lag0 tx || fail "refused"
	count b eth1 eth2
	ipv4 0
	for dev in eth1 eth2; do
		counted b "$dev"
		before=$REPLY
		counted b eth$((3 - ${dev#eth}))
		other=$REPLY
		ipv4 0
		inside b pdu send "$dev" frame dst 02:00:00:00:00:99 ethertype 0800 \
			data "$REPLY" count 20 every 1
		counted b "$dev"
		[ $((REPLY - before)) -ge 20 ] || fail "$dev: $((REPLY - before)) of 20 came back"
		counted b eth$((3 - ${dev#eth}))
		[ $((REPLY - other)) -lt 20 ] || fail "$dev: came back by the other port"
	done
}

# conversations: octets of all of them
conversations()
{
	lacpmodctl -n a -j lag buckets lag0 | sed 's/},{/\n/g' |
		awk -F '"bytes":' '{ sum += $2 } END { print sum }'
}

redirected()
{
	local i used=' ' before1 before2 packets dropped octets

	two_ends
	octets=$(statistic a lag0 tx_bytes)
	lacpmodctl -n a lag set lag0 bucket-counters on || fail "bucket-counters"
	ip -n a -batch - <<-EOT || fail "devices"
		link add in1 up type veth peer in2
		link set in2 up
	EOT
	# veth takes what is redirected to it if its other end polls
	inside b ethtool -K eth1 gro on
	inside b ethtool -K eth2 gro on
	inside a feature xdp "$bpf/redirect" redirect lag0 || fail "program"
	xdp a in1 redirect || fail "refused"
	count b eth1 eth2

	packets=$(statistic a lag0 tx_packets)
	for i in {1..12}; do
		counted b eth1
		before1=$REPLY
		counted b eth2
		before2=$REPLY
		ipv4 "$i"
		inside a pdu send in2 frame dst 02:00:00:00:00:99 src 02:00:00:00:00:01 \
			ethertype 0800 data "$REPLY" count 20 every 1
		# shellcheck disable=SC2016
		ip netns exec a bash -c 'echo "lag0 $2" >"$1"' _ "$peek/xmit_slave" \
			"0200000000990200000000010800$REPLY"
		counted b eth1
		before1=$((REPLY - before1))
		counted b eth2
		before2=$((REPLY - before2))
		case $(<"$peek/xmit_slave") in
		eth1*) [ "$before1" -ge 20 ] ;;
		eth2*) [ "$before2" -ge 20 ] ;;
		esac || fail "flow $i: $before1 by eth1, $before2 by eth2, chosen $(<"$peek/xmit_slave")"
		used+="$(<"$peek/xmit_slave") "
	done
	[[ $used == *\ eth1* && $used == *\ eth2* ]] || fail "all by one port: $used"
	[ $(($(statistic a lag0 tx_packets) - packets)) -ge 240 ] || fail "not counted"
	before1=$(conversations)
	octets=$(($(statistic a lag0 tx_bytes) - octets))
	[ "$before1" -ge $((240 * 60)) ] && [ "$before1" -le "$octets" ] ||
		fail "conversations have $before1 of $octets octets"

	# A port that is down is passed over
	down b eth2
	wait_until 5 distributing a lag0 1 || fail "eth2 still distributes"
	counted b eth1
	before1=$REPLY
	for i in {1..4}; do
		ipv4 "$i"
		inside a pdu send in2 frame dst 02:00:00:00:00:99 ethertype 0800 \
			data "$REPLY" count 20 every 1
	done
	counted b eth1
	[ $((REPLY - before1)) -ge 80 ] || fail "$((REPLY - before1)) of 80 by the other port"

	# What no port takes is dropped and counted
	down b eth1
	wait_until 5 distributing a lag0 0 || fail "eth1 still distributes"
	dropped=$(statistic a lag0 tx_dropped)
	ipv4 1
	inside a pdu send in2 frame dst 02:00:00:00:00:99 ethertype 0800 \
		data "$REPLY" count 20 every 1
	[ $(($(statistic a lag0 tx_dropped) - dropped)) -ge 20 ] || fail "drops are not counted"
}

# The kernel switches LRO off below a program that would see what it makes.
no_lro()
{
	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add port1 type lagport
		link add lag0 type lacp
	EOT
	inside a ethtool -K port1 lro on >/dev/null
	offload a port1 large-receive-offload on || fail "it cannot be switched on"
	join a lag0 port1
	ip -n a link set dev port1 xdpgeneric pinned "$bpf/pass" || fail "generic XDP"
	leave a port1
	runs a port1 || fail "port1 has lost its program"
	offload a port1 large-receive-offload off || fail "port1 has LRO below its program"
}

ktap_plan 5
ktap_run "the ports run the LAG's program" drop
ktap_run "refused by name where a port cannot" refusals
ktap_run "LRO is not given back below a port's generic program" no_lro
ktap_run "what is sent back leaves by the receiving port" send_back
ktap_run "what is redirected to a LAG leaves by the hash's choice" redirected
ktap_end
