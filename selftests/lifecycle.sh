#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Ports, LAGs, namespaces and the module come and go while traffic flows; at the
# end nothing is left behind, and the kernel has not complained.
#
# +- a ----------+           +- b ----------+
# |        eth1 -+-----------+- eth1        |
# | lag0         |           |         lag0 |
# |        eth2 -+-----------+- eth2        |
# +--------------+           +--------------+
#
# environment: ROUNDS=N   rounds of a LAG's life (50)

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

ROUNDS=${ROUNDS:-50}
times=2
[ -z "${QUICK:-}" ] || times=1
# Where all takes ten times as long, a hundred echoes a second are as many to a step.
interval=0.002
[ -z "${QUICK:-}" ] || interval=0.01
OWN1=02:00:00:00:0a:01
OWN2=02:00:00:00:0a:02

# paired: a pair of LAGs of two ports; if there is one yet, because the case before
# has left it as it was, that one
paired()
{
	local name

	! { grep -qx a "$tmp/namespaces" && both_distributing 2; } 2>/dev/null || return 0
	remove_made 0 0
	pair 2 "lag0 rate fast" "lag0 rate fast"
	address a lag0 10.0.0.1/24
	address b lag0 10.0.0.2/24
	# A raw socket, ping's other way, would hear of all the others' traffic.
	for name in a b; do
		inside "$name" tee /proc/sys/net/ipv4/ping_group_range <<<"0 0" >/dev/null
	done
	wait_until 10 both_distributing 2 || fail "not all distribute"
}

# established: a pair that carries traffic
established()
{
	paired
	background b "$tmp/traffic" ping -q -i "$interval" 10.0.0.1
	wait_until 5 pings a 10.0.0.2 || fail "no traffic"
}

# works_again N: N ports distribute, and both ends hear each other
works_again()
{
	local back

	wait_until 10 both_distributing "$1" || fail "not all distribute in the end"
	wait_until 5 pings a 10.0.0.2 || fail "no traffic in the end"
	stop "$tmp/traffic" -INT
	back=$(inside b ping -q -c 5 -i 0.02 -W 2 10.0.0.1)
	[[ $back == *" 0% packet loss"* ]] || fail "no traffic back in the end: $back"
}

gone()
{
	! ip -n "$1" link show dev "$2" >/dev/null 2>&1
}

# The set of ports ----------------------------------------------------------------

# begun: for ip: lag0, up, with its ports and its address
begun()
{
	printf '%s\n' "link add lag0 type lacp" "link set lag0 up" \
		"addr add 10.0.0.1/24 dev lag0" \
		"link set eth1 master lag0" "link set eth2 master lag0"
}

# ended N: for ip: the Nth way in which it ends
ended()
{
	case $(($1 % 5)) in
	0) echo "link set eth1 nomaster" ;;
	1) printf 'link set %s nomaster\n' eth1 eth2 ;;
	2) echo "link set lag0 down" ;;
	3) echo "link set eth2 down" ;;
	esac
	echo "link del lag0"
}

# made_again: lag0 in a, which carries traffic
made_again()
{
	begun | ip -n a -batch - || fail "a's end"
	wait_until 10 both_distributing 2 || fail "not all distribute"
	wait_until 5 pings a 10.0.0.2 || fail "no traffic"
}

# b sends all the time, a comes and goes: each tenth time while it carries that traffic
rounds()
{
	local i j

	established
	ip -n a link del lag0 || fail "delete"
	for ((i = 0; i < ROUNDS; i += 10)); do
		made_again
		ended $((i / 10)) | ip -n a -batch - || fail "round $i, under traffic"
		# The others get as far as they may: through all states of the machines.
		for ((j = 1; j < 10 && i + j < ROUNDS; j++)); do
			begun
			ended "$j"
		done | ip -n a -batch - || fail "a round after $i"
	done

	made_again
	leave a eth1
	wait_until 5 both_distributing 1 || fail "not one is left"
	ip -n a link set eth1 master lag0 || fail "it does not join again"
	works_again 2
}

port_deleted()
{
	established
	ip -n a link del eth1 || fail "delete"
	lag_is a lag0 ports 1 || fail "the port is left"
	gone b eth1 || fail "b's end is left"
	lag_is b lag0 ports 1 || fail "the port of the other end is left"
	works_again 1
	ip -n a link del eth2 || fail "delete"
	lag_is a lag0 ports 0 || fail "the last port is left"
	wait_until 5 not carrier a lag0 || fail "lag0 has carrier"
}

port_moved()
{
	established
	ns c
	leave a eth1
	ip -n a -batch - <<-EOT || fail "enslave"
		link set eth1 address $OWN1
		link set eth1 master lag0
	EOT
	wait_until 10 both_distributing 2 || fail "not all distribute"
	ip -n a link set eth1 netns c || fail "refused"
	lag_is a lag0 ports 1 || fail "the port is left"
	pings a 10.0.0.2 5 || fail "no traffic over the other port"
	json_value "$(ip -n c -j link show dev eth1)" address
	[ "$REPLY" = "$OWN1" ] || fail "it has not got its own address back"

	# Of use there, in another LAG
	lag c lag7
	join c lag7 eth1
	up c lag7
	wait_until 10 port_is c eth1 rx_state current || fail "it hears no partner there"
	leave c eth1
	# ... and as it is
	leave b eth1
	up c eth1
	up b eth1
	address c eth1 10.9.0.1/24
	address b eth1 10.9.0.2/24
	wait_until 5 pings c 10.9.0.2 || fail "no traffic there"
}

# rename DEV NAME: in a, set down where the kernel renames no other
rename()
{
	ip -n a link set "$1" name "$2" 2>/dev/null && return
	printf '%s\n' "link set $1 down" "link set $1 name $2" "link set $2 up" |
		ip -n a -batch - || fail "$1 is not to be renamed"
}

renamed()
{
	established
	rename lag0 team7
	wait_until 10 lag_is a team7 distributing 2 || fail "not all distribute"
	port_is a eth1 lag_ifname team7 || fail "the port's LAG has the old name"
	wait_until 5 pings a 10.0.0.2 || fail "no traffic"
	rename eth1 cable1
	port_is a cable1 lag_ifname team7 || fail "lacpmodctl does not know the port"
	rename team7 lag0
	rename cable1 eth1
	works_again 2
}

# configures N: one of those who do so at once
configures()
{
	local i

	for ((i = 0; i < 2 * times; i++)); do
		lacpmodctl -n a --batch - <<-EOT
			lag set lag0 rate slow hash layer2
			lag add lag1$1 key $((100 + $1))
			port set eth$1 priority $i
			show
		EOT
		ip -n a link set "eth$1" nomaster
		lacpmodctl -n a -j --batch - <<-EOT
			port add eth$1 lag lag1$1
			lag set lag0 rate fast hash layer3+4
			port show
		EOT
		printf '%s\n' "link set eth$1 master lag0" "link del lag1$1" | ip -n a -batch -
	done >"$tmp/configures.$1" 2>&1
}

at_once()
{
	local one

	established
	configures 1 &
	one=$!
	configures 2
	wait "$one"
	if grep -hE '^(lacpmodctl|Error|RTNETLINK)' "$tmp"/configures.*; then
		fail "one was in the other's way"
	fi
	lag_is a lag0 ports 2 || fail "not two ports in the end"
	works_again 2
}

# Namespaces ------------------------------------------------------------------------

# with a running LAG, its ports, a VLAN and a bridge on it
netns_deleted()
{
	local i

	for ((i = 0; i < times; i++)); do
		established
		ip -n b -batch - <<-EOT || fail "VLAN and bridge"
			link add link lag0 name vlan5 up type vlan id 5
			link add br0 up type bridge
			link set vlan5 master br0
		EOT
		# What runs there would keep it; a's end goes on sending.
		background a "$tmp/traffic-a" ping -q -i "$interval" -W 1 10.0.0.2
		stop "$tmp/traffic"
		ip netns del b || fail "delete"
		sed -i '/^b$/d' "$tmp/namespaces"
		# Its devices go a little later, and the cables with them.
		wait_until 10 gone a eth1 || fail "b's devices stay"
		lag_is a lag0 ports 0 || fail "ports are left"
		stop "$tmp/traffic-a"
		ip netns del a || fail "delete"
		sed -i '/^a$/d' "$tmp/namespaces"
	done
}

# The module --------------------------------------------------------------------------

loaded()
{
	[ -d /sys/module/lacpmod ]
}

unload()
{
	local run

	# kmemleak knows the module's objects by name for as long as that is loaded.
	[ ! -e "$kmemleak" ] || no_leaks
	for ((run = 1; run <= times; run++)); do
		established
		leave a eth1 eth2
		ip -n a -batch - <<-EOT || fail "ports"
			link set eth1 address $OWN1 up
			link set eth2 address $OWN2 down
			link set eth1 master lag0
			link set eth2 master lag0
			link add link lag0 name vlan5 up type vlan id 5
			link add lag1 type lacp
		EOT
		wait_until 10 both_distributing 2 || fail "not all distribute"
		background a "$tmp/traffic-a" ping -q -i "$interval" 10.0.0.2
		background a "$tmp/monitor" lacpmodctl monitor

		# modprobe may not know it, where it was loaded from a folder
		rmmod lacpmod || fail "unload, time $run"
		not loaded || fail "still loaded"
		gone a lag0 || fail "a LAG is left"
		[ "$(ip -n a -br link show dev eth1 | awk '{ print $3 }')" = "$OWN1" ] ||
			fail "eth1 has not got its address back"
		[ "$(ip -n a -br link show dev eth2 | awk '{ print $3 }')" = "$OWN2" ] ||
			fail "eth2 has not got its address back"
		[[ $(ip -n a link show dev eth1) == *[\<,]UP[,\>]* ]] || fail "eth1 was up before"
		[[ $(ip -n a link show dev eth2) != *[\<,]UP[,\>]* ]] || fail "eth2 was down before"
		stop "$tmp/traffic"
		stop "$tmp/traffic-a"

		# The ports are of use without it
		up b eth1
		address a eth1 10.9.0.1/24
		address b eth1 10.9.0.2/24
		wait_until 5 pings a 10.9.0.2 || fail "no traffic without LAG"

		modprobe lacpmod || fail "load"
		# Who listens hears what happens from now on.
		ip -n a link add lag9 type lacp || fail "lag9"
		wait_until 5 grep -q ' lag9 lag-added' "$tmp/monitor" || fail "no events any more"
		stop "$tmp/monitor"
		ip -n a link del lag9 || fail "lag9 stays"
		remove_made 0 0
	done
	established
	works_again 2
}

made()
{
	[[ $(ip -n a -br link) == *"made$1"* ]]
}

# Those who wait for their turn get it when all LAGs have gone: one that is made
# then would outlive the module.
made_meanwhile()
{
	local run i

	remove_made 0 0
	# Who goes on when it has gone must not have the kernel load it again.
	loader=$(</proc/sys/kernel/modprobe)
	trap 'echo "$loader" >/proc/sys/kernel/modprobe' EXIT
	echo >/proc/sys/kernel/modprobe
	[ ! -e "$kmemleak" ] || no_leaks
	ns a
	for i in 1 2; do
		yes "lag add made$i.%d" | head -n 20000 >"$tmp/make.$i"
	done
	for ((run = 1; run <= 1 + times; run++)); do
		for i in 1 2; do
			background a "$tmp/makes.$i" lacpmodctl --force --batch "$tmp/make.$i"
		done
		wait_until 10 made 1 || fail "none is made"
		wait_until 10 made 2 || fail "none is made"
		rmmod lacpmod || fail "unload, time $run"
		stop "$tmp/makes.1"
		stop "$tmp/makes.2"
		not loaded || fail "still loaded"
		! made "" || fail "a LAG is left: $(ip -n a -br link)"
		modprobe lacpmod || fail "load"
	done
}

# What is made out here stays for the next case.
paired
ktap_plan 8
ktap_run "$ROUNDS rounds of create, enslave, release, delete" rounds
ktap_run "two configure at once" at_once
ktap_run "a LAG and a port are renamed" renamed
ktap_run "the module is unloaded and loaded again" unload
ktap_run "a port's device is deleted" port_deleted
ktap_run "a port moves to another namespace" port_moved
ktap_run "namespaces are deleted with all in them" netns_deleted
ktap_run "the module is unloaded while LAGs are made" made_meanwhile
ktap_end
