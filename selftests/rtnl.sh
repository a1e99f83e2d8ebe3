#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Somebody else holds RTNL for long, as a slow driver or another's configuration
# may: nothing of the protocol, and nothing on the way from a lost link to the
# traffic's taking another, waits for it.
#
# +- a ----------+  4 cables  +- b ----------+
# | lag0    c1a -+------------+- c1b    lag0 |
# |         ...  |            |  ...         |
# +--------------+            +--------------+
#
# While RTNL is held ip, tc and lacpmodctl block: what they know is read before
# and afterwards.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/cable_lib.sh
. "$selftests/cable_lib.sh"

pps=2000
# From the pull until both ends have taken the port out, in ms
most_took=1000
[ ! -e "$kmemleak" ] || most_took=3000
hold=/sys/module/rtnl_hold/parameters/ms

# hold_rtnl SECONDS: from now on
hold_rtnl()
{
	echo "${1}000" >"$hold" || fail "cannot hold RTNL"
}

held()
{
	[ "$(<"$hold")" -ne 0 ]
}

# quiet_until_released: wait for that, without a process that might block
quiet_until_released()
{
	wait_until 60 not held || fail "RTNL is still held"
}

# port_values NAME...: print "NS/PORT VALUE..." of each port, one a line
port_values()
{
	local end text line port name

	for end in a b; do
		text=$(lacpmodctl -n "$end" -j port show) || fail "cannot show the ports of $end"
		while [[ $text =~ \"ifname\":\"(c[0-9][ab])\"(.*) ]]; do
			port=${BASH_REMATCH[1]} text=${BASH_REMATCH[2]} line=
			for name; do
				json_value "$text" "$name" || fail "no $name of $port"
				line+=" $REPLY"
			done
			echo "$end/$port$line"
		done
	done
}

# steady BEFORE AFTER [PORT]...: no Mux but those of these ports has changed
steady()
{
	local before=$1 after=$2 line
	shift 2

	while read -r line; do
		[[ " $* " != *" ${line%% *} "* ]] || continue
		grep -qxF "$line" "$after" ||
			fail "it was '$line', it is '$(grep "^${line%% *} " "$after")'"
	done <"$before"
}

# heard BEFORE AFTER N [PORT]...: each but these has heard N LACPDUs at least
heard()
{
	local before=$1 after=$2 n=$3 port was is
	shift 3

	while read -r port was; do
		[[ " $* " != *" $port "* ]] || continue
		is=$(sed -n "s|^$port ||p" "$after")
		[ $((is - was)) -ge "$n" ] || fail "$port heard $((is - was)) LACPDUs, not $n"
	done <"$before"
}

# no_expiry: neither end has missed its partner's LACPDUs, except on cables $*
no_expiry()
{
	local text k

	text=$(grep -h ' port-rx .*-> expired' "$tmp/monitor.a" "$tmp/monitor.b")
	for k; do
		text=$(grep -v " c${k}[ab] " <<<"$text")
	done
	[ -z "$text" ] || fail "expired: $text"
}

# set_up [RATE-OF-B]
set_up()
{
	local settings="lag0 hash layer3+4 rate"

	cable_pair 4 "$settings fast" "$settings ${1:-fast}"
	no_ipv6 a b
	static_addresses lag0 lag0
	count_packets a c1a c2a c3a c4a
	count_packets b c1b c2b c3b c4b
	monitors a b
	wait_until 20 both_distributing 4 || fail "not all ports distribute"
	follow c1a c2a c3a c4a -- c1b c2b c3b c4b
}

# bounded NAME ALLOWED: what was lost in this direction was handed to the pulled
# port, and in a time that has nothing to do with how long RTNL was held
bounded()
{
	local most=$((pps / 10))

	[ "${lost[$1]}" -le "$2" ] ||
		fail "${lost[$1]} packets lost $1, but only $2 were handed to the pulled port and not received"
	[ "${lost[$1]}" -le "$most" ] || fail "${lost[$1]} packets lost $1, more than $most"
	[ "${rate[$1]}" -ge "$enough" ] || fail "only ${rate[$1]} packets a second were sent $1"
}

# pulled SECONDS: a cable is pulled, and put back, while RTNL is held
pulled()
{
	local seconds=$1 before_a_to_b before_b_to_a took

	set_up
	port_values counters.mux_changes mux_changed >"$tmp/mux.before"
	port_values counters.lacpdu_rx >"$tmp/rx.before"
	vanished c2a c2b
	before_a_to_b=$a_to_b before_b_to_a=$b_to_a
	traffic_start 64 "$pps"

	hold_rtnl "$seconds"
	nap 0.4
	pull 2
	wait_until 10 followed 3 || fail "the pulled cable goes unnoticed"
	took=$(($(boot_ms) - moved))
	held || fail "RTNL was not held long enough to tell"
	quiet_until_released
	nap 0.4
	traffic_stop

	vanished c2a c2b
	diag "noticed after $took ms; lost ${lost[a_to_b]} of ${sent[a_to_b]} and" \
		"${lost[b_to_a]} of ${sent[b_to_a]}," \
		"at ${rate[a_to_b]} and ${rate[b_to_a]} packets a second"
	[ "$took" -le "$most_took" ] || fail "noticed after $took ms, more than $most_took"
	bounded a_to_b $((a_to_b - before_a_to_b))
	bounded b_to_a $((b_to_a - before_b_to_a))

	port_values counters.mux_changes mux_changed >"$tmp/mux.after"
	port_values counters.lacpdu_rx >"$tmp/rx.after"
	steady "$tmp/mux.before" "$tmp/mux.after" a/c2a b/c2b
	# One a second from each partner
	heard "$tmp/rx.before" "$tmp/rx.after" $((seconds - 1)) a/c2a b/c2b
	no_expiry 2
	both_distributing 3 || fail "not three ports are left"

	plug 2
	wait_until 20 followed 4 || fail "it does not come back"
}

# plugged SECONDS: a cable is put back while RTNL is held. The kernel gives a
# card its queues under RTNL, so it is of no use before; and nothing is sent there.
plugged()
{
	# So b does not miss a's LACPDUs, for 90 s.
	set_up slow
	pull "3 a"
	# The protocol knows at once; the kernel closes the queues up to 1 s later.
	wait_until 10 port_is a c3a link false || fail "a's end has a link"
	wait_until 10 device_is a c3a operstate DOWN || fail "a's end is not down"
	distributing b lag0 4 || fail "b has noticed"

	traffic_start 64 "$pps"
	hold_rtnl "$1"
	plug "3 a"
	# b's LACPDUs, one a second, say to a that all is well.
	nap $(($1 - 1))
	held || fail "RTNL was not held long enough to tell"
	quiet_until_released
	wait_until 10 distributing a lag0 4 || fail "it does not come back"
	traffic_stop
	diag "lost ${lost[a_to_b]} of ${sent[a_to_b]} packets"
	[ "${lost[a_to_b]}" -eq 0 ] || fail "${lost[a_to_b]} packets lost"
}

need_traffic
modprobe rtnl_hold 2>/dev/null || [ -e "$hold" ] ||
	ktap_skip_all "there is no module rtnl_hold: make LACPMOD_SELFTESTS=m"
need_cables 4
seconds=${QUICK:+5}
seconds=${seconds:-10}
ktap_plan 2
ktap_run "a cable is pulled while RTNL is held for $seconds s" pulled "$seconds"
# Time enough for a link to come up, the aggregate wait included
ktap_run "a cable is plugged while RTNL is held for 10 s" plugged 10
ktap_end
