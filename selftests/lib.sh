# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
#
# What the selftests share. Sourced, never run.
#
# A test is a function that ktap_run calls in a subshell; it passes by coming to
# its end, fails by `fail WHY`, and is skipped by `skip WHY`. What it made
# (network namespaces, background processes) goes away with it; what was made
# outside of ktap_run stays until the program ends.
#
# By convention devices named lag* are lacpmod's LAGs and bond* the kernel's
# bonding in mode 802.3ad; functions that take a LAG's name work on both. The
# network namespace always comes first.
#
# Under TCG a new process costs 10 to 35 ms, hence one lacpmodctl that answers all,
# and bash's own regular expressions.

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
selftests=$PWD
PATH=$selftests:$selftests/../tools/lacpmodctl:$PATH
export LC_ALL=C.UTF-8

tmp=$(mktemp -d "${TMPDIR:-/tmp}/lacpmod-selftest.XXXXXX") || exit 1
: >"$tmp/namespaces"
: >"$tmp/processes"

# Reading from it with a time limit sleeps without a process.
exec {never}<> <(:)

# KTAP ------------------------------------------------------------------------

ktap_number=0
ktap_failures=0

kmemleak=/sys/kernel/debug/kmemleak

# ktap_plan N: N tests will be run; and one more where the kernel can tell leaks
ktap_plan()
{
	local n=$1

	[ ! -e $kmemleak ] || n=$((n + 1))
	echo "KTAP version 1"
	echo "1..$n"
}

# ktap_skip_all WHY
ktap_skip_all()
{
	echo "KTAP version 1"
	echo "1..0 # SKIP $*"
	exit 4
}

# diag TEXT...: a diagnostic line
diag()
{
	printf '# %s\n' "$*"
}

# fail WHY...: the test has failed, with what both ends look like
fail()
{
	diag "failed: $*"
	overviews
	exit 1
}

# skip WHY...: the test cannot be run here
skip()
{
	echo "$*" >"$tmp/skipped"
	exit 4
}

# ktap_run DESCRIPTION FUNCTION [ARGUMENT...]: only those whose description
# matches the regular expression $ONLY, where there is one
ktap_run()
{
	local description=$1 namespaces processes status start=${EPOCHREALTIME/./}
	shift

	mapfile -t namespaces <"$tmp/namespaces"
	mapfile -t processes <"$tmp/processes"
	ktap_number=$((ktap_number + 1))
	if ! [[ $description =~ ${ONLY:-} ]]; then
		echo "ok $ktap_number $description # SKIP not asked for"
		return 0
	fi
	("$@")
	status=$?
	diag "$(((${EPOCHREALTIME/./} - start) / 100000))00 ms"
	remove_made ${#namespaces[@]} ${#processes[@]}
	if ! dmesg_clean && [ "$status" -ne 1 ]; then
		status=1
	fi

	case $status in
	0) echo "ok $ktap_number $description" ;;
	4) echo "ok $ktap_number $description # SKIP $(<"$tmp/skipped")" ;;
	*)
		ktap_failures=$((ktap_failures + 1))
		echo "not ok $ktap_number $description"
		;;
	esac
	return 0
}

# ktap_end: the exit status of the program
ktap_end()
{
	[ ! -e $kmemleak ] || ktap_run "nothing that lacpmod allocated has leaked" no_leaks
	[ "$ktap_failures" -eq 0 ]
	exit
}

# no_leaks: kmemleak takes what is older than 5 s, and looks the same twice, for
# lost. That others have lost something the kernel's log says, which fails the run.
no_leaks()
{
	local lost scan

	nap 6
	for scan in 1 2; do
		echo scan >$kmemleak || "${kmemleak_off:-fail}" "kmemleak is off"
	done
	lost=$(awk '/^unreferenced object/ { if (ours) printf "%s", text; text = ""; ours = 0 }
		{ text = text "# " $0 "\n" }
		/\[lacpmod\]/ { ours = 1 }
		END { if (ours) printf "%s", text }' $kmemleak)
	# What is known need not be found by those who come after as well.
	echo clear >$kmemleak
	[ -z "$lost" ] && return
	echo "$lost"
	fail "leaked"
}

# Cleaning up -----------------------------------------------------------------

# keep_lines N FILE: the first, set $list to the others
keep_lines()
{
	local all

	mapfile -t all <"$2"
	list=("${all[@]:$1}")
	all=("${all[@]:0:$1}")
	: >"$2"
	[ ${#all[@]} -eq 0 ] || printf '%s\n' "${all[@]}" >"$2"
}

# remove_made NAMESPACES PROCESSES: all but the first so many of each
remove_made()
{
	local list

	keep_lines "$2" "$tmp/processes"
	[ ${#list[@]} -eq 0 ] || kill -- "${list[@]}" 2>/dev/null
	keep_lines "$1" "$tmp/namespaces"
	[ ${#list[@]} -eq 0 ] ||
		printf 'netns del %s\n' "${list[@]}" | ip -force -batch - 2>/dev/null
}

# shellcheck disable=SC2317
cleanup()
{
	local status=$?

	remove_made 0 0
	rm -rf "$tmp"
	exit "$status"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

# dmesg_clean: the kernel has not complained since the last time
dmesg_clean()
{
	local lines

	mapfile -t lines < <(dmesg | "$selftests/complaints.awk")
	if [ ${#lines[@]} -le "${complaints:-0}" ]; then
		complaints=${#lines[@]}
		return 0
	fi
	printf '# dmesg: %s\n' "${lines[@]:${complaints:-0}}"
	complaints=${#lines[@]}
	return 1
}

# log_start: what the kernel has said up to here is nobody's business
log_start()
{
	local lines

	mapfile -t lines < <(dmesg)
	echo ${#lines[@]} >"$tmp/log"
}

# log_quiet [REGEX]: the kernel has said nothing since, but what matches and what
# a slow machine has to say of its own clocks
log_quiet()
{
	local lines line old

	read -r old <"$tmp/log"
	mapfile -t lines < <(dmesg)
	echo ${#lines[@]} >"$tmp/log"
	for line in "${lines[@]:old}"; do
		[[ $line =~ clocksource:|interrupt\ took|random:|sched: ]] ||
			[[ $# -gt 0 && $line =~ $1 ]] || fail "the kernel says: $line"
	done
}

# objects CACHE: set REPLY to how many of a slab cache are in use. To shrink it is
# to have what processors and KASAN hold back counted as free.
objects()
{
	local cache=/sys/kernel/slab/$1

	if [ -w "$cache/shrink" ]; then
		echo 1 >"$cache/shrink"
		read -r REPLY _ <"$cache/objects"
	else
		read -r _ REPLY _ < <(grep "^$1 " /proc/slabinfo)
	fi
}

# objects_below CACHE N
objects_below()
{
	objects "$1"
	[ "$REPLY" -le "$2" ]
}

# What is needed --------------------------------------------------------------

# need COMMAND...: skip the whole program where one is missing
need()
{
	local command

	for command; do
		command -v "$command" >/dev/null || ktap_skip_all "no $command here"
	done
}

[ "$(id -u)" -eq 0 ] || ktap_skip_all "only root can run this"
need awk ip lacpmodctl
[ -x "$selftests/pdu" ] || make -s -C "$selftests" >/dev/null 2>&1
need pdu
modprobe lacpmod 2>/dev/null || [ -d /sys/module/lacpmod ] ||
	ktap_skip_all "there is no module lacpmod for this kernel"
echo "selftest ${0##*/} begins" >/dev/kmsg
dmesg_clean >/dev/null || :

# Asking lacpmodctl -----------------------------------------------------------

# One process answers all questions of a program, and of its tests in turn. What
# runs in the background asks by itself: `asks=alone` there.
asks=
coproc ASKED { exec lacpmodctl --force --batch - 2>&1; }
exec 7>&"${ASKED[1]}" 8<&"${ASKED[0]}"

# ask NS WORD...: set $answer to what lacpmodctl -j says; fails as it does, and
# then says why
ask()
{
	local line status=0 why=

	if [ -n "$asks" ]; then
		answer=$(lacpmodctl -n "$1" -j "${@:2}")
		return
	fi
	printf '%s\n' "-n $1 -j ${*:2}" -V >&7
	answer=
	while IFS= read -r -u 8 line; do
		case $line in
		'lacpmodctl '*)
			[ "$status" -eq 0 ] || diag "${*:2}:$why" >&2
			return "$status"
			;;
		'lacpmodctl: '*': the command failed') status=1 ;;
		'lacpmodctl: '*) why+=${line#lacpmodctl:} ;;
		*) answer+=$line ;;
		esac
	done
	fail "lacpmodctl has gone"
}

# monitors NS...: have lacpmodctl write events to $tmp/monitor.NS from now on
monitors()
{
	local name

	for name; do
		background "$name" "$tmp/monitor.$name" lacpmodctl monitor
		wait_until 60 monitor_hears "$name" || fail "no events in $name"
	done
}

# What happens to a LAG that is made for this is heard.
monitor_hears()
{
	printf 'link %s\n' "add probe type lacp" "del probe" | ip -n "$1" -batch -
	[ -s "$tmp/monitor.$1" ]
}

# Time ------------------------------------------------------------------------

now_ms()
{
	local now=$EPOCHREALTIME

	echo $((${now/./} / 1000))
}

# milliseconds SECONDS: set $ms to those of a decimal number
milliseconds()
{
	local whole=${1%.*} fraction=

	[[ $1 != *.* ]] || fraction=${1#*.}
	fraction=${fraction}000
	ms=$((whole * 1000 + 10#${fraction:0:3}))
}

# to_wall MS: a time stamp of lacpmod's, ms since boot, as ms of the wall clock
to_wall()
{
	local boot fraction

	IFS='. ' read -r boot fraction _ </proc/uptime
	echo $(($1 + ${EPOCHREALTIME/./} / 1000 - boot * 1000 - 10#$fraction * 10))
}

# nap SECONDS: sleep, for rhythm and never to wait for something
nap()
{
	read -r -t "$1" -u "$never" || :
}

# wait_until SECONDS COMMAND...: until it succeeds; fails at the deadline
wait_until()
{
	local start=${EPOCHREALTIME/./} seconds=$1 limit ms

	milliseconds "$1"
	limit=$ms
	shift
	until "$@"; do
		if ((${EPOCHREALTIME/./} - start > limit * 1000)); then
			diag "after $seconds s still not: $*"
			return 1
		fi
		nap 0.02
	done
}

# holds SECONDS COMMAND...: it succeeds all the time
holds()
{
	local start=${EPOCHREALTIME/./} seconds=$1 limit ms

	milliseconds "$1"
	limit=$ms
	shift
	while "$@"; do
		((${EPOCHREALTIME/./} - start <= limit * 1000)) || return 0
		nap 0.02
	done
	diag "not for $seconds s: $*"
	return 1
}

# not COMMAND...
not()
{
	! "$@"
}

# Topology --------------------------------------------------------------------

# ns NAME...: make network namespaces
ns()
{
	printf '%s\n' "$@" >>"$tmp/namespaces"
	printf 'netns add %s\n' "$@" | ip -batch - || fail "cannot make network namespaces $*"
}

# no_ipv6 NS...: nothing is sent there that nobody asked for
no_ipv6()
{
	local name

	for name; do
		inside "$name" tee /proc/sys/net/ipv6/conf/{all,default}/disable_ipv6 \
			<<<1 >/dev/null
	done
}

# ns_move NS DEV [NAME]: move a device from here into a namespace
ns_move()
{
	ip link set "$2" netns "$1" ${3:+name "$3"} || fail "cannot move $2 to $1"
}

# cable NS DEV NS DEV: a veth cable between two new devices, both down
cable()
{
	ip -n "$1" link add "$2" type veth peer name "$4" netns "$3" ||
		fail "cannot make cable $1/$2 - $3/$4"
}

# cables N [FROM]: between a and b, from ethFROM (eth1) on, same names
cables()
{
	local i first=${2:-1}

	for ((i = first; i < first + $1; i++)); do
		echo "link add eth$i type veth peer name eth$i netns b"
	done | ip -n a -batch - || fail "cannot make $1 cables"
}

# relay NS DEV NS DEV: a cable whose ends do not see each other's carrier;
# in the middle, in the namespace relay, DEV.NS is the near end of each
relay()
{
	local near=$2.$1 far=$4.$3

	grep -qx relay "$tmp/namespaces" || ns relay
	cable "$1" "$2" relay "$near"
	cable "$3" "$4" relay "$far"
	printf 'link set %s up\n' "$near" "$far" | ip -n relay -batch - || fail "relay"
	printf '%s\n' "qdisc add dev $near clsact" "qdisc add dev $far clsact" \
		"filter add dev $near ingress matchall action mirred egress redirect dev $far" \
		"filter add dev $far ingress matchall action mirred egress redirect dev $near" |
		tc -n relay -batch - || fail "cannot relay $near - $far"
}

# lag NS LAG [LAG-SETTING...]: a LAG of lacpmod, down and empty
lag()
{
	local name=$1
	shift

	ask "$name" lag add "$@" || fail "cannot make LAG $*"
}

# bond NS BOND [OPTION...]: kernel bonding in mode 802.3ad, down and empty
bond()
{
	local name=$1 dev=$2
	shift 2

	ip -n "$name" link add "$dev" type bond mode 802.3ad miimon 100 "$@" ||
		fail "cannot make bond $dev"
}

# join NS LAG DEV...: enslave
join()
{
	local name=$1 lag=$2 dev
	shift 2

	for dev; do
		printf 'link set %s down\nlink set %s master %s\n' "$dev" "$dev" "$lag"
	done | ip -n "$name" -batch - || fail "cannot enslave $*"
}

# leave NS DEV...: release
leave()
{
	local name=$1
	shift

	printf 'link set %s nomaster\n' "$@" | ip -n "$name" -batch - ||
		fail "cannot release $*"
}

# up NS DEV..., down NS DEV...
up()
{
	local name=$1
	shift

	printf 'link set %s up\n' "$@" | ip -n "$name" -batch - || fail "cannot set up $*"
}

down()
{
	local name=$1
	shift

	printf 'link set %s down\n' "$@" | ip -n "$name" -batch - || fail "cannot set down $*"
}

# end NS N KIND [OPTION...]: one end of N cables, up: "lag0" with settings or
# "bond0" with options, and eth1 to ethN as its ports
end()
{
	local name=$1 n=$2 dev=$3 i ports=()
	shift 3

	"${dev%%[0-9]*}" "$name" "$dev" "$@"
	for ((i = 1; i <= n; i++)); do
		ports+=("eth$i")
	done
	[ "$n" -eq 0 ] || join "$name" "$dev" "${ports[@]}"
	up "$name" "$dev"
}

# pair N 'KIND [OPTION...]' 'KIND [OPTION...]': namespaces a and b, N cables,
# and an end in each, such as: pair 2 'lag0 rate fast' 'bond0 lacp_rate fast'
pair()
{
	local a b

	read -r -a a <<<"$2"
	read -r -a b <<<"$3"
	ns a b
	cables "$1"
	end a "$1" "${a[@]}"
	end b "$1" "${b[@]}"
}

# inside NS COMMAND...
inside()
{
	ip netns exec "$@"
}

# background NS FILE COMMAND...: until the test ends; its pid is in FILE.pid
background()
{
	local name=$1 file=$2
	shift 2

	ip netns exec "$name" "$@" >"$file" 2>&1 </dev/null {never}<&- &
	echo $! >"$file.pid"
	echo $! >>"$tmp/processes"
}

# stop FILE: what background started, and wait until it has gone
stop()
{
	local pid

	pid=$(<"$1.pid")
	kill "${2:--TERM}" "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	return 0
}

# State -----------------------------------------------------------------------

# refused REGEX COMMAND...: it fails, and says so in words that match
refused()
{
	local regex=$1 said
	shift

	if said=$("$@" 2>&1); then
		fail "not refused: $*"
	fi
	[[ $said =~ $regex ]] || fail "$*: refused with '$said', expected '$regex'"
}

# json_value TEXT NAME: set REPLY to a value in lacpmodctl's or ip's JSON, the
# first of that name; NAME may be OBJECT.NAME, if no object comes before it there.
# An array becomes words. (One regular expression: to cut a text at a pattern bash
# tries every length that it has.)
json_value()
{
	local value='("[^"]*"|\[[^]]*\]|[^]["{,}][^,}]*)' regex

	regex="\"${2#*.}\":$value"
	[[ $2 != *.* ]] || regex="\"${2%%.*}\":\\{[^{}]*$regex"
	REPLY=
	[[ $1 =~ $regex ]] || return 1
	REPLY=${BASH_REMATCH[1]}
	case $REPLY in
	\"*) REPLY=${REPLY//\"/} ;;
	\[*)
		REPLY=${REPLY//[][\"]/}
		REPLY=${REPLY//,/ }
		;;
	esac
}

# lag_get NS LAG NAME, port_get NS DEV NAME: print it as lacpmodctl -j has it,
# such as carrier, mux_state, partner.system, actor.state, counters.lacpdu_rx
lag_get()
{
	ask "$1" lag show "$2" && json_value "$answer" "$3" && echo "$REPLY"
}

port_get()
{
	ask "$1" port show "$2" && json_value "$answer" "$3" && echo "$REPLY"
}

# lag_is NS LAG NAME VALUE, port_is NS DEV NAME VALUE
lag_is()
{
	ask "$1" lag show "$2" && json_value "$answer" "$3" && [ "$REPLY" = "$4" ]
}

port_is()
{
	ask "$1" port show "$2" && json_value "$answer" "$3" && [ "$REPLY" = "$4" ]
}

# port_has NS DEV NAME WORD: of a state octet
port_has()
{
	ask "$1" port show "$2" && json_value "$answer" "$3" &&
		[[ " $REPLY " == *" $4 "* ]]
}

counter()
{
	port_get "$1" "$2" "counters.$3"
}

counter_is()
{
	port_is "$1" "$2" "counters.$3" "$4"
}

counter_above()
{
	ask "$1" port show "$2" && json_value "$answer" "counters.$3" &&
		[ "$REPLY" -gt "$4" ]
}

# says_of NS DEV PATTERN: what lacpmodctl explain says of a port of lag0, and by
# its exit status; kept in $said
says_of()
{
	local status=0

	said=$(lacpmodctl -n "$1" explain "$2") || status=$?
	# shellcheck disable=SC2053
	[ "$status" -eq 3 ] && [[ $said == "$2 of lag0: "$3 ]]
}

# explains NS DEV PATTERN: in time, why this port does not distribute
explains()
{
	wait_until "${limit:-5}" says_of "$@" || fail "lacpmodctl explain: $said"
}

# all_well NS: so says lacpmodctl explain, by its exit status as well
all_well()
{
	said=$(lacpmodctl -n "$1" explain) && [[ $said == *distribute* ]]
}

# bond_states NS BOND [PARTNER]: "DEV=STATE ..." of the ports' actor states, or
# what they hold of their partners, as numbers
bond_states()
{
	local text whose=actor

	[ $# -lt 3 ] || whose=partner
	text=$(ip -n "$1" -d -j link show master "$2" 2>/dev/null)
	while [[ $text =~ \"ifname\":\"([^\"]*)\"(.*) ]]; do
		text=${BASH_REMATCH[2]}
		local dev=${BASH_REMATCH[1]}
		[[ $text =~ \"ad_${whose}_oper_port_state\":([0-9]+)(.*) ]] || break
		text=${BASH_REMATCH[2]}
		printf '%s=%s ' "$dev" "${BASH_REMATCH[1]}"
	done
}

# distributing NS LAG N: exactly N of its ports distribute
distributing()
{
	local n=0 pair

	if [[ $2 == bond* ]]; then
		for pair in $(bond_states "$1" "$2"); do
			n=$((n + (${pair#*=} >> 5 & 1)))
		done
		[ "$n" -eq "$3" ]
	else
		lag_is "$1" "$2" distributing "$3"
	fi
}

# distributes NS LAG DEV: this port does
distributes()
{
	if [[ $2 == bond* ]]; then
		[[ " $(bond_states "$1" "$2")" =~ \ $3=([0-9]+) ]] &&
			((BASH_REMATCH[1] >> 5 & 1))
	else
		port_has "$1" "$3" actor.state distributing
	fi
}

# both_distributing N [LAG-OF-A LAG-OF-B]: in a and b
both_distributing()
{
	distributing a "${2:-lag0}" "$1" && distributing b "${3:-${2:-lag0}}" "$1"
}

# carrier NS DEV
carrier()
{
	[[ $(ip -n "$1" link show dev "$2") == *LOWER_UP* ]]
}

# device_get NS DEV NAME: as ip -j -d link has it, such as address, mtu
device_get()
{
	json_value "$(ip -n "$1" -d -j link show dev "$2")" "$3" && echo "$REPLY"
}

device_is()
{
	json_value "$(ip -n "$1" -d -j link show dev "$2")" "$3" && [ "$REPLY" = "$4" ]
}

# statistic NS DEV NAME: such as rx_packets
statistic()
{
	inside "$1" cat "/sys/class/net/$2/statistics/$3" 2>/dev/null
}

# address NS DEV ADDRESS...
address()
{
	local name=$1 dev=$2
	shift 2

	printf "addr add %s dev $dev\n" "$@" | ip -n "$name" -batch - ||
		fail "cannot add $* to $dev"
}

# offload NS DEV NAME WORD: `ethtool -k` says so
offload()
{
	inside "$1" ethtool -k "$2" | grep -qE "^[[:space:]]*$3: $4"
}

# pings NS ADDRESS [COUNT]: each of them is answered
pings()
{
	[[ $(inside "$1" ping -q -i 0.02 -c "${3:-1}" -W 1 "$2" 2>&1) == *" 0% packet loss"* ]]
}

# ping_whole FILE [LEAST]: ping -q, which is ended by now, has sent so many (1) and lost
# none; the last answer may have been on its way
ping_whole()
{
	wait_until 10 grep -q 'packets transmitted' "$1" &&
		[[ $(<"$1") =~ ([0-9]+)\ packets\ transmitted,\ ([0-9]+)\ received ]] &&
		((BASH_REMATCH[2] > 0 && BASH_REMATCH[1] >= ${2:-1} &&
			BASH_REMATCH[1] - BASH_REMATCH[2] <= 1))
}

# overviews: of all that the test has made
overviews()
{
	local name dev

	while read -r name; do
		[ "$name" != relay ] || continue
		echo "$name:"
		lacpmodctl -n "$name" show
		for dev in $(ip -n "$name" -br link show type bond | cut -d ' ' -f 1); do
			inside "$name" cat "/proc/net/bonding/$dev" |
				grep -vE '^$|count|Count|Delay|Polling|queue'
		done
		! declare -F partner_overview >/dev/null || partner_overview "$name"
	done <"$tmp/namespaces" 2>&1 | sed 's/^/# /'
}

# PDUs ------------------------------------------------------------------------

# filter_lacp NS DEV [egress]: let no LACPDU in that DEV hears, or out that it
# sends; the link stays up.  A capture on DEV still sees the first, not the last.
filter_lacp()
{
	printf '%s\n' "qdisc add dev $2 clsact" \
		"filter add dev $2 ${3:-ingress} protocol 0x8809 matchall action drop" |
		tc -n "$1" -batch - || fail "cannot filter $1/$2"
}

unfilter_lacp()
{
	tc -n "$1" qdisc del dev "$2" clsact || fail "cannot unfilter $1/$2"
}

# capture NS FILE DEV...: slow protocol frames, see pdu.c for the lines
capture()
{
	background "$1" "$2" pdu capture "${@:3}"
	wait_until 5 grep -q '^# capturing' "$2" || fail "capture does not start"
}

# capture_for NS FILE ETHERTYPE DEV: what a socket bound to both receives
capture_for()
{
	background "$1" "$2" pdu capture ethertype "$3" "$4"
	wait_until 5 grep -q '^# capturing' "$2" || fail "capture does not start"
}

# captured FILE [REGEX]: how many lines (that match)
captured()
{
	grep -cE "${2:-^[0-9]}" "$1"
}

captured_any()
{
	[ "$(captured "$1" "$2")" -gt 0 ]
}

# rate_kept FILE: no device has sent more than three LACPDUs in any second, as
# the standard has it (and 150 ms for how late a busy machine may be at the first of
# them, as where a relay passes it on in a work item)
rate_kept()
{
	awk '$3 == "out" && $4 == "lacp" {
		n = ++sent[$2]
		if (n > 3 && $1 - at[$2, n - 3] < 0.85) {
			printf "# %s: 4 LACPDUs in %.3f s\n", $2, $1 - at[$2, n - 3]
			bad = 1
		}
		at[$2, n] = $1
	}
	END { exit bad }' "$1"
}

# Numbers ---------------------------------------------------------------------

# median NUMBER...
median()
{
	local sorted

	mapfile -t sorted < <(printf '%s\n' "$@" | sort -n)
	echo "${sorted[$#/2]}"
}
