#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Both processors send through both ends of a LAG at the same time, while all that a
# frame depends on changes: links, settings, conversation IDs, ports. For a kernel
# that looks for data races (make check-kcsan); on another it shows that nothing is
# stuck afterwards.
#
# +- a --------------------+           +- b --------------------+
# |      / eth1 .. eth4   -+-----------+- eth1 .. eth4 \        |
# | lag0 10.0.0.1          |           |          10.0.0.2 lag0 |
# +------------------------+           +------------------------+
#
# environment: RACE_SECONDS=N   for each change (10)

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/cable_lib.sh
. "$selftests/cable_lib.sh"

seconds=${RACE_SECONDS:-10}

# floods: each processor sends to the other end, and lets others work; to a
# neighbour that nobody is, who does not complain
floods()
{
	local name cpu

	address a lag0 10.0.0.1/24
	address b lag0 10.0.0.2/24
	for name in a b; do
		ip -n "$name" neigh add 10.0.0.9 lladdr 02:00:00:00:0d:09 dev lag0 ||
			fail "neighbour"
		for cpu in 0 1; do
			background "$name" "$tmp/$name$cpu" nice taskset -c "$cpu" \
				"$selftests/traffic" send --port $((7000 + 100 * cpu)) --rate 3000 \
				--flows 16 --seconds 3600 10.0.0.9
		done
	done
}

# floods_end: none has done so before
floods_end()
{
	local flood

	for flood in a0 a1 b0 b1; do
		kill -0 "$(<"$tmp/$flood.pid")" || fail "$(<"$tmp/$flood")"
		stop "$tmp/$flood"
	done
}

# What changes, the Ith time ------------------------------------------------------

change_links()
{
	local port=eth$(($1 % 4 + 1))

	printf 'link set %s %s\n' "$port" down "$port" up | ip -n b -batch -
}

change_ports()
{
	local port=eth$(($1 % 4 + 1))

	printf 'link set %s\n' "$port nomaster" "$port master lag0" | ip -n a -batch -
}

change_shares()
{
	local port=eth$(($1 % 4 + 1))

	lacpmodctl -n a lag set lag0 bucket-counters on &&
	lacpmodctl -n a port set "$port" drain on &&
	lacpmodctl -n a port set "eth$((($1 + 1) % 4 + 1))" weight $(($1 % 7 + 1)) &&
	lacpmodctl -n a lag rebalance lag0 &&
	lacpmodctl -n a port set "$port" drain off
}

change_settings()
{
	local policies=(layer2 layer2+3 layer3+4 encap3+4 flow vlan+srcmac) switch=(on off)

	lacpmodctl -n a lag set lag0 hash "${policies[$1 % 6]}" hash-seed "$1" &&
	lacpmodctl -n a lag set lag0 max-links $(($1 % 3 + 2)) flush "${switch[$1 % 2]}" \
		bucket-counters "${switch[$1 / 2 % 2]}" &&
	printf 'link set lag0 mtu %s\n' $((1500 - $1 % 2 * 100)) | ip -n a -batch -
}

change_nothing()
{
	lacpmodctl -n a -j show &&
	lacpmodctl -n b lag buckets lag0 &&
	lacpmodctl -n a port show eth1 &&
	ip -n a -s link show &&
	lacpmodctl -n a lag path lag0 src 10.0.0.1 dst 10.0.0.2 proto udp sport 1 dport 2
}

# while_sending WHAT...: each for its time
while_sending()
{
	local what end i

	pair 4 "lag0 rate fast hash layer3+4" "lag0 rate fast hash layer3+4"
	wait_until 30 both_distributing 4 || fail "not 4 ports distribute"
	floods
	for what; do
		end=$((SECONDS + seconds)) i=0
		while [ "$SECONDS" -lt "$end" ]; do
			i=$((i + 1))
			"$what" "$i" >"$tmp/said" 2>&1 || {
				sed 's/^/# /' "$tmp/said"
				fail "$what $i"
			}
		done
		diag "$what: $i times"
	done
	floods_end
	diag "a sent $(statistic a lag0 tx_packets), b $(statistic b lag0 tx_packets)"
	lacpmodctl -n a lag set lag0 max-links none || fail "max-links"
	wait_until 30 both_distributing 4 || fail "not 4 ports distribute afterwards"
	wait_until 10 pings a 10.0.0.2 || fail "no traffic afterwards"
}

need_traffic
[ "$(nproc)" -gt 1 ] || ktap_skip_all "one processor"
ktap_plan 3
ktap_run "links and ports come and go" while_sending change_links change_ports
ktap_run "shares and settings change" while_sending change_shares change_settings
ktap_run "all is looked at" while_sending change_nothing
ktap_end
