#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154
#
# Which port carries how much: weights, what each conversation ID carries, and
# how that is evened out.
#
# +- a ----------------+           +- b ----------------+
# | lag0  eth1 to eth4 +-----------+ eth1 to eth4  lag0 |
# +--------------------+           +--------------------+
#
# 64 flows, the largest eleven times as large as the smallest.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/cable_lib.sh
. "$selftests/cable_lib.sh"
need_traffic
need awk join

near=30	# thousandths that what is measured may be off from what is predicted

set_lag()
{
	lacpmodctl -n a lag set lag0 "$@" || fail "lag set $*"
}

# uneven_traffic: 64 flows, not two of one size
uneven_traffic()
{
	traffic_start 64 1000 --size 128 --growth 20
}

# nothing_lost: and traffic stops
nothing_lost()
{
	traffic_stop
	[ "$((lost[a_to_b] + lost[b_to_a]))" -eq 0 ] ||
		fail "lost ${lost[a_to_b]} of ${sent[a_to_b]} and ${lost[b_to_a]} of ${sent[b_to_a]}"
}

# buckets FILE: every conversation ID, one a line: ID PORT BYTES RECENT
buckets()
{
	lacpmodctl -n a -j lag buckets lag0 | sed 's/},{/\n/g' |
		sed -E 's/.*"id":([0-9]+).*"port_ifname":"?([a-z0-9]*)"?,"bytes":([a-z0-9]+),"recent":([a-z0-9]+).*/\1 \2 \3 \4/' >"$1"
	[ "$(wc -l <"$1")" -ge 4095 ] || fail "not all buckets: $(wc -l <"$1") lines"
}

# has PORT: buckets of a port
has()
{
	port_get a "$1" buckets
}

# rebalance [dry-run]: set what it says in $busiest_before, $busiest_after, $moved
# and $bytes
rebalance()
{
	local text name

	text=$(lacpmodctl -n a -j lag rebalance lag0 "$@") || fail "rebalance $*"
	for name in busiest_before busiest_after moved bytes; do
		json_value "$text" "$name" || fail "no $name: $text"
		printf -v "$name" %s "$REPLY"
	done
}

# uneven: the traffic is, by chance: by another seed if need be
uneven()
{
	local seed

	for seed in {2..9}; do
		nap 1
		rebalance dry-run
		[ "$busiest_before" -lt 1150 ] || return 0
		set_lag hash-seed "$seed"
	done
	fail "$busiest_before permille are not uneven"
}

weights()
{
	lacpmodctl -n a port set eth1 weight 50000 || fail "weight"
	[ "$(has eth1) $(has eth2)" = "2560 512" ] || fail "eth1 $(has eth1), eth2 $(has eth2)"
	lacpmodctl -n a port set eth1 weight auto || fail "weight auto"
	[ "$(has eth1) $(has eth2)" = "1024 1024" ] || fail "eth1 $(has eth1), eth2 $(has eth2)"
}

off()
{
	local said

	buckets "$tmp/off"
	! awk '$3 != "null" || $4 != "null"' "$tmp/off" | grep -q . || fail "something is counted"
	said=$(lacpmodctl -n a lag buckets lag0)
	[[ $said == *"4096 buckets  bucket-counters off"* ]] || fail "$said"
	refused "bucket-counters on" lacpmodctl -n a lag rebalance lag0
	refused "bucket-counters on" lacpmodctl -n a lag set lag0 rebalance-interval 5
	set_lag bucket-counters on
	refused "1000 to 86400000" lacpmodctl -n a lag set lag0 rebalance-interval 999ms
	set_lag rebalance-interval 86400
	refused "bucket-counters on" lacpmodctl -n a lag set lag0 bucket-counters off
	set_lag rebalance-interval never bucket-counters off
}

sent_octets()
{
	[ "$(statistic a lag0 tx_bytes)" -ge "$1" ]
}

# Every octet that the LAG has sent is in some bucket.
counters()
{
	local before after setting

	set_lag bucket-counters on
	before=$(statistic a lag0 tx_bytes)
	uneven_traffic
	wait_until 30 sent_octets $((before + 300000)) || fail "too little is sent"
	traffic_stop
	after=$(statistic a lag0 tx_bytes)
	buckets "$tmp/on"
	awk -v want=$((after - before)) '
		$3 { used++ }
		{ sum += $3; recent += $4 }
		END {
			printf "# %d buckets carried %d of %d octets\n", used, sum, want
			exit sum != want || recent != want || used < 40 || used > 65
		}' "$tmp/on" || fail "the counters do not add up"

	# What was measured by another hash says nothing of this one.
	for setting in "hash layer2" "hash layer3+4" "hash-symmetric on" \
		"hash-symmetric off" "hash-seed 2" "hash-seed 1"; do
		before=$(statistic a lag0 tx_bytes)
		uneven_traffic
		wait_until 10 sent_octets $((before + 1)) || fail "nothing is sent"
		traffic_stop
		rebalance dry-run
		[ "$bytes" -gt 0 ] || fail "nothing was measured before $setting"
		# shellcheck disable=SC2086
		set_lag $setting
		rebalance dry-run
		[ "$bytes" -eq 0 ] || fail "$bytes are still counted with $setting"
	done
	buckets "$tmp/hash"
	awk '{ sum += $3 } END { exit !sum }' "$tmp/hash" || fail "the counters began anew"

	# Off and on again they begin anew.
	set_lag bucket-counters off
	set_lag bucket-counters on
	buckets "$tmp/anew"
	! awk '$3 != 0' "$tmp/anew" | grep -q . || fail "the counters were not new"
	set_lag bucket-counters off
}

# other_ports FILE FILE: how many conversation IDs have another port
other_ports()
{
	command join <(sort "$1") <(sort "$2") | awk '$2 != $5 { n++ } END { print n + 0 }'
}

# moved_only FROM TO PORT: all that moved were of this port, and all of its have
moved_only()
{
	command join <(sort "$1") <(sort "$2") | awk -v port="$3" '
		$2 != $5 && $2 != port { print "#", $1, "moved from", $2, "to", $5; bad = 1 }
		$2 == port && $5 == port { print "#", $1, "stays on", port; bad = 1 }
		END { exit bad }'
}

# fewest FILE: no plan that leaves no port a 32nd above its share moves fewer
fewest()
{
	sort -k2,2 -k4,4nr "$1" | awk '
		{ sum += $4; has[$2] += $4; load[$2, n[$2]++] = $4 }
		END {
			for (port in has) {
				excess = has[port] - sum / 4 * 33 / 32
				for (i = 0; excess > 0; i++) {
					excess -= load[port, i]
					moves++
				}
			}
			print moves + 0
		}'
}

# 64 flows on four ports are not even by chance, and then they are as predicted.
evens_out()
{
	local predicted was planned fewest all

	set_lag bucket-counters on
	uneven_traffic
	uneven
	nap 1
	rebalance dry-run
	lag_is a lag0 rebalanced 0 || fail "a dry run has moved something"
	was=$busiest_before planned=$moved
	buckets "$tmp/before"
	rebalance
	buckets "$tmp/after"
	fewest=$(fewest "$tmp/before")
	[ "$(other_ports "$tmp/before" "$tmp/after")" -eq "$moved" ] ||
		fail "$(other_ports "$tmp/before" "$tmp/after") have another port, not $moved"
	[ "$moved" -gt 0 ] && [ "$moved" -le $((fewest + 2)) ] ||
		fail "$moved were moved, where $fewest may do"
	[ "$moved" -le $((planned + 1)) ] || fail "$planned were planned, $moved moved"
	predicted=$busiest_after all=$moved
	[ "$predicted" -le 1032 ] || fail "$predicted permille are predicted after $was"
	lag_is a lag0 rebalanced "$moved" || fail "rebalanced is $(lag_get a lag0 rebalanced)"
	lag_is a lag0 shares_by_load true || fail "shares are by weight"
	nap 2
	rebalance dry-run
	diag "busiest port, permille of its share: $was, $predicted predicted by moving" \
		"$all (at least $fewest), $busiest_before measured"
	[ "$busiest_before" -le $((predicted + near)) ] &&
		[ "$busiest_before" -ge $((predicted - near)) ] || fail "the prediction was not met"
	nothing_lost

	# What is lost then takes along its own, what comes back its quota.
	buckets "$tmp/before"
	down a eth2
	wait_until 5 distributing a lag0 3 || fail "eth2 is still used"
	buckets "$tmp/lost"
	moved_only "$tmp/before" "$tmp/lost" eth2 || fail "others moved"
	lag_is a lag0 shares_by_load true || fail "shares are by weight"
	up a eth2
	wait_until 10 both_distributing 4 || fail "eth2 is not used again"
	[ "$(has eth2)" -eq 1024 ] || fail "eth2 has $(has eth2)"

	# What was measured is forgotten with the hash, and shares are exact.
	set_lag hash-seed random
	lag_is a lag0 shares_by_load false || fail "shares are still by load"
	[ "$(has eth1) $(has eth3) $(has eth4)" = "1024 1024 1024" ] || fail "shares are not exact"
	set_lag bucket-counters off
}

# rebalance_once: after another weight, for a while, has brought shares back to weight;
# by chance they may suit the traffic, and then it is another port's turn
rebalance_once()
{
	local port

	for port in eth{1..4}; do
		printf "port set $port weight %s\n" 1 auto | lacpmodctl -n a -b - || fail "weight"
		lag_is a lag0 shares_by_load false || fail "shares are by load"
		nap 0.4
		rebalance
		[ "$moved" -eq 0 ] || return 0
	done
	return 1
}

twenty_times()
{
	local all=0 i

	set_lag bucket-counters on
	uneven_traffic
	uneven
	for i in {1..20}; do
		rebalance_once || fail "$i: $busiest_before permille, and nothing was moved"
		all=$((all + moved))
	done
	nothing_lost
	diag "$all conversation IDs moved, ${sent[a_to_b]} and ${sent[b_to_a]} packets"
	# With the counters what they said goes.
	set_lag bucket-counters off
	lag_is a lag0 shares_by_load false || fail "shares are still by load"
}

rebalanced_above()
{
	[ "$(lag_get a lag0 rebalanced)" -gt "$1" ]
}

# told N: that so many were moved
told()
{
	grep -qE "lag0 lag-rebalanced $1 buckets? moved: the busiest port carried [0-9.]+ % of its share, [0-9.]+ % is predicted" \
		"$tmp/monitor.a"
}

by_itself()
{
	local before was

	before=$(lag_get a lag0 rebalanced)
	set_lag bucket-counters on
	uneven_traffic
	uneven
	was=$busiest_before
	monitors a
	set_lag rebalance-interval 2
	wait_until 10 rebalanced_above "$before" || fail "nothing was moved"
	wait_until 5 told $(($(lag_get a lag0 rebalanced) - before)) || fail "told: $(<"$tmp/monitor.a")"
	# And leaves it at that, as nothing has changed.
	before=$(lag_get a lag0 rebalanced)
	nap 7
	lag_is a lag0 rebalanced "$before" ||
		fail "$(($(lag_get a lag0 rebalanced) - before)) were moved time and again"
	[ "$(grep -c lag-rebalanced "$tmp/monitor.a")" -eq 1 ] || fail "told again: $(<"$tmp/monitor.a")"
	stop "$tmp/monitor.a"
	set_lag rebalance-interval never
	nap 1
	rebalance dry-run
	diag "busiest port: $was, then $busiest_before permille of its share"
	[ "$busiest_before" -lt 1100 ] || fail "the busiest port carries $busiest_before"
	nothing_lost
	set_lag bucket-counters off
}

ktap_plan 6
pair 4 "lag0 rate fast hash layer3+4" "lag0 rate fast"
no_ipv6 a b
static_addresses lag0 lag0
wait_until 10 both_distributing 4 || fail "not all ports distribute"
ktap_run "weights are seen in the shares" weights
ktap_run "nothing is counted unless asked for" off
ktap_run "counters hold what was sent" counters
ktap_run "a skewed load is evened out as predicted" evens_out
ktap_run "twenty times under 64 flows, and nothing is lost" twenty_times
ktap_run "a LAG rebalances by itself" by_itself
ktap_end
