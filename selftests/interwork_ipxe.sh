#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# lacpmod, and the kernel's bonding in its place, with the LACP responder of the
# network boot firmware iPXE. Measured as in interwork.sh. Only for
# tools/vm/interwork, which runs iPXE in a machine of its own at the other end
# of cables 1 and 2, and boots it anew whenever $LACPMOD_RESULTS/ipxe changes.
#
# iPXE answers on each of its cards separately, as a System of its own with that
# card's MAC address, and never speaks first: of the two ports only one can carry
# traffic, whichever wins. It has no LAG and so no address that would move, but one
# on each card, in networks apart, since it would answer by the wrong card otherwise.
# What is lost is counted in pings, 50 a second, up to the last that was answered.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/cable_lib.sh
. "$selftests/cable_lib.sh"
# shellcheck source=selftests/partner_lib.sh
. "$selftests/partner_lib.sh"

# shellcheck disable=SC2154
output=${LACPMOD_RESULTS:-.}/interwork.jsonl
limit=90
kernel=$(uname -r)

declare -A card=([c1a]=192.0.2.11 [c2a]=198.51.100.12)

# boot_ipxe: it is gone at once, and then comes back
boot_ipxe()
{
	echo "$((++boots))" >"$LACPMOD_RESULTS/ipxe"
	wait_until 30 grep -qsx "$boots" "$LACPMOD_RESULTS/ipxe.gone" || fail "nobody boots iPXE"
}
boots=0

# one_settles: within the limit; $port is which, $settled when
one_settles()
{
	local start dev
	start=$(now_ms)

	while ((${EPOCHREALTIME/./} / 1000 - start < limit * 1000)); do
		read_wire
		for dev in ${ports[a]}; do
			if [ -n "${good[$dev]:-}" ] && [ "$dev" != "${pulled:-}" ] && end_has a 1; then
				port=$dev
				settled=$((good[$dev] >= want_since ? good[$dev] - clock_offset : $(boot_ms)))
				return 0
			fi
		done
		nap 0.02
	done
	return 1
}
pulled='' port=''

# answered N: at least so many pings; $replies are, of $requests up to the last of
# them
answered()
{
	local line

	replies=0 requests=0
	while read -r line; do
		[[ $line =~ icmp_seq=([0-9]+)\ ttl ]] || continue
		replies=$((replies + 1))
		((BASH_REMATCH[1] <= requests)) || requests=${BASH_REMATCH[1]}
	done <"$tmp/ping"
	[ "$replies" -ge "$1" ]
}

# measure EVENT COMMAND...: with pings to the port that carries traffic, where
# there is one and the event leaves it its address
measure()
{
	local what=$1 losses='' replies requests earlier=$port
	shift

	if [ "$what" != converge ] && [ "$what" != pull ]; then
		background a "$tmp/ping" ping -n -i 0.02 "${card[$port]}"
		wait_until 30 answered 1 || fail "$what: no ping is answered"
	fi
	from_now
	moved=$(boot_ms)
	"$@"
	one_settles || {
		printf '{"kernel":"%s","ours":"%s","partner":"ipxe","event":"%s","took_ms":null}\n' \
			"$kernel" "$ours" "$what" >>"$output"
		fail "$what: does not settle"
	}
	if [ "$what" = converge ] || [ "$what" = pull ]; then
		:
	elif [ "$port" = "$earlier" ]; then
		answered 0
		wait_until 30 answered $((replies + 20)) || fail "$what: no ping is answered"
		stop "$tmp/ping" -INT
		losses=",\"sent\":[$requests],\"lost\":[$((requests - replies))]"
	else
		# The other card has won, and has another address.
		stop "$tmp/ping" -INT
	fi
	took=$((settled - moved))
	printf '{"kernel":"%s","ours":"%s","partner":"ipxe","event":"%s","took_ms":%s%s}\n' \
		"$kernel" "$ours" "$what" "$took" "$losses" >>"$output"
	diag "$what: $took ms on $port${losses//\"/ }"
}

# plug_here K...: our end of the cable; iPXE's card keeps its link
plug_here()
{
	plug "${@/%/ a}"
}

pull_here()
{
	pull "${@/%/ a}"
}

all_events()
{
	local ours=$1

	rig=virtio links=2
	plug_here 1 2
	ports=([a]=" c1a c2a")
	cable_speed 10000 c1a c2a
	ns a
	no_ipv6 a
	ns_move a c1a
	ns_move a c2a
	pull_here 1 2
	capture a "$tmp/wire" c1a c2a
	exec {wire}<"$tmp/wire"
	said=() good=()
	rate=([a]=fast) key=([a]=10) system=([a]=02:00:00:00:00:0a)
	end=([a]=$ours) options=()
	end_start a
	address a "${ours}0" 192.0.2.1/24 198.51.100.1/24

	boot_ipxe
	wait_until 60 grep -qs "^booted $boots" "$LACPMOD_RESULTS/ipxe.log" ||
		fail "iPXE does not boot"
	expect both
	measure converge plug_here 1 2
	expect none
	measure nothing nap 1
	good=()
	pulled=$port
	measure pull pull_here "${port:1:1}"
	expect none
	measure plug plug_here "${pulled:1:1}"
	pulled=
	expect b
	measure restart boot_ipxe
	expect a rate
	measure rate-a end_set a rate slow
	expect a rate
	end_set a rate fast
	one_settles || fail "rate fast: does not settle"
	expect a key
	measure key-a end_set a key 110
	expect a system
	measure system-a end_set a system 02:00:00:01:00:0a
}

# What is set down has no neighbours that are to be set again.
neighbours()
{
	:
}

[ -e "$LACPMOD_RESULTS/ipxe.gone" ] || ktap_skip_all "needs iPXE: tools/vm/interwork"
need_cables 2
runs=${RUNS:-1}
ktap_plan $((2 * runs))
for ((run = 1; run <= runs; run++)); do
	for ours in lag bond; do
		ktap_run "$ours with iPXE, run $run" all_events "$ours"
	done
done
ktap_end
