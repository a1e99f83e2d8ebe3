# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034
#
# What the sections of make bench share, inside the virtual machine. Sourced,
# never run.

bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PATH=$bench/build:$bench/../lacpmodctl:$PATH
results=${LACPMOD_RESULTS:?only inside tools/vm/run}
scratch=/run/bench
mkdir -p "$scratch"

# Reading from it with a time limit sleeps without a process.
exec {never}<> <(:)

say()
{
	printf '%s\n' "$*"
}

die()
{
	say "${0##*/}: $*" >&2
	exit 1
}

nap()
{
	read -r -t "$1" -u "$never" _ || :
}

# record NAME VALUE...: a measurement, an object in a line of measured.jsonl
record()
{
	local text='' number='^-?[0-9]+(\.[0-9]+)?$'

	while [ $# -gt 1 ]; do
		if [[ $2 =~ $number || $2 =~ ^(null|\[.*\])$ ]]; then
			text+="${text:+,}\"$1\":$2"
		else
			text+="${text:+,}\"$1\":\"$2\""
		fi
		shift 2
	done
	echo "{$text}" >>"$results/measured.jsonl"
}

# about SECTION: on what it is measured
about()
{
	record section about of "$1" kernel "$(uname -r)" version "$(uname -v)" \
		revision "${REVISION:-unknown}"
}

# thousandths N: as a decimal number, in REPLY
thousandths()
{
	printf -v REPLY '%d.%03d' $(($1 / 1000)) $(($1 % 1000))
}

# How well the two least must agree, in millionths, and in how many runs at most
agree=1000 runs=6

# repeated COMMAND...: which sets REPLY to a whole number. Its first run is
# discarded; of three or more, until the two least agree, REPLY is the least, for
# what disturbs a run only adds to it, and $differ by how much the next differs from
# it, in millionths.
repeated()
{
	local run least=0 next=0

	nap 0.05	# what was printed is on its way
	"$@"
	for ((run = 1; run <= runs; run++)); do
		"$@"
		if ((!least || REPLY < least)); then
			next=$least least=$REPLY
		elif ((!next || REPLY < next)); then
			next=$REPLY
		fi
		differ=$((next ? (next - least) * 1000000 / least : 1000000))
		((run < 3 || differ > agree)) || break
	done
	REPLY=$least
}

# Devices ---------------------------------------------------------------------

# ip_batch LINE...
ip_batch()
{
	printf '%s\n' "$@" | ip -batch - || die "ip fails"
}

# ports_make PREFIX N: dummy devices PREFIX1 to PREFIXN
ports_make()
{
	local i lines=()

	for ((i = 1; i <= $2; i++)); do
		lines+=("link add $1$i type dummy")
	done
	ip_batch "${lines[@]}"
}

# ports_of DEV PREFIX N: they are its ports, all of which carry traffic
ports_of()
{
	local i lines=()

	for ((i = 1; i <= $3; i++)); do
		lines+=("link set $2$i down" "link set $2$i master $1")
	done
	ip_batch "${lines[@]}" "link set $1 up"
}

# device_make KIND DEV PREFIX N: over the first N dummy devices of this name; a
# bare device and a macvlan have only one. $top is what to send through.
device_make()
{
	top=$2
	case $1 in
	bare)
		top=${3}1
		ip link set "$top" up || die "cannot set up $top"
		;;
	macvlan)
		ip_batch "link set ${3}1 up" "link add $2 link ${3}1 type macvlan" "link set $2 up"
		;;
	team)
		ip link add "$2" type team || die "cannot make a team"
		teamnl "$2" setoption mode roundrobin || die "team has no mode roundrobin"
		ports_of "$2" "$3" "$4"
		;;
	bonding)
		ip link add "$2" type bond mode balance-xor miimon 100 || die "cannot make a bond"
		ports_of "$2" "$3" "$4"
		;;
	lacpmod)
		lacpmodctl lag add "$2" mode static || die "cannot make a LAG"
		ports_of "$2" "$3" "$4"
		until [[ $(lacpmodctl -j lag show "$2") == *"\"distributing\":$4,"* ]]; do
			nap 0.1
		done
		;;
	esac
}

# device_remove KIND DEV PREFIX
device_remove()
{
	if [ "$1" = bare ]; then
		ip link set "${3}1" down
	else
		ip link del "$2"
	fi || die "cannot remove $2"
}

# device_hash KIND DEV POLICY: fails where it has none of that name
device_hash()
{
	case $1 in
	bonding) ip link set "$2" type bond xmit_hash_policy "$3" 2>/dev/null ;;
	lacpmod) lacpmodctl lag set "$2" hash "$3" 2>/dev/null ;;
	esac
}

# out_of_use KIND PORT: the device has noticed that this port of it has failed
out_of_use()
{
	case $1 in
	bonding) [ "$(<"/sys/class/net/$2/bonding_slave/mii_status")" = down ] ;;
	lacpmod) [[ $(lacpmodctl -j port show "$2") == *'"buckets":0,'* ]] ;;
	esac
}

# back_in_use KIND PORT
back_in_use()
{
	case $1 in
	bonding) [ "$(<"/sys/class/net/$2/bonding_slave/mii_status")" = up ] ;;
	lacpmod) [[ $(lacpmodctl -j port show "$2") != *'"buckets":0,'* ]] ;;
	esac
}

# within SECONDS COMMAND...
within()
{
	local i

	for ((i = 0; i < $1 * 20; i++)); do
		! "${@:2}" || return 0
		nap 0.05
	done
	die "not within $1 s: ${*:2}"
}

# pktgen ----------------------------------------------------------------------

pktgen=/proc/net/pktgen

# pktgen_load DEV LINE...: what to send next
pktgen_load()
{
	local dev=$1 line
	shift

	for line in rem_device_all "add_device $dev"; do
		echo "$line" >"$pktgen/kpktgend_0" || die "pktgen: $line"
	done
	# shellcheck disable=SC2154
	for line in "count $packets" "pkt_size 60" "delay ${delay:-0}" "clone_skb 0" \
		"flag UDPDST_RND" "udp_dst_min 1024" "udp_dst_max 65000" "$@"; do
		echo "$line" >"$pktgen/$dev" || die "pktgen: $dev: $line"
	done
}

# pktgen_run DEV: REPLY is what a packet took, in picoseconds
pktgen_run()
{
	local file text

	echo start >"$pktgen/pgctrl"
	mapfile -d '' file <"$pktgen/$1"
	text=${file[0]}
	[[ $text =~ errors:\ 0[[:space:]] ]] &&
		[[ $text =~ OK:\ [0-9]+\(c([0-9]+)\+d[0-9]+\)\ usec,\ ([0-9]+)\  ]] ||
		die "pktgen: $text"
	REPLY=$((BASH_REMATCH[1] * 1000000 / BASH_REMATCH[2]))
}

# no_ipv6: nothing is sent that nobody asked for, in later network namespaces either
no_ipv6()
{
	local name

	echo 1 >/proc/sys/net/core/devconf_inherit_init_net
	for name in all default; do
		echo 1 >"/proc/sys/net/ipv6/conf/$name/disable_ipv6"
	done 2>/dev/null
}

# need_modules NAME...
need_modules()
{
	local name

	for name; do
		modprobe "$name" || die "no module $name"
	done
	# By itself it makes bond0.
	modprobe bonding max_bonds=0 || die "no module bonding"
}
