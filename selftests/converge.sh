#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# How long it takes from the last link's coming up until every port distributes
# at both ends, by the kernel's own time stamps: as the median of ten LAGs at
# most 500 ms with the coupled Mux, 1200 ms with the independent one; of four, or
# CONVERGENCES, where they have many ports.  And with kernel bonding as the partner:
# no longer than bonding takes with bonding.
#
# +- a -----------------+           +- b -----------------+
# |       /     eth1.K -+-----------+- eth1.K     \       |
# | lagK +       ...    |           |    ...       + lagK |      K = 1 to LAGS
# |       \     ethN.K -+-----------+- ethN.K     /       |
# +---------------------+           +---------------------+

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# for_all N TEXT: for every port, with its name for @ and its LAG's number for #
for_all()
{
	local k i line

	for ((k = 1; k <= LAGS; k++)); do
		for ((i = 1; i <= $1; i++)); do
			line=${2//@/eth$i.$k}
			echo "${line//#/$k}"
		done
	done
}

# lags TEXT: for every LAG, with its number for #
lags()
{
	local k

	for ((k = 1; k <= LAGS; k++)); do
		echo "${1//#/$k}"
	done
}

# slowly COMMAND...: pass on lines, with up to 0.2 s in between
slowly()
{
	local line

	while read -r line; do
		echo "$line"
		nap "0.$((RANDOM % 3))"
	done < <("$@")
}

# commands NS COMMAND...: run the ip commands that it prints
commands()
{
	ip -n "$1" -batch <("${@:2}") || fail "$*"
}

# set_lags NS STEP SETTING...: of the LAGs STEP, 2 * STEP and so on
set_lags()
{
	local name=$1 k step=$2
	shift 2

	for ((k = step; k <= LAGS; k += step)); do
		echo "lag set lag$k $*"
	done | lacpmodctl -n "$name" --batch - || fail "lag set $*"
}

# prepare N: LAGs of N ports each, every second one independent; a up, b not
prepare()
{
	local name

	for name in a b; do
		commands "$name" lags 'link add lag# type lacp'
		commands "$name" for_all "$1" 'link set @ master lag#'
		set_lags "$name" 2 mux independent
	done
	commands a lags 'link set lag# up'
}

forget()
{
	commands a lags 'link del lag#'
	commands b lags 'link del lag#'
}

# all_distribute NS N: N ports of every LAG
all_distribute()
{
	local text others word="\"distributing\":$2,"

	text=$(lacpmodctl -n "$1" -j lag show)
	others=${text//"$word"/}
	[ $(((${#text} - ${#others}) / ${#word})) -eq "$LAGS" ]
}

# elapsed: from the last link to the last port of each LAG, ms
elapsed()
{
	{
		lacpmodctl -n a -j port show
		lacpmodctl -n b -j port show
	} | grep -oE '"lag_ifname":"lag[0-9]+"|"(link|mux)_changed":[0-9]+' |
		awk -F : -v lags="$LAGS" '
			/lag_ifname/ { gsub(/[^0-9]/, ""); k = $0 }
			/link/ && $2 > link[k] { link[k] = $2 }
			/mux/ && $2 > mux[k] { mux[k] = $2 }
			END {
				for (k = 1; k <= lags; k++)
					print k in mux ? mux[k] - link[k] : 99999
			}'
}

# note N: wait until all ports distribute, and add to the arrays of times
note()
{
	local times k

	wait_until 15 all_distribute a "$1" || fail "not all distribute"
	wait_until 5 all_distribute b "$1" || fail "not all distribute"
	mapfile -t times < <(elapsed)
	for ((k = 0; k < LAGS; k += 2)); do
		coupled+=("${times[k]}")
		independent+=("${times[k + 1]}")
	done
}

# judge WHAT
judge()
{
	local c i

	c=$(median "${coupled[@]}")
	i=$(median "${independent[@]}")
	diag "$1, coupled: median $c ms of ${coupled[*]}"
	diag "$1, independent: median $i ms of ${independent[*]}"
	[ "$c" -le 500 ] || fail "more than 500 ms"
	[ "$i" -le 1200 ] || fail "more than 1200 ms"
}

# together N: all links of a LAG at once
together()
{
	local coupled=() independent=()

	ns a b
	commands a for_all "$1" 'link add @ type veth peer name @ netns b'
	while [ ${#coupled[@]} -lt "$of" ]; do
		prepare "$1"
		commands b slowly lags 'link set lag# up'
		note "$1"
		forget
	done
	judge "$1 ports"
}

# by_port N: first ports first
by_port()
{
	for_all "$1" 'link set @ up' | sort
}

# staggered N: one link after the other
staggered()
{
	local coupled=() independent=()

	ns a b
	commands a for_all "$1" 'link add @ type veth peer name @ netns b'
	while [ ${#coupled[@]} -lt "$of" ]; do
		prepare "$1"
		commands a for_all "$1" 'link set @ down'
		commands b lags 'link set lag# up'
		commands a slowly by_port "$1"
		note "$1"
		forget
	done
	judge "$1 ports one after the other"
}

# again N: partners that have met before
again()
{
	local coupled=() independent=() devs

	ns a b
	commands a for_all "$1" 'link add @ type veth peer name @ netns b'
	mapfile -t devs < <(for_all "$1" '@')
	capture a "$tmp/capture" "${devs[@]}"
	prepare "$1"
	commands b lags 'link set lag# up'
	wait_until 15 all_distribute b "$1" || fail "not all distribute"
	commands b lags 'link set lag# down'
	wait_until 5 all_distribute a 0 || fail "still distributing"
	nap 1	# so that the transmit limit has forgotten all LACPDUs
	commands b slowly lags 'link set lag# up'
	note "$1"
	judge "$1 ports again"
	rate_kept "$tmp/capture" || fail "too many LACPDUs"
}

# With bonding: what both ends of a link say on the wire -----------------------

# settled FILE SINCE...: for each LAG, ms from its own SINCE until both ends of all
# of its ports had said Synchronization, Collecting and Distributing, for good
settled()
{
	awk -v list="${*:2}" 'BEGIN { split(list, since, " ") }
	$4 == "lacp" {
		split($2, port, ".")
		if (!(($2, $3) in said))
			want[port[2]]++
		now = $5 ~ /,...SCD..$/
		good[port[2]] += now - said[$2, $3]
		said[$2, $3] = now
		if (good[port[2]] < want[port[2]])
			at[port[2]] = 0
		else if (!at[port[2]])
			at[port[2]] = $1
	}
	END {
		for (k in want)
			print want[k] == 4 && at[k] ? int((at[k] - since[k]) * 1000) : 99999
	}' "$1"
}

# all_settled FILE: all have
all_settled()
{
	local times

	mapfile -t times < <(settled "$1")
	[ ${#times[@]} -eq "$LAGS" ] && [[ " ${times[*]} " != *" 99999 "* ]]
}

# ends NS KIND [OPTION...]: LAGs and their two ports, up in the namespace
ends()
{
	local name=$1 kind=$2
	shift 2

	commands "$name" lags "link add $kind# type ${*:-lacp}"
	commands "$name" for_all 2 'link set @ down'
	commands "$name" for_all 2 "link set @ master $kind#"
	[ "$kind" != lag ] || set_lags "$name" 1 rate fast
}

# against KIND: ms that it takes with bonding, which was enslaved before and is
# set up last
against()
{
	local options="bond mode 802.3ad miimon 100 lacp_rate fast" devs since=() times k

	ns a b
	commands a for_all 2 'link add @ type veth peer name @ netns b'
	if [ "$1" = lag ]; then
		ends a lag
	else
		ends a bond "$options"
	fi
	ends b bond "$options"
	mapfile -t devs < <(for_all 2 '@')
	capture a "$tmp/capture" "${devs[@]}"
	commands a lags "link set $1# up"
	# Bonding looks every 100 ms, and speaks every 300: each begins elsewhere.
	for ((k = 1; k <= LAGS; k++)); do
		since+=("$EPOCHREALTIME")
		up b "bond$k"
		nap 0.$((k * 37 % 100 + 100))
	done
	wait_until 30 all_settled "$tmp/capture" || fail "they do not settle"
	nap 0.5
	stop "$tmp/capture"
	[ "$1" = bond ] || rate_kept "$tmp/capture" || fail "too many LACPDUs"
	mapfile -t times < <(settled "$tmp/capture" "${since[@]}")
	median "${times[@]}" >"$tmp/$1.median"
	diag "$1 with bonding: median $(<"$tmp/$1.median") ms of ${times[*]}"
}

no_slower()
{
	[ "$(<"$tmp/lag.median")" -le "$(<"$tmp/bond.median")" ] ||
		fail "slower than bonding"
}

of=10
if [ -n "${QUICK:-}" ]; then
	ktap_plan 3
	LAGS=4
	ktap_run "2 ports" together 2
	LAGS=2
	ktap_run "8 ports" together 8
	ktap_run "lacpmod with bonding" against lag
	ktap_end
fi
ktap_plan 9
LAGS=20
ktap_run "1 port" together 1
ktap_run "2 ports" together 2
ktap_run "2 ports that know each other" again 2
of=${CONVERGENCES:-4}
LAGS=4
ktap_run "8 ports" together 8
ktap_run "4 ports, one link after the other" staggered 4
LAGS=2
ktap_run "16 ports" together 16
LAGS=15
ktap_run "bonding with bonding" against bond
ktap_run "lacpmod with bonding" against lag
ktap_run "which is no slower" no_slower
ktap_end
