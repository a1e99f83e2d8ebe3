#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Many LAGs: what one does must not be dear when there are hundreds.
#
# +- a --------------+           +- b --------------+
# | lag1       eth1 -+-----------+- eth1       lag1 |
# |            eth2 -+-----------+- eth2            |
# | lag2       eth3 -+-----------+- eth3       lag2 |
# |            eth4 -+-----------+- eth4            |
# | ...              |           |              ... |
# +------------------+           +------------------+
#
# environment: SCALE_SECONDS=N  see for so long that nothing changes (20; 10 if QUICK)
#              SCALE_LAGS=N     LAGs in both namespaces together (256)

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/cable_lib.sh
. "$selftests/cable_lib.sh"

lags=${SCALE_LAGS:-256}
pairs=$((lags / 2))
seconds=${QUICK:+10}
seconds=${SCALE_SECONDS:-${seconds:-20}}

# lap TEXT: say how long it took since the last lap
lap()
{
	diag "$1: $((($(now_ms) - lap_start) / 100))00 ms"
	lap_start=$(now_ms)
}

# make_lags NS: lag1, lag2 ... at the fast rate
make_lags()
{
	local i

	for ((i = 1; i <= pairs; i++)); do
		lacpmodctl -n "$1" lag add "lag$i" rate fast || return 1
	done
}

# enslave NS: eth1 and eth2 to lag1, eth3 and eth4 to lag2 ...
enslave()
{
	local i

	for ((i = 1; i <= pairs; i++)); do
		printf 'link set %s master %s\n' "eth$((2 * i - 1))" "lag$i" \
			"eth$((2 * i))" "lag$i"
		echo "link set lag$i up"
	done | ip -n "$1" -batch -
}

# in_both COMMAND: with a and with b, at once
in_both()
{
	local one

	"$1" a &
	one=$!
	"$1" b || fail "$1 b"
	wait "$one" || fail "$1 a"
}

# values NS NAME: of all ports, one a line
values()
{
	lacpmodctl -n "$1" -j port show | grep -oE "\"$2\":[^,}]*"
}

all_distribute()
{
	local name

	for name in a b; do
		[ "$(values "$name" mux_state | grep -c collecting-distributing)" -eq $((2 * pairs)) ] ||
			return 1
	done
}

# changes: what happened to a Mux or Receive machine, or to a LAG's carrier
changes()
{
	cat "$tmp/monitor.a" "$tmp/monitor.b" |
		grep -E ' (port-mux|port-rx|port-link|port-selected|lag-carrier|lag-partner) '
}

# slowest NS: from the last link's coming up to the last Mux's change, in ms
slowest()
{
	local link mux

	link=$(values "$1" link_changed | sort -t: -nk2 | tail -n 1)
	mux=$(values "$1" mux_changed | sort -t: -nk2 | tail -n 1)
	echo $((${mux#*:} - ${link#*:}))
}

no_lag()
{
	[ -z "$(ip -n "$1" -br link show type lacp)" ]
}

many()
{
	local i name

	lap_start=$(now_ms)
	ns a b
	no_ipv6 a b
	cables $((2 * pairs))
	lap "$((2 * pairs)) cables made"
	in_both make_lags
	lap "$lags LAGs made"
	in_both enslave
	lap "$((4 * pairs)) ports enslaved"
	wait_until 60 all_distribute || fail "not all ports distribute:" \
		"$(values a mux_state | sort | uniq -c)" "$(values b mux_state | sort | uniq -c)"
	lap "all ports distribute after"
	diag "last link up to last port distributing: $(slowest a) and $(slowest b) ms"

	monitors a b
	for name in a b; do
		values "$name" mux_changed >"$tmp/before.$name"
	done
	nap "$seconds"
	[ -z "$(changes)" ] || fail "something changed:" "$(changes | head -n 8)"
	for name in a b; do
		values "$name" mux_changed | cmp -s - "$tmp/before.$name" || fail "a Mux of $name changed"
	done
	# A LACPDU a second, from each partner
	[ "$(values a lacpdu_rx | cut -d: -f2 | sort -n | head -n 1)" -ge "$seconds" ] ||
		fail "a port of a heard only $(values a lacpdu_rx | sort -t: -nk2 | head -n 1) LACPDUs"

	lap_start=$(now_ms)
	for ((i = 1; i <= pairs; i++)); do
		echo "link del lag$i"
	done | ip -n a -batch - || fail "delete"
	lap "$pairs LAGs deleted"
	no_lag a || fail "LAGs are left in a"
	[ -z "$(values a number)" ] || fail "ports are left in a"
	# The other half with all that is in it, and none too many or too few
	# references to any of them.
	rmmod lacpmod || fail "unload"
	lap "module unloaded, with $pairs LAGs"
	no_lag b || fail "LAGs are left in b"
	[ "$(ip -n b -br link show type veth | wc -l)" -eq $((2 * pairs)) ] ||
		fail "b has not got all its ports back"
	modprobe lacpmod || fail "load"
}

ktap_plan 1
ktap_run "$lags LAGs of two ports converge, hold for $seconds s and go" many
ktap_end
