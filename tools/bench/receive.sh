#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# make bench: what a packet costs on its way in, from a port to the stack, which
# has no use for it: UDP to an address that is not local.
#
# environment: QUICK=1   fewer packets

# shellcheck source=tools/bench/lib.sh
. "$(dirname "$0")/lib.sh"

# All of it is four thousand instructions: a tenth of a percent of these is more than
# two drivers differ by.
agree=100 runs=20
packets=50000
[ -z "${QUICK:-}" ] || packets=20000

# one KIND
one()
{
	local mac

	say "receive: $1"
	device_make "$1" dev0 p 2
	ip addr add 198.18.0.1/24 dev "$top" || die "cannot set the address"
	mac=$(<"/sys/class/net/$top/address")
	pktgen_load p1 "xmit_mode netif_receive" "dst_mac $mac" \
		"src_min 198.18.0.2" "src_max 198.18.0.2" "dst 198.18.1.1"
	repeated pktgen_run p1
	echo rem_device_all >"$pktgen/kpktgend_0"
	thousandths "$REPLY"
	record section receive device "$1" instructions "$REPLY" differ "$differ"
	received "$1"
	ip addr flush dev "$top"
	device_remove "$1" dev0 p
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
for kind in bare macvlan team bonding lacpmod; do
	one "$kind"
done
