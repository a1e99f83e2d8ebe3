#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# make bench: what many link aggregation groups cost that have nothing to do, and
# how long it takes to have them.
#
# +- a ------------+  veth  +- b ------------+
# | group1   eth1 -+--------+- eth1   group1 |
# |          eth2 -+--------+- eth2          |
# | ...            |        |            ... |
# +----------------+        +----------------+
#
# usage: scale.sh idle|control
# environment: QUICK=1   100 groups only, and less patience

# shellcheck source=tools/bench/lib.sh
. "$(dirname "$0")/lib.sh"

sizes=(100 1000)
seconds=100	# for each measurement of idleness
settle=60	# before it
[ -z "${QUICK:-}" ] || sizes=(100) seconds=30 settle=10

wanted()
{
	[ "$part" = "$1" ]
}

# Time ------------------------------------------------------------------------

# now: us of the clock that counts instructions
now()
{
	REPLY=${EPOCHREALTIME/./}
}

# idle_ns: how long the processor has had nothing to do since the boot. Read as a
# whole: by lines, bash has the kernel write all of it again for each.
idle_ns()
{
	local lines line

	REPLY=0
	mapfile -t lines </proc/timer_list
	for line in "${lines[@]}"; do
		[[ $line =~ \.(idle|iowait)_sleeptime\ *:\ ([0-9]+)\ nsecs ]] || continue
		REPLY=$((REPLY + BASH_REMATCH[2]))
	done
	[ "$REPLY" -gt 0 ] || die "/proc/timer_list does not tell"
}

# busy SECONDS: us a second of doing something, in REPLY, but for what it takes to
# ask: while that goes on, idle time stands still
busy()
{
	local start idle end

	nap 0.1
	idle_ns
	idle=$REPLY
	now
	start=$REPLY
	nap "$1"
	now
	end=$REPLY
	idle_ns
	REPLY=$(((end - start - (REPLY - idle) / 1000) * 1000000 / (end - start)))
}

# free_kb
free_kb()
{
	local name

	echo 3 >/proc/sys/vm/drop_caches
	nap 1
	while read -r name REPLY _; do
		[ "$name" != MemFree: ] || return
	done </proc/meminfo
}

# Groups ----------------------------------------------------------------------

# a_and_b COMMAND-FILE: the same ip commands in both
a_and_b()
{
	ip -n a -batch "$1" && ip -n b -batch "$1" || die "ip fails: $1"
}

# commands FILE FIRST LAST TEXT...: for every number, in place of #; $((2 * # - 1))
# and $((2 * #)) in place of < and >
commands()
{
	local file=$scratch/$1 i line
	local first=$2 last=$3
	shift 3

	for ((i = first; i <= last; i++)); do
		for line; do
			line=${line//#/$i} line=${line//</$((2 * i - 1))}
			echo "${line//>/$((2 * i))}"
		done
	done >"$file"
}

# cables N: veth pairs eth1 to ethN between a and b, up
cables()
{
	commands cables 1 "$1" 'link add eth# type veth peer name eth# netns b'
	ip -n a -batch "$scratch/cables" || die "cannot make $1 cables"
}

# cables_up N
cables_up()
{
	commands up 1 "$1" 'link set eth# up'
	a_and_b "$scratch/up"
}

# distributing NS KIND: REPLY is how many ports do
distributing()
{
	if [ "$2" = bonding ]; then
		REPLY=$(ip netns exec "$1" sh -c \
			'cat /sys/class/net/eth*/bonding_slave/ad_actor_oper_port_state' |
			grep -cE '^(61|63)$')
	else
		REPLY=$(lacpmodctl -n "$1" -j port show |
			grep -o '"mux_state":"collecting-distributing"' | wc -l)
	fi
}

# all_distribute KIND PAIRS SECONDS
all_distribute()
{
	local start name

	now
	start=$REPLY
	for name in a b; do
		while
			distributing "$name" "$1"
			[ "$REPLY" -ne $((2 * $2)) ]
		do
			nap 0.02
			now
			((REPLY - start < $3 * 1000000)) || {
				distributing "$name" "$1"
				die "$REPLY of $((2 * $2)) ports of $1 distribute after $3 s"
			}
		done
	done
}

# dump NS KIND: all there is to know
dump()
{
	if [ "$2" = bonding ]; then
		ip -n "$1" -d -j link show
	else
		lacpmodctl -n "$1" -j show
	fi >"$scratch/dump"
	[ -s "$scratch/dump" ] || die "nothing in the dump of $2"
}

# rate_fast KIND PAIRS
rate_fast()
{
	if [ "$1" = bonding ]; then
		# It takes the rate only while it is down.
		commands fast 1 "$2" 'link set group# down' \
			'link set group# type bond lacp_rate fast' 'link set group# up'
		a_and_b "$scratch/fast"
	else
		commands fast 1 "$2" 'lag set group# rate fast'
		lacpmodctl -n a -b "$scratch/fast" && lacpmodctl -n b -b "$scratch/fast" ||
			die "rate fast"
	fi
}

# note PART NAME KIND GROUPS VALUE
note()
{
	wanted "$1" || return 0
	record section "$1" what "$2" device "$3" groups "$4" value "$5"
}

# make_groups KIND PAIRS: groups at the slow rate with two ports each
make_groups()
{
	local type='bond mode 802.3ad miimon 100 lacp_rate slow xmit_hash_policy layer3+4'

	[ "$1" = bonding ] || type=lacp
	commands make 1 "$2" "link add group# type $type" 'link set eth< master group#' \
		'link set eth> master group#' 'link set group# up'
	a_and_b "$scratch/make"
}

# warm KIND: what is used below is in memory, so that nothing waits for the host
warm()
{
	for _ in 1 2; do
		make_groups "$1" 1
		all_distribute "$1" 1 60
		dump_both "$1"
		printf 'link del group1\n' >"$scratch/remove"
		a_and_b "$scratch/remove"
	done
	printf 'link set %s down\n' eth1 eth2 >"$scratch/down"
	a_and_b "$scratch/down"
}

# timed COMMAND...: REPLY is how many us it took
timed()
{
	local start

	now
	start=$REPLY
	"$@"
	now
	REPLY=$((REPLY - start))
}

dump_both()
{
	dump a "$1"
	dump b "$1"
}

# one KIND GROUPS: half of them in a, half in b
one()
{
	local kind=$1 groups=$2 pairs=$(($2 / 2)) free

	say "scale: $groups groups, $kind"
	ip netns add a && ip netns add b || die "no network namespaces"
	cables $((2 * pairs))
	if [ "$kind" = none ]; then
		cables_up $((2 * pairs))
		nap "$settle"
		busy "$seconds"
		note idle none none "$groups" "$REPLY"
	else
		warm "$kind"
		! wanted idle || free_kb
		free=$REPLY
		timed make_groups "$kind" "$pairs"
		note control create "$kind" "$groups" "$REPLY"
		timed all_distribute "$kind" "$pairs" 300
		note control distribute "$kind" "$groups" "$REPLY"
		timed dump_both "$kind"
		note control dump "$kind" "$groups" "$REPLY"
		if wanted idle; then
			free_kb
			note idle memory "$kind" "$groups" $(((free - REPLY) * 1024 / groups))
			idle "$kind" "$groups" "$pairs"
		fi
	fi
	ip netns del a && ip netns del b || die "cannot remove the network namespaces"
	nap 5
}

# idle KIND GROUPS PAIRS
idle()
{
	nap "$settle"
	busy "$seconds"
	note idle slow "$1" "$2" "$REPLY"
	rate_fast "$1" "$3"
	all_distribute "$1" "$3" 300
	nap "$settle"
	busy "$seconds"
	note idle fast "$1" "$2" "$REPLY"
}

part=${1:?idle or control}
about "$part"
no_ipv6
need_modules veth lacpmod
wanted idle || sizes=("${sizes[-1]}")
for groups in "${sizes[@]}"; do
	! wanted idle || one none "$groups"
	one bonding "$groups"
	one lacpmod "$groups"
done
