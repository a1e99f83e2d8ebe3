#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What a LAG and its ports owe each other and the rest of the network stack:
# addresses, MTU, filters, VLANs, offloads, IPv6, stacking; who is refused as a
# port; and that a port gets back what was its own.
#
# +- a ----------+           +- b ----------+
# |        eth1 -+-----------+- eth1        |
# | lag0         |           |         lag0 |
# |        eth2 -+-----------+- eth2        |
# +--------------+           +--------------+

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

need bridge ethtool

SLOW=01:80:c2:00:00:02
OWN1=02:00:00:00:0a:01
OWN2=02:00:00:00:0a:02
OTHER=02:00:00:00:0a:ff

# link_get NS DEV NAME: set REPLY to what `ip -d -j link show` has
link_get()
{
	json_value "$(ip -n "$1" -d -j link show dev "$2")" "$3"
}

# link_is NS DEV NAME VALUE
link_is()
{
	link_get "$1" "$2" "$3" && [ "$REPLY" = "$4" ]
}

# must_be NS 'DEV NAME VALUE [NAME VALUE...]'...: now, of one or more devices
must_be()
{
	local name=$1 all text words device
	shift

	all=$(ip -n "$name" -d -j link show)
	for device; do
		read -r -a words <<<"$device"
		[[ $all =~ \"ifname\":\"${words[0]}\"[^{}]* ]] ||
			fail "no device ${words[0]} in $name"
		text=${BASH_REMATCH[0]}
		set -- "${words[@]:1}"
		while [ $# -gt 0 ]; do
			json_value "$text" "$1"
			[ "$REPLY" = "$2" ] ||
				fail "$name/${words[0]} has $1 $REPLY, not $2"
			shift 2
		done
	done
}

# is_up NS DEV
is_up()
{
	[[ $(ip -n "$1" link show dev "$2") =~ [\<,]UP[,\>] ]]
}

# own_addresses: eth1 and eth2 of a have addresses to remember
own_addresses()
{
	printf '%s\n' "link set eth1 address $OWN1" "link set eth2 address $OWN2" |
		ip -n a -batch - || fail "addresses"
}

# refused_port REGEX NS DEV LAG: by both tools
refused_port()
{
	refused "$1" ip -n "$2" link set "$3" master "$4"
	refused "$1" lacpmodctl -n "$2" port add "$3" lag "$4"
}

# group_is NS DEV ADDRESS: in the list of group addresses that DEV receives
group_is()
{
	[[ $(ip -n "$1" maddr show dev "$2") == *"link  $3"* ]]
}

# hears NS DEV ADDRESS: in either of the lists of addresses that DEV receives
hears()
{
	[[ $(bridge -n "$1" fdb show dev "$2") == *"$3 "* ]]
}

# The port's contract ----------------------------------------------------------

mac_address()
{
	local changes

	ns a b
	cables 2
	own_addresses
	end b 2 lag0
	lag a lag0
	join a lag0 eth1
	must_be a "lag0 address $OWN1"
	join a lag0 eth2
	must_be a "eth2 address $OWN1"
	up a lag0
	wait_until 10 both_distributing 2 || fail "not all distribute"
	address a lag0 10.0.0.1/24
	address b lag0 10.0.0.2/24
	pings a 10.0.0.2 3 || fail "no traffic"

	# While it is up, and without a new negotiation
	changes=$(counter a eth1 mux_changes)
	ip -n a link set lag0 address "$OTHER" || fail "refused"
	must_be a "lag0 address $OTHER" "eth1 address $OTHER" "eth2 address $OTHER"
	lag_is a lag0 system "$OWN1" || fail "the System ID has followed"
	pings a 10.0.0.2 3 || fail "no traffic with the new address"
	counter_is a eth1 mux_changes "$changes" || fail "negotiated again"

	# The port does not have it changed by others
	refused "" ip -n a link set eth1 address "$OWN2"
	must_be a "eth1 address $OTHER"

	leave a eth1
	must_be a "eth1 address $OWN1" "eth2 address $OTHER"
	leave a eth2
	must_be a "eth2 address $OWN2"
}

mac_address_set()
{
	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add eth1 type dummy
		link add eth2 type dummy
		link add lag0 address $OTHER type lacp
		link add lag1 type lacp
	EOT
	own_addresses
	join a lag0 eth1
	must_be a "lag0 address $OTHER" "eth1 address $OTHER"
	leave a eth1
	must_be a "lag0 address $OTHER" "eth1 address $OWN1"

	# What was lent is handed back
	join a lag1 eth1
	must_be a "lag1 address $OWN1"
	leave a eth1
	must_be a "eth1 address $OWN1"
	not link_is a lag1 address "$OWN1" || fail "lag1 still has its port's address"
	# ... by deleting the LAG, too
	join a lag1 eth1
	join a lag1 eth2
	must_be a "eth2 address $OWN1"
	ip -n a link del lag1
	must_be a "eth1 address $OWN1" "eth2 address $OWN2"
}

up_or_down()
{
	local dev

	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add eth1 up type dummy
		link add eth2 type dummy
		link add eth3 up type dummy
		link add lag0 type lacp
		link set eth1 master lag0
		link set eth2 master lag0
		link set eth3 master lag0
	EOT
	for dev in eth1 eth2 eth3; do
		is_up a "$dev" || fail "$dev is not set up"
	done
	leave a eth1 eth2
	is_up a eth1 || fail "eth1 was up before"
	not is_up a eth2 || fail "eth2 was down before"
	ip -n a link del lag0
	is_up a eth3 || fail "eth3 was up before"
}

refuses_live_change()
{
	modprobe lag_peek 2>/dev/null || [ -e /sys/module/lag_peek ] ||
		skip "there is no module lag_peek: make LACPMOD_SELFTESTS=m"
	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add eth1 up address $OWN1 type lagport
		link add lag0 address $OTHER up type lacp
	EOT
	refused "busy" ip -n a link set eth1 address "$OWN2"
	ip -n a link set eth1 master lag0 || fail "enslave"
	must_be a "eth1 address $OTHER"
	ip -n a link set lag0 address "$OWN2" || fail "refused"
	must_be a "lag0 address $OWN2" "eth1 address $OWN2"
	is_up a eth1 || fail "eth1 stays down"
	leave a eth1
	must_be a "eth1 address $OWN1"
	is_up a eth1 || fail "eth1 was up before"
}

# An ifb device takes no other address, up or down.
refuses_change()
{
	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add eth1 type dummy
		link add ifb7 up mtu 1400 type ifb
		link add lag0 type lacp
		link set eth1 master lag0
	EOT
	link_get a ifb7 address
	refused_port "refuses the LAG's MAC address" a ifb7 lag0
	must_be a "ifb7 address $REPLY mtu 1400"
	is_up a ifb7 || fail "ifb7 was up before"
	# And of the LAG no other than its own
	leave a eth1
	ip -n a link set ifb7 master lag0 || fail "ifb7 lends its own address"
	refused "" ip -n a link set lag0 address "$OTHER"
	not link_is a lag0 address "$OTHER" || fail "lag0 has changed its address"
}

mtu()
{
	ns a
	modprobe tun 2>/dev/null
	ip -n a -batch - <<-EOT || fail "devices"
		link add eth1 mtu 1600 type veth peer peer1
		link add eth2 type veth peer peer2
		link add lag0 type lacp
	EOT
	join a lag0 eth1
	must_be a "eth1 mtu 1500"
	ip -n a link set lag0 mtu 9000 || fail "refused"
	must_be a "lag0 mtu 9000" "eth1 mtu 9000"
	join a lag0 eth2
	must_be a "eth2 mtu 9000"
	refused "" ip -n a link set eth1 mtu 1400
	must_be a "eth1 mtu 9000"

	# All or none
	if ip -n a tuntap add tap1 mode tap 2>/dev/null; then
		join a lag0 tap1
		refused "" ip -n a link set lag0 mtu 65535
		must_be a "lag0 mtu 9000" "eth1 mtu 9000" "tap1 mtu 9000"
		leave a tap1
		must_be a "tap1 mtu 1500"
		ip -n a link set lag0 mtu 65535 || fail "refused"
		refused_port "refuses the LAG's MTU" a tap1 lag0
		must_be a "tap1 mtu 1500"
	fi
	leave a eth1 eth2
	must_be a "eth1 mtu 1600" "eth2 mtu 1500"
}

# everything a device receives, as text
filters_of()
{
	bridge -n a fdb show dev "$1" | sort
	link_get a "$1" promiscuity
	echo "promiscuity $REPLY"
	link_get a "$1" allmulti
	echo "allmulti $REPLY"
}

filters()
{
	local group=01:00:5e:7f:00:01 unicast=02:00:00:00:0a:77 before dev

	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add eth1 up type veth peer peer1
		link add eth2 up type veth peer peer2
		link add lag0 type lacp
	EOT
	before=$(filters_of eth1)
	ip -n a -batch - <<-EOT || fail "filters"
		link set eth1 master lag0
		link set lag0 up promisc on allmulticast on
		link set eth2 master lag0
	EOT
	must_be a "eth1 promiscuity 1 allmulti 1" "eth2 promiscuity 1 allmulti 1"
	ip -n a link set lag0 promisc off || fail "refused"
	must_be a "eth1 promiscuity 0 allmulti 1" "eth2 promiscuity 0 allmulti 1"

	# veth is promiscuous itself once it has to receive further addresses
	ip -n a link add link lag0 name mv0 address "$unicast" up type macvlan ||
		fail "macvlan"
	ip -n a maddr add "$group" dev lag0 || fail "refused"
	for dev in eth1 eth2; do
		group_is a "$dev" "$SLOW" || fail "$dev does not receive $SLOW"
		group_is a "$dev" "$group" || fail "$dev does not receive $group"
		hears a "$dev" "$unicast" || fail "$dev does not receive $unicast"
	done
	leave a eth1
	[ "$(filters_of eth1)" = "$before" ] ||
		fail "eth1 receives: $(filters_of eth1), before: $before"

	ip -n a -batch - <<-EOT || fail "filters"
		link set lag0 allmulticast off
		link del mv0
	EOT
	ip -n a maddr del "$group" dev lag0 || fail "refused"
	must_be a "eth2 promiscuity 0 allmulti 0"
	not group_is a eth2 "$group" || fail "eth2 still receives $group"
	not hears a eth2 "$unicast" || fail "eth2 still receives $unicast"
	group_is a eth2 "$SLOW" || fail "eth2 does not receive $SLOW any more"
}

# vids_watch: count what is done to the VLAN filters from now on
vids_watch()
{
	local tracing=/sys/kernel/tracing

	[ -d "$tracing/events" ] || mount -t tracefs tracefs "$tracing" 2>/dev/null
	# Arguments: net device, protocol, VLAN ID
	# shellcheck disable=SC2016
	{
		echo 'p:lacpmod/vid_add vlan_vid_add dev=$arg1:x64 vid=$arg3:u16'
		echo 'p:lacpmod/vid_del vlan_vid_del dev=$arg1:x64 vid=$arg3:u16'
	} >>"$tracing/kprobe_events" 2>/dev/null || return
	echo >"$tracing/trace"
	echo 1 >"$tracing/events/lacpmod/enable"
}

# vids VID: how many devices have it in their filters since vids_watch
vids()
{
	awk -v vid="vid=$1" '$NF == vid {
		has[$(NF - 1)] += / vid_add: / ? 1 : -1
	}
	END {
		for (dev in has)
			n += has[dev] > 0
		print n + 0
	}' /sys/kernel/tracing/trace
}

vids_forget()
{
	local tracing=/sys/kernel/tracing

	echo 0 >"$tracing/events/lacpmod/enable"
	printf '%s\n' -:lacpmod/vid_add -:lacpmod/vid_del >>"$tracing/kprobe_events"
}

vlan()
{
	local watched=

	ns a b
	cables 2
	if vids_watch; then
		watched=1
	else
		diag "no kprobes here: VLAN filters are not looked at"
	fi
	end a 1 lag0
	end b 1 lag0
	ip -n a -batch - <<-EOT || fail "VLAN"
		link add link lag0 name vlan77 up type vlan id 77
		addr add 10.0.77.1/24 dev vlan77
	EOT
	ip -n b -batch - <<-EOT || fail "VLAN"
		link add link lag0 name vlan77 up type vlan id 77
		addr add 10.0.77.2/24 dev vlan77
	EOT
	wait_until 10 both_distributing 1 || fail "not distributing"
	wait_until 5 pings a 10.0.77.2 || fail "no tagged traffic"
	[ -z "$watched" ] || [ "$(vids 77)" -eq 4 ] ||
		fail "$(vids 77) devices have VLAN 77, not both LAGs and their ports"

	# Over a port that came later, alone
	join a lag0 eth2
	join b lag0 eth2
	[ -z "$watched" ] || [ "$(vids 77)" -eq 6 ] ||
		fail "$(vids 77) devices have VLAN 77, not the later ports, too"
	leave a eth1
	leave b eth1
	[ -z "$watched" ] || [ "$(vids 77)" -eq 4 ] ||
		fail "$(vids 77) devices have VLAN 77: not gone with the ports"
	wait_until 10 both_distributing 1 || fail "the later port does not distribute"
	pings a 10.0.77.2 3 || fail "no tagged traffic over the later port"
	pings b 10.0.77.1 3 || fail "no tagged traffic back"

	ip -n a link del vlan77
	ip -n b link del vlan77
	[ -z "$watched" ] || [ "$(vids 77)" -eq 0 ] ||
		fail "$(vids 77) devices still have VLAN 77"
	[ -z "$watched" ] || vids_forget
}

# speed_is N: ethtool says so of a's LAG
speed_is()
{
	inside a ethtool lag0 | grep -qE "Speed: $1\$"
}

ethtool_and_statistics()
{
	local before after name said

	pair 2 "lag0 rate fast" "lag0 rate fast"
	address a lag0 10.0.0.1/24
	address b lag0 10.0.0.2/24
	wait_until 10 both_distributing 2 || fail "not all distribute"
	said=$(inside a ethtool lag0)
	[[ $said == *"Speed: 20000Mb/s"* ]] || fail "two of 10000Mb/s distribute: $said"
	[[ $said == *"Duplex: Full"* ]] || fail "not full duplex: $said"

	before=$(ip -n a -s link show dev lag0)
	inside a ping -q -c 50 -i 0.01 -s 1000 10.0.0.2 | grep -q '50 received' ||
		fail "no traffic"
	after=$(ip -n a -s link show dev lag0)
	for name in RX TX; do
		[[ ${before#*"$name":} =~ ([0-9]+)\ +([0-9]+) ]]
		set -- "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
		[[ ${after#*"$name":} =~ ([0-9]+)\ +([0-9]+) ]]
		diag "$name: $((BASH_REMATCH[2] - $2)) packets, $((BASH_REMATCH[1] - $1)) octets"
		((BASH_REMATCH[2] - $2 >= 50 && BASH_REMATCH[2] - $2 < 80)) ||
			fail "50 packets $name not counted, or twice"
		((BASH_REMATCH[1] - $1 >= 50 * 1028)) || fail "octets $name"
	done

	down b eth1
	wait_until 5 distributing a lag0 1 || fail "eth1 still distributes"
	speed_is 10000Mb/s || fail "$(inside a ethtool lag0 | grep Speed), one is left"
	down b eth2
	wait_until 5 distributing a lag0 0 || fail "eth2 still distributes"
	speed_is 'Unknown!' || fail "$(inside a ethtool lag0 | grep Speed), none is left"
}

# local_address NS DEV: it has a link-local IPv6 address
local_address()
{
	[[ $(ip -n "$1" -6 addr show dev "$2" scope link) == *"inet6 fe80:"* ]]
}

ipv6()
{
	[ -e /proc/sys/net/ipv6 ] || skip "no IPv6 here"
	ns a b
	cables 2
	end b 2 lag0
	up a eth1
	wait_until 5 local_address a eth1 || fail "eth1 has no address to begin with"
	ip -n a -batch - <<-EOT || fail "enslave"
		link add lag0 up type lacp
		link set eth1 master lag0
		link set eth2 master lag0
	EOT
	wait_until 10 both_distributing 2 || fail "not all distribute"
	wait_until 5 local_address a lag0 || fail "the LAG has no address"
	not local_address a eth1 || fail "eth1 has kept its address"
	not local_address a eth2 || fail "eth2 has an address"
	down a eth1
	up a eth1
	holds 0.5 not local_address a eth1 || fail "eth1 has got an address as a port"

	leave a eth1 eth2
	wait_until 5 local_address a eth1 || fail "eth1 gets no address after release"
	not local_address a eth2 || fail "eth2 has an address while it is down"
	up a eth2
	wait_until 5 local_address a eth2 || fail "eth2 gets no address after release"
}

# Who is refused ----------------------------------------------------------------

refusals()
{
	local kind

	ns a
	modprobe tun 2>/dev/null
	ip -n a -batch - <<-EOT || fail "devices"
		link add lag0 type lacp
		link add lag1 type lacp
		link add br0 type bridge
		link add eth1 up type dummy
		link add eth2 up type dummy
		link set eth1 master br0
		link set eth2 master lag0
		link set lag0 up
		link add link lag0 name vlan1 up type vlan id 1
		link add link lag0 name vlan2 up type vlan id 2
		link add link vlan2 name mv2 up type macvlan
	EOT
	refused_port "only an Ethernet device" a lo lag0
	refused_port "own port" a lag0 lag0
	refused_port "stacked upon this LAG" a vlan1 lag0
	refused_port "stacked upon this LAG" a mv2 lag0
	# ip link set master takes it from the bridge first
	refused "has a master already" lacpmodctl -n a port add eth1 lag lag0
	link_is a eth1 master br0 || fail "eth1 was taken from its bridge"
	refused "is a port of a LAG already" lacpmodctl -n a port add eth2 lag lag0
	refused "is a port of a LAG already" lacpmodctl -n a port add eth2 lag lag1
	ip -n a link set eth2 master lag0 || fail "the same master once more is no change"
	link_is a eth2 master lag0 || fail "eth2 has left lag0"
	if ip -n a tuntap add tun0 mode tun 2>/dev/null; then
		refused_port "only an Ethernet device" a tun0 lag0
	fi
	for kind in ipip sit; do
		ip -n a link add tunnel0 type "$kind" local 192.0.2.1 remote 192.0.2.2 \
			2>/dev/null || continue
		refused_port "only an Ethernet device" a tunnel0 lag0
		ip -n a link del tunnel0
	done
	if ip -n a link add vrf0 type vrf table 10 2>/dev/null; then
		refused_port "does not hand on" a vrf0 lag1
	fi
	refused "no such net device|no such device" lacpmodctl -n a port add eth9 lag lag0
	refused "no LAG" lacpmodctl -n a port add eth1 lag br0
	refused "no port of a LAG" lacpmodctl -n a port del eth1
	lag_is a lag0 ports 1 || fail "lag0 has other ports than eth2"
	is_up a eth1 || fail "eth1, refused, was set down"
	is_up a eth2 || fail "eth2, refused, was set down"
}

namespaces()
{
	ns a b
	# Made from here, for there
	ip -n a link add lag0 netns b type lacp || fail "refused"
	lag_is b lag0 ports 0 || fail "lag0 is not in b"
	ip -n b link add eth1 type dummy
	refused "no such device" lacpmodctl -n a lag show lag0
	join b lag0 eth1
	# It stays where its ports are, and names are those of the namespace
	refused "" ip -n b link set lag0 netns a
	lag_is b lag0 ports 1 || fail "lag0 has gone"
	lag a lag0
	lag_is a lag0 ports 0 || fail "a's lag0 has b's port"
	# Keys and numbers begin anew in each
	lag_is a lag0 key 1 || fail "a's key is not the first"
	lag_is b lag0 key 1 || fail "b's key is not the first"
}

# Up, down, enslaved in any order --------------------------------------------------

any_order()
{
	local order

	ns a b
	cables 2
	end b 2 lag0
	for order in \
		"add lag-up ports" "add ports lag-up" \
		"add lag-up ports-down ports-up" "add ports-down lag-up ports-up" \
		"add ports lag-up lag-down lag-up" "add ports leave lag-up ports"; do
		for step in $order; do
			case $step in
			add) echo "link add lag0 type lacp" ;;
			lag-up) echo "link set lag0 up" ;;
			lag-down) echo "link set lag0 down" ;;
			ports) printf 'link set %s master lag0\n' eth1 eth2 ;;
			leave) printf 'link set %s nomaster\n' eth1 eth2 ;;
			ports-down)
				printf 'link set %s master lag0\n' eth1 eth2
				printf 'link set %s down\n' eth1 eth2
				;;
			ports-up) printf 'link set %s up\n' eth1 eth2 ;;
			esac
		done | ip -n a -batch - || fail "$order"
		wait_until 10 both_distributing 2 || fail "$order: not all distribute"
		ip -n a link del lag0
	done
}

lag_down()
{
	local received before

	pair 1 "lag0 rate fast" "lag0 rate fast"
	address a lag0 10.0.0.1/24
	wait_until 10 both_distributing 1 || fail "not distributing"
	down a lag0
	distributing a lag0 0 || fail "eth1 distributes although its LAG is down"
	not carrier a lag0 || fail "lag0 has carrier although it is down"
	wait_until 2 distributing b lag0 0 || fail "the partner still distributes"
	port_is a eth1 reason lag-down || fail "reason $(port_get a eth1 reason)"

	# Frames that come all the same, from a neighbour that speaks no LACP
	leave b eth1
	ip -n b -batch - <<-EOT || fail "b/eth1"
		link set eth1 up
		addr add 10.0.0.9/24 dev eth1
		neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev eth1
	EOT
	received=$(statistic a lag0 rx_packets)
	before=$(counter a eth1 data_discarded)
	inside b ping -q -c 10 -i 0.01 -W 1 10.0.0.1 >/dev/null && fail "an answer"
	[ "$(statistic a lag0 rx_packets)" -eq "$received" ] ||
		fail "frames came through a LAG that is down"
	counter_above a eth1 data_discarded $((before + 9)) ||
		fail "discarded frames were not counted"
	# Nor while it is up and has no partner
	up a lag0
	received=$(statistic a lag0 rx_packets)
	before=$(counter a eth1 data_discarded)
	inside b ping -q -c 10 -i 0.01 -W 1 10.0.0.1 >/dev/null && fail "an answer"
	[ "$(statistic a lag0 rx_packets)" -eq "$received" ] ||
		fail "frames came through a port that does not collect"
	counter_above a eth1 data_discarded $((before + 9)) ||
		fail "discarded frames were not counted"
}

# Offloads, stacking ------------------------------------------------------------

# Checksums are not in it: what a port cannot do is done in software above it,
# and the LAG offers them always, as bonding and team do. Of TSO one flag of several:
# some of the others stay on without scatter-gather.
offloads()
{
	local name names=(scatter-gather tx-tcp-segmentation)

	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add eth1 type veth peer peer1
		link add eth2 type veth peer peer2
		link add lag0 type lacp
	EOT
	join a lag0 eth1 eth2
	for name in "${names[@]}" tx-checksumming; do
		offload a lag0 "$name" on || fail "$name is off to begin with"
	done
	offload a lag0 large-receive-offload off || fail "LRO is on"

	# Once no port can, the LAG cannot
	inside a ethtool -K eth1 sg off >/dev/null
	inside a ethtool -K eth2 sg off >/dev/null
	for name in "${names[@]}"; do
		offload a lag0 "$name" off || fail "$name is on, no port can do it"
	done
	inside a ethtool -K eth1 sg on tso on >/dev/null
	inside a ethtool -K eth2 sg on tso on >/dev/null
	for name in "${names[@]}"; do
		offload a lag0 "$name" on || fail "$name stays off, all ports can do it"
	done
}

bridge_above()
{
	pair 1 lag0 lag0
	ip -n a -batch - <<-EOT || fail "bridge"
		link add br0 up type bridge
		link set lag0 master br0
		addr add 10.0.0.1/24 dev br0
		link add in0 up master br0 type veth peer in1
		link set in1 up address 02:00:00:00:0a:99
	EOT
	address b lag0 10.0.0.2/24
	wait_until 10 both_distributing 1 || fail "not distributing"
	link_is a eth1 promiscuity 1 || fail "eth1 is not promiscuous below a bridge"
	wait_until 5 pings b 10.0.0.1 || fail "no traffic through the bridge"
	pings a 10.0.0.2 3 || fail "no traffic from the bridge"
	ip -n a link set lag0 nomaster
	must_be a "eth1 promiscuity 0"
}

# bonding in mode active-backup as the port
bond_below()
{
	ns a b
	cables 1
	end b 1 lag0
	ip -n a -batch - <<-EOT || fail "a bond as port"
		link add bond1 type bond mode active-backup miimon 50
		link set eth1 master bond1
		link set bond1 up
		link add lag0 up type lacp
		link set bond1 master lag0
		addr add 10.0.0.1/24 dev lag0
	EOT
	address b lag0 10.0.0.2/24
	wait_until 10 both_distributing 1 || fail "a bond as port does not distribute"
	pings a 10.0.0.2 3 || fail "no traffic over a bond as port"
	refused "has a master already" lacpmodctl -n a port add eth1 lag lag0
}

ktap_plan 17
ktap_run "MAC address: taken over, followed, given back" mac_address
ktap_run "MAC address of a LAG: set, lent, handed back" mac_address_set
ktap_run "ports come back up or down as they were" up_or_down
ktap_run "a device that takes a new address only while it is down" refuses_live_change
ktap_run "a device that takes no new address is refused" refuses_change
ktap_run "MTU: followed by all or none, given back" mtu
ktap_run "promiscuity, unicast and group addresses follow and are undone" filters
ktap_run "VLANs reach every port and are undone" vlan
ktap_run "speed and statistics" ethtool_and_statistics
ktap_run "a port has no link-local IPv6 address" ipv6
ktap_run "refusals say why" refusals
ktap_run "namespaces" namespaces
ktap_run "any order of up, down and enslave" any_order
ktap_run "a LAG that is down, or without partner, passes nothing" lag_down
ktap_run "offloads follow the ports" offloads
ktap_run "a bridge above" bridge_above
ktap_run "a bond as port" bond_below
ktap_end
