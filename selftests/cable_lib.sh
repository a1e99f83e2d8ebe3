# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154
#
# What the tests share that use the virtual cables of tools/vm/run --links N,
# or count what was lost. Sourced after lib.sh, never run.
#
# Cable K has the ends cKa and cKb, real network cards with real multicast
# filters; pull and plug change their carrier without RTNL. By convention
# namespace a holds the ends a, and namespace b the ends b.

cable_tool=$selftests/../tools/vm/cable
# Packets a second, of those who lose some, that are enough to see something by; a
# kernel that looks for mistakes gets to a hundred.
enough=200
[ ! -e "$kmemleak" ] || enough=20

# have_cables N: there are so many
have_cables()
{
	[ "${LACPMOD_CABLES:-0}" -ge "$1" ]
}

# start_cables N: to pull and plug them; all are plugged, and their ends here
start_cables()
{
	# Bash warns of two at once, for it closes only one by itself.
	{ coproc CABLE { exec "$cable_tool" - 2>&9; }; } 9>&2 2>/dev/null
	echo "$CABLE_PID" >>"$tmp/processes"
	# What coproc opens itself is closed in subshells.
	exec {to_cable}>&"${CABLE[1]}" {from_cable}<&"${CABLE[0]}"
	plug_all "$1"
	wait_until 10 cables_here "$1" || ktap_skip_all "the cables' ends are not here"
}

# need_cables N: start them, or skip the whole program
need_cables()
{
	have_cables "$1" ||
		ktap_skip_all "needs $1 virtual cables: tools/vm/run --links $1"
	start_cables "$1"
}

# cables_here N [A|B]: all (such) ends of cables 1 to N are in this namespace,
# where they come back after theirs has gone
cables_here()
{
	local k side

	for ((k = 1; k <= $1; k++)); do
		for side in ${2:-a b}; do
			[ -e "/sys/class/net/c$k$side" ] || return 1
		done
	done
}

# move_cables VERB [K...]: all at once; the time, in ms since boot, just before
# QEMU was told of the first is in $moved
move_cables()
{
	local verb=$1 k answer time=
	shift

	[ $# -gt 0 ] || return 0
	printf "$verb %s\n" "$@" >&"$to_cable"
	for k; do
		read -r -t 10 answer <&"$from_cable" || answer="no answer"
		[[ $answer == "ok "* ]] || fail "cannot $verb cable $k: $answer"
		answer=${answer#ok }
		: "${time:=$((${answer/./} / 1000))}"
	done
	moved=$((time - clock_offset))
}

plug()
{
	move_cables plug "$@"
}

# pull K..., or pull "K a" for one end alone
pull()
{
	move_cables pull "$@"
}

# plug_all N: cables 1 to N
plug_all()
{
	local k cables=()

	for ((k = 1; k <= $1; k++)); do
		cables+=("$k")
	done
	plug "${cables[@]}"
}

# cable_end NS A|B N LAG [OPTION...]: the ends of cables 1 to N in a namespace,
# ports of a LAG ("lag0" with settings) or bond ("bond0" with options) that is up
cable_end()
{
	local name=$1 side=$2 n=$3 dev=$4 k ports=()
	shift 4

	for ((k = 1; k <= n; k++)); do
		ports+=("c$k$side")
	done
	wait_until 10 cables_here "$n" "$side" || fail "the cables' ends are not here"
	printf "link set %s netns $name\n" "${ports[@]}" | ip -batch - ||
		fail "cannot move ${ports[*]}"
	"${dev%%[0-9]*}" "$name" "$dev" "$@"
	join "$name" "$dev" "${ports[@]}"
	up "$name" "$dev"
}

# cable_speed SPEED END...: virtio_net reports what it was told, at first nothing;
# unknown is nothing again
cable_speed()
{
	local speed=$1 end
	shift

	[ "$speed" != unknown ] || speed=4294967295
	for end; do
		wait_until 10 test -e "/sys/class/net/$end" || fail "$end is not here"
		ethtool -s "$end" speed "$speed" duplex full || fail "cannot set the speed of $end"
	done
}

# cable_pair N 'KIND [OPTION...]' 'KIND [OPTION...]': as pair, over N cables
cable_pair()
{
	local a b

	read -r -a a <<<"$2"
	read -r -a b <<<"$3"
	# A test that failed may have left them as they were.
	plug_all "$1"
	ns a b
	cable_end a a "$1" "${a[@]}"
	cable_end b b "$1" "${b[@]}"
}

# boot_ms: as the kernel's events count, to 1 ms, without a process
boot_ms()
{
	echo $((${EPOCHREALTIME/./} / 1000 - clock_offset))
}

# /proc/uptime counts in 10 ms: look at the moment when it changes, and not after a
# process.
find_clock_offset()
{
	local first now

	read -r first _ </proc/uptime
	while
		read -r now _ </proc/uptime
		[ "$now" = "$first" ]
	do
		:
	done
	clock_offset=$((${EPOCHREALTIME/./} / 1000 - 10#${now/./} * 10))
}
find_clock_offset

# slowest_ms PORT-LIST...: of texts of `lacpmodctl -j port show`: from the last
# link's coming up to the last change of a Mux, by the kernel's clock
slowest_ms()
{
	local text link=0 mux=0

	text="$*"
	while [[ $text =~ \"link_changed\":([0-9]+),\"mux_changed\":([0-9]+)(.*) ]]; do
		text=${BASH_REMATCH[3]}
		((BASH_REMATCH[1] <= link)) || link=${BASH_REMATCH[1]}
		((BASH_REMATCH[2] <= mux)) || mux=${BASH_REMATCH[2]}
	done
	[ "$mux" -ne 0 ] && echo $((mux - link))
}

# Events ----------------------------------------------------------------------

# event_since MS NS WORDS: set $event to when the first event with these words
# came that is not before
event_since()
{
	local time rest ms

	while read -r time rest; do
		[[ $rest == *"$3"* ]] || continue
		milliseconds "$time"
		event=$ms
		[ "$event" -lt "$1" ] || return 0
	done <"$tmp/monitor.$2"
	return 1
}

# follow PORT-OF-A... -- PORT-OF-B...: all of them distribute now; from here on
# `followed N` needs no process to see that N ports of each distribute
follow()
{
	local name=a port

	declare -gA following=()
	for port; do
		if [ "$port" = -- ]; then
			name=b
		else
			following[$name $port]=1
		fi
	done
	exec {follow_a}<"$tmp/monitor.a" {follow_b}<"$tmp/monitor.b"
}

follow_events()
{
	local port event change

	while read -r -u "$2" _ _ port event change; do
		[ "$event" = port-mux ] || continue
		case $change in
		*"-> collecting-distributing"*) following[$1 $port]=1 ;;
		"collecting-distributing ->"*) unset "following[$1 $port]" ;;
		esac
	done
}

followed()
{
	local port of_a=0 of_b=0

	follow_events a "$follow_a"
	follow_events b "$follow_b"
	for port in "${!following[@]}"; do
		case $port in
		a*) of_a=$((of_a + 1)) ;;
		b*) of_b=$((of_b + 1)) ;;
		esac
	done
	[ "$of_a" -eq "$1" ] && [ "$of_b" -eq "$1" ]
}

# Loss ------------------------------------------------------------------------

# Both are counted by filters of the traffic control, as IPv4 packets. A card's
# own tx_packets would miss what waited for it in its queue when it went down,
# and virtio_net counts a packet only when it comes to reclaim its buffer.

# count_packets NS DEV...: count what is handed to the ports, and what they
# receive, from now on
count_packets()
{
	local name=$1 dev
	shift

	for dev; do
		printf '%s\n' "qdisc add dev $dev clsact" \
			"filter add dev $dev egress protocol ip matchall action ok" \
			"filter add dev $dev ingress protocol ip matchall action ok"
	done | tc -n "$name" -batch - || fail "cannot count packets of $*"
}

# packets NS DEV: set $handed and $received
packets()
{
	local text

	text=$(printf 'filter show dev %s %s\n' "$2" egress "$2" ingress |
		tc -n "$1" -s -batch -)
	[[ $text =~ bytes\ ([0-9]+)\ pkt.*bytes\ ([0-9]+)\ pkt ]] ||
		fail "no packet counts of $1/$2"
	handed=${BASH_REMATCH[1]} received=${BASH_REMATCH[2]}
}

# vanished DEV-OF-A DEV-OF-B: set $a_to_b and $b_to_a to how many packets were
# handed to the one and not received by the other
vanished()
{
	local a_handed a_received

	packets a "$1"
	a_handed=$handed a_received=$received
	packets b "$2"
	a_to_b=$((a_handed - received)) b_to_a=$((handed - a_received))
}

# static_addresses DEV-OF-A DEV-OF-B: 192.0.2.1 and .2; nothing else is sent
static_addresses()
{
	local mac_a mac_b

	read -r _ _ mac_a _ < <(ip -n a -br link show "$1")
	read -r _ _ mac_b _ < <(ip -n b -br link show "$2")
	address a "$1" 192.0.2.1/24
	address b "$2" 192.0.2.2/24
	ip -n a neigh replace 192.0.2.2 lladdr "$mac_b" nud permanent dev "$1" ||
		fail "cannot set the neighbour of a"
	ip -n b neigh replace 192.0.2.1 lladdr "$mac_a" nud permanent dev "$2" ||
		fail "cannot set the neighbour of b"
}

# need_traffic: build what sends and counts
need_traffic()
{
	[ -x "$selftests/traffic" ] || make -s -C "$selftests" traffic >/dev/null 2>&1
	need traffic tc
}

# traffic_start FLOWS RATE [OPTION...]: in both directions, until traffic_stop; it
# flows
traffic_start()
{
	traffic_run=$((traffic_run + 1))
	traffic both --run "$traffic_run" --flows "$1" --rate "$2" --seconds 0 \
		--output "$tmp/traffic.$traffic_run" "${@:3}" a 192.0.2.1 b 192.0.2.2 {never}<&- &
	traffic_pid=$!
	echo "$traffic_pid" >>"$tmp/processes"
	wait_until 10 traffic_flows || fail "traffic does not start"
}
traffic_run=0

traffic_flows()
{
	[ -e "$tmp/traffic.$traffic_run.send.a" ] && [ -e "$tmp/traffic.$traffic_run.send.b" ]
}

# traffic_stop: set for each direction, a_to_b and b_to_a, in the arrays $lost,
# $sent and $rate (packets a second); fails if the tool itself lost packets
traffic_stop()
{
	declare -gA lost sent rate

	kill "$traffic_pid"
	wait "$traffic_pid" || fail "traffic itself loses packets:" \
		"$(tail -q -n 1 "$tmp/traffic.$traffic_run".*)"
	traffic_direction a_to_b a b
	traffic_direction b_to_a b a
}

# traffic_direction NAME SENDER RECEIVER
traffic_direction()
{
	local lines start end

	mapfile -t lines <"$tmp/traffic.$traffic_run.recv.$3"
	json_value "${lines[-1]}" missing
	lost[$1]=$REPLY
	json_value "${lines[-1]}" sent
	sent[$1]=$REPLY
	mapfile -t lines <"$tmp/traffic.$traffic_run.send.$2"
	json_value "${lines[-1]}" start
	start=${REPLY/./}
	json_value "${lines[-1]}" end
	end=${REPLY/./}
	rate[$1]=$((end > start ? sent[$1] * 1000 / (end - start) : 0))
}

# traffic_missing NAME: what the receiver in a or b has missed
traffic_missing()
{
	grep -h missing_flow "$tmp/traffic.$traffic_run.recv.$1" | head -n 8 | sed 's/^/# /'
}
