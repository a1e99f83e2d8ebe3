#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Netlink messages that no sane program sends, from those who may and those who
# may not, beside a LAG that works: it goes on as it was configured, the kernel's
# log is quiet, and nothing is left behind. netlink_hostile.c says what it sends;
# it reads all settings after each message.
#
# +- a ----------+           +- b ----------+    c: another namespace
# |        eth1 -+-----------+- eth1        |
# | lag0         |           |         lag0 |
# |        eth2 -+-----------+- eth2        |
# +--------------+           +--------------+
#
# environment: NETLINK_SEED        of the random messages (1)
#              NETLINK_MESSAGES    how many (2000; 500 if QUICK)

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

need setpriv unshare netlink_hostile

SEED=${NETLINK_SEED:-1}
MESSAGES=${QUICK:+500}
MESSAGES=${NETLINK_MESSAGES:-${MESSAGES:-2000}}
# A LAG, a port and their messages are objects of these. Hundreds of each come
# and go; what else runs here needs a few, now and then.
CACHES="skbuff_head_cache kmalloc-1k kmalloc-2k kmalloc-4k kmalloc-8k"
SPARE=60
# What the kernel itself says of messages that are wrong, and of devices.
KERNEL='netlink: |callbacks suppressed|has left, but its MAC |IPv6: ADDRCONF|8021q: '

rig()
{
	pair 2 "lag0 rate fast" "lag0 rate fast"
	ns c
	address a lag0 10.0.0.1/24
	address b lag0 10.0.0.2/24
	wait_until 20 both_distributing 2 || fail "not all distribute"
	wait_until 5 pings a 10.0.0.2 || fail "no traffic"
	# Which their partner may not say before the next second
	wait_until 5 both_heard || fail "the partner does not say that it distributes"
	# Not by a user namespace that may not have it loaded
	modprobe dummy
}

both_heard()
{
	port_has a eth1 partner.state distributing && port_has a eth2 partner.state distributing
}

# configured: lag0 and its ports as they were told to be, and as they are, without
# counters, and times that change with them
configured()
{
	{
		lacpmodctl -n a -j lag show
		lacpmodctl -n a -j port show
	} | sed -E -e 's/,"(last_[rt]x_time|[a-z_]*(_changed|convergence|_max))":[0-9]+//g' \
		-e 's/,"last_[rt]x":\{([^{}]|\{[^{}]*\})*\}//g' \
		-e 's/,"(counters|moves)":\{[^{}]*\}//g'
}

changes()
{
	echo "$(counter a eth1 mux_changes) $(counter a eth2 mux_changes)"
}

# is_as FILE: configured says so again; what it said last is in $tmp/now
is_as()
{
	configured >"$tmp/now"
	cmp -s "$1" "$tmp/now"
}

# few_more: objects than the list in $tmp/objects says
few_more()
{
	local cache number

	while read -r cache number; do
		objects_below "$cache" $((number + SPARE)) && continue
		diag "$cache: $number before, $REPLY now"
		return 1
	done <"$tmp/objects"
}

# harmless COMMAND...: what it prints is of interest, and what it leaves behind
harmless()
{
	local cache said status

	log_start
	configured >"$tmp/configured"
	for cache in $CACHES; do
		objects "$cache"
		echo "$cache $REPLY"
	done >"$tmp/objects"

	said=$("$@" 2>&1)
	status=$?
	diag "${said//$'\n'/$'\n# '}"
	[ "$status" -eq 0 ] || fail "$*: status $status"

	wait_until 20 both_distributing 2 || fail "not all distribute"
	wait_until 30 is_as "$tmp/configured" ||
		fail "it is not as it was: $(diff "$tmp/configured" "$tmp/now")"
	pings a 10.0.0.2 3 || fail "no traffic"
	wait_until 5 few_more || fail "something is left"
	log_quiet "$KERNEL"
}

# unmoved COMMAND...: and no port of lag0 leaves, not even for a moment
unmoved()
{
	local before

	before=$(changes)
	harmless "$@"
	[ "$(changes)" = "$before" ] || fail "the Mux has moved: $before before, $(changes) now"
}

# In a, as somebody who may only look
weak()
{
	inside a setpriv --bounding-set -net_admin --inh-caps -net_admin "$@"
}

user_namespace()
{
	unshare -Urn true 2>/dev/null || skip "no user namespaces here"
	"$@"
}

# owner: of a network namespace of one's own, one may do everything
owner()
{
	user_namespace unmoved unshare -Urn netlink_hostile bounds
}

stranger()
{
	user_namespace unmoved inside a unshare -Ur netlink_hostile denied "$SEED" 1000 \
		lag0 eth1 eth2
}

ktap_plan 9
rig
ktap_run "every setting within its bounds and beyond" \
	unmoved inside a netlink_hostile bounds
ktap_run "what is wrong, to a LAG that works" \
	unmoved inside a netlink_hostile refused lag0 eth1
ktap_run "without CAP_NET_ADMIN" \
	unmoved weak netlink_hostile denied "$SEED" 1000 lag0 eth1 eth2
ktap_run "from a user namespace that does not own this one" stranger
ktap_run "in a network namespace of a user namespace" owner
ktap_run "from another namespace" \
	unmoved inside c netlink_hostile foreign 200 lag0 eth1
ktap_run "dumps: given up, two at once, cut off, interrupted" \
	unmoved inside a netlink_hostile dumps
ktap_run "ip link's messages, with junk in them" \
	unmoved inside a netlink_hostile rtnl lag0 eth1
ktap_run "$MESSAGES random messages" \
	harmless inside a netlink_hostile random "$SEED" "$MESSAGES" lag0 eth1 eth2
ktap_end
