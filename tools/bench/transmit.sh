#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# make bench: what a packet costs on its way out, by the device that it leaves by
#
# environment: QUICK=1   two ports, two policies, fewer packets

# shellcheck source=tools/bench/lib.sh
. "$(dirname "$0")/lib.sh"

packets=20000
all_ports=(2 8 16)
policies=(layer2 layer2+3 layer3+4 encap3+4)
[ -z "${QUICK:-}" ] || packets=10000 all_ports=(2) policies=(layer2 layer3+4)
frames=(ipv4 ipv6 vlan vlan-accel vxlan)
flows=64	# sockets

# Whom all is sent to; nobody is there.
peer=198.18.0.2
peer_mac=02:00:00:00:01:02

# above DEV: a VLAN, a VXLAN and an address
above()
{
	ip_batch "addr add 198.18.0.1/24 dev $1" \
		"neigh replace $peer lladdr $peer_mac nud permanent dev $1" \
		"link add vlan5 link $1 type vlan id 5" "link set vlan5 up" \
		"link add vx0 type vxlan id 7 local 198.18.0.1 remote $peer dstport 4789 dev $1" \
		"link set vx0 up"
}

# not_above DEV
not_above()
{
	ip_batch "link del vx0" "link del vlan5" "addr flush dev $1" "neigh flush nud permanent dev $1"
}

# load FRAME
load()
{
	local ipv4=("dst_mac $peer_mac" "src_min 198.18.0.1" "src_max 198.18.0.1" "dst $peer")

	sender=$top
	case $1 in
	ipv4) ;;
	ipv6) ipv4=("dst_mac $peer_mac" "src6 2001:db8::1" "dst6 2001:db8::2") ;;
	vlan) ipv4+=("vlan_id 5") ;;
	vlan-accel) sender=vlan5 ;;
	vxlan) sender=vx0 ;;
	esac
	pktgen_load "$sender" "${ipv4[@]}"
}

udp_run()
{
	REPLY=$(udp "$peer" "$packets" "$flows") || die "udp"
}

# measured KIND PORTS POLICY FRAME COMMAND...
measured()
{
	local where=(section transmit device "$1" ports "$2" policy "$3" frame "$4")
	shift 4

	repeated "$@"
	thousandths "$REPLY"
	record "${where[@]}" instructions "$REPLY" differ "$differ"
}

# all_frames KIND PORTS POLICY [FRAME]...
all_frames()
{
	local frame where=("${@:1:3}")
	shift 3

	[ $# -gt 0 ] || set -- "${frames[@]}"
	for frame; do
		load "$frame"
		measured "${where[@]}" "$frame" pktgen_run "$sender"
	done
	echo rem_device_all >"$pktgen/kpktgend_0"
}

# all_policies KIND PORTS
all_policies()
{
	local policy

	for policy in "${policies[@]}"; do
		device_hash "$1" dev0 "$policy" || continue
		all_frames "$1" "$2" "$policy"
	done
	[ "$2" -eq "${all_ports[0]}" ] || return
	for policy in layer3+4 encap3+4 flow; do
		device_hash "$1" dev0 "$policy" || continue
		measured "$1" "$2" "$policy" socket udp_run
	done
	# What carries a hash already, of the packets by pktgen
	[ "$1" = lacpmod ] || return
	all_frames "$1" "$2" flow vxlan
}

# one KIND PORTS
one()
{
	say "transmit: $1, $2 port$( ((${2} == 1)) || echo s)"
	device_make "$1" dev0 p "$2"
	above "$top"
	case $1 in
	bonding | lacpmod) all_policies "$1" "$2" ;;
	team) all_frames "$1" "$2" round-robin ;;
	*)
		all_frames "$1" "$2" none
		measured "$1" "$2" none socket udp_run
		;;
	esac
	not_above "$top"
	device_remove "$1" dev0 p
}

about transmit
no_ipv6
need_modules pktgen dummy macvlan team team_mode_roundrobin vxlan 8021q lacpmod
ports_make p "${all_ports[-1]}"
one bare 1
one macvlan 1
for ports in "${all_ports[@]}"; do
	for kind in team bonding lacpmod; do
		one "$kind" "$ports"
	done
done
