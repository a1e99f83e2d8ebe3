#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# lacpmod with other implementations of LACP: the kernel's bonding, teamd, Open
# vSwitch. Each converges, and settles again after a link was lost, after the
# partner has crashed or was made anew, and after the rate, key or System of
# either end has changed. How long that takes is interwork.sh's business.
# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/cable_lib.sh
. "$selftests/cable_lib.sh"
# shellcheck source=selftests/partner_lib.sh
. "$selftests/partner_lib.sh"

# What a partner may need at most: bonding gathers for 2 s, and for 8 s in which
# nothing is chosen anew; a daemon starts slowly on a slow machine.
limit=30

# ports_of_a: $every are the ports of a, $rest those that remain without link 1
ports_of_a()
{
	every=${ports[a]}
	rest=${every# * }
}

# works WHAT: traffic passes, there and back
works()
{
	pings a 192.0.2.2 4 || fail "$1: no traffic passes"
}

# begin END: lacpmod and this partner have found each other
begin()
{
	has_partner "$1" || {
		# There tools/vm/setup has installed all of them.
		[ -z "${LACPMOD_VM:-}" ] || fail "no $1 here"
		skip "no $1 here"
	}
	rig veth 2 lag "$1"
	ports_of_a
	converge "$limit" || fail "they do not converge"
	works "converged"
	diag "converged in $took ms"
}

# step WHAT DEVS COMMAND...
step()
{
	local what=$1 devs=$2
	shift 2

	change "$limit" "$devs" "$@" || fail "$what: does not settle"
	diag "$what: settled in $took ms"
}

links_and_restart()
{
	begin "$1"
	expect none
	step "link 1 pulled" "$rest" link_pull 1
	works "link 1 pulled"
	expect both
	step "link 1 plugged" "$every" link_plug 1
	works "link 1 plugged"
	expect b
	step "partner restarted" "$every" end_restart b
	works "partner restarted"
}

# settings END: at both ends, since both can tire of the other
settings()
{
	local name

	begin "$1"
	for name in a b; do
		expect "$name" key
		step "key of $name" "$every" end_set "$name" key "1${key[$name]}"
		works "key of $name"
		expect "$name" system
		step "System of $name" "$every" end_set "$name" system "${system[$name]/00:00:00/00:00:01}"
		works "System of $name"
	done
	expect a rate
	step "rate of a to slow" "$every" end_set a rate slow
	expect a rate
	step "rate of a to fast" "$every" end_set a rate fast
	# A new rate unsettles nothing here, but many a partner starts anew for it.
	expect b rate
	step "rate of b to slow" "$every" end_set b rate slow
	works "rates"
}

need tc
ktap_plan 6
for partner in bond team ovs; do
	ktap_run "$partner: link lost, restart" links_and_restart "$partner"
	ktap_run "$partner: rate, key and System" settings "$partner"
done
ktap_end
