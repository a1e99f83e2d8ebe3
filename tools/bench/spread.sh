#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# make bench: how evenly flows are spread over ports, how many of them move when a
# port fails, and what becomes of one port's flows in a second tier.
#
# environment: QUICK=1   8 ports and two kinds of flows only

# shellcheck source=tools/bench/lib.sh
. "$(dirname "$0")/lib.sh"

flows=100000
# Of two tiers eight times as many are sent through the first, so that about as
# many come to the second.
tier_flows=$((8 * flows))
kinds=(random sequential same-port symmetric mirrored)
all_ports=(2 4 8)
[ -z "${QUICK:-}" ] || kinds=(random mirrored) all_ports=(8)

# names PREFIX N: $names
names()
{
	local i

	names=()
	for ((i = 1; i <= $2; i++)); do
		names+=("$1$i")
	done
}

# number NAME: of the JSON in $text
number()
{
	[[ $text =~ \"$1\":([0-9]+) ]] || die "no $1 in $text"
	REPLY=${BASH_REMATCH[1]}
}

# send FLOW-KIND FLOWS FILE DEV PREFIX PORTS [OPTION...]: all must come out, and
# in $text is what spread says
send()
{
	names "$5" "$6"
	text=$(spread "$1" "$2" "$3" "$4" "${names[@]}" "${@:7}") || die "spread: $text"
	number none
	[ "$REPLY" -eq 0 ] || die "$REPLY flows came out of no port: $text"
}

# carried: of $text, as an array in JSON
carried()
{
	[[ $text =~ \"carried\":(\[[0-9,]*\]) ]] || die "nothing carried in $text"
	REPLY=${BASH_REMATCH[1]}
}

# failure KIND FLOW-KIND PORTS: port 2 of dev0 fails
failure()
{
	local moved sent

	ip link set p2 carrier off || die "p2 cannot lose its link"
	within 10 out_of_use "$1" p2
	send "$2" "$flows" "$scratch/after" dev0 p "$3" --before "$scratch/flows" --failed 1
	number sent
	sent=$REPLY
	number moved
	moved=$REPLY
	number needless
	record section spread device "$1" what failure flows "$2" ports "$3" \
		sent "$sent" moved "$moved" needless "$REPLY"
	ip link set p2 carrier on || die "p2 does not get its link back"
	within 10 back_in_use "$1" p2
}

# balance KIND PORTS: all kinds of flows over so many ports
balance()
{
	local kind

	for kind in "${kinds[@]}"; do
		send "$kind" "$flows" "$scratch/flows" dev0 p "$2"
		carried
		record section spread device "$1" what balance flows "$kind" ports "$2" \
			sent "$flows" carried "$REPLY"
		failure "$1" "$kind" "$2"
	done
}

# busiest: of the ports in $text, the number
busiest()
{
	local i counts

	carried
	IFS=, read -r -a counts <<<"${REPLY//[\[\]]/}"
	REPLY=0
	for i in "${!counts[@]}"; do
		((counts[i] <= counts[REPLY])) || REPLY=$i
	done
}

# tiers KIND: what left by the busiest port of dev0 goes through dev1, another of
# the kind
tiers()
{
	local kind sent

	for kind in "${kinds[@]}"; do
		send "$kind" "$tier_flows" "$scratch/flows" dev0 p 8
		busiest
		send "$kind" "$tier_flows" "$scratch/second" dev1 q 8 --only "$scratch/flows:$REPLY"
		number sent
		sent=$REPLY
		carried
		record section spread device "$1" what tiers flows "$kind" ports 8 \
			sent "$sent" carried "$REPLY"
	done
}

about spread
no_ipv6
need_modules dummy lacpmod
ports_make p 8
ports_make q 8
for kind in bonding lacpmod; do
	for ports in "${all_ports[@]}"; do
		say "spread: $kind, $ports ports"
		device_make "$kind" dev0 p "$ports"
		device_hash "$kind" dev0 layer3+4 || die "no layer3+4"
		balance "$kind" "$ports"
		[ "$ports" -lt 8 ] || {
			say "spread: $kind, two tiers"
			device_make "$kind" dev1 q 8
			device_hash "$kind" dev1 layer3+4 || die "no layer3+4"
			tiers "$kind"
			device_remove "$kind" dev1 q
		}
		device_remove "$kind" dev0 p
	done
done
