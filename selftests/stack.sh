#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A LAG as a device like any other: what can be stacked on it and below it, and
# what protocols above it do.
#
# +- a ----------+           +- b ----------+
# |        eth1 -+-----------+- eth1        |
# | lag0         |           |         lag0 |
# |        eth2 -+-----------+- eth2        |
# +--------------+           +--------------+

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

need tc

# two_ends: a pair of two cables that distributes, with addresses
two_ends()
{
	pair 2 "lag0 rate fast" "lag0 rate fast"
	address a lag0 10.0.0.1/24
	address b lag0 10.0.0.2/24
	wait_until 10 both_distributing 2 || fail "not all distribute"
}

# Above ------------------------------------------------------------------------------

# ends NS WORDS...: for both ends, NAME standing for 1 and 2: above DEV
above()
{
	local name n=0

	for name in a b; do
		n=$((n + 1))
		printf '%s\n' "${1//%n/$n}" | ip -n "$name" -batch - || fail "$name: $1"
	done
	wait_until 5 pings a "$2" || fail "no traffic: $1"
	pings b "${2%2}1" 3 || fail "no traffic back: $1"
}

# pings_in VRF ADDRESS: in a
pings_in()
{
	inside a ping -q -I "$1" -c 3 -i 0.02 -W 1 "$2" 2>&1 | grep -q ' 0% packet loss'
}

stacked_upon()
{
	local i

	two_ends
	above 'link add link lag0 name mv0 up type macvlan mode bridge
addr add 10.0.1.%n/24 dev mv0' 10.0.1.2
	above 'link add link lag0 name vlan6 up type vlan id 6
addr add 10.0.2.%n/24 dev vlan6' 10.0.2.2
	above 'link add link vlan6 name vlan66 up type vlan id 66
addr add 10.0.3.%n/24 dev vlan66' 10.0.3.2
	# The LAG itself, and a VLAN above it; table 9 alone knows the way
	ip -n a -batch - <<-EOT || fail "VRF"
		link add vrf9 up type vrf table 9
		link set lag0 master vrf9
		link set vlan6 master vrf9
	EOT
	for i in 10.0.0.2 10.0.2.2; do
		wait_until 5 pings_in vrf9 "$i" || fail "no traffic in a VRF, to $i"
		not pings a "$i" || fail "$i is reached beside its VRF"
	done
	ip -n a link set lag0 nomaster || fail "VRF"
	above 'link del mv0
link add br0 up type bridge
link set lag0 master br0
addr add 10.0.4.%n/24 dev br0' 10.0.4.2
}

# clsact on the LAG itself; AF_PACKET is what pdu and the captures are.
traffic_control()
{
	two_ends
	pings a 10.0.0.2 || fail "no traffic"
	printf '%s\n' "qdisc add dev lag0 clsact" \
		"filter add dev lag0 egress protocol ip matchall action drop" |
		tc -n a -batch - || fail "egress"
	not pings a 10.0.0.2 || fail "the egress filter sees nothing"
	printf '%s\n' "filter del dev lag0 egress" \
		"filter add dev lag0 ingress protocol ip matchall action drop" |
		tc -n a -batch - || fail "ingress"
	not pings a 10.0.0.2 || fail "the ingress filter sees nothing"
	tc -n a qdisc del dev lag0 clsact
	pings a 10.0.0.2 || fail "no traffic without filters"
	holds 0.5 both_distributing 2 || fail "LACPDUs met a filter of the LAG's"
}

# by_route: whether what goes to 10.9.0.1 gets into the class of its route's realm
by_route()
{
	local text
	local sent='class prio 1:3[^S]*Sent [0-9]+ bytes ([0-9]+) pkt'

	inside a ping -q -c 1 -W 0.1 10.9.0.1 >/dev/null
	text=$(tc -n a -s class show dev lag0)
	[[ $text =~ $sent ]] && [ "${BASH_REMATCH[1]}" -gt "${by_route:-0}" ] || return
	by_route=${BASH_REMATCH[1]}
}

# A filter that needs the route, also after a port has come or gone
routes()
{
	two_ends
	ip -n a route add 10.9.0.0/24 via 10.0.0.2 realm 10 || fail "route"
	tc -n a qdisc add dev lag0 root handle 1: prio || fail "prio"
	tc -n a filter add dev lag0 parent 1: protocol ip route to 10 classid 1:3 ||
		skip "no filter by route here"
	by_route || fail "the filter sees no route"
	leave a eth2
	by_route || fail "it sees none after a port has left"
	join a lag0 eth2
	by_route || fail "it sees none after a port has come"
}

# dad_failed NS DEV
dad_failed()
{
	[[ $(ip -n "$1" -6 addr show dev "$2") == *dadfailed* ]]
}

# of an address of its own, that is not there any more
dad_passed()
{
	[[ $(ip -n "$1" -6 addr show dev "$2" scope global) == *"$3"* ]] &&
		[[ $(ip -n "$1" -6 addr show dev "$2" scope global) != *tentative* ]]
}

neighbours()
{
	[ -e /proc/sys/net/ipv6 ] || skip "no IPv6 here"
	two_ends
	ip -n a addr add 2001:db8::1/64 dev lag0
	wait_until 5 dad_passed a lag0 2001:db8::1 || fail "an address of its own is not usable"
	ip -n b addr add 2001:db8::1/64 dev lag0
	wait_until 5 dad_failed b lag0 || fail "a duplicate address is not found"
	ip -n b addr del 2001:db8::1/64 dev lag0
	ip -n b addr add 2001:db8::2/64 dev lag0
	wait_until 5 dad_passed b lag0 2001:db8::2 || fail "b has no address"
	wait_until 5 pings a 2001:db8::2 || fail "no traffic by IPv6"

	# Multicast groups: reported by IGMP and MLD, and received
	capture_for b "$tmp/mld" 86dd lag0
	ip -n a addr add 2001:db8::99/64 dev lag0
	wait_until 5 captured_any "$tmp/mld" 3a000502000001008f00 || fail "no MLD report: $(<"$tmp/mld")"
	stop "$tmp/mld"

	# Options of IP; IGMPv3 report; of one group, that is to exclude nobody
	capture_for b "$tmp/igmp" 0800 lag0
	ip -n a addr add 239.1.2.3/32 dev lag0 autojoin || fail "239.1.2.3"
	[[ $(ip -n a maddr show dev eth1) == *01:00:5e:01:02:03* ]] ||
		fail "eth1 does not receive the group"
	wait_until 5 captured_any "$tmp/igmp" \
		'940400002200[0-9a-f]{4}0000000104000000ef010203' ||
		fail "no IGMP report: $(<"$tmp/igmp")"
}

# Below ------------------------------------------------------------------------------

# A LAG of VLANs, which are those of another LAG: LACP over LACP
lag_of_lags()
{
	two_ends
	for name in a b; do
		ip -n "$name" -batch - <<-EOT || fail "VLANs"
			link add link lag0 name vlan1 up type vlan id 1
			link add link lag0 name vlan2 up type vlan id 2
		EOT
		lag "$name" lag1 rate fast
		join "$name" lag1 vlan1 vlan2
		up "$name" lag1
	done
	wait_until 10 both_distributing 2 lag1 || fail "lag1 does not distribute"
	address a lag1 10.0.5.1/24
	address b lag1 10.0.5.2/24
	wait_until 5 pings a 10.0.5.2 || fail "no traffic over a LAG of a LAG's VLANs"
	# Through all of it: addresses, flags, features, failover
	printf '%s\n' "link set lag1 promisc on" "link set lag1 allmulticast on" \
		"maddr add 01:00:5e:7f:00:01 dev lag1" "link set lag1 mtu 1400" \
		"link add link lag1 name mv1 up type macvlan" |
		ip -n a -batch - || fail "changes"
	[[ $(ip -n a maddr show dev eth1) == *01:00:5e:7f:00:01* ]] ||
		fail "eth1, two LAGs below, does not receive the group"
	ip -n a link set lag1 mtu 1500
	down b eth1
	wait_until 5 distributing a lag0 1 || fail "eth1 still distributes"
	holds 0.3 both_distributing 2 lag1 || fail "lag1 has noticed"
	pings a 10.0.5.2 3 || fail "no traffic after a failover below"
	down b vlan1
	wait_until 10 both_distributing 1 lag1 || fail "vlan1 still distributes"
	pings a 10.0.5.2 3 || fail "no traffic after a failover above"
	ip -n a link del lag0
	lag_is a lag1 ports 0 || fail "lag1 has ports of a LAG that is gone"
}

# A static LAG above one that speaks LACP, which is what takes the LACPDUs
lag_in_lag()
{
	two_ends
	for name in a b; do
		lag "$name" lag1 mode static
		join "$name" lag1 lag0
		up "$name" lag1
	done
	ip -n a addr flush dev lag0
	wait_until 10 both_distributing 1 lag1 || fail "lag1 does not distribute"
	wait_until 10 both_distributing 2 || fail "lag0 does not distribute"
	address a lag1 10.0.6.1/24
	address b lag1 10.0.6.2/24
	wait_until 5 pings a 10.0.6.2 || fail "no traffic over a LAG of a LAG"
	refused_in_circles lag1
}

refused_in_circles()
{
	! ip -n a link set "$1" master lag0 2>/dev/null || fail "a LAG above itself"
}

# assigned NS DEV TYPE: where its address is from: 1 made up, 2 the device below it,
# 3 set
assigned()
{
	[ "$(inside "$1" cat "/sys/class/net/$2/addr_assign_type")" = "$3" ]
}

# Not all who change their address ask before.
address_kept()
{
	local dev own=02:00:00:00:0a:01 slave=02:00:00:00:0a:02 address

	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add eth1 address $own type dummy
		link add lag0 up type lacp
		link add lag1 up type lacp
		link add link lag0 name vlan5 type vlan id 5
		link add link lag0 name vlan6 type vlan id 6
	EOT
	# VLANs, whose LAG has made up its address until it gets a port
	join a lag1 vlan5 vlan6
	address=$(device_get a lag1 address)
	join a lag0 eth1
	device_is a lag0 address "$own" || fail "lag0 has another address than its port"
	for dev in vlan5 vlan6; do
		device_is a "$dev" address "$address" ||
			fail "$dev has $(device_get a "$dev" address), its LAG $address"
	done
	leave a vlan5 vlan6
	for dev in vlan5 vlan6; do
		assigned a "$dev" 2 || fail "$dev, released, is not to follow lag0"
		up a "$dev"
		device_is a "$dev" address "$own" || fail "$dev, released, does not follow lag0"
	done

	# A bond, which makes one up when its last slave leaves
	ip -n a link add eth2 address "$slave" type dummy || fail "eth2"
	ip -n a link add bond1 type bond mode active-backup || skip "no bonding here"
	assigned a bond1 1 || fail "bond1 has an address of its own to begin with"
	join a bond1 eth2
	join a lag1 bond1
	device_is a lag1 address "$slave" || fail "lag1 has another address than bond1"
	leave a eth2
	device_is a bond1 address "$slave" ||
		fail "bond1 has $(device_get a bond1 address), its LAG $slave"
	# What it had was eth2's, and is so again
	leave a bond1
	device_is a eth2 address "$slave" || fail "eth2 has $(device_get a eth2 address)"
	not device_is a bond1 address "$slave" || fail "bond1, released, has eth2's address"
	assigned a bond1 1 || fail "bond1, without slaves, has another type of address"
	# As long as it has slaves, it is its own
	join a bond1 eth2
	join a lag1 bond1
	leave a bond1
	device_is a bond1 address "$slave" || fail "bond1 has $(device_get a bond1 address)"
	assigned a bond1 2 || fail "bond1, with eth2, has another type of address"
	ip -n a link del bond1

	ip -n a link add bond1 type bond mode active-backup || fail "bond1"
	join a lag1 bond1
	leave a bond1
	assigned a bond1 1 || fail "bond1, released, has another type of address"
}

# A bond with fail_over_mac says yes to an address, and does not take it.
address_not_taken()
{
	local slave=02:00:00:00:0a:02 lag=02:00:00:00:0a:01

	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add eth2 address $slave type dummy
		link add lag1 address $lag type lacp
	EOT
	ip -n a link add bond1 type bond mode active-backup fail_over_mac active ||
		skip "no bonding here"
	join a bond1 eth2
	up a bond1
	refused "refuses the LAG's MAC address" ip -n a link set bond1 master lag1
	refused "refuses the LAG's MAC address" lacpmodctl -n a port add bond1 lag lag1
	lag_is a lag1 ports 0 || fail "bond1 is a port all the same"
	device_is a bond1 address "$slave" || fail "bond1 has another address"
	assigned a bond1 2 || fail "bond1 has another type of address"
	carrier a bond1 || fail "bond1, refused, was set down"
}

# warned_of DEV: how often the kernel has said that its address is still in use
warned_of()
{
	dmesg | grep -c " $1: has left, .* 02:00:00:00:0a:21 is still in use by lag21"
}

# A LAG keeps the address of a port that has left, as long as it has others.
address_left_behind()
{
	local own=02:00:00:00:0a:21 before

	# By these names no other test's lines are taken for its own
	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add eth21 address $own type dummy
		link add eth22 type dummy
		link add lag21 type lacp
	EOT
	join a lag21 eth21 eth22
	before=$(warned_of eth21)
	leave a eth21
	device_is a lag21 address "$own" || fail "lag21 has another address"
	device_is a eth21 address "$own" || fail "eth21 has another address"
	[ "$(warned_of eth21)" -eq $((before + 1)) ] || fail "the kernel does not warn of two"
	join a lag21 eth21
	leave a eth22 eth21
	[ "$(warned_of eth21)" -eq $((before + 1)) ] || fail "it warns of one that went last"
	[ "$(warned_of eth22)" -eq 0 ] || fail "it warns of one with an address of its own"
}

# What is a port itself has ports that come and go, first ones and last ones.
ports_of_a_port()
{
	local own=02:00:00:00:0a:01 upper=02:00:00:00:0a:99

	ns a
	ip -n a -batch - <<-EOT || fail "devices"
		link add eth1 address $own type dummy
		link add eth2 type dummy
		link add lag0 type lacp
		link add lag1 address $upper type lacp
		link add lag2 type lacp
	EOT
	# A LAG that has had none: the upper one keeps what it has taken from it
	join a lag2 lag0
	join a lag0 eth1
	device_is a eth1 address "$(device_get a lag2 address)" ||
		fail "eth1 has another address than lag2, two LAGs above"
	leave a eth1
	device_is a eth1 address "$own" || fail "eth1, released, has another address"
	leave a lag0
	assigned a lag0 1 || fail "lag0, released, has another type of address"

	# One that has
	join a lag0 eth1
	device_is a lag0 address "$own" || fail "lag0 does not take its first port's address"
	join a lag1 lag0
	device_is a eth1 address "$upper" || fail "eth1 has another address than lag1"
	leave a eth1
	device_is a lag0 address "$upper" || fail "lag0 has not kept lag1's address"
	join a lag0 eth2
	leave a eth2
	leave a lag0
	not device_is a lag0 address "$own" || fail "lag0 has the address of a port that left"
	assigned a lag0 1 || fail "lag0, without ports, has another type of address"

	ip -n a link add bond1 type bond mode active-backup || skip "no bonding here"
	join a lag2 bond1
	join a bond1 eth2
	device_is a eth2 address "$(device_get a lag2 address)" ||
		fail "eth2, below bond1, has another address than lag2"
}

# Bonding above: a LAG is its active port; and another LAG its backup
bond_of_lags()
{
	ns a b
	cables 4
	for name in a b; do
		lag "$name" lag1 rate fast
		lag "$name" lag2 rate fast
		join "$name" lag1 eth1 eth2
		join "$name" lag2 eth3 eth4
	done
	ip -n a link add bond0 type bond mode active-backup miimon 50 || skip "no bonding here"
	join a bond0 lag1 lag2
	up a bond0
	ip -n b -batch - <<-EOT || fail "bridge"
		link add br0 up type bridge
		link set lag1 up master br0
		link set lag2 up master br0
		addr add 10.0.7.2/24 dev br0
	EOT
	address a bond0 10.0.7.1/24
	for name in lag1 lag2; do
		wait_until 10 both_distributing 2 "$name" || fail "$name does not distribute"
	done
	wait_until 10 pings a 10.0.7.2 || fail "no traffic over a bond of LAGs"
	down b lag1
	wait_until 10 pings a 10.0.7.2 || fail "no traffic over the other LAG"
	# ... which has come into use just as far as its own carrier goes
	leave a lag1 lag2
	up a lag2
	wait_until 10 both_distributing 2 lag2 || fail "lag2, released, does not distribute"
}

ktap_plan 11
ktap_run "macvlan, VLAN, QinQ, VRF and a bridge above" stacked_upon
ktap_run "traffic control on the LAG" traffic_control
ktap_run "traffic control by route" routes
ktap_run "IPv6 and multicast" neighbours
ktap_run "a LAG of VLANs of a LAG" lag_of_lags
ktap_run "a static LAG above a LAG" lag_in_lag
ktap_run "a port keeps its LAG's address" address_kept
ktap_run "a bond that keeps its own address is refused" address_not_taken
ktap_run "a port leaves, and its address stays in use" address_left_behind
ktap_run "ports come to a port, and leave it" ports_of_a_port
ktap_run "bonding above LAGs" bond_of_lags
ktap_end
