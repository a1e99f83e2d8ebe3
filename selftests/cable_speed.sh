#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Speed and duplex: a card that reports none, and one that is told others.

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/cable_lib.sh
. "$selftests/cable_lib.sh"

# set_speed NS DEV SPEED DUPLEX
set_speed()
{
	inside "$1" ethtool -s "$2" speed "$3" duplex "$4" || fail "cannot set the speed of $1/$2"
}

unknown_speed()
{
	inside "$1" ethtool "$2" | grep -q 'Speed: Unknown'
}

# replug K: virtio_net tells nobody of a speed that was set by hand, as others
# do whose link goes down for it; a change of the link has it read again
replug()
{
	pull "$1"
	wait_until 5 not carrier a "c${1}a" || fail "cable $1 cannot be pulled"
	plug "$1"
}

without()
{
	cable_speed unknown c1a c1b c2a c2b
	cable_pair 2 "lag0 rate fast" "lag0 rate fast"
	unknown_speed a c1a || fail "the card reports a speed"
	wait_until 15 both_distributing 2 || fail "LACP does not start without a speed"
	diag "taken for $(port_get a c1a speed) Mb/s"
	port_is a c1a full_duplex true || fail "taken for half duplex"
	lacpmodctl -n a lag set lag0 min-bandwidth 100M || fail "min-bandwidth"
	explains a c1a "only 0 Mb/s could aggregate, min-bandwidth asks for 100 Mb/s: ports that report no speed do not count"
	distributing a lag0 0 || fail "they count without a speed"
}

speed()
{
	cable_pair 2 "lag0 rate fast" "lag0 rate fast"
	wait_until 15 both_distributing 2 || fail "not all ports distribute"
	set_speed a c1a 10000 full
	replug 1
	wait_until 5 port_is a c1a speed 10000 || fail "the new speed is not shown"
	lacpmodctl -n a show | grep -q '^  c1a *10G full' || fail "the overview shows another speed"
	wait_until 10 both_distributing 2 || fail "the port does not come back"
	set_speed a c1a 1000 full
}

# Traffic shares follow the speed.
shares()
{
	cable_speed 3000 c1a
	cable_speed 1000 c2a
	cable_pair 2 "lag0 rate fast" "lag0 rate fast"
	wait_until 15 both_distributing 2 || fail "not all ports distribute"
	wait_until 5 port_is a c1a buckets 3072 || fail "c1a has not three quarters"
	port_is a c2a buckets 1024 || fail "c2a has not a quarter"
	lag_is a lag0 speed 4000 || fail "the LAG's speed is not the sum"
	set_speed a c1a 1000 full
}

half()
{
	cable_pair 2 "lag0 rate fast" "lag0 rate fast"
	wait_until 15 both_distributing 2 || fail "not all ports distribute"
	set_speed a c2a 1000 half
	replug 2
	wait_until 5 port_is a c2a reason half-duplex || fail "no reason is given"
	explains a c2a "half duplex, LACP needs full duplex: check auto-negotiation at both ends"
	distributing a lag0 1 || fail "a half duplex port distributes"
	wait_until 10 distributing b lag0 1 || fail "the partner distributes to it"
	set_speed a c2a 1000 full
	replug 2
	wait_until 15 both_distributing 2 || fail "the port does not come back"
}

same_speed()
{
	cable_pair 2 "lag0 rate fast same-speed on" "lag0 rate fast"
	wait_until 15 both_distributing 2 || fail "not all ports distribute"
	set_speed a c2a 10000 full
	replug 2
	explains a c2a "its speed 10 Gb/s is not that of the group's ports: check auto-negotiation, or lacpmodctl lag set lag0 same-speed off"
	lacpmodctl -n a lag set lag0 same-speed off || fail "same-speed"
	wait_until 10 both_distributing 2 || fail "the port stays out: $(port_get a c2a reason)"
	set_speed a c2a 1000 full
}

# A LAG is out of use while its ports are too slow together.
min_bandwidth()
{
	cable_speed 1000 c1a c2a
	cable_pair 2 "lag0 rate fast min-bandwidth 2G" "lag0 rate fast"
	wait_until 15 both_distributing 2 || fail "not all ports distribute"
	set_speed a c1a 100 full
	replug 1
	explains a c2a "only 1.1 Gb/s could aggregate, min-bandwidth asks for 2 Gb/s"
	distributing a lag0 0 || fail "slow ports distribute"
	! carrier a lag0 || fail "carrier"
	wait_until 5 distributing b lag0 0 || fail "the partner distributes to them"
	set_speed a c1a 1000 full
	replug 1
	wait_until 15 both_distributing 2 || fail "the ports do not come back"
	carrier a lag0 || fail "no carrier"
}

need ethtool
need_cables 2
ktap_plan 6
ktap_run "a card without speed and duplex" without
ktap_run "a new speed is seen with the next link" speed
ktap_run "conversations are shared by speed" shares
ktap_run "a half duplex port is out" half
ktap_run "only ports of one speed" same_speed
ktap_run "too slow together" min_bandwidth
(cable_speed unknown c1a c1b c2a c2b)
ktap_end
