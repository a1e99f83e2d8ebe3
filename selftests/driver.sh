#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A LAG as a device like any other: what its ports lend it, and what drivers and
# protocols above it are told. What only they see is shown by the module lag_peek.
#
# +- a ----------+           +- b ----------+
# |        eth1 -+-----------+- eth1        |
# | lag0         |           |         lag0 |
# |        eth2 -+-----------+- eth2        |
# +--------------+           +--------------+

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

need ethtool feature tc
peek=/sys/module/lag_peek/parameters

modprobe lag_peek 2>/dev/null || [ -e "$peek" ] ||
	ktap_skip_all "there is no module lag_peek: make LACPMOD_SELFTESTS=m"

# is NS DEV NAME VALUE...: now, as ip -d -j link has it
is()
{
	local name=$1 dev=$2 text
	shift 2

	text=$(ip -n "$name" -d -j link show dev "$dev")
	while [ $# -gt 0 ]; do
		json_value "$text" "$1"
		[ "$REPLY" = "$2" ] || fail "$name/$dev has $1 $REPLY, not $2"
		shift 2
	done
}

# peek NS PARAMETER WORDS: set REPLY to what lag_peek says
peek()
{
	# shellcheck disable=SC2016
	REPLY=$(ip netns exec "$1" bash -c 'echo "$2" >"$1" && cat "$1"' _ "$peek/$2" "$3")
}

# events: forget what lag_peek was notified of up to here
events()
{
	cat "$peek/events"
}

# heard REGEX: a line of what was notified since events_from_now matches
events_from_now()
{
	events >/dev/null
	: >"$tmp/events"
}

heard()
{
	events >>"$tmp/events"
	grep -qE "$1" "$tmp/events"
}

# two_ends [SETTING...]: a pair of two cables that distributes, with addresses
two_ends()
{
	pair 2 "lag0 rate fast $*" "lag0 rate fast $*"
	address a lag0 10.0.0.1/24
	address b lag0 10.0.0.2/24
	wait_until 10 both_distributing 2 || fail "not all distribute"
}

# few_lacpdus: those of the next seconds are not what is counted
few_lacpdus()
{
	lacpmodctl -n a lag set lag0 rate slow
	lacpmodctl -n b lag set lag0 rate slow
	nap 1.2
}

# What ports lend ------------------------------------------------------------------

limits()
{
	local queues

	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add eth1 numtxqueues 4 type dummy
		link add eth2 numtxqueues 1 type veth peer peer2
		link add port1 type lagport
		link set eth2 gso_max_size 20000 gso_max_segs 40
	EOT
	lag a lag0 mode static
	is a lag0 tso_max_size 524280 gso_max_size 65536 gso_max_segs 65535 max_mtu 65535
	peek a room lag0
	[ "$REPLY" = "14 0 0" ] || fail "room $REPLY to begin with"

	join a lag0 eth1 eth2
	is a lag0 gso_max_size 20000 gso_max_segs 40 max_mtu 65535
	join a lag0 port1
	is a lag0 tso_max_size 16384 tso_max_segs 12 gso_max_size 16384 gso_max_segs 12 \
		min_mtu 500 max_mtu 9216
	peek a room lag0
	[ "$REPLY" = "14 48 16" ] || fail "room $REPLY with port1"
	ip -n a link set lag0 mtu 9216 || fail "MTU 9216 refused"
	is a port1 mtu 9216
	is a eth1 mtu 9216
	! ip -n a link set lag0 mtu 9217 2>/dev/null || fail "port1 cannot have 9217"
	# As many queues as the best port, but not more than there are processors
	queues=$(nproc)
	[ "$queues" -lt 4 ] || queues=4
	inside a test -e "/sys/class/net/lag0/queues/tx-$((queues - 1))" || fail "queues"
	inside a test ! -e "/sys/class/net/lag0/queues/tx-$queues" || fail "too many queues"

	# What was set on the LAG itself stays, what was lowered for a port does not
	ip -n a link set lag0 mtu 1500 gso_max_segs 10 || fail "refused"
	leave a port1
	is a lag0 tso_max_size 65536 gso_max_size 20000 gso_max_segs 10 min_mtu 68 max_mtu 65535
	peek a room lag0
	[ "$REPLY" = "14 0 0" ] || fail "room $REPLY without port1"
	leave a eth1 eth2
	is a lag0 tso_max_size 524280 gso_max_size 65536 gso_max_segs 10
	inside a test ! -e /sys/class/net/lag0/queues/tx-1 || fail "queues without ports"
}

offloads()
{
	local name

	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add eth1 type veth peer peer1
		link add eth2 type veth peer peer2
		link add lag0 type lacp
	EOT
	join a lag0 eth1 eth2
	ip -n a link add link lag0 name vlan5 type vlan id 5 || fail "VLAN"
	for name in generic-receive-offload generic-segmentation-offload \
		tx-tcp-segmentation tx-vlan-offload tx-udp_tnl-segmentation; do
		offload a lag0 "$name" on || fail "$name is off"
	done
	for name in tx-tcp-segmentation tx-checksumming scatter-gather; do
		offload a vlan5 "$name" on || fail "$name is off for VLANs"
	done
	# While they are ports, and for VLANs above, too
	inside a ethtool -K eth1 sg off >/dev/null
	inside a ethtool -K eth2 sg off >/dev/null
	offload a lag0 scatter-gather off || fail "scatter-gather stays on"
	offload a vlan5 tx-tcp-segmentation off || fail "a VLAN's stays on"
	# Its ports would go on filtering, and know of no VLAN.
	for name in rx-vlan-filter rx-vlan-stag-filter; do
		inside a ethtool -K lag0 "$name" off >/dev/null 2>&1
		offload a lag0 "$name" "on \[fixed\]" || fail "$name can be switched off"
	done
}

# lro WORD: port1 has it on, or off
lro()
{
	offload a port1 large-receive-offload "$1"
}

# Off while it is a port, and given back unless it would forward what it receives.
lro_given_back()
{
	local name

	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add port1 type lagport
		link add lag0 type lacp
	EOT
	join a lag0 port1
	leave a port1
	lro off || fail "it is on, and never was"
	inside a ethtool -K port1 lro on >/dev/null
	lro on || fail "it cannot be switched on"
	join a lag0 port1
	lro off || fail "it stays on"
	leave a port1
	lro on || fail "it is not given back"
	for name in net/ipv4/ip_forward net/ipv6/conf/all/forwarding; do
		inside a test -e "/proc/sys/$name" || continue
		join a lag0 port1
		inside a tee "/proc/sys/$name" <<<1 >/dev/null
		leave a port1
		lro off || fail "$name: it forwards, and has LRO"
		inside a tee "/proc/sys/$name" <<<0 >/dev/null
		inside a ethtool -K port1 lro on >/dev/null
	done
}

# queue_packets N: of packets that a's eth1 has sent by its queue N
queue_packets()
{
	local text

	text=$(tc -n a -s qdisc show dev eth1)
	[[ ${text#*parent 1:"$1" } =~ Sent\ [0-9]+\ bytes\ ([0-9]+)\ pkt ]]
	echo "${BASH_REMATCH[1]}"
}

# Frames that are forwarded leave by the port's queue of the number of the queue
# that they were received by, and local ones as the port's device likes it.
queues()
{
	local before

	[ "$(nproc)" -gt 1 ] || skip "one processor, one queue"
	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add eth1 numtxqueues 4 type veth peer peer1
		link add in1 up numtxqueues 4 type veth peer in2
		link set in2 up
		link set peer1 up
	EOT
	lag a lag0 mode static
	join a lag0 eth1
	up a lag0
	wait_until 5 carrier a lag0 || fail "no carrier"
	printf '%s\n' "qdisc add dev eth1 root handle 1: mq" \
		"qdisc add dev eth1 parent 1:1 pfifo" "qdisc add dev eth1 parent 1:2 pfifo" \
		"qdisc add dev eth1 parent 1:3 pfifo" "qdisc add dev eth1 parent 1:4 pfifo" \
		"qdisc add dev in1 clsact" \
		"filter add dev in1 ingress protocol 0x88b5 matchall action skbedit queue_mapping 3 pipe action mirred egress redirect dev lag0" |
		tc -n a -batch - || skip "no mq, or no skbedit here"
	before=$(queue_packets 3)
	inside a pdu send in2 frame ethertype 88b5 dst 02:00:00:00:00:99 count 20 every 1
	[ $(($(queue_packets 3) - before)) -ge 20 ] ||
		fail "the receive queue is forgotten: $(tc -n a -s qdisc show dev eth1)"
}

# What others are told ---------------------------------------------------------------

# hash names: numbers of enum netdev_lag_hash
notifications()
{
	events_from_now
	pair 2 "lag0 rate fast hash layer3+4" "lag0 rate fast"
	wait_until 10 both_distributing 2 || fail "not all distribute"
	heard '^eth1 joins lag0 tx 5 hash 2$' || fail "layer3+4: $(<"$tmp/events")"
	heard '^eth1 joins lag0 tx 5 hash 3$' || fail "layer2+3: $(<"$tmp/events")"
	wait_until 5 heard '^eth2 link 1 tx 1$' || fail "tx 1: $(<"$tmp/events")"

	events_from_now
	lacpmodctl -n a lag set lag0 hash layer2 || fail "refused"
	heard '^lag0 info$' || fail "a new hash is not told"
	events_from_now
	lacpmodctl -n a lag set lag0 rate slow || fail "refused"
	not heard '^lag0 info$' || fail "told of a hash that is not new"

	down b eth1
	wait_until 5 heard '^eth1 link 0 tx 0$' || fail "tx 0: $(<"$tmp/events")"
	leave a eth2
	heard '^eth2 leaves lag0$' || fail "leave: $(<"$tmp/events")"
}

# A device that is asked for its speed may ask another below it, whose lock is held
# where it goes down or up with that.
speed()
{
	ns a
	ip -n a link add port1 type lagport || fail "port1"
	lag a lag0 mode static
	join a lag0 port1
	up a lag0
	wait_until 5 port_is a port1 speed 1000 || fail "speed $(port_get a port1 speed)"
	inside a ethtool -s port1 speed 10000 duplex full || fail "ethtool"
	port_is a port1 speed 1000 || fail "somebody was told of a new speed"
	events_from_now
	down a port1
	up a port1
	wait_until 1 port_is a port1 speed 10000 || fail "speed $(port_get a port1 speed)"
	not heard "^port1 asked" || fail "$(<"$tmp/events")"
	wait_until 2 port_is a port1 buckets 4096 || fail "port1 does not come back"
}

# A driver may close and open its device while it becomes a port, or ceases to be one.
restless()
{
	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add restless1 up type lagport
		link add restless2 type lagport
		link add lag0 up type lacp
	EOT
	lacpmodctl -n a lag set lag0 mode static || fail "static"
	join a lag0 restless1 restless2
	wait_until 5 distributing a lag0 2 || fail "not all distribute"
	down a restless1
	wait_until 2 port_is a restless2 buckets 4096 || fail "restless1 still distributes"
	up a restless1
	wait_until 5 distributing a lag0 2 || fail "restless1 does not come back"
	leave a restless1
	wait_until 2 port_is a restless2 buckets 4096 || fail "restless2 does not go on"
	ip -n a link del lag0
	[[ $(ip -n a link show dev restless2) == *"state DOWN"* ]] || fail "restless2 was down before"
}

# When a LAG gets its carrier back, and when it has got another partner, those
# who may not know are told; with the same partner nobody has to be.
peers()
{
	two_ends
	capture_for b "$tmp/arp" 0806 lag0
	events_from_now
	down b eth1
	wait_until 5 distributing a lag0 1 || fail "eth1 still distributes"
	up b eth1
	wait_until 10 both_distributing 2 || fail "not all distribute"
	not heard '^lag0 (peers|igmp)$' || fail "told although the partner is the same"
	stop "$tmp/arp"

	# Whoever is there next
	capture_for b "$tmp/arp" 0806 lag0
	events_from_now
	down b lag0
	wait_until 5 not carrier a lag0 || fail "lag0 still has carrier"
	up b lag0
	wait_until 10 heard '^lag0 peers$' || fail "neighbours: $(<"$tmp/events")"
	wait_until 2 heard '^lag0 igmp$' || fail "multicast: $(<"$tmp/events")"
	# who-has 10.0.0.1 tell 10.0.0.1
	wait_until 5 captured_any "$tmp/arp" '0a000001[0-9a-f]*0a000001' ||
		fail "no gratuitous ARP: $(<"$tmp/arp")"
}

# sent_by: names the port of a by which packets have left since it was asked
sent_by()
{
	local dev now

	for dev in eth1 eth2; do
		now=$(statistic a "$dev" tx_packets)
		[ $((now - ${sent[$dev]:-0})) -lt "${1:-1}" ] || REPLY=$dev
		sent[$dev]=$now
	done
}

# What drivers above ask agrees with what the data path does.
lower_device()
{
	local i frame expected used=' ' all=' '
	declare -A sent

	two_ends hash layer3+4
	few_lacpdus
	for i in {10..17}; do
		frame=02000000009902000000000108004500002e000000004011
		frame+=66bd0a0000010a000002"$i"000007001a0000000000000000000000000000000000
		peek a xmit_slave "lag0 $frame"
		expected=${REPLY% *}
		[[ ${REPLY#* } == eth[12] ]] || fail "of all ports: $REPLY"
		sent_by
		inside a pdu send lag0 frame dst 02:00:00:00:00:99 src 02:00:00:00:00:01 \
			ethertype 0800 data "${frame:28}" count 20 every 1
		REPLY=
		sent_by 20
		[ "$REPLY" = "$expected" ] || fail "frame $i: left by $REPLY, not $expected"
		used+="$REPLY "
	done
	[[ $used == *eth1* && $used == *eth2* ]] || fail "all by one port"

	# With a port gone, it is the other; "as if all" it is not
	down b eth1
	wait_until 5 distributing a lag0 1 || fail "eth1 still distributes"
	for i in {10..17}; do
		peek a xmit_slave "lag0 ${frame:0:68}$i${frame:70}"
		[ "${REPLY% *}" = eth2 ] || fail "eth1 is down: $REPLY"
		all+="${REPLY#* } "
	done
	[[ $all == *eth1* && $all == *eth2* ]] || fail "of all ports: $all"
}

# A socket's frames leave by the port that its socket is told.
sockets()
{
	local i expected used=' '
	declare -A sent

	two_ends hash layer3+4
	few_lacpdus
	pings a 10.0.0.2 || fail "no traffic"
	for i in {1..8}; do
		sent_by
		# shellcheck disable=SC2016
		REPLY=$(ip netns exec a bash -c '
			exec 3<>/dev/udp/10.0.0.2/$((9000 + $2)) || exit
			echo "lag0 3" >"$1" && cat "$1"
			for n in {1..30}; do echo x >&3 2>/dev/null; done' _ "$peek/sk_lower" "$i")
		expected=$REPLY
		REPLY=
		sent_by 15
		[ "$REPLY" = "$expected" ] || fail "socket $i: left by $REPLY, not $expected"
		used+="$REPLY "
	done
	[[ $used == *eth1* && $used == *eth2* ]] || fail "all by one port: $used"

	# Of a hash of MAC addresses a socket does not know enough
	lacpmodctl -n a lag set lag0 hash layer2 || fail "refused"
	# shellcheck disable=SC2016
	REPLY=$(ip netns exec a bash -c 'exec 3<>/dev/udp/10.0.0.2/9000 &&
		echo "lag0 3" >"$1" && cat "$1"' _ "$peek/sk_lower")
	[ "$REPLY" = lag0 ] || fail "layer2: $REPLY"
}

# no_virtual_clock: a socket asks for one, and need be nobody for that
no_virtual_clock()
{
	local said

	said=$(inside a feature clock lag0 2>&1)
	[[ $said == *EINVAL* ]] || fail "a virtual clock: $said"
}

timestamps()
{
	local said

	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add eth1 type veth peer peer1
		link set peer1 up
		link add port1 type lagport
	EOT
	lag a lag0 mode static
	join a lag0 eth1
	up a lag0
	wait_until 5 distributing a lag0 1 || fail "eth1 does not distribute"
	said=$(inside a ethtool -T lag0)
	[[ $said == *software-transmit* && $said == *software-receive* ]] || fail "$said"
	[[ $said != *hardware-transmit* ]] || fail "eth1 has no clock: $said"
	said=$(inside a feature hwtstamp lag0 get 2>&1)
	[[ $said == *EOPNOTSUPP* ]] || fail "eth1 has no clock: $said"

	# Of two the clocks are two
	join a lag0 port1
	wait_until 5 distributing a lag0 2 || fail "port1 does not distribute"
	said=$(inside a ethtool -T lag0)
	[[ $said == *software-transmit* && $said != *hardware-transmit* ]] || fail "$said"
	no_virtual_clock
	said=$(inside a feature hwtstamp lag0 set 1 1 1 2>&1)
	[[ $said == *EOPNOTSUPP* ]] || fail "two ports: $said"

	# One has all the traffic
	leave a eth1
	wait_until 5 distributing a lag0 1 || fail "not one distributes"
	said=$(inside a ethtool -T lag0)
	[[ $said == *hardware-transmit* && $said == *": 7"* ]] || fail "$said"
	no_virtual_clock
	said=$(inside a feature hwtstamp lag0 set 1 1 0 2>&1)
	[[ $said == *EOPNOTSUPP* ]] || fail "without the flag: $said"
	said=$(inside a feature hwtstamp lag0 set 1 1 1 2>&1)
	[ "$said" = "1 1 1" ] || fail "set: $said"
	[ "$(inside a feature hwtstamp lag0 get)" = "1 1 1" ] || fail "get"
	[ "$(inside a feature hwtstamp port1 get)" = "1 1 0" ] || fail "port1 was not asked"
	[ "$(inside a feature mii lag0)" = up ] || fail "MII: down"
	down a lag0
	[ "$(inside a feature mii lag0)" = down ] || fail "MII: up"
}

# Statistics only ever grow, whoever comes and goes.
statistics()
{
	local i name now
	declare -A last

	two_ends
	background a "$tmp/ping" ping -q -i 0.002 10.0.0.2
	for i in {1..4}; do
		leave a "eth$((i % 2 + 1))"
		for name in tx_packets tx_bytes rx_packets rx_bytes tx_dropped; do
			now=$(statistic a lag0 "$name")
			[ "$now" -ge "${last[$name]:-0}" ] ||
				fail "$name: $now after ${last[$name]}"
			last[$name]=$now
		done
		join a lag0 "eth$((i % 2 + 1))"
		wait_until 10 both_distributing 2 || fail "not all distribute again"
	done
	stop "$tmp/ping"
	[ "${last[tx_packets]}" -gt 100 ] || fail "hardly any traffic: ${last[tx_packets]}"
	[ "${last[tx_bytes]}" -gt $((last[tx_packets] * 42)) ] || fail "octets"
}

# received_all LAG: packets, those to groups, set $packets and $groups
received_all()
{
	packets=$(statistic b "$1" rx_packets)
	groups=$(statistic b "$1" multicast)
}

# Frames to groups count apart; those to all, to this station or another do not.
multicast()
{
	local packets groups before_packets before_groups dst

	two_ends
	no_ipv6 a b
	received_all lag0
	before_groups=$groups
	for dst in ff:ff:ff:ff:ff:ff 02:00:00:00:00:99 \
		"$(device_get b lag0 address)"; do
		inside a pdu send lag0 frame dst "$dst" ethertype 88b5 count 20 every 1
	done
	before_packets=$packets
	received_all lag0
	[ $((packets - before_packets)) -ge 60 ] || fail "$((packets - before_packets)) of 60"
	# ... but for what IPv6 and IGMP had still to say
	[ $((groups - before_groups)) -lt 10 ] || fail "$((groups - before_groups)) to groups, of none"
	before_groups=$groups
	inside a pdu send lag0 frame dst 01:00:5e:7f:00:01 ethertype 88b5 count 20 every 1
	received_all lag0
	[ $((groups - before_groups)) -ge 20 ] || fail "$((groups - before_groups)) of 20 to groups"
	# A port's own is not the LAG's
	before_groups=$groups
	down b lag0
	inside a pdu send eth1 frame dst 01:00:5e:7f:00:01 ethertype 88b5 count 20 every 1
	received_all lag0
	[ "$groups" -eq "$before_groups" ] || fail "counted what was discarded"
	[[ $(ip -n b -s -j link show dev lag0) =~ \"multicast\":${groups}[,}] ]] ||
		fail "ip does not show $groups"
}

# grown NS NAME: set REPLY to by how much that statistic of lag0 has grown since it
# was asked for before
declare -A grown_from
grown()
{
	local now

	now=$(statistic "$1" lag0 "$2")
	REPLY=$((now - ${grown_from[$1.$2]:-0}))
	grown_from[$1.$2]=$now
}

# What the stack does not take apart, or has put together, passes in one piece;
# each piece still belongs to the socket that sent it.
whole_frames()
{
	local i sent

	two_ends
	wait_until 5 pings a 10.0.0.2 || fail "no traffic"
	grown a tx_packets
	grown a tx_bytes
	grown b rx_packets
	for i in {1..10}; do
		inside a feature send 10.0.0.2 40 || fail "datagram $i has got no time stamp"
	done
	grown a tx_packets
	diag "400 segments: sent as $REPLY frames"
	((REPLY >= 10 && REPLY < 100)) || fail "taken apart before lag0"
	grown a tx_bytes
	[ "$REPLY" -ge 400000 ] || fail "$REPLY octets"
	grown b rx_packets
	diag "received as $REPLY"
	((REPLY >= 10 && REPLY < 100)) || fail "taken apart on the way"

	# Sent in segments, put together by the ports
	inside a ethtool -K lag0 tso off gso off >/dev/null
	for i in eth1 eth2; do
		# veth has it for neighbours that do not do its work
		inside a ethtool -K "$i" tso off >/dev/null
		inside b ethtool -K "$i" gro on || fail "b/$i has no GRO"
	done
	background b "$tmp/stream" feature listen 9000
	wait_until 5 grep -q listening "$tmp/stream" || fail "nobody listens"
	grown a tx_packets
	grown b rx_packets
	inside a bash -c 'head -c 1000000 /dev/zero >/dev/tcp/10.0.0.2/9000' ||
		fail "no connection"
	wait_until 20 grep -qx 1000000 "$tmp/stream" || fail "not all of 1000000: $(<"$tmp/stream")"
	grown a tx_packets
	sent=$REPLY
	grown b rx_packets
	diag "$sent segments: received as $REPLY"
	[ "$sent" -ge 690 ] || fail "segments are sent together although lag0 cannot"
	[ "$REPLY" -lt $((sent * 9 / 10)) ] || fail "ports do not put segments together"

	# The largest frames
	for i in a b; do
		ip -n "$i" link set lag0 mtu 9216 || fail "MTU 9216"
	done
	inside a ping -q -M 'do' -s 9188 -i 0.02 -c 5 -W 1 10.0.0.2 | grep -q ' 0% packet loss' ||
		fail "packets of 9216 octets are lost"
}

# A route by a device is lost where that is set down, be it for a moment.
refused_as_it_is()
{
	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add eth1 type dummy
		link add port1 up type lagport
		addr add 10.0.0.1/24 dev port1
		route add 10.9.0.0/24 via 10.0.0.2 dev port1
		link add lag0 up type lacp
		link set eth1 master lag0
		link add link lag0 name vlan4000 type vlan id 4000
	EOT
	refused "refuses a VLAN" ip -n a link set port1 master lag0
	[[ $(ip -n a route show dev port1) == *10.9.0.0/24* ]] || fail "port1 has been down"
	ip -n a link del vlan4000 || fail "vlan4000"
	join a lag0 port1
}

# Netpoll ----------------------------------------------------------------------------

netconsole()
{
	local target=/sys/kernel/config/netconsole/lag said before after i

	modprobe netconsole 2>/dev/null || skip "no netconsole here"
	mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config
	ip link add lag9 type lacp || fail "lag9"
	# The device must not go before the target that named it.
	# shellcheck disable=SC2064
	trap "rmdir $target ${target%/*}/port 2>/dev/null
		printf 'link del %s\n' lag9 eth91 eth92 port9 | ip -force -batch - 2>/dev/null" EXIT
	lacpmodctl lag set lag9 mode static
	ip -batch - <<-EOT || fail "devices"
		link add eth91 type dummy
		link add eth92 type dummy
		link add port9 up type lagport
		addr add 192.0.2.9/32 dev port9
		route add 198.51.100.0/24 dev port9
		link set eth91 master lag9
		link set lag9 up
	EOT
	wait_until 5 carrier_here lag9 || fail "no carrier"
	mkdir "$target" || fail "no target"
	echo lag9 >"$target/dev_name"
	echo 192.0.2.1 >"$target/local_ip"
	echo 192.0.2.2 >"$target/remote_ip"
	echo 02:00:00:00:00:99 >"$target/remote_mac"
	echo 1 >"$target/enabled" || fail "lag9 is refused"

	# A port that joins is fit for it, or refused
	said=$(ip link set port9 master lag9 2>&1) && fail "port9 is not fit, and not refused"
	[[ $said == *netconsole* ]] || fail "port9: $said"
	[[ $(ip route show dev port9) == *198.51.100.0/24* ]] || fail "port9 has been down"
	# ... and what it sends by itself ends
	joins_with_target eth92

	before=$(packets_here)
	for i in {1..50}; do
		echo "<1>lacpmod netconsole $i" >/dev/kmsg
	done
	after=$(packets_here)
	[ $((after - before)) -ge 50 ] || fail "$((after - before)) packets for 50 lines"

	# ... and whatever is pulled
	ip link set eth91 nomaster
	before=$(packets_here)
	echo "<1>lacpmod netconsole" >/dev/kmsg
	after=$(packets_here)
	[ "$after" -gt "$before" ] || fail "nothing over the port that is left"
	echo 0 >"$target/enabled"

	# It is refused over a port that is not fit
	ip link set port9 master lag9 || fail "port9 without netconsole"
	echo 1 >"$target/enabled" 2>/dev/null && [ "$(<"$target/enabled")" = 1 ] &&
		fail "netconsole over a port that is not fit"
	return 0
}

# joins_with_target DEV: it becomes a port of lag9, and no target of its own any more
joins_with_target()
{
	local own=/sys/kernel/config/netconsole/port

	mkdir "$own" || fail "no target for $1"
	echo "$1" >"$own/dev_name"
	echo 192.0.2.1 >"$own/local_ip"
	echo 192.0.2.2 >"$own/remote_ip"
	echo 1 >"$own/enabled" || fail "$1 is no target"
	ip link set "$1" master lag9 || fail "$1 is fit"
	[ "$(<"$own/enabled")" = 0 ] || fail "$1, a port, goes on as a target of its own"
	rmdir "$own"
	[ "$(<"$target/enabled")" = 1 ] || fail "lag9 is a target no more"
}

carrier_here()
{
	[[ $(ip link show dev "$1") == *LOWER_UP* ]]
}

packets_here()
{
	local dev sum=0

	for dev in eth91 eth92; do
		sum=$((sum + $(<"/sys/class/net/$dev/statistics/tx_packets")))
	done
	echo "$sum"
}

ktap_plan 16
ktap_run "limits follow the ports, and what was set" limits
ktap_run "offloads, for VLANs and encapsulation too" offloads
ktap_run "LRO: off, and given back" lro_given_back
ktap_run "the port's queue is chosen by the queue that received" queues
ktap_run "drivers are told of ports, their state, and the hash" notifications
ktap_run "a port that comes up is asked for its speed, but not at once" speed
ktap_run "a device that is closed and opened by its driver as it joins" restless
ktap_run "neighbours are told when the carrier is back" peers
ktap_run "who asks for a frame's port gets the one it leaves by" lower_device
ktap_run "who asks for a socket's port gets the one it leaves by" sockets
ktap_run "time stamps" timestamps
ktap_run "statistics never go backwards" statistics
ktap_run "what is sent to groups is counted" multicast
ktap_run "large frames pass whole, with time stamps" whole_frames
ktap_run "a device that refuses the LAG's VLANs stays as it is" refused_as_it_is
ktap_run "netconsole" netconsole
ktap_end
