#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# make bench: frames lost from the moment on at which the port's link bit, as the
# kernel calls it, no carrier, has changed: 5,000 a second through a device with
# two ports, of which one loses its carrier. What was sent and left by neither
# port is lost.
#
# environment: QUICK=1   fewer losses

# shellcheck source=tools/bench/lib.sh
. "$(dirname "$0")/lib.sh"

losses=20
[ -z "${QUICK:-}" ] || losses=4
packets=5000 delay=200000	# ns: for a second

# left: REPLY is how many frames have left by the ports
left()
{
	local one two

	read -r one </sys/class/net/p1/statistics/tx_packets
	read -r two </sys/class/net/p2/statistics/tx_packets
	REPLY=$((one + two))
}

# lose KIND AFTER: a port so many ms after the start, in REPLY how many are lost
lose()
{
	local before pid

	left
	before=$REPLY
	echo start >"$pktgen/pgctrl" &
	pid=$!
	nap "0.$2"
	ip link set p2 carrier off || die "p2 cannot lose its link"
	wait "$pid"
	within 10 out_of_use "$1" p2
	left
	REPLY=$((packets - (REPLY - before)))
	ip link set p2 carrier on || die "p2 does not get its link back"
	within 10 back_in_use "$1" p2
}

# one KIND [MIIMON]
one()
{
	local i lost=''

	say "failover: $1${2:+, miimon $2}"
	device_make "$1" dev0 p 2
	device_hash "$1" dev0 layer3+4 || die "no layer3+4"
	[ $# -lt 2 ] || ip link set dev0 type bond miimon "$2" || die "miimon $2"
	pktgen_load dev0 "dst_mac 02:00:00:00:01:02" "src_min 198.18.0.1" \
		"src_max 198.18.0.1" "dst 198.18.0.2"
	# At another point of bonding's period each time
	for ((i = 0; i < losses; i++)); do
		lose "$1" $((300 + i * 37 % 100))
		lost+=${lost:+,}$REPLY
	done
	echo rem_device_all >"$pktgen/kpktgend_0"
	record section failover what bit device "$1" miimon "${2:-null}" rate 5000 \
		lost "[$lost]"
	device_remove "$1" dev0 p
}

about failover
no_ipv6
need_modules pktgen dummy lacpmod
ports_make p 2
one bonding 100
one bonding 10
one lacpmod
