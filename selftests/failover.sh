#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A link is lost, in every way a link can be, and comes back.
#
# +- a ---------+           +- b ------------------+
# |       eth1 -+-----------+- eth1                |
# | lag0  eth2 -+-----------+- eth2  lag0 or bond0 |
# |       eth3 -+-----------+- eth3                |
# +-------------+           +----------------------+

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# three KIND [OPTION...]: three links up, with lag0 rate fast in a
three()
{
	far=$1
	pair 3 "lag0 rate fast" "$*"
	wait_until 15 both_distributing 3 lag0 "$far" || fail "no link"
	address a lag0 10.0.0.1/24
	address b "$far" 10.0.0.2/24
	wait_until 5 pings a 10.0.0.2 || fail "no ping"
}

# lost NS DEV HOW: what is left carries all traffic, and what was lost comes back
lost()
{
	three "${@:4}"
	down "$1" "$2"
	wait_until 1 distributing a lag0 2 || fail "a still has three"
	wait_until 1 port_is a "$2" reason "$3" || fail "reason $(port_get a "$2" reason)"
	port_is a "$2" buckets 0 || fail "buckets"
	pings a 10.0.0.2 20 || fail "pings lost"
	wait_until 2 distributing b "$far" 2 || fail "b still has three"
	up "$1" "$2"
	wait_until 10 both_distributing 3 lag0 "$far" || fail "it does not come back"
	pings a 10.0.0.2 20 || fail "pings lost"
}

# all_lost: the LAG's carrier follows
all_lost()
{
	three "$@"
	down b eth1 eth2 eth3
	wait_until 1 distributing a lag0 0 || fail "still distributing"
	wait_until 1 not carrier a lag0 || fail "carrier"
	up b eth1 eth2 eth3
	wait_until 10 both_distributing 3 lag0 "$far" || fail "it does not come back"
	wait_until 1 carrier a lag0 || fail "no carrier"
	wait_until 5 pings a 10.0.0.2 || fail "no ping"
}

# last_heard DEV: when a received its last LACPDU, ms
last_heard()
{
	awk -v dev="$1" '$2 == dev && $3 == "in" { at = $1 }
		END { printf "%.0f\n", at * 1000 }' "$tmp/capture"
}

# silent_for DEV: from the last LACPDU to the Mux's leaving, ms
silent_for()
{
	local left

	left=$(awk -v dev="$1" '$3 == dev && $4 == "port-mux" && $5 == "collecting-distributing" {
		printf "%.0f\n", $1 * 1000
		exit
	}' "$tmp/events")
	[ -n "$left" ] || fail "no event for $1"
	echo $(($(to_wall "$left") - $(last_heard "$1")))
}

# silence KIND [OPTION...]: nothing is heard although the link stays up
silence()
{
	local ms dev

	three "$@"
	capture a "$tmp/capture" eth1 eth2 eth3
	background a "$tmp/events" lacpmodctl monitor
	nap 1.5		# so that the last one heard is in the capture

	filter_lacp b eth1 egress
	wait_until 5 distributing a lag0 2 || fail "eth1 still distributes"
	ms=$(silent_for eth1)
	diag "eth1 left $ms ms after the last LACPDU"
	[ "$ms" -le 3250 ] || fail "eth1 left too late"
	[ "$ms" -ge 2900 ] || fail "eth1 left too early"
	port_is a eth1 reason partner-silent || fail "reason $(port_get a eth1 reason)"
	port_is a eth1 link true || fail "the link went down"
	# A coupled partner that still hears us sends until we are out of sync.
	wait_until 10 not distributes b "$far" eth1 || fail "b still sends through eth1"
	pings a 10.0.0.2 20 || fail "pings lost"

	filter_lacp b eth2 egress
	filter_lacp b eth3 egress
	wait_until 5 distributing a lag0 0 || fail "eth2 and eth3 still distribute"
	wait_until 1 not carrier a lag0 || fail "carrier without a port"
	for dev in eth2 eth3; do
		ms=$(silent_for "$dev")
		diag "$dev left $ms ms after the last LACPDU"
		[ "$ms" -le 3250 ] || fail "$dev left too late"
	done
	wait_until 5 port_is a eth1 rx_state defaulted || fail "eth1 $(port_get a eth1 rx_state)"
	port_is a eth1 reason no-partner || fail "reason $(port_get a eth1 reason)"

	for dev in eth1 eth2 eth3; do
		unfilter_lacp b "$dev"
	done
	wait_until 15 both_distributing 3 lag0 "$far" || fail "it does not come back"
	wait_until 1 carrier a lag0 || fail "no carrier"
	wait_until 5 pings a 10.0.0.2 || fail "no ping"
	rate_kept "$tmp/capture" || fail "too many LACPDUs"
}

min_links()
{
	local far=lag0

	three lag0 rate fast
	lacpmodctl -n a lag set lag0 min-links 3 || fail "min-links 3"
	holds 1 both_distributing 3 || fail "the link was lost"

	down b eth3
	wait_until 1 not carrier a lag0 || fail "carrier"
	wait_until 1 distributing a lag0 0 || fail "still distributing"
	wait_until 1 port_is a eth1 reason min-links || fail "reason $(port_get a eth1 reason)"
	[[ $(lacpmodctl -n a show) == *"2 ports could aggregate, min-links asks for 3"* ]] ||
		fail "lacpmodctl show does not say it"
	wait_until 2 distributing b lag0 0 || fail "b sends into a closed door"
	! port_has b eth1 partner.state synchronization || fail "b was told Sync"
	holds 3 distributing a lag0 0 || fail "not for long"
	! carrier b lag0 || fail "carrier in b"

	lacpmodctl -n a lag set lag0 min-links 2 || fail "min-links 2"
	wait_until 5 both_distributing 2 || fail "it does not come up with 2"
	lacpmodctl -n a lag set lag0 min-links 3 || fail "min-links 3"
	wait_until 2 both_distributing 0 || fail "it stays up with 2"
	up b eth3
	wait_until 5 both_distributing 3 || fail "it does not come back"
	wait_until 5 pings a 10.0.0.2 || fail "no ping"
}

# both_gated SETTING VALUE: that one port cannot meet
both_gated()
{
	pair 2 "lag0 rate fast $*" "lag0 rate fast $*"
	wait_until 8 both_distributing 2 || fail "they wait for each other"
	down a eth1
	wait_until 3 both_distributing 0 || fail "still distributing"
	! carrier a lag0 || fail "carrier in a"
	! carrier b lag0 || fail "carrier in b"
	port_is a eth2 reason "$1" || fail "reason $(port_get a eth2 reason)"
	up a eth1
	wait_until 8 both_distributing 2 || fail "they do not come back"
}

ktap_plan 9
ktap_run "cable pulled" lost b eth3 no-link lag0 rate fast
ktap_run "port set down" lost a eth2 port-down lag0 rate fast
ktap_run "cable pulled, with bonding" lost b eth3 no-link bond0 lacp_rate fast
ktap_run "all cables pulled" all_lost lag0 rate fast
ktap_run "silence while the link is up" silence lag0 rate fast
ktap_run "silence while the link is up, with bonding" silence bond0 lacp_rate fast
ktap_run "min-links" min_links
ktap_run "min-links at both ends" both_gated min-links 2
ktap_run "min-bandwidth at both ends" both_gated min-bandwidth 20G
ktap_end
