#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Watching a port: tracepoints, the last LACPDU each way, what has happened to it and
# why, and how long it took to converge
#
# +- a --------+           +- b ----------------------+
# | lag0  eth1-+-----------+-eth1  lag9, or who speaks|
# +------------+           +--------------------------+

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# last_is rx|tx NAME VALUE: of the last LACPDU
last_is()
{
	ask a port show eth1 && [[ $answer =~ \"last_$1\":.* ]] &&
		json_value "${BASH_REMATCH[0]}" "$2" && [ "$REPLY" = "$3" ]
}

# The trace ------------------------------------------------------------------------

instance=/sys/kernel/tracing/instances/lacpmod-watch

# tracing: lacpmod's tracepoints into a buffer of their own
tracing()
{
	[ -d /sys/kernel/tracing/events ] ||
		mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
	[ -d /sys/kernel/tracing/events/lacpmod ] || skip "no tracepoints in this kernel"
	mkdir "$instance" || fail "no trace of its own"
	echo 1 >"$instance/events/lacpmod/enable"
}

# traced EVENT TEXT: such an event is in $trace
traced()
{
	[[ $trace =~ [0-9]:\ $1:\ [^$'\n']*$2 ]] || fail "no $1 with $2"
}

# how_often EVENT TEXT: how often
how_often()
{
	grep -cE "[0-9]: $1: $2" <<<"$trace"
}

tracepoints()
{
	local mac_a mac_b

	tracing
	pair 1 "lag0 rate fast" "lag9 rate fast"
	wait_until 10 both_distributing 1 lag0 lag9 || fail "no link"
	# Which the other end is told in its turn, and repeats.
	wait_until 5 last_is rx partner.state \
		"activity timeout aggregation synchronization collecting distributing" ||
		fail "b does not know that a distributes"
	inside b pdu send eth1 lacp length 109 || fail "cannot send"
	# Five are answered within a second.
	inside b pdu send eth1 marker count 6 every 0 || fail "cannot send"
	wait_until 5 counter_is a eth1 marker_rx 6 || fail "no Marker"
	down b lag9
	wait_until 5 distributing a lag0 0 || fail "it still distributes"
	down a lag0
	echo 0 >"$instance/events/lacpmod/enable"
	trace=$(<"$instance/trace")
	rmdir "$instance"
	mac_a=$(lag_get a lag0 system)
	mac_b=$(lag_get b lag9 system)

	traced lacp_lacpdu_sent "lag=lag0 port=eth1 actor=$mac_a actor_key=[0-9]+ actor_port=1 actor_state=activity\|timeout\|aggregation\|synchronization\|collecting\|distributing partner=$mac_b"
	traced lacp_lacpdu_heard "lag=lag0 port=eth1 actor=$mac_b .* partner=$mac_a .* partner_state=activity\|timeout\|aggregation\|synchronization\|collecting\|distributing"
	traced lacp_received "lag=lag0 port=eth1 subtype=LACPDU len=110 verdict=accepted"
	traced lacp_received "lag=lag0 port=eth1 subtype=LACPDU len=109 verdict=truncated"
	traced lacp_received "lag=lag0 port=eth1 subtype=Marker len=110 verdict=accepted"
	traced lacp_received "lag=lag0 port=eth1 subtype=Marker len=110 verdict=ignored"
	traced lacp_transition "lag=lag0 port=eth1 machine=rx from=expired to=current"
	traced lacp_transition "lag=lag0 port=eth1 machine=periodic from=no-periodic to=fast-periodic"
	traced lacp_transition "lag=lag0 port=eth1 machine=selected from=unselected to=selected"
	traced lacp_transition "lag=lag0 port=eth1 machine=mux from=attached to=collecting-distributing"
	traced lacp_transition "lag=lag0 port=eth1 machine=actor-churn from=churn-monitor to=no-churn"
	traced lacp_transition "lag=lag0 port=eth1 machine=partner-churn from=churn-monitor to=no-churn"

	# Each of them, and none twice
	counter_is a eth1 lacpdu_tx "$(how_often lacp_lacpdu_sent "lag=lag0")" ||
		fail "$(how_often lacp_lacpdu_sent "lag=lag0") sent, $(counter a eth1 lacpdu_tx) counted"
	counter_is a eth1 lacpdu_rx "$(how_often lacp_lacpdu_heard "lag=lag0")" ||
		fail "$(how_often lacp_lacpdu_heard "lag=lag0") heard, $(counter a eth1 lacpdu_rx) counted"
	counter_is a eth1 mux_changes "$(how_often lacp_transition "lag=lag0 .* machine=mux")" ||
		fail "$(how_often lacp_transition "lag=lag0 .* machine=mux") transitions, $(counter a eth1 mux_changes) counted"
}

# The last LACPDUs -----------------------------------------------------------------

# shows WAY END TEXT: lacpmodctl's words for one end of the last LACPDU that way
shows()
{
	local text

	text=$(lacpmodctl -n a port show eth1)
	text=${text#*last-"$1" }
	# Blanks as many as it takes
	read -r -d '' -a words <<<"${text#*$'\n'*$'\n'*"$2" }"
	[[ "${words[*]}" == "$3"* ]] || fail "last-$1 $2 is shown as ${words[*]:0:6}"
}

last_lacpdus()
{
	local system said

	ns a b
	cables 1
	end a 1 lag0 rate fast key 12 system-priority 34
	up b eth1
	capture b "$tmp/wire" eth1
	background b "$tmp/partner" pdu partner eth1 system 02:00:00:00:00:99 key 7 port 9 \
		port-priority 5 system-priority 6 state ATGS poke 1=02 poke 58=04 poke 59=06
	wait_until 10 last_is rx actor.system 02:00:00:00:00:99 || fail "what it says of itself"
	system=$(lag_get a lag0 system)
	wait_until 10 last_is rx partner.system "$system" || fail "what it says of us"
	shows rx actor "02:00:00:00:00:99 6 7 9 5 ATGS----"
	shows rx partner "$system 34 12 1 32768 ATG"
	wait_until 5 last_is tx partner.state "activity timeout aggregation synchronization" ||
		fail "what we say of it"
	shows tx actor "$system 34 12 1 32768 ATGSCD--"
	shows tx partner "02:00:00:00:00:99 6 7 9 5 ATGS----"
	said=$(lacpmodctl -n a port show eth1)
	[[ $said =~ last-rx\ [0-9.]+\ s\ ago:\ version\ 2 ]] || fail "not version 2"
	[[ $said =~ TLV\ 4\ port-algorithm\ of\ 6\ octets ]] || fail "not the TLV behind"
	# As on the wire
	wait_until 5 captured_any "$tmp/wire" \
		"in lacp .*actor=34,$system,12,32768,1,.* partner=6,02:00:00:00:00:99,7,5,9," ||
		fail "something else was sent"
	stop "$tmp/partner"
	# It is kept, and so is when it came.
	[ "$(port_get a eth1 last_rx_time)" -gt 0 ] || fail "no time"
	wait_until 10 port_is a eth1 rx_state defaulted || fail "still heard"
	last_is rx actor.key 7 || fail "it is forgotten"
}

# History --------------------------------------------------------------------------

# events_of FILE: of eth1, without whom they are about and why, as in a last_events
events_of()
{
	sed -nE 's/^([0-9.]+) lag0 eth1 /\1 /; T; s/(-> heard).*/\1/; s/:.*//; p' "$1"
}

last_events()
{
	local i n

	ns a b
	cables 1
	lag a lag0 rate fast
	monitors a
	join a lag0 eth1
	up a lag0
	end b 1 lag9 rate fast
	wait_until 10 both_distributing 1 lag0 lag9 || fail "no link"
	lacpmodctl -n a port history eth1 >"$tmp/history" || fail "port history"
	[[ $(<"$tmp/history") =~ ^[0-9.]+\ port-added ]] || fail "begins with $(head -n 1 "$tmp/history")"

	for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
		lacpmodctl -n a lag set lag0 min-links 2 || fail "min-links"
		wait_until 5 distributing a lag0 0 || fail "min-links 2"
		[ "$i" -eq 12 ] || lacpmodctl -n a lag set lag0 min-links 1 || fail "min-links"
		[ "$i" -eq 12 ] || wait_until 5 both_distributing 1 lag0 lag9 || fail "min-links 1"
	done
	wait_until 5 port_is a eth1 partner.state "activity timeout aggregation synchronization" ||
		diag "b: $(port_get a eth1 partner.state)"
	lacpmodctl -n a port history eth1 >"$tmp/history" || fail "port history"
	n=$(wc -l <"$tmp/history")
	[ "$n" -eq 64 ] || fail "$n events are kept, not the last 64"
	grep -q "port-mux collecting-distributing -> attached: 1 port could aggregate, min-links asks for 2" \
		"$tmp/history" || fail "no reason: $(tail -n 3 "$tmp/history")"

	# The same as whoever listened has heard
	events_of "$tmp/monitor.a" >"$tmp/heard"
	[ "$(wc -l <"$tmp/heard")" -gt 64 ] || fail "only $(wc -l <"$tmp/heard") events"
	sed 's/:.*//' "$tmp/history" >"$tmp/kept"
	tail -n 64 "$tmp/heard" | diff "$tmp/kept" - >"$tmp/diff" ||
		fail "history and events differ: $(head -n 5 "$tmp/diff")"
}

# Convergence ----------------------------------------------------------------------

# event_ms WORDS: when the last such event of eth1 was, ms
event_ms()
{
	local line ms

	line=$(lacpmodctl -n a port history eth1 | grep "$1" | tail -n 1)
	milliseconds "${line%% *}"
	echo "$ms"
}

# converged N EVENT: the Nth time, since that event
converged()
{
	local since at took

	wait_until 10 both_distributing 1 lag0 lag9 || fail "no link"
	counter_is a eth1 convergences "$1" || fail "$(counter a eth1 convergences), not $1"
	since=$(event_ms "$2")
	at=$(event_ms "port-mux attached -> collecting-distributing")
	took=$(port_get a eth1 convergence)
	diag "$took ms, the Mux after $((at - since)) ms"
	# Data is sent when the partner has been told, within a second.
	((took >= at - since && took <= at - since + 1000)) || fail "$took ms"
	port_is a eth1 mux_changed "$at" || fail "the Mux changed at $(port_get a eth1 mux_changed)"
}

convergence()
{
	local first second longest

	pair 1 "lag0 rate fast" "lag9 rate fast"
	converged 1 "port-link down -> up"
	first=$(port_get a eth1 convergence)
	port_is a eth1 link_changed "$(event_ms "port-link down -> up")" || fail "link_changed"
	lacpmodctl -n a lag set lag0 min-links 2 || fail "min-links"
	wait_until 5 distributing a lag0 0 || fail "min-links 2"
	nap 1.2
	lacpmodctl -n a lag set lag0 min-links 1 || fail "min-links"
	converged 2 "port-mux collecting-distributing -> attached"
	second=$(port_get a eth1 convergence)
	[ "$second" -ge 1200 ] || fail "$second ms, but it was kept out for 1200"
	longest=$((first > second ? first : second))
	port_is a eth1 convergence_max "$longest" ||
		fail "the longest is $(port_get a eth1 convergence_max), not $longest"
}

ktap_plan 4
ktap_run "tracepoints" tracepoints
ktap_run "the last LACPDU each way" last_lacpdus
ktap_run "the last 64 events, with reasons" last_events
ktap_run "how often and how long it took to converge" convergence
ktap_end
