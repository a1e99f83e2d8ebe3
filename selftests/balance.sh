#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2154
#
# Which port carries how much: weights, and what each conversation ID carries.
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
need awk

set_lag()
{
	lacpmodctl -n a lag set lag0 "$@" || fail "lag set $*"
}

# uneven_traffic: 64 flows, not two of one size
uneven_traffic()
{
	traffic_start 64 1000 --size 128 --growth 20
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
		uneven_traffic
		nap 0.1
		traffic_stop
		buckets "$tmp/hash"
		awk '{ sum += $4 } END { exit !sum }' "$tmp/hash" ||
			fail "nothing was measured before $setting"
		# shellcheck disable=SC2086
		set_lag $setting
		buckets "$tmp/hash"
		awk '{ sum += $3; recent += $4 } END { exit !sum || recent }' "$tmp/hash" ||
			fail "what was measured is still there with $setting"
	done

	# Off and on again they begin anew.
	set_lag bucket-counters off
	set_lag bucket-counters on
	buckets "$tmp/anew"
	! awk '$3 != 0' "$tmp/anew" | grep -q . || fail "the counters were not new"
	set_lag bucket-counters off
}

ktap_plan 3
pair 4 "lag0 rate fast hash layer3+4" "lag0 rate fast"
no_ipv6 a b
static_addresses lag0 lag0
wait_until 10 both_distributing 4 || fail "not all ports distribute"
ktap_run "weights are seen in the shares" weights
ktap_run "nothing is counted unless asked for" off
ktap_run "counters hold what was sent" counters
ktap_end
