#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# make bench: what a packet costs on its way in, from a port to the stack, which
# has no use for it: UDP to an address that is not local.
#
# A LAG that is made anew costs a few instructions more or less than the one before,
# whoever makes it: the devices are measured by turns, in several rounds.
#
# environment: QUICK=1   fewer packets, one round

# shellcheck source=tools/bench/lib.sh
. "$(dirname "$0")/lib.sh"

# All of it is four thousand instructions: a tenth of a percent of these is more than
# two drivers differ by.
agree=100 runs=20
packets=50000 rounds=3
[ -z "${QUICK:-}" ] || packets=20000 rounds=1

# lacp_make KIND DEV PREFIX: of two veth devices, whose other ends are a LAG's, too
lacp_make()
{
	local i

	top=$2
	for i in 1 2; do
		ip_batch "link add $3$i type veth peer name peer$i"
	done
	case $1 in
	bonding) ip link add "$2" type bond mode 802.3ad miimon 100 || die "cannot make a bond" ;;
	lacpmod) lacpmodctl lag add "$2" mode active || die "cannot make a LAG" ;;
	esac
	lacpmodctl lag add peer mode active || die "cannot make a LAG"
	ports_of "$2" "$3" 2
	ports_of peer peer 2
	within 60 peer_distributes
}

# The other end distributes by both ports: it has heard that ours collect.
peer_distributes()
{
	[[ $(lacpmodctl -j lag show peer) == *'"distributing":2,'* ]]
}

# lacp_remove DEV PREFIX
lacp_remove()
{
	ip_batch "link del $1" "link del peer" "link del ${2}1" "link del ${2}2"
}

# one KIND MODE
one()
{
	local mac prefix=p

	say "receive: $1 $2"
	case $2 in
	802.3ad | active)
		prefix=v
		lacp_make "$1" dev0 v
		;;
	*) device_make "$1" dev0 p 2 ;;
	esac
	ip addr add 198.18.0.1/24 dev "$top" || die "cannot set the address"
	mac=$(<"/sys/class/net/$top/address")
	pktgen_load "${prefix}1" "xmit_mode netif_receive" "dst_mac $mac" \
		"src_min 198.18.0.2" "src_max 198.18.0.2" "dst 198.18.1.1"
	repeated pktgen_run "${prefix}1"
	echo rem_device_all >"$pktgen/kpktgend_0"
	thousandths "$REPLY"
	record section receive device "$1" mode "$2" instructions "$REPLY" differ "$differ"
	received "$1"
	ip addr flush dev "$top"
	if [ "$prefix" = v ]; then
		lacp_remove dev0 v
	else
		device_remove "$1" dev0 p
	fi
}

# received KIND: it has counted what its port has received; bonding counts nothing
# of its own, and what a driver has not received, its ports do not count
received()
{
	case $1 in
	bare | bonding) ;;
	*)
		[ "$(<"/sys/class/net/$top/statistics/rx_packets")" -ge "$packets" ] ||
			die "$1 has not received what its port did"
		;;
	esac
}

about receive
no_ipv6
need_modules pktgen dummy macvlan team team_mode_roundrobin lacpmod
ports_make p 2
for ((round = 1; round <= rounds; round++)); do
	one bare -
	one macvlan -
	one team round-robin
	one bonding balance-xor
	one lacpmod static
	one bonding 802.3ad
	one lacpmod active
done
