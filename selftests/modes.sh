#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Active and passive, fast and slow: who speaks, how often, and what comes of it.
#
# +- a ---------+           +- b ------------------+
# |       eth1 -+-----------+- eth1                |
# | lag0        |           |        lag0 or bond0 |
# |       eth2 -+-----------+- eth2                |
# +-------------+           +----------------------+

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# link A B: these two form a link that carries data
link()
{
	local far=${2%% *}

	pair 2 "$1" "$2"
	wait_until 15 both_distributing 2 lag0 "$far" || fail "no link"
	wait_until 5 carrier b "$far" || fail "no carrier in b"
	carrier a lag0 || fail "no carrier in a"
	address a lag0 10.0.0.1/24
	address b "$far" 10.0.0.2/24
	wait_until 5 pings a 10.0.0.2 || fail "no ping"
	pings a 10.0.0.2 10 || fail "pings lost"
}

# no_link A B: these two do not, and nobody says a word (but for bonding, which
# speaks when it is set up, passive or not)
no_link()
{
	local near far discarded sent mac

	ns a b
	cables 2
	up a eth1 eth2
	up b eth1 eth2
	capture a "$tmp/capture" eth1 eth2
	read -r -a near <<<"$1"
	read -r -a far <<<"$2"
	end a 2 "${near[@]}"
	end b 2 "${far[@]}"
	address a lag0 10.0.0.1/24
	address b "${far[0]}" 10.0.0.2/24
	holds 6 not carrier a lag0 || fail "carrier"
	distributing a lag0 0 || fail "distributing"
	if [ "${far[0]}" = lag0 ]; then
		! carrier b lag0 || fail "carrier in b"
		port_is a eth1 reason both-passive || fail "reason"
		[ "$(captured "$tmp/capture")" -eq 0 ] || fail "LACPDUs: $(<"$tmp/capture")"
	else
		[ "$(captured "$tmp/capture" out)" -eq 0 ] || fail "LACPDUs: $(<"$tmp/capture")"
	fi

	# Nor does data pass, in either direction.
	discarded=$(counter a eth1 data_discarded)
	mac=$(device_get a lag0 address)
	inside b pdu send eth1 frame dst "$mac" ethertype 0800 count 3 every 0
	wait_until 1 counter_above a eth1 data_discarded $((discarded + 2)) ||
		fail "data is not discarded"
	[ "$(statistic a lag0 rx_packets)" -eq 0 ] || fail "the LAG has received"
	sent=$(statistic a eth1 tx_packets)
	! pings a 10.0.0.2 || fail "pings"
	[ "$(statistic a eth1 tx_packets)" -eq "$sent" ] || fail "eth1 has sent"
}

# seen FILE DEV DIRECTION: how many LACPDUs
seen()
{
	captured "$1" " $2 $3 lacp "
}

# between LOW HIGH NUMBER
between()
{
	[ "$3" -ge "$1" ] && [ "$3" -le "$2" ]
}

# Each end sends as often as the other asks: a asks for fast, b for slow.
rates()
{
	pair 2 "lag0 rate fast" "lag0 rate slow"
	wait_until 8 both_distributing 2 || fail "no link"
	wait_until 5 port_is a eth1 periodic_state slow-periodic || fail "a's pace"
	wait_until 5 port_is b eth1 periodic_state fast-periodic || fail "b's pace"
	port_has b eth1 partner.state timeout || fail "a's Timeout bit"
	! port_has a eth1 partner.state timeout || fail "b's Timeout bit"
	capture a "$tmp/capture" eth1 eth2
	nap 5.5
	stop "$tmp/capture"
	between 4 7 "$(seen "$tmp/capture" eth1 in)" ||
		fail "$(seen "$tmp/capture" eth1 in) LACPDUs in 5.5 s from b"
	between 0 1 "$(seen "$tmp/capture" eth1 out)" ||
		fail "$(seen "$tmp/capture" eth1 out) LACPDUs in 5.5 s from a"
	! captured_any "$tmp/capture" ' out lacp actor=[^ ]*,A-' || fail "a's Timeout bit is not set"
	! captured_any "$tmp/capture" ' in lacp actor=[^ ]*,AT' || fail "b's Timeout bit is set"
	rate_kept "$tmp/capture" || fail "too many LACPDUs"
}

# The rate changes while the link is up, and nothing else does.
rate_change()
{
	local changes

	pair 2 "lag0 rate slow" "${1:-lag0} ${2:-rate} slow"
	wait_until 15 both_distributing 2 lag0 "${1:-lag0}" || fail "no link"
	address a lag0 10.0.0.1/24
	address b "${1:-lag0}" 10.0.0.2/24
	wait_until 5 pings a 10.0.0.2 || fail "no ping"
	changes=$(counter a eth1 mux_changes)
	capture a "$tmp/capture" eth1 eth2
	background a "$tmp/ping" ping -q -i 0.05 10.0.0.2

	lacpmodctl -n a lag set lag0 rate fast || fail "rate fast"
	nap 5	# more than the short timeout
	between 3 7 "$(seen "$tmp/capture" eth1 in)" ||
		fail "fast: $(seen "$tmp/capture" eth1 in) LACPDUs in 5 s from b"
	lacpmodctl -n a lag set lag0 rate slow || fail "rate slow"
	nap 1
	stop "$tmp/capture"
	capture a "$tmp/capture" eth1 eth2
	nap 4.5
	between 0 1 "$(seen "$tmp/capture" eth1 in)" ||
		fail "slow: $(seen "$tmp/capture" eth1 in) LACPDUs in 4.5 s from b"
	rate_kept "$tmp/capture" || fail "too many LACPDUs"

	stop "$tmp/ping" -INT
	ping_whole "$tmp/ping" || fail "$(tail -n 2 "$tmp/ping")"
	[ "$(counter a eth1 mux_changes)" = "$changes" ] || fail "the Mux has moved"
}

# A mode changes while the link is up: the last active end falls silent.
mode_change()
{
	pair 1 "lag0 rate fast" "lag0 rate fast mode passive"
	wait_until 8 both_distributing 1 || fail "no link"
	lacpmodctl -n b lag set lag0 mode active || fail "mode active"
	wait_until 3 port_has a eth1 partner.state activity || fail "b's Activity bit"
	lacpmodctl -n a lag set lag0 mode passive || fail "mode passive"
	wait_until 3 not port_has b eth1 partner.state activity || fail "a's Activity bit"
	holds 4 both_distributing 1 || fail "the link was lost"
}

ktap_plan 12
ktap_run "active - active" link "lag0 mode active" "lag0 mode active"
ktap_run "active - passive" link "lag0 mode active" "lag0 mode passive"
ktap_run "passive - active" link "lag0 mode passive" "lag0 mode active"
ktap_run "passive - passive: silence" no_link "lag0 mode passive" "lag0 mode passive"
ktap_run "active - bonding active" link "lag0" "bond0 lacp_rate fast"
ktap_run "active - bonding passive" link "lag0" "bond0 lacp_rate fast lacp_active off"
ktap_run "passive - bonding active" link "lag0 mode passive" "bond0 lacp_rate fast"
ktap_run "passive - bonding passive: silence" no_link "lag0 mode passive" "bond0 lacp_rate fast lacp_active off"
ktap_run "fast and slow" rates
ktap_run "rate changed while up" rate_change
ktap_run "rate changed while up, with bonding" rate_change bond0 lacp_rate
ktap_run "mode changed while up" mode_change
ktap_end
