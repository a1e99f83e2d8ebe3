#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Memory runs out: whatever is configured, allocations on the way fail, one each time,
# the first, the second and so on. Then it either worked, and all is as if
# nothing had failed; or it did not, and all is as it was. And LACPDUs for which
# there is no memory, to send them or to read them, are counted, and are not missed
# for a while.
#
# Needs a kernel with fault injection: tools/vm/run --kernel debug.
#
# environment: FAULTS_STEP=N   after the first ten every Nth allocation only (3; 10 if
#                              QUICK)

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

need feature nsenter

debug=/sys/kernel/debug
# It lacks memory, too, and then ends.
kmemleak_off=skip
step=${QUICK:+10}
step=${FAULTS_STEP:-${step:-3}}

# set_faults NAME FILE VALUE...: of one kind of faults, where the kernel has it
set_faults()
{
	local kind=$debug/$1
	shift

	[ -d "$kind" ] || return 0
	while [ $# -gt 0 ]; do
		echo "$2" >"$kind/$1" || fail "cannot set $kind/$1"
		shift 2
	done
}

# State -----------------------------------------------------------------------

# netconsole over lag0
console=/sys/kernel/config/netconsole/lag0

# What is compared: without what changes by itself, or with every new device or hash;
# without the random address of a LAG that lacpmodctl makes; of ports without what is
# not configured; and without two groups that IPv4 and IPv6 join as they please: where
# there is no memory they do without.
# shellcheck disable=SC2016
normal='
function cut_out(regex) { gsub(regex, "") }
function add(line,	i)
{
	for (i = n++; i > 0 && line < sorted[i - 1]; i--)
		sorted[i] = sorted[i - 1]
	sorted[i] = line
}
/^[0-9]/ && $5 !~ /^(01005e000001|333300000001)$/ {
	add($2 " " $3 " " $4 " " $5)
}
$1 == "devices" {
	cut_out("\"(ifindex|link_index)\":[0-9]*,|\"(operstate|qdisc)\":\"[a-zA-Z]*\",")
	cut_out("\"(NO-CARRIER|LOWER_UP)\",?")
	gsub(",]", "]")
	if (match($0, "\"ifname\":\"lag1\"[^{}]*\"address\":"))
		$0 = substr($0, 1, RSTART + RLENGTH - 1) substr($0, RSTART + RLENGTH + 19)
	# In which order they come depends on their numbers.
	sub(/^devices \[/, "")
	sub(/]$/, ",")
	gsub("},{", "},\n{")
	many = split($0, device, "\n")
	for (k = 1; k <= many; k++)
		add(device[k])
}
$1 == "lags" {
	cut_out("\"(ifindex|hash_seed|measured)\":[0-9]*,")
	print
}
$1 == "ports" {
	setting = "\"(ifname|lag_ifname|priority|number|up|weight|drain)\":[^,}]*"
	setting = setting "|\"partner_admin\":[{][^}]*}"
	while (match($0, setting)) {
		print substr($0, RSTART, RLENGTH)
		$0 = substr($0, RSTART + RLENGTH)
	}
}
$1 == "console"
END { for (i = 0; i < n; i++) print sorted[i] }'

# One ip shows all devices of a test. Those who change them come anew, for it may
# remember a device that has gone.
start_ip()
{
	{ coproc IP { exec ip -n a -force -j -d -batch - 2>&1; }; } 2>/dev/null
	echo "$IP_PID" >>"$tmp/processes"
	# What coproc opens itself is closed in subshells.
	exec {to_ip}>&"${IP[1]}" {from_ip}<&"${IP[0]}"
}

# devices [DEV]: set $devices to what ip says of them
devices()
{
	echo "link show $*" >&"$to_ip"
	read -r -t 30 devices <&"$from_ip"
	[[ $devices == '['* ]] || fail "cannot show devices: $devices"
}

# state: set $state to all that is configured in a: devices, addresses they listen to,
# LAGs, ports. Almost all time goes into this, and into starting processes.
state()
{
	local groups lags on=

	devices
	mapfile groups <"/proc/$inhabitant/net/dev_mcast"
	ask a lag show || fail "cannot show LAGs"
	lags=$answer
	ask a port show || fail "cannot show ports"
	[ ! -e "$console" ] || on=$(<"$console/enabled")
	printf -v groups %s "${groups[@]}"
	state=$(awk "$normal" <<<"${groups}devices $devices
lags $lags
ports $answer
console $on")
	[ -n "$state" ] || fail "no state"
}

# is_state STATE
is_state()
{
	state
	[ "$state" = "$1" ]
}

# must_be STATE WHAT...
must_be()
{
	local expected=$1
	shift

	is_state "$expected" || wait_until 2 is_state "$expected" >"$tmp/still" || {
		diff <(echo "$expected") <(echo "$state") | cut -c 1-600 | sed 's/^/# /'
		fail "$@"
	}
}

# Faults ----------------------------------------------------------------------

# prepare LINE...: for ip, in a; or, after "ctl", for lacpmodctl; or whether netconsole
# is to be on; or what is to come back from c
prepare()
{
	local line words batch=()

	for line; do
		read -ra words <<<"$line"
		case ${words[0]} in
		# Which ip ends a batch with
		ctl | maddr | console | back) prepare_batch "${batch[@]}" && batch=() ;;&
		ctl) ask a "${words[@]:1}" || fail "cannot prepare: $line" ;;
		maddr) ip -n a "${words[@]}" || fail "cannot prepare: $line" ;;
		console) echo "${words[1]}" >"$console/enabled" || fail "cannot prepare: $line" ;;
		back) ip -n c link set "${words[1]}" netns a || fail "cannot prepare: $line" ;;
		*) batch+=("$line") ;;
		esac
	done
	prepare_batch "${batch[@]}"
}

prepare_batch()
{
	[ $# -eq 0 ] || printf '%s\n' "$@" | ip -n a -batch - || fail "cannot prepare: $*"
}

# faulty N COMMAND...: with its Nth allocation failing; $reached tells whether there were
# so many, and $unsent whether so the kernel never got the request
faulty()
{
	local n=$1 status=0
	shift

	: >"$tmp/reached"
	FAIL_NTH=$n FAIL_NTH_FILE=$tmp/reached LD_PRELOAD=$selftests/fail_nth.so \
		"$@" >"$tmp/said" 2>&1 || status=$?
	[ "$status" -lt 125 ] || fail "$* ended with $status: $(<"$tmp/said")"
	reached=
	[ ! -s "$tmp/reached" ] || reached=1
	unsent=
	! grep -q unsent "$tmp/reached" || unsent=1
	return "$status"
}

# after_fault STEP: set $n to the next; all of the first ten, and then so many on
after_fault()
{
	tried=$((tried + 1))
	[ "$n" -lt 10 ] && n=$((n + 1)) || n=$((n + $1))
}

# unanswered: it has been done, but there was no memory for the answer
unanswered()
{
	[[ $(<"$tmp/said") =~ netlink(: cannot receive:| receive error)\ No\ buffer\ space ]]
}

# every_nth STEP UNDO... -- COMMAND...: fail one of so many of its allocations in turn;
# $told is how often that was told by who had got the request
every_nth()
{
	local every=$1 n tried=0 undo=()
	shift

	while [ "$1" != -- ]; do
		undo+=("$1")
		shift
	done
	shift

	told=0
	for ((n = 1; ; )); do
		if faulty "$n" "$@" || unanswered; then
			must_be "$after" "fault $n, said to have worked: $*"
			[ -n "$reached" ] || break
			prepare "${undo[@]}"
			must_be "$before" "undone after fault $n: $*"
		else
			[ -n "$unsent" ] || told=$((told + 1))
			[ -n "$reached" ] || fail "without a fault: $*: $(<"$tmp/said")"
			! grep -qE "as many ports|no port number" "$tmp/said" ||
				fail "fault $n is told to be another: $*: $(<"$tmp/said")"
			must_be "$before" "fault $n, said to have failed: $*"
		fi
		after_fault "$every"
	done
	diag "$tried faults, $told told, the others of no consequence"
}

# every_fault COMMAND... -- LINE...: fail each of its allocations in turn; the
# lines for ip undo it. Where $untold is set none need be told: it cannot fail.
every_fault()
{
	local command=() before after told

	while [ "$1" != -- ]; do
		command+=("$1")
		shift
	done
	shift

	state
	before=$state
	"${command[@]}" || fail "without a fault: ${command[*]}"
	state
	after=$state
	prepare "$@"
	must_be "$before" "undone: ${command[*]}"

	every_nth "$step" "$@" -- "${command[@]}"
	# Of what allocates little, the step has left out all that matter.
	[ "$told" -gt 0 ] || [ "$step" -eq 1 ] || [ -n "${untold:-}" ] || {
		prepare "$@"
		every_nth 1 "$@" -- "${command[@]}"
	}
	[ "$told" -gt 0 ] || [ -n "${untold:-}" ] || fail "no fault was told"
}

# The configuration -------------------------------------------------------------

MAC=02:00:00:00:0f:01
LAG="link add lag0 address $MAC type lacp"
GROUP=01:00:5e:00:00:77
GROUP2=01:00:5e:00:00:78

# two [LINE...]: two cables, whose ends are not alike, and what else is prepared
two()
{
	ns a b
	no_ipv6 a
	background a "$tmp/inhabitant" sleep 10000
	inhabitant=$(<"$tmp/inhabitant.pid")
	start_ip
	cables 2
	up b eth1 eth2
	prepare "link set eth1 address 02:00:00:00:0f:11 mtu 1400 up" \
		"link set eth2 address 02:00:00:00:0f:12 mtu 1600" "$@"
}

# A LAG with two ports; one with all that it can pass on to ports, and with them
vlan5="link add link lag0 name vlan5 up type vlan id 5"
master1="link set eth1 master lag0"
master2="link set eth2 master lag0"
macvlan="link add link lag0 name mv5 address 02:00:00:00:00:55 up type macvlan mode bridge"
plain=("$LAG" "$master1" "$master2")
full=("$LAG" "link set lag0 up promisc on allmulticast on mtu 1450" "$vlan5"
	"maddr add $GROUP dev lag0")
both=("${full[@]}" "$master1" "$master2")

# configured LINE... -- COMMAND... -- LINE...: prepare, fail, undo
configured()
{
	local lines=()

	while [ "$1" != -- ]; do
		lines+=("$1")
		shift
	done
	shift
	two "${lines[@]}"
	every_fault "$@"
}

# The first port gives the LAG its address, which is a random one before and
# after: what undoes it makes the LAG anew.
first_port()
{
	local n tried=0 before

	two
	for ((n = 1; ; )); do
		prepare "link add lag0 type lacp"
		state
		before=$state
		if faulty "$n" ip -n a link set eth1 master lag0 || unanswered; then
			devices dev lag0
			[[ $devices == *'"address":"02:00:00:00:0f:11"'* ]] ||
				fail "fault $n: not the port's address"
			lag_is a lag0 system 02:00:00:00:0f:11 || fail "fault $n: not the port's System"
			[ -n "$reached" ] || break
		else
			[ -n "$reached" ] || fail "without a fault: $(<"$tmp/said")"
			must_be "$before" "fault $n, said to have failed"
		fi
		prepare "link del lag0"
		after_fault "$step"
	done
	diag "$tried faults"
}

# leaves: a port, for another namespace
leaves()
{
	ns c
	configured "${both[@]}" -- "${ip[@]}" link set eth2 netns c -- "back eth2" "$master2"
}

# programs: keep one in $tmp/bpf/pass
programs()
{
	# Not in /sys, of which each namespace has its own
	mkdir "$tmp/bpf"
	mount -t bpf bpf "$tmp/bpf" 2>/dev/null || skip "no bpf file system here"
	trap 'umount "$tmp/bpf"' EXIT
	feature xdp "$tmp/bpf/pass" pass || skip "no XDP here"
}

# xdp: a program for a LAG is one for each of its ports
xdp()
{
	programs
	configured "${both[@]}" -- "${ip[@]}" link set lag0 xdpdrv pinned "$tmp/bpf/pass" -- \
		"link set lag0 xdpdrv off"
}

# ... and for each that joins
xdp_joined()
{
	programs
	configured "${full[@]}" "$master1" "link set lag0 xdpdrv pinned $tmp/bpf/pass" -- \
		"${ip[@]}" link set eth2 master lag0 -- "link set eth2 nomaster"
}

# target: for netconsole
target()
{
	modprobe netconsole 2>/dev/null || skip "no netconsole here"
	mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config
	mkdir "$console" || fail "no target"
	trap '(echo 0 >"$console/enabled") 2>/dev/null; rmdir "$console"' EXIT
	echo lag0 >"$console/dev_name"
	echo 192.0.2.1 >"$console/local_ip"
	echo 192.0.2.2 >"$console/remote_ip"
	echo 02:00:00:00:00:99 >"$console/remote_mac"
	echo 1 >"$tmp/on"
}

# on_target: enable it
on_target()
{
	nsenter --net=/run/netns/a dd if="$tmp/on" of="$console/enabled" \
		conv=notrunc status=none
}

# netconsole: which has the LAG and each of its ports send without waiting
netconsole()
{
	two "${both[@]}"
	target
	every_fault on_target -- "console 0"
}

# ... and each that joins
netconsole_joined()
{
	two "${full[@]}" "$master1"
	target
	on_target || fail "it cannot be enabled"
	every_fault "${ip[@]}" link set eth2 master lag0 -- "link set eth2 nomaster"
}

# dumps: what they print is whole, or they fail
dumps()
{
	local what n tried=0 failed=0 whole lines

	two "${both[@]}"
	for what in lag port; do
		mapfile -t whole < <(lacpmodctl -n a "$what" show)
		for ((n = 1; ; )); do
			if FAIL_NTH_DUMPS=1 faulty "$n" lacpmodctl -n a "$what" show; then
				mapfile -t lines <"$tmp/said"
				[ ${#lines[@]} -eq ${#whole[@]} ] ||
					fail "fault $n: $what show is not whole: $(<"$tmp/said")"
				[ -n "$reached" ] || break
			else
				[ -n "$reached" ] || fail "without a fault: $(<"$tmp/said")"
				[ -n "$unsent" ] || failed=$((failed + 1))
			fi
			after_fault "$step"
		done
	done
	[ "$failed" -gt 0 ] || fail "no fault was told"
}

# LACPDUs -----------------------------------------------------------------------

# fails_alone CACHE: have starve see to this one. Not every kernel can be told so late.
fails_alone()
{
	local file=/sys/kernel/slab/$1/failslab

	[ -e "$file" ] || skip "the kernel cannot fail one cache alone"
	[ "$(<"$file")" = 1 ] || (echo 1 >"$file") 2>/dev/null ||
		skip "boot with slub_debug=A,skbuff_head_cache,kmalloc-512"
}

# starve COMMAND...: while there is no memory where nobody can wait for it
starve()
{
	local status=0

	set_faults failslab ignore-gfp-wait Y cache-filter Y times -1 probability 100
	"$@" || status=$?
	set_faults failslab probability 0 cache-filter N
	return "$status"
}

mux_changes()
{
	lacpmodctl -n a -j port show | grep -o '"mux_changes":[0-9]*'
}

# starved SECONDS [missed]: and what two ports make of it; whether their partner misses
# them, who has 3 s, of which one may have passed
starved()
{
	local changes

	fails_alone skbuff_head_cache
	pair 2 "lag0 rate fast" "lag0 rate fast"
	wait_until 20 both_distributing 2 || fail "not all ports distribute"
	changes=$(mux_changes)
	monitors a

	starve nap "$1"
	counter_above a eth1 tx_failed 0 || fail "what could not be sent is not counted"
	if [ -z "${2:-}" ]; then
		wait_until 10 both_distributing 2 || fail "not all ports distribute any more"
		[ "$(mux_changes)" = "$changes" ] || fail "a port flapped: $changes, now $(mux_changes)"
	else
		[ "$(mux_changes)" != "$changes" ] || fail "nobody missed $1 s of LACPDUs"
		wait_until 5 grep -q "events were lost" "$tmp/monitor.a" || fail "lost events are not told"
		wait_until 20 both_distributing 2 || fail "it does not come back"
	fi
}

# markers_to DEV SECONDS: five a second, as many as are answered
markers_to()
{
	inside b pdu send "$1" marker count $((5 * $2)) every 200 ||
		fail "cannot send Markers to $1"
}

# speechless SECONDS: a port that cannot answer Markers
speechless()
{
	local changes failed asked answered

	fails_alone skbuff_head_cache
	pair 2 "lag0 rate fast flush off" "lag0 rate fast flush off"
	wait_until 20 both_distributing 2 || fail "not all ports distribute"
	changes=$(mux_changes)
	failed=$(counter a eth1 tx_failed)
	asked=$(counter a eth1 marker_rx)
	answered=$(counter a eth1 marker_response_tx)

	starve markers_to eth1 "$1"
	[ $((asked + 5 * $1)) -eq "$(counter a eth1 marker_rx)" ] ||
		fail "of $((5 * $1)) Markers $(($(counter a eth1 marker_rx) - asked)) came"
	[ "$(counter a eth1 marker_response_tx)" -eq "$answered" ] ||
		fail "answers are counted that were not sent"
	[ $(($(counter a eth1 tx_failed) - failed)) -ge $((5 * $1)) ] ||
		fail "what could not be sent is not counted"
	[ "$(mux_changes)" = "$changes" ] || fail "a port flapped: $changes, now $(mux_changes)"

	# Now there is memory.
	markers_to eth1 1
	counter_is a eth1 marker_response_tx $((answered + 5)) || fail "Markers are not answered any more"
}

# drained: eth2 of a, for as long as it takes to have asked
drained()
{
	lacpmodctl -n a port set eth2 drain on || fail "it cannot be drained"
	nap 0.5
}

# unmarked: conversation IDs move although there is no memory for the Markers that ask
# whether they may
unmarked()
{
	local failed

	fails_alone skbuff_head_cache
	pair 2 "lag0 rate fast flush on" "lag0 rate fast"
	wait_until 20 both_distributing 2 || fail "not all ports distribute"
	address a lag0 10.0.0.1/24
	address b lag0 10.0.0.2/24
	wait_until 10 inside a ping -q -c 1 -W 1 10.0.0.2 >/dev/null || fail "no traffic"
	failed=$(counter a eth2 tx_failed)
	starve drained
	counter_above a eth2 tx_failed "$failed" || fail "all Markers were sent"
	wait_until 10 both_distributing 1 || fail "it still distributes"
	wait_until 10 inside a ping -q -c 1 -W 1 10.0.0.2 >/dev/null || fail "no traffic any more"
	[ "$(lag_get a lag0 moves.timeouts)" -eq 1 ] || fail "it has not been waited for"
}

# heard_and_dropped: set REPLY to how many LACPDUs, all together, and $dropped
heard_and_dropped()
{
	dropped=$(statistic a eth1 rx_dropped)
	REPLY=$(($(counter a eth1 lacpdu_rx) + dropped))
}

# all_heard N
all_heard()
{
	heard_and_dropped
	[ "$REPLY" -eq "$1" ]
}

# backlog N: of the queue that delays what h sends to a
backlog()
{
	json_value "$(tc -n relay -j -s qdisc show dev eth1.a root)" qlen
	[ "$REPLY" -eq "$1" ]
}

# pieces N: LACPDUs of which only the first octets are in one piece. They wait in the
# relay, where somebody who listens and does not read has the same octets: so to
# read them takes memory, for a copy.
pieces()
{
	inside h hostile eth1 pieces count $(($1 - 1)) >"$tmp/said" || fail "$(<"$tmp/said")"
	diag "$(<"$tmp/said")"
	backlog "$1" || fail "of $1 LACPDUs $REPLY wait"
}

# unread N: these have arrived, and there was no memory to read some of them
unread()
{
	local before dropped lost

	fails_alone kmalloc-512
	modprobe sch_netem 2>/dev/null || skip "no netem here"
	ns a h
	no_ipv6 h
	relay a eth1 h eth1
	no_ipv6 relay
	printf 'link set %s mtu 9000\n' eth1.a eth1.h | ip -n relay -batch - || fail "relay"
	ip -n h link set eth1 mtu 9000 up || fail "the other end"
	lag a lag0 rx-limit none
	ip -n a link set lag0 mtu 9000 || fail "mtu"
	join a lag0 eth1
	up a lag0
	tc -n relay qdisc add dev eth1.a root netem delay 3s || fail "netem"
	capture relay "$tmp/listener" eth1.h
	kill -STOP "$(<"$tmp/listener.pid")"

	heard_and_dropped
	before=$REPLY
	pieces "$1"
	starve wait_until 10 all_heard $((before + $1)) ||
		fail "of $1 LACPDUs $((REPLY - before)) are counted, $dropped of them as dropped"
	lost=$dropped
	diag "$lost dropped"
	[ "$lost" -gt 0 ] || fail "what could not be read is not counted"

	# Now there is memory.
	before=$REPLY
	stop "$tmp/listener" -KILL
	capture relay "$tmp/listener" eth1.h
	kill -STOP "$(<"$tmp/listener.pid")"
	pieces "$1"
	wait_until 10 all_heard $((before + $1)) || fail "LACPDUs are not counted any more"
	[ "$dropped" -eq "$lost" ] || fail "they are still dropped"
}

for file in /proc/self/fail-nth $debug/failslab; do
	[ -e "$file" ] || ktap_skip_all "this kernel injects no faults: tools/vm/run --kernel debug"
done
[ -e "$selftests/fail_nth.so" ] || make -s -C "$selftests" fail_nth.so >/dev/null 2>&1
[ -e "$selftests/fail_nth.so" ] || ktap_skip_all "fail_nth.so is not built"
set_faults failslab ignore-gfp-wait N verbose 0 probability 0
set_faults fail_page_alloc ignore-gfp-wait N ignore-gfp-highmem N min-order 0 verbose 0 probability 0

ip=(ip -n a)
ctl=(lacpmodctl -n a)

ktap_plan 42
ktap_run "ip link add type lacp" configured -- \
	"${ip[@]}" link add lag0 address $MAC type lacp -- "link del lag0"
ktap_run "the first port, which gives its address" first_port
ktap_run "ip link set master" configured "${full[@]}" -- \
	"${ip[@]}" link set eth1 master lag0 -- "link set eth1 nomaster"
ktap_run "ip link set master, of a second port" configured "${full[@]}" "$master1" "$macvlan" -- \
	"${ip[@]}" link set eth2 master lag0 -- "link set eth2 nomaster"
ktap_run "ip link set master, of a LAG" configured "${full[@]}" "ctl lag set lag0 mode static" \
	"link add lag2 address 02:00:00:00:0f:22 type lacp" "link set eth1 master lag2" -- \
	"${ip[@]}" link set lag2 master lag0 -- "link set lag2 nomaster"
ktap_run "ip link set nomaster" configured "${both[@]}" -- \
	"${ip[@]}" link set eth2 nomaster -- "$master2"
ktap_run "ip link set netns, of a port" leaves
untold=yes ktap_run "ip link del" configured "${both[@]}" -- \
	"${ip[@]}" link del lag0 -- "${both[@]}"
ktap_run "ip link set master, of a LAG with an XDP program" xdp_joined
ktap_run "ip link set master, of a LAG with netconsole" netconsole_joined
ktap_run "ip link set down, of a port" configured "${both[@]}" "link set lag0 up" -- \
	"${ip[@]}" link set eth2 down -- "link set eth2 up"
ktap_run "ip link set up" configured "${plain[@]}" -- \
	"${ip[@]}" link set lag0 up -- "link set lag0 down"
ktap_run "ip link set down" configured "${plain[@]}" "link set lag0 up" -- \
	"${ip[@]}" link set lag0 down -- "link set lag0 up"
ktap_run "ip link set mtu" configured "${both[@]}" -- \
	"${ip[@]}" link set lag0 mtu 1300 -- "link set lag0 mtu 1450" "link set vlan5 mtu 1450"
ktap_run "ip link set address" configured "${plain[@]}" -- \
	"${ip[@]}" link set lag0 address 02:00:00:00:0f:02 -- "link set lag0 address $MAC"
ktap_run "ip link set promisc off" configured "${both[@]}" -- \
	"${ip[@]}" link set lag0 promisc off -- "link set lag0 promisc on"
ktap_run "ip link set allmulticast off" configured "${both[@]}" -- \
	"${ip[@]}" link set lag0 allmulticast off -- "link set lag0 allmulticast on"
ktap_run "ip link set promisc on" configured "${plain[@]}" -- \
	"${ip[@]}" link set lag0 promisc on -- "link set lag0 promisc off"
ktap_run "ip link set allmulticast on" configured "${plain[@]}" -- \
	"${ip[@]}" link set lag0 allmulticast on -- "link set lag0 allmulticast off"
ktap_run "ip link add type macvlan" configured "${both[@]}" -- \
	"${ip[@]}" link add link lag0 name mv6 address 02:00:00:00:00:66 up type macvlan \
	mode bridge -- "link del mv6"
ktap_run "ip maddr add" configured "${both[@]}" -- \
	"${ip[@]}" maddr add $GROUP2 dev lag0 -- "maddr del $GROUP2 dev lag0"
ktap_run "ip link add type vlan" configured "${both[@]}" -- \
	"${ip[@]}" link add link lag0 name vlan6 type vlan id 6 -- "link del vlan6"
untold=yes ktap_run "ip link del of a VLAN" configured "${both[@]}" -- \
	"${ip[@]}" link del vlan5 -- "$vlan5"
ktap_run "lacpmodctl lag add" configured -- \
	"${ctl[@]}" lag add lag1 system-id 02:00:00:00:0f:03 rate fast key 7 \
	bucket-counters on rebalance-interval 60 -- "link del lag1"
ktap_run "lacpmodctl lag set" configured "${both[@]}" -- \
	"${ctl[@]}" lag set lag0 rate fast key 7 -- "ctl lag set lag0 rate slow key 1"
# The counters and the plan are so large that a single fault only has them come from
# elsewhere (kvmalloc): it is the rest that fails.
ktap_run "lacpmodctl lag set bucket-counters" configured "${both[@]}" -- \
	"${ctl[@]}" lag set lag0 bucket-counters on -- "ctl lag set lag0 bucket-counters off"
ktap_run "lacpmodctl lag rebalance" configured "${both[@]}" \
	"ctl lag set lag0 mode static bucket-counters on" -- "${ctl[@]}" lag rebalance lag0 --
ktap_run "lacpmodctl lag del" configured "${both[@]}" -- \
	"${ctl[@]}" lag del lag0 -- "${both[@]}"
ktap_run "lacpmodctl port add" configured "${full[@]}" "$master1" -- \
	"${ctl[@]}" port add eth2 lag lag0 number 77 -- "ctl port del eth2"
ktap_run "lacpmodctl port set" configured "${both[@]}" -- \
	"${ctl[@]}" port set eth2 number 78 priority 5 -- "ctl port set eth2 number 2 priority 32768"
ktap_run "lacpmodctl port set drain" configured "${both[@]}" "ctl lag set lag0 mode static" -- \
	"${ctl[@]}" port set eth2 drain on -- "ctl port set eth2 drain off"
ktap_run "lacpmodctl port set weight, partner-key" configured "${both[@]}" \
	"ctl lag set lag0 mode static" -- "${ctl[@]}" port set eth2 weight 7 partner-key 9 -- \
	"ctl port set eth2 weight auto partner-key 0"
ktap_run "lacpmodctl port del" configured "${both[@]}" -- \
	"${ctl[@]}" port del eth2 -- "$master2"
ktap_run "lacpmodctl port restore" configured "${both[@]}" -- "${ctl[@]}" port restore eth2 --
ktap_run "lacpmodctl lag show, port show" dumps
ktap_run "ip link set xdpdrv" xdp
ktap_run "netconsole" netconsole
ktap_run "no memory for LACPDUs for 1.5 s: no port flaps" starved 1.5
ktap_run "no memory for LACPDUs for 6 s: all comes back" starved 6 missed
ktap_run "no memory to answer Markers" speechless 1
ktap_run "no memory for Markers of our own" unmarked
ktap_run "no memory to read LACPDUs in pieces" unread 16
ktap_end
