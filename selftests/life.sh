#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# All that is done to a LAG and its ports, under traffic and at the same time: a
# port always gets back what was its own, and nothing is left when all has gone.
#
# environment: ROUNDS=N   repetitions (50; 10 if QUICK)

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/cable_lib.sh
. "$selftests/cable_lib.sh"

rounds=${QUICK:+10}
rounds=${ROUNDS:-${rounds:-50}}
few=$(((rounds + 9) / 10))

# traffic_to_a: packets of b, from now on
traffic_to_a()
{
	address a lag0 10.0.0.1/24
	address b lag0 10.0.0.2/24
	background b "$tmp/traffic" ping -q -i 0.002 -W 1 10.0.0.1
}

# heard_again N: N ports of each distribute, and both ends hear each other
heard_again()
{
	wait_until 20 both_distributing "$1" || fail "not $1 ports distribute"
	wait_until 10 pings a 10.0.0.2 || fail "no traffic"
	wait_until 10 pings b 10.0.0.1 || fail "no traffic back"
}

ports_are()
{
	lag_is "$1" lag0 ports "$2" || fail "not $2 ports in $1"
}

# What a port had ---------------------------------------------------------------

# own_state: what eth1 and eth2 of a are, and listen to, but for what changes by
# itself
own_state()
{
	ip -n a -j -d link show | sed 's/},{"ifindex/},\n{"ifindex/g' |
		grep -E '"ifname":"eth[12]"' |
		sed -E 's/"(operstate|qdisc)":"[a-zA-Z]*",//g; s/"(NO-CARRIER|LOWER_UP)",?//g; s/,\]/]/g'
	bridge -n a fdb show | grep -E ' dev eth[12] ' | sort
}

# own_state_is FILE
own_state_is()
{
	own_state >"$tmp/own"
	cmp -s "$1" "$tmp/own"
}

# must_be_own FILE HOW
must_be_own()
{
	wait_until 5 own_state_is "$1" || {
		diff "$1" "$tmp/own" | cut -c 1-400 | sed 's/^/# /'
		fail "released by $2, but not what it was"
	}
}

# settled: the addresses that a device gives itself are there
settled()
{
	[[ $(ip -n a -6 -o addr show dev eth1) == *fe80:* ]] &&
		[[ $(ip -n a -6 -o addr show dev eth1) != *tentative* ]]
}

# give_back HOW: all that a LAG can ask of a port is asked, and undone
give_back()
{
	case $1 in
	nomaster) printf 'link set %s nomaster\n' eth1 eth2 | ip -n a -batch - ;;
	"port del") lacpmodctl -n a port del eth1 && lacpmodctl -n a port del eth2 ;;
	"ip link del") ip -n a link del lag0 ;;
	"lag del") lacpmodctl -n a lag del lag0 ;;
	"lag down") printf '%s\n' "link set lag0 down" "link del lag0" | ip -n a -batch - ;;
	rmmod) rmmod lacpmod ;;
	esac || fail "$1"
}

# group ADD|DEL NN DEV: a multicast address; ip ends a batch with that
group()
{
	ip -n a maddr "$1" "01:00:5e:00:00:$2" dev "$3" || fail "maddr $*"
}

# asked: a LAG that asks of its ports all that it can, and takes some of it back
asked()
{
	lag a lag0 rate fast
	ip -n a -batch - <<-EOT || fail "LAG"
		link set lag0 up promisc on mtu 1450
		link add link lag0 name vlan5 up type vlan id 5
	EOT
	group add 12 lag0
	ip -n a -batch - <<-EOT || fail "LAG with ports"
		link set eth1 master lag0
		link set eth2 master lag0
		link set lag0 allmulticast on
		link add link lag0 name vlan6 up type vlan id 6
		link add link lag0 name mac0 up address 02:00:00:00:0d:55 type macvlan
		link set vlan5 mtu 1300
		link set lag0 mtu 1350
		link set lag0 address 02:00:00:00:0d:03
		link set lag0 promisc off
		link del vlan5
	EOT
	group add 13 lag0
	group del 12 lag0
}

# given_back HOW...: in each of these ways
given_back()
{
	local how

	ns a b c
	cables 2
	up b eth1 eth2
	ip -n a -batch - <<-EOT || fail "ports"
		link set eth1 address 02:00:00:00:0d:01 mtu 1400 up promisc on
		link set eth2 address 02:00:00:00:0d:02 mtu 1600 txqueuelen 77
		link add link eth1 name own7 up type vlan id 7
	EOT
	group add 11 eth1
	wait_until 10 settled || fail "eth1 has no address of its own"
	bridge -n a fdb add 02:00:00:00:0d:99 dev eth1 self || fail "fdb"
	own_state >"$tmp/before"

	for how; do
		asked
		! own_state_is "$tmp/before" || fail "nothing was asked of the ports"
		give_back "$how"
		must_be_own "$tmp/before" "$how"
		! ip -n a link show dev lag0 >/dev/null 2>&1 || ip -n a link del lag0
		[ "$how" != rmmod ] || modprobe lacpmod || fail "load"
	done

	# Its VLAN, and the addresses that were added to it, would stay behind.
	asked
	printf 'link set %s netns c\n' eth1 eth2 | ip -n a -batch - || fail "move"
	device_is c eth1 address 02:00:00:00:0d:01 || fail "moved, without its address"
	device_is c eth1 mtu 1400 || fail "moved, without its MTU"
	device_is c eth2 address 02:00:00:00:0d:02 || fail "moved, without its address"
	device_is c eth2 mtu 1600 || fail "moved, without its MTU"
	# The kernel looks at what a device has to receive when it is set up.
	up c eth2
	device_is c eth2 promiscuity 0 || fail "moved, and promiscuous"
	device_is c eth2 allmulti 0 || fail "moved, and receives all multicast"
}

# Ports -------------------------------------------------------------------------

# card K A|B: set REPLY to what a cable's end is called here
card()
{
	local nic

	printf -v REPLY '52:54:00:0c:%02x:0%s' "$1" "$2"
	for nic in /sys/class/net/*; do
		if [ "$(<"$nic/address")" = "$REPLY" ]; then
			REPLY=${nic##*/}
			return 0
		fi
	done
	return 1
}

driver=/sys/bus/virtio/drivers/virtio_net

# bound_again: the driver of cable 1's end a, and its name
bound_again()
{
	[ -e "$driver/$card" ] || echo "$card" >"$driver/bind"
	wait_until 10 card 1 a || fail "$card does not come back"
	[ "$REPLY" = c1a ] || ip link set "$REPLY" name c1a || fail "cannot call $REPLY c1a"
}

unbound()
{
	local i

	cables_here 2 || fail "the cables' ends are not here"
	card=$(readlink -f /sys/class/net/c1a/device)
	card=${card##*/}
	cable_pair 2 "lag0 rate fast" "lag0 rate fast"
	traffic_to_a
	heard_again 2
	for ((i = 0; i < few; i++)); do
		echo "$card" >"$driver/unbind" || fail "unbind"
		ports_are a 1
		wait_until 2 distributing b lag0 1 || fail "b has not heard the goodbye"
		pings a 10.0.0.2 5 || fail "no traffic over the other port"
		bound_again
		ns_move a c1a
		join a lag0 c1a
		heard_again 2
	done
}

moved()
{
	local i

	pair 2 "lag0 rate fast" "lag0 rate fast"
	ns c
	traffic_to_a
	heard_again 2
	ip -n a link set lag0 address 02:00:00:00:0d:04 || fail "address"
	for ((i = 0; i < few; i++)); do
		ip -n a link set eth1 netns c || fail "move"
		ports_are a 1
		pings a 10.0.0.2 5 || fail "no traffic over the other port"
		device_is c eth1 address 02:00:00:00:0d:04 && fail "it has the LAG's address"
		ip -n c link set eth1 netns a || fail "move back"
		join a lag0 eth1
		heard_again 2
	done
}

# At once -----------------------------------------------------------------------

# changes K ROUNDS: of lag0 in a, by the Kth of those who do so at once
changes()
{
	local i k=$1

	for ((i = 0; i < $2; i++)); do
		cat <<-EOT
			link set lag0 address 02:00:00:00:0$k:$(printf %02x $((i % 256)))
			link add link lag0 name vlan$k$i type vlan id $((100 * k + i % 100))
			addr add 2001:db8:$k::$i/64 dev lag0 nodad
			link set lag0 mtu $((1280 + 10 * k + i % 10))
			link set vlan$k$i up promisc on
			link set lag0 allmulticast $([ $((i % 2)) = 0 ] && echo on || echo off)
			addr del 2001:db8:$k::$i/64 dev lag0
			link del vlan$k$i
		EOT
	done | ip -n a -force -batch - >"$tmp/changes.$k" 2>&1
}

# flaps PID...: links of b are lost and come back for as long as these run
flaps()
{
	local i=0

	while kill -0 "$@" 2>/dev/null; do
		i=$((i + 1))
		printf 'link set %s %s\n' "eth$((i % 2 + 1))" down "eth$((i % 2 + 1))" up |
			ip -n b -batch - || return 1
		nap 0.2
	done
	return 0
}

# begun COMMAND...: in the background with all that it starts, until the test
# ends; its process group is in $REPLY
begun()
{
	set -m
	"$@" &
	set +m
	REPLY=$!
	echo "-$REPLY" >>"$tmp/processes"
}

changed()
{
	local one two three

	pair 2 "lag0 rate fast" "lag0 rate fast"
	leave a eth1 eth2
	# Up as it will be when the LAG has it: what a device that is down listens to
	# is another matter.
	up a eth1 eth2
	no_ipv6 a
	own_state >"$tmp/before"
	ip -n a -batch - <<<$'link set eth1 master lag0\nlink set eth2 master lag0' || fail "join"
	inside a sysctl -q net.ipv6.conf.lag0.disable_ipv6=0
	traffic_to_a
	heard_again 2

	begun changes 1 "$rounds"
	one=$REPLY
	begun changes 2 "$rounds"
	two=$REPLY
	begun flaps "$one"
	three=$REPLY
	wait "$one" || fail "a change was refused: $(head -n 8 "$tmp/changes.1")"
	wait "$two" || fail "a change was refused: $(head -n 8 "$tmp/changes.2")"
	wait "$three" || fail "a link cannot be set down and up"
	up b eth1 eth2
	ip -n a link set lag0 allmulticast off || fail "allmulticast"
	heard_again 2
	device_is a eth1 address "$(device_get a lag0 address)" || fail "eth1 has not the LAG's address"
	device_is a eth2 mtu "$(device_get a lag0 mtu)" || fail "eth2 has not the LAG's MTU"

	leave a eth1 eth2
	must_be_own "$tmp/before" "nomaster, after changes"
}

# comes_and_goes ROUNDS: a port, and a LAG
comes_and_goes()
{
	local i

	for ((i = 0; i < $1; i++)); do
		printf '%s\n' "link set eth2 nomaster" "link add lag9 type lacp" "link set eth2 master lag9" \
			"link set lag9 up" "link del lag9" "link set eth2 master lag0"
	done | ip -n a -force -batch - >"$tmp/comes" 2>&1
}

# shows ROUNDS
shows()
{
	local i

	for ((i = 0; i < $1; i++)); do
		lacpmodctl -n a -j port show
		lacpmodctl -n a lag set lag0 rate slow hash layer2
		lacpmodctl -n a lag set lag0 rate fast hash layer3+4
	done >"$tmp/shows" 2>&1
}

no_port()
{
	! ip -n b link show dev eth1 >/dev/null 2>&1
}

# at_once: in the end a's namespace goes with all that is being done in it
at_once()
{
	local i pids pid

	for ((i = 0; i < 2; i++)); do
		pair 2 "lag0 rate fast" "lag0 rate fast"
		traffic_to_a
		heard_again 2
		background a "$tmp/monitor" lacpmodctl monitor
		background a "$tmp/traffic-a" ping -q -i 0.002 -W 1 10.0.0.2
		pids=()
		for pid in "changes 1" "changes 2" comes_and_goes shows; do
			# shellcheck disable=SC2086
			begun $pid 100000
			pids+=("$REPLY")
		done
		begun flaps "${pids[0]}"
		pids+=("$REPLY")
		nap $((few > 5 ? 5 : few)).5
		for pid in "${pids[@]}"; do
			kill -0 "$pid" 2>/dev/null || fail "one has ended: $(tail -n 3 "$tmp"/{changes.*,comes,shows})"
		done

		ip netns del a || fail "delete"
		sed -i '/^a$/d' "$tmp/namespaces"
		stop "$tmp/monitor" -KILL
		stop "$tmp/traffic-a" -KILL
		kill -KILL -- "${pids[@]/#/-}"
		wait "${pids[@]}" 2>/dev/null
		wait_until 20 no_port || fail "a's devices stay"
		ports_are b 0
		stop "$tmp/traffic"
		rmmod lacpmod || fail "unload"
		modprobe lacpmod || fail "load"
		remove_made 0 0
	done
}

need bridge
! have_cables 2 || start_cables 2
ktap_plan 5
ktap_run "a port gets back what it had" \
	given_back nomaster "port del" "ip link del" "lag del" "lag down" rmmod
if have_cables 2; then
	ktap_run "a port's driver is unbound and bound again, $few times" unbound
else
	ktap_run "a port's driver is unbound and bound again" skip "needs 2 virtual cables: tools/vm/run --links 2"
fi
ktap_run "a port moves to another namespace and back, $few times" moved
ktap_run "addresses, MTU, VLANs change on two CPUs while links flap, $rounds times" changed
ktap_run "all of that at once, and the namespace goes" at_once
ktap_end
