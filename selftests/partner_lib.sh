# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154
#
# What the tests share that join lacpmod, or the kernel's bonding in its place,
# with other implementations of LACP. Sourced after lib.sh and cable_lib.sh,
# never run.
#
# +- a --------+        +- b --------+     An end is lag (lacpmod), bond (the
# |      port -+--------+- port      |     kernel's bonding), team (teamd) or
# | end   ...  | link K |  ...   end |     ovs (Open vSwitch's kernel datapath);
# |      port -+--------+- port      |     words after that are options, of
# +------------+        +------------+     lacpmodctl or of ip link.
#
# The links are virtual cables, or veth through a relay: pulled, both ends lose
# their carrier and nobody has set anything down.

declare -A end=() options=() rate=() key=() system=() priority=() ports=()
declare -A said=() good=() before=()

# Open vSwitch unpacked by tools/vm/setup, where it is not installed.
ovs_root=${LACPMOD_CACHE:-/nonexistent}/openvswitch
PATH=$PATH:/usr/lib/openvswitch-switch:$ovs_root/usr/sbin:$ovs_root/usr/bin
PATH=$PATH:$ovs_root/usr/lib/openvswitch-switch
ovs_schema=/usr/share/openvswitch/vswitch.ovsschema
[ -e "$ovs_schema" ] || ovs_schema=$ovs_root$ovs_schema

# has_partner END: what it needs is here
has_partner()
{
	case $1 in
	team)
		command -v teamd teamnl >/dev/null && modprobe -q team &&
			modprobe -q team_mode_loadbalance
		;;
	ovs)
		command -v ovsdb-tool ovsdb-server ovs-vswitchd ovs-vsctl ovs-appctl \
			>/dev/null && [ -e "$ovs_schema" ] && modprobe -q openvswitch
		;;
	bond) modprobe -q bonding max_bonds=0 ;;
	lag) ;;
	esac
}

# device END: what has the addresses
device()
{
	case $1 in
	ovs) echo br0 ;;
	*) echo "${1}0" ;;
	esac
}

# Links -----------------------------------------------------------------------

# rig veth|virtio N 'END [OPTION...]' 'END [OPTION...]': both ends are set up and
# have their addresses, and all links are pulled
rig()
{
	local k name cables=()

	rig=$1 links=$2
	ports=([a]='' [b]='')
	for ((k = 1; k <= links; k++)); do
		cables+=("$k")
		if [ "$rig" = virtio ]; then
			ports[a]+=" c${k}a" ports[b]+=" c${k}b"
		else
			ports[a]+=" eth$k" ports[b]+=" eth$k"
		fi
	done
	if [ "$rig" = virtio ]; then
		wait_until 10 cables_here "$links" || fail "the cables' ends are not here"
		# shellcheck disable=SC2086
		cable_speed 10000 ${ports[a]} ${ports[b]}
	fi
	ns a b
	no_ipv6 a b
	for ((k = 1; k <= links; k++)); do
		if [ "$rig" = virtio ]; then
			ns_move a "c${k}a"
			ns_move b "c${k}b"
		else
			relay a "eth$k" b "eth$k"
		fi
	done
	link_pull "${cables[@]}"

	# shellcheck disable=SC2086
	capture a "$tmp/wire" ${ports[a]}
	exec {wire}<"$tmp/wire"
	said=() good=()

	rate=([a]=fast [b]=fast) key=([a]=10 [b]=20) priority=([a]=1000 [b]=2000)
	system=([a]=02:00:00:00:00:0a [b]=02:00:00:00:00:0b)
	end=([a]=${3%% *} [b]=${4%% *})
	options=([a]=${3#"${3%% *}"} [b]=${4#"${4%% *}"})
	end_start a
	end_start b
	addresses a b
}

# link_pull K..., link_plug K...: the time just before in $moved, ms since boot
link_pull()
{
	link_move pull down "$@"
}

link_plug()
{
	link_move plug up "$@"
}

link_move()
{
	local verb=$1 way=$2 k ends=()
	shift 2

	if [ "$rig" = virtio ]; then
		"$verb" "$@"
	else
		for k; do
			ends+=("eth$k.a" "eth$k.b")
		done
		moved=$(boot_ms)
		"$way" relay "${ends[@]}"
	fi
}

# Ends ------------------------------------------------------------------------

# end_start NS: from nothing, with the settings of this namespace, up
end_start()
{
	"start_${end[$1]}" "$1"
}

# end_restart NS: what of it can crash has crashed, and is started again
end_restart()
{
	"restart_${end[$1]}" "$1"
}

# end_set NS rate|key|system VALUE: by the gentlest means that it has
end_set()
{
	case $2 in
	rate) rate[$1]=$3 ;;
	key) key[$1]=$3 ;;
	system) system[$1]=$3 ;;
	esac
	"set_${end[$1]}" "$1" "$2" "$3"
}

# end_has NS N: by its own account exactly N ports carry traffic
end_has()
{
	"has_${end[$1]}" "$1" "$2"
}

# addresses NS...: 192.0.2.1 and .2; nothing else is sent
addresses()
{
	local name

	for name; do
		ip -n "$name" addr add "${ip[$name]}/24" dev "$(device "${end[$name]}")" ||
			fail "cannot set the address of $name"
	done
	neighbours
}
declare -A ip=([a]=192.0.2.1 [b]=192.0.2.2) other=([a]=b [b]=a)

# What is set down forgets its neighbours.
neighbours()
{
	local name dev mac

	for name in a b; do
		dev=$(device "${end[$name]}")
		read -r _ _ mac _ < <(ip -n "$name" -br link show "$dev")
		[ -n "$mac" ] || continue
		dev=$(device "${end[${other[$name]}]}")
		ip -n "${other[$name]}" neigh replace "${ip[$name]}" lladdr "$mac" \
			nud permanent dev "$dev" || fail "cannot set the neighbour $name"
	done
}

# lacpmod

start_lag()
{
	# shellcheck disable=SC2086
	lag "$1" lag0 hash layer3+4 rate "${rate[$1]}" key "${key[$1]}" \
		system-id "${system[$1]}" ${options[$1]}
	# shellcheck disable=SC2086
	join "$1" lag0 ${ports[$1]}
	up "$1" lag0
}

restart_lag()
{
	ip -n "$1" link del lag0
	start_lag "$1"
	addresses "$1"
}

set_lag()
{
	lacpmodctl -n "$1" lag set lag0 "${2/system/system-id}" "$3" ||
		fail "cannot set $2 of lag0"
}

has_lag()
{
	lag_is "$1" lag0 distributing "$2"
}

# The kernel's bonding; the option "independent" is for its Mux

start_bond()
{
	# shellcheck disable=SC2086
	bond "$1" bond0 xmit_hash_policy layer3+4 lacp_rate "${rate[$1]}" \
		ad_user_port_key "${key[$1]}" ad_actor_system "${system[$1]}" \
		${options[$1]/independent/}
	[[ ${options[$1]} != *independent* ]] || inside "$1" bond_coupled bond0 independent ||
		fail "this kernel's bonding has no independent Mux"
	# shellcheck disable=SC2086
	join "$1" bond0 ${ports[$1]}
	up "$1" bond0
}

restart_bond()
{
	ip -n "$1" link del bond0
	start_bond "$1"
	addresses "$1"
}

set_bond()
{
	local commands dev

	case $2 in
	system) commands="link set bond0 type bond ad_actor_system $3" ;;
	# It takes the rate only while it is down, and the key only for ports to come.
	rate) commands="link set bond0 down|link set bond0 type bond lacp_rate $3" ;;
	key)
		commands="link set bond0 down|link set bond0 type bond ad_user_port_key $3"
		for dev in ${ports[$1]}; do
			commands+="|link set $dev nomaster|link set $dev down"
			commands+="|link set $dev master bond0"
		done
		;;
	esac
	[ "$2" = system ] || commands+="|link set bond0 up"
	ip -n "$1" -batch - <<<"${commands//|/$'\n'}" || fail "cannot set $2 of bond0"
	[ "$2" = system ] || neighbours
}

has_bond()
{
	distributing "$1" bond0 "$2"
}

# teamd, which takes all settings from its configuration when it starts

start_team()
{
	local dev list='' old

	# Who was killed has left its device, which this one makes anew.
	old=$(team_index "$1")
	for dev in ${ports[$1]}; do
		list+=${list:+,}"\"$dev\":{\"lacp_key\":${key[$1]}}"
	done
	[ "${rate[$1]}" = slow ] || local fast=true
	cat >"$tmp/teamd.json" <<-END
		{"device":"team0","hwaddr":"02:00:00:00:00:0b",
		 "runner":{"name":"lacp","active":true,"fast_rate":${fast:-false},
		  "sys_prio":${priority[$1]},"tx_hash":["ipv4","l4"]},
		 "link_watch":{"name":"ethtool"},"ports":{$list}}
	END
	# shellcheck disable=SC2086
	down "$1" ${ports[$1]}
	background "$1" "$tmp/teamd" teamd -g -U -r -f "$tmp/teamd.json"
	# shellcheck disable=SC2086
	wait_until 20 team_began "$1" "$old" ${ports[$1]} || fail "teamd: $(tail "$tmp/teamd")"
	up "$1" team0
}

# team_index NS: which of all devices team0 is
team_index()
{
	ip -n "$1" -o link show team0 2>/dev/null | cut -d: -f1
}

# team_began NS OLD PORT...: there is a team0 that is not OLD, with these ports
team_began()
{
	[ "$(team_index "$1")" != "$2" ] && has_ports "$1" team0 "${@:3}"
}

# has_ports NS DEV PORT...
has_ports()
{
	local name=$1 dev=$2 port text
	shift 2

	text=$(ip -n "$name" -br link show master "$dev" 2>/dev/null)
	for port; do
		[[ $text == *"$port"* ]] || return 1
	done
}

restart_team()
{
	stop "$tmp/teamd" -KILL
	start_team "$1"
	addresses "$1"
}

set_team()
{
	[ "$2" != system ] || priority[$1]=$((priority[$1] + 1))
	stop "$tmp/teamd"
	start_team "$1"
	addresses "$1"
}

has_team()
{
	# bash would take minutes to look through a thousand options.
	[ "$(inside "$1" teamnl team0 options 2>/dev/null |
		grep -c ' enabled (port:[^)]*) true')" -eq "$2" ]
}
# Open vSwitch

ovs_set()
{
	ovs-vsctl --db="unix:$tmp/ovs/db" -t 30 "$@" || fail "ovs-vsctl $*"
}

start_ovs()
{
	local dev

	rm -rf "$tmp/ovs"
	mkdir "$tmp/ovs"
	export OVS_RUNDIR=$tmp/ovs OVS_LOGDIR=$tmp/ovs OVS_DBDIR=$tmp/ovs
	ovsdb-tool create "$tmp/ovs/conf.db" "$ovs_schema" || fail "ovsdb-tool"
	background "$1" "$tmp/ovsdb" ovsdb-server --remote="punix:$tmp/ovs/db" "$tmp/ovs/conf.db"
	wait_until 20 test -S "$tmp/ovs/db" || fail "ovsdb-server: $(tail "$tmp/ovsdb")"
	ovs_set --no-wait init
	start_vswitchd "$1"
	# shellcheck disable=SC2086
	up "$1" ${ports[$1]}
	set --  "$1" --
	for dev in ${ports[$1]}; do
		set -- "$@" -- set interface "$dev" \
			other_config:lacp-aggregation-key="${key[$1]}"
	done
	# shellcheck disable=SC2086
	ovs_set add-br br0 -- set bridge br0 'other_config:hwaddr="02:00:00:00:00:0b"' \
		-- add-bond br0 ovs0 ${ports[$1]} bond_mode=balance-tcp lacp=active \
		other_config:lacp-time="${rate[$1]}" \
		other_config:lacp-system-priority="${priority[$1]}" \
		"other_config:lacp-system-id=\"${system[$1]}\"" "${@:3}"
	up "$1" br0
}

start_vswitchd()
{
	background "$1" "$tmp/vswitchd" ovs-vswitchd --pidfile "unix:$tmp/ovs/db"
	wait_until 20 vswitchd_answers || fail "ovs-vswitchd: $(tail "$tmp/vswitchd")"
}

vswitchd_answers()
{
	ovs-appctl -T 10 -t ovs-vswitchd version >/dev/null 2>&1
}

restart_ovs()
{
	stop "$tmp/vswitchd" -KILL
	start_vswitchd "$1"
}

set_ovs()
{
	local dev

	case $2 in
	rate) ovs_set set port ovs0 other_config:lacp-time="$3" ;;
	system) ovs_set set port ovs0 "other_config:lacp-system-id=\"$3\"" ;;
	key)
		for dev in ${ports[$1]}; do
			printf '%s\n' -- set interface "$dev" other_config:lacp-aggregation-key="$3"
		done | {
			mapfile -t words
			ovs_set "${words[@]}"
		}
		;;
	esac
}

has_ovs()
{
	local text n

	text=$(ovs-appctl -T 10 -t ovs-vswitchd bond/show 2>/dev/null)
	text=${text//may_enable: true/@}
	n=${text//[^@]/}
	[ ${#n} -eq "$2" ]
}

# What both say ---------------------------------------------------------------

# Settled is a set of ports when the last LACPDUs of both ends say
# Synchronization, Collecting and Distributing, and each tells the other's
# identity as the other does, and when by their own account these ports carry
# traffic and no others. When that came true on the wire, the capture says to
# the millisecond; where the ends' own account was later than the wire it is
# known as well as they can be asked, which costs 0.1 to 0.3 s.

# expect SIDE WHAT: nothing is settled until the end in SIDE, a or b, has said
# something new on every port: a new rate, key, system, or anything. Of "both"
# ends anything; of "none" nothing is expected.
expect()
{
	local dev

	read_wire
	want_side=$1 want=${2:-anything}
	for dev in ${ports[a]}; do
		before[$dev.out]=${said[$dev.out]:-} before[$dev.in]=${said[$dev.in]:-}
	done
	from_now
}
want_side=none want=anything want_since=0

# from_now: what is expected was not said before
from_now()
{
	read_wire
	[ "$want_side" = none ] || good=()
	want_since=$((${EPOCHREALTIME/./} / 1000))
}

# said_anew DEV out|in: what is expected of this direction was said
said_anew()
{
	local new old
	read -r -a new <<<"${said[$1.$2]}"
	read -r -a old <<<"${before[$1.$2]:-0}"

	[ "${new[0]}" -ge "$want_since" ] || return 1
	IFS=, read -r -a new <<<"${new[1]}"
	IFS=, read -r -a old <<<"${old[1]:-}"
	case $want in
	rate) [ "${new[5]:1:1}" != "${old[5]:1:1}" ] ;;
	key) [ "${new[2]}" != "${old[2]}" ] ;;
	system) [ "${new[0]} ${new[1]}" != "${old[0]} ${old[1]}" ] ;;
	esac
}

read_wire()
{
	local time dev dir protocol actor partner

	while read -r -u "$wire" time dev dir protocol actor partner _; do
		[ "$protocol" = lacp ] || continue
		time=$((${time/./} / 1000))
		said[$dev.$dir]="$time ${actor#actor=} ${partner#partner=}"
		if ! good_on_wire "$dev"; then
			unset "good[$dev]"
		elif [ -z "${good[$dev]:-}" ]; then
			good[$dev]=$time
		fi
	done
}

good_on_wire()
{
	local near far
	read -r -a near <<<"${said[$1.out]:-}"
	read -r -a far <<<"${said[$1.in]:-}"

	[[ ${near[1]:-} == *SCD-- && ${far[1]:-} == *SCD-- ]] &&
		[ "${near[1]%,*}" = "${far[2]%,*}" ] &&
		[ "${far[1]%,*}" = "${near[2]%,*}" ] || return 1
	case $want_side in
	a) said_anew "$1" out ;;
	b) said_anew "$1" in ;;
	both) said_anew "$1" out && said_anew "$1" in ;;
	esac
}

# settles SECONDS DEV...: these ports of a, and no others; $settled is when, ms
# since boot
settles()
{
	local start=${EPOCHREALTIME/./} seconds=$1 dev latest first=1 n=$(($# - 1))
	shift

	while ((${EPOCHREALTIME/./} - start < seconds * 1000000)); do
		read_wire
		latest=0
		for dev; do
			[ -n "${good[$dev]:-}" ] || continue 2
			((good[$dev] <= latest)) || latest=${good[$dev]}
		done
		if end_has a "$n" && end_has b "$n"; then
			((first && latest >= want_since)) || latest=$((${EPOCHREALTIME/./} / 1000))
			settled=$((latest - clock_offset))
			return 0
		fi
		first=
		nap 0.02
	done
	diag "after $seconds s not settled: $*"
	return 1
}

# partner_overview NS: for a test that has failed
partner_overview()
{
	case ${end[$1]:-} in
	team) inside "$1" teamdctl team0 state ;;
	ovs)
		ovs-appctl -T 10 -t ovs-vswitchd lacp/show
		ovs-appctl -T 10 -t ovs-vswitchd bond/show
		;;
	esac
}

# Events ----------------------------------------------------------------------

# converge SECONDS: all links are plugged; $took ms until all ports are settled
converge()
{
	local k all=()

	for ((k = 1; k <= links; k++)); do
		all+=("$k")
	done
	expect both anything
	link_plug "${all[@]}"
	# shellcheck disable=SC2086
	settles "$1" ${ports[a]} || return 1
	took=$((settled - moved))
}

# event SECONDS "DEV..." COMMAND...: under traffic; sets $took, ms until these
# ports of a are settled, and the packets $lost_a_to_b of $sent_a_to_b, and so on,
# null where that is not known; who is expected to say what, expect has said
event()
{
	local seconds=$1 devs=$2 status=0
	shift 2

	traffic_start 32 500
	nap 0.3
	change "$seconds" "$devs" "$@" || status=1
	nap 0.3
	kill "$traffic_pid"
	# It fails where an end had no route for a while: such packets are lost, too. For
	# what else it fails, lost_on_way sees.
	wait "$traffic_pid"
	lost_on_way a b a_to_b
	lost_on_way b a b_to_a
	return "$status"
}

# change SECONDS "DEV..." COMMAND...: the same without traffic
change()
{
	local seconds=$1 devs=$2
	shift 2

	from_now
	moved=$(boot_ms)
	"$@"
	# shellcheck disable=SC2086
	settles "$seconds" $devs || return 1
	took=$((settled - moved))
}

# lost_on_way SENDER RECEIVER DIRECTION: the sender knows what it has sent. A receiver
# that has not heard the end of it is at the end of a way that is dead, and one whose
# socket drops has lost packets itself: what the event has cost cannot be told.
lost_on_way()
{
	local name=$tmp/traffic.$traffic_run sent=null received=null heard

	heard=$(tail -n 1 "$name.recv.$2")
	! json_value "$(tail -n 1 "$name.send.$1")" sent || sent=$REPLY
	if json_value "$heard" ended && [ "$REPLY" = true ] &&
		json_value "$heard" socket_drops && [ "$REPLY" = 0 ] &&
		json_value "$heard" received; then
		received=$REPLY
	fi
	declare -g "sent_$3=$sent" "lost_$3=null"
	[ "$sent" = null ] || [ "$received" = null ] ||
		declare -g "lost_$3=$((sent - received))"
}
