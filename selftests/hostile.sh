#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A partner that sends what no sane one does, on one port of a LAG whose other
# ports work. After each case every frame has been counted under its reason and
# no other; the other ports have not moved, here or at their partner; the limit
# of what is sent in answer is kept; the hostile port carries nothing; what was
# last accepted expires in time, which no refused frame puts off; the kernel's
# log is as it was; and the buffers of all those frames are free again.
#
# +- a ----------+           +- b ----------+
# |        eth1 -+-----------+- eth1        |
# |        eth2 -+-----------+- eth2  lag0  |
# | lag0         |           +--------------+
# |              |           +- h ----------+
# |          x1 -+-----------+- x1          |
# |          ... |           |  ...         |
# +--------------+           +--------------+
#
# Each case has a port of its own, so that its time-out is watched while the
# next one runs. hostile.c makes the frames, and says what is to become of them.
#
# environment: HOSTILE_SECONDS   how long the flood lasts (5)

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

SECONDS_OF_FLOOD=${HOSTILE_SECONDS:-5}
# LACPDUs that may be missed, at one a second, until a partner expires; and how late
# that may be: a busy machine's wakeups, beside the standard's 250 ms. On a kernel
# that looks for mistakes a case takes longer than three seconds.
MISSED=3
LATE=600
[ ! -e "$kmemleak" ] || { MISSED=20 LATE=6000; }
TIMEOUT=$((MISSED * 1000))
SHORT_TIMEOUT=3000
# Of the buffers of a case's 2560 frames, those that may be on their way; after all
# cases together it is no more.
BUFFERS=400
BUFFER_CACHE=skbuff_head_cache

counters=(lacpdu_rx own_system_rx marker_rx marker_response_rx unknown_rx illegal_rx
	reject_truncated reject_actor_length reject_partner_length
	reject_collector_length reject_marker data_discarded tx_failed)

# Which case is played on which port, in this order.
names=()
declare -A words

# plan CASE WORDS
plan()
{
	names+=("$1")
	words[$1]=$2
}

plan version-0 "version 0"
plan version-2 "version 2"
plan version-255 "version 255"
plan tlvs "TLVs behind the Collector's whose lengths loop and overrun"
plan longest "1,500 octets"
plan truncated "0 to 109 octets"
plan pieces "9,000 octets, all but the first few on other pages"
plan actor-length "every wrong length of the Actor TLV"
plan partner-length "every wrong length of the Partner TLV"
plan collector-length "every wrong length of the Collector TLV"
plan bad-marker "every wrong type and length of the Marker TLV"
plan zero-system "a System of zeros"
plan zero-key "key 0"
plan zero-port "port number 0, all states but in sync"
plan group-system "a group address as System"
plan unmatched "in sync, but with another port"
plan early "collecting and distributing, but not in sync"
plan own-system "our own System, all states"
plan random "random octets under every subtype"
plan markers "a flood of Markers"
plan tagged "tagged with a VLAN, once or twice"
plan vid-0 "tagged with VID 0"
plan addresses "to other addresses"
plan senders "from impossible addresses"
# The monitor would drown in what these make happen: it has gone then.
plan early-independent "collecting and distributing, but not in sync (independent Mux)"
plan identities "another identity in each PDU"
plan flood "another identity in each PDU, 10,000 a second for $SECONDS_OF_FLOOD s"

# The rig --------------------------------------------------------------------------

rig()
{
	local i ports=()

	ns a b h
	# The hostile ends must say nothing by themselves.
	no_ipv6 h
	cables 2
	for i in "${!names[@]}"; do
		ports+=("x$i")
		echo "link add x$i type veth peer name x$i netns h" >&3
	done 3>"$tmp/batch"
	ip -n a -batch "$tmp/batch" || fail "cables"
	printf 'link set %s mtu 9000 up\n' "${ports[@]}" | ip -n h -batch - || fail "hostile ends"

	end b 2 lag0 rate fast
	# Every LACPDU is to be read, and counted under its reason.
	lag a lag0 rate fast aggregate-wait 0 rx-limit none timeout-multiplier $MISSED
	ip -n a link set lag0 mtu 9000
	join a lag0 eth1 eth2 "${ports[@]}"
	up a lag0
	address a lag0 10.0.0.1/24
	address b lag0 10.0.0.2/24

	wait_until 20 both_distributing 2 || fail "the other ports do not work"
	wait_until 5 pings a 10.0.0.2 || fail "no traffic"
	background a "$tmp/ping" ping -q -i 0.02 10.0.0.2
	background a "$tmp/monitor" lacpmodctl monitor
	objects "$BUFFER_CACHE"
	echo "$REPLY" >"$tmp/buffers"
	identity="own $(lag_get a lag0 system) key $(lag_get a lag0 key)"
	identity+=" group $(lag_get b lag0 system) group-key $(lag_get b lag0 key)"
	changes
	echo "$REPLY" >"$tmp/changes"
	log_start

	# One process for all cases: to start one there costs more than a case.
	mkfifo "$tmp/ask" "$tmp/answer"
	inside h hostile <"$tmp/ask" >"$tmp/answer" &
	echo $! >>"$tmp/processes"
	exec {ask}>"$tmp/ask" {answer}<"$tmp/answer"
}

# changes: set REPLY to those of the Muxes of the ports that work, at both ends
changes()
{
	local name dev answer all=

	for name in a b; do
		for dev in eth1 eth2; do
			ask "$name" port show "$dev" || fail "cannot show $name/$dev"
			json_value "$answer" counters.mux_changes || fail "no counters of $name/$dev"
			all+=" $name/$dev:$REPLY"
		done
	done
	REPLY=$all
}

# A case --------------------------------------------------------------------------------

# read_counters ARRAY JSON: of a port
# shellcheck disable=SC2034
read_counters()
{
	local -n into=$1
	local list pair

	[[ $2 =~ \"counters\":\{([^}]*)\} ]] || fail "no counters: $2"
	IFS=, read -r -a list <<<"${BASH_REMATCH[1]//\"/}"
	for pair in "${list[@]}"; do
		into[${pair%:*}]=${pair#*:}
	done
}

# counted DEV: its counters have moved from what they $were by $want; else $why
counted()
{
	local counter

	now=$(lacpmodctl -n a -j port show "$1")
	read_counters are "$now"
	for counter in "${counters[@]}"; do
		moved "$counter"
		[ "$REPLY" -eq "${want[$counter]:-0}" ] && continue
		why="$counter has moved by $REPLY, not ${want[$counter]:-0}"
		return 1
	done
}

# moved COUNTER: set REPLY to by how much
moved()
{
	REPLY=$((are[$1] - were[$1]))
}

# is NAME VALUE: of $dev now
is()
{
	json_value "$now" "$1"
	[ "$REPLY" = "$2" ] || fail "$1 is $REPLY, not $2"
}

# attack PORT CASE [SETTING VALUE]...: play it there
attack()
{
	local dev=x$1 case=$2 said before now why pair took answered old
	local -A want=() were=() are=()
	shift 2

	before=$(lacpmodctl -n a -j port show "$dev")
	read_counters were "$before"
	objects "$BUFFER_CACHE"
	old=$REPLY
	json_value "$before" number
	took=${EPOCHREALTIME/./}
	echo "$dev $case $identity port $REPLY $*" >&"$ask"
	read -r -t 120 -u "$answer" said || fail "hostile does not answer"
	for pair in $said; do
		want[${pair%=*}]=${pair#*=}
	done
	diag "$said ($((want[sent] * 1000 / want[ms])) a second)"
	((want[sent] * 1000 / want[ms] >= ${at_least:-0})) || fail "not $at_least a second"
	echo "$dev ${want[last]}" >>"$tmp/last"
	[ -z "${want[stuck]:-}" ] || fail "what was sent is not freed"

	wait_until 5 counted "$dev" || fail "$why"
	took=$(((${EPOCHREALTIME/./} - took) / 1000))

	# What was sent in answer
	moved lacpdu_tx
	((REPLY <= 3 * (took / 1000 + 1))) || fail "$REPLY LACPDUs sent in $took ms"
	moved marker_response_tx
	((REPLY <= 5 * (took / 1000 + 1))) || fail "$REPLY Markers answered in $took ms"
	answered=$REPLY
	moved marker_limited
	[ $((answered + REPLY)) -eq "${want[marker_rx]:-0}" ] ||
		fail "$answered Markers answered and $REPLY not, of ${want[marker_rx]:-0}"
	[ "${want[marker_rx]:-0}" -eq 0 ] || [ "$answered" -gt 0 ] ||
		fail "no Marker was answered"

	changes
	[ "$REPLY" = "$(<"$tmp/changes")" ] ||
		fail "other ports have moved: $(<"$tmp/changes") before,$REPLY now"
	is buckets 0

	wait_until 5 objects_below "$BUFFER_CACHE" $((old + BUFFERS)) ||
		fail "$REPLY buffers in use, $old before"
	# shellcheck disable=SC2119
	log_quiet
	"after_${case//-/_}"
}

# What else must hold after a case: $now, $want and the like as in attack

# heard MUX-STATE REASON [SYSTEM]: what was accepted was taken in
heard()
{
	is rx_state current
	is mux_state "$1"
	is reason "$2"
	[ $# -lt 3 ] || is partner.system "$3"
}

stranger()
{
	heard detached other-system 02:00:00:00:00:66
}

after_version_0() { stranger; }
after_version_2() { stranger; }
after_version_255() { stranger; }
after_tlvs() { stranger; }
after_longest() { stranger; }
after_truncated() { stranger; }
after_pieces() { stranger; }
after_actor_length() { stranger; }
after_partner_length() { stranger; }
after_collector_length() { stranger; }
after_bad_marker() { stranger; }
after_zero_system() { heard detached other-system 00:00:00:00:00:00; }
after_zero_port() { heard attached partner-not-in-sync && is partner.port 0; }
after_markers() { stranger; }
after_tagged() { stranger; }
after_vid_0() { stranger; }
after_addresses() { stranger; }
after_senders() { stranger; }
after_random() { is mux_state detached; }
after_own_system() { heard detached looped; }
after_zero_key() { heard detached other-key; }
after_group_system() { heard detached other-system; }

# never_further: from DETACHED to WAITING to ATTACHED, where it stays
never_further()
{
	heard attached partner-not-in-sync
	moved mux_changes
	[ "$REPLY" -eq 2 ] || fail "the Mux has moved $REPLY times, not twice"
}

after_unmatched() { never_further; }
after_early() { never_further; }
after_identities() { heard attached partner-not-in-sync; }

# Tests --------------------------------------------------------------------------------

independent()
{
	lacpmodctl -n a lag set lag0 mux independent || fail "mux"
	changes
	echo "$REPLY" >"$tmp/changes"
	attack "$1" early
	lacpmodctl -n a lag set lag0 mux coupled || fail "mux"
	changes
	echo "$REPLY" >"$tmp/changes"
}

# flood PORT: with the ports of other cases gone, whose machines all would be run
# for each PDU
flood()
{
	local i ports=() at_least

	# A busy machine may send fewer, but not so much that it is no flood. Who asks
	# for a long one wants all of it.
	[ -e "$kmemleak" ] || at_least=5000
	[ -e "$kmemleak" ] || [ "$SECONDS_OF_FLOOD" -lt 60 ] || at_least=9500
	for ((i = 0; i < $1 - 2; i++)); do
		ports+=("x$i")
	done
	leave a "${ports[@]}"
	attack "$1" identities rate 10000 seconds "$SECONDS_OF_FLOOD"
}

# expired DEV: by the monitor, set REPLY to when (ms)
expired()
{
	local line regex='^([0-9]+)\.([0-9]+) lag0 '$1' port-rx current -> expired'

	while read -r line; do
		[[ $line =~ $regex ]] || continue
		REPLY=$((BASH_REMATCH[1] * 1000 + 10#${BASH_REMATCH[2]}))
		return 0
	done <"$tmp/monitor"
	return 1
}

# in_time TOOK LIMIT: neither early nor late; it is that of port $port
in_time()
{
	((slowest = $1 - $2 > slowest ? $1 - $2 : slowest))
	(($1 >= $2 - 50 && $1 <= $2 + LATE)) || wrong+=" ${names[${port#x}]}: $1 ms"
}

timeouts()
{
	local port last slowest=0 wrong=

	[ -s "$tmp/last" ] || skip "nothing was to be forgotten"
	while read -r port last; do
		wait_until $((MISSED + 10)) expired "$port" || fail "$port does not expire"
		in_time $((REPLY - last)) "$TIMEOUT"
	done <"$tmp/last"
	diag "$slowest ms late at most"
	[ -z "$wrong" ] || fail "expired at the wrong time:$wrong"
	stop "$tmp/monitor"
	rm "$tmp/last"
}

# After the standard's three seconds more, in DEFAULTED, a port that is attached detaches, and the
# time of that is on record.
defaults()
{
	local port last slowest=0 wrong=

	[ -s "$tmp/last" ] || skip "nothing was to be forgotten"
	while read -r port last; do
		wait_until $((MISSED + 15)) port_is a "$port" rx_state defaulted || fail "$port does not expire"
		port_is a "$port" mux_state detached || fail "$port is still attached"
		in_time $(($(port_get a "$port" mux_changed) - last)) $((TIMEOUT + SHORT_TIMEOUT))
	done <"$tmp/last"
	diag "$slowest ms late at most"
	[ -z "$wrong" ] || fail "forgotten at the wrong time:$wrong"
}

# How often the engine runs, of a kernel that can tell
tracefs=/sys/kernel/tracing
runs_event=$tracefs/events/kprobes/lacpmod_runs

count_runs()
{
	[ -d "$tracefs/events" ] || mount -t tracefs tracefs "$tracefs" 2>/dev/null
	{ echo p:lacpmod_runs lacpmod:lacp_run >>"$tracefs/kprobe_events"; } 2>/dev/null &&
		echo 1 >"$runs_event/enable"
}

count_no_more()
{
	[ -e "$runs_event" ] || return
	echo 0 >"$runs_event/enable"
	echo -:lacpmod_runs >>"$tracefs/kprobe_events"
}

runs_counted()
{
	awk '$1 == "lacpmod_runs" { print $2 }' "$tracefs/kprobe_profile"
}

# judge_runs RUNS READ: those that READ LACPDUs and the other ports' have cost
judge_runs()
{
	[ "$1" -ge "$2" ] && [ "$1" -lt 1500 ] || fail "$1 runs of the engine"
	diag "$1 runs of the engine"
}

# With a limit, of which 100 may come at once, most of a flood is not even read, and
# what is not has the machines of no port run.
limited()
{
	local port=x$((${#names[@]} - 1)) read start runs

	runs=""
	trap count_no_more EXIT
	count_runs || diag "this kernel cannot count runs of the engine"
	lacpmodctl -n a lag set lag0 rx-limit 100 || fail "rx-limit"
	read=$(counter a "$port" lacpdu_rx)
	[ ! -e "$runs_event" ] || runs=$(runs_counted)
	start=$(now_ms)
	inside h pdu send "$port" lacp count 3000 every 0 || fail "cannot send"
	wait_until 5 counter_above a "$port" lacpdu_limited 1000 ||
		fail "only $(counter a "$port" lacpdu_limited) are left unread"
	read=$(($(counter a "$port" lacpdu_rx) - read))
	[ "$read" -gt 0 ] || fail "none is read"
	[ "$read" -le $((100 + ($(now_ms) - start) / 10 + 1)) ] || fail "$read are read"
	[ -z "$runs" ] || judge_runs $(($(runs_counted) - runs)) "$read"
	diag "$read of 3000 read in $(($(now_ms) - start)) ms"
}

# A port that is enslaved and released hears LACPDUs before and after the protocol
# knows of it: it was up before, so that its link stays.
joins()
{
	local port=x$((${#names[@]} - 1)) i

	leave a "$port"
	up a "$port"
	ip -n a link set "$port" master lag0 || fail "cannot join"
	wait_until 5 port_is a "$port" link true || fail "no link"
	background h "$tmp/joins" pdu send "$port" lacp count 1000000 every 0
	for ((i = 0; i < 20; i++)); do
		printf 'link set %s nomaster\nlink set %s master lag0\n' "$port" "$port"
	done | ip -n a -batch - || fail "cannot join"
	wait_until 5 counter_above a "$port" lacpdu_rx 0 || fail "nothing is heard"
	stop "$tmp/joins"
}

# A few that are kept of each case's would not be seen there.
buffers()
{
	local old

	old=$(<"$tmp/buffers")
	diag "$old buffers before the first case"
	wait_until 10 objects_below "$BUFFER_CACHE" $((old + BUFFERS)) ||
		fail "$REPLY buffers in use, $old before the first case"
	diag "$REPLY after the last"
}

traffic()
{
	# It was started elsewhere, and so is not waited for by stop.
	stop "$tmp/ping" -INT
	ping_whole "$tmp/ping" 100 || fail "packets were lost, or hardly any sent: $(<"$tmp/ping")"
	diag "$(grep 'packets transmitted' "$tmp/ping")"
}

ktap_plan $((${#names[@]} + 6))
rig
for i in "${!names[@]}"; do
	name=${names[i]}
	[ "$name" != early-independent ] ||
		ktap_run "what was accepted expires in time, whatever followed" timeouts
	case $name in
	early-independent) ktap_run "${words[$name]}" independent "$i" ;;
	flood) ktap_run "${words[$name]}" flood "$i" ;;
	*) ktap_run "${words[$name]}" attack "$i" "$name" ;;
	esac
done
ktap_run "the same for these three" defaults
ktap_run "a flood of LACPDUs above rx-limit" limited
ktap_run "a port comes and goes under a flood of LACPDUs" joins
ktap_run "buffers are as many as before all this" buffers
ktap_run "no packet of the others' traffic was lost" traffic
ktap_end
