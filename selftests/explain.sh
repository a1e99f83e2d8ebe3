#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# lacpmodctl explain: each fault that it knows is made, and it must name this one
# and no other, with the remedy, and tell scripts by its exit status. (Speed and
# duplex are in cable_speed.sh, drain is in move.sh; "reselecting" and "leaving"
# pass at once.)
#
# +- a ---------+           +- b ------------------------+
# |       eth1 -+-----------+- eth1  lag0                |
# | lag0  eth2 -+-----------+- eth2  lag0, or who speaks |
# +-------------+           |        other LACP, or none |
#                           +----------------------------+

# shellcheck source=selftests/lib.sh
. "$(dirname "$0")/lib.sh"

# two [SETTING...]: two links between lag0 and lag0, and all is well
two()
{
	pair 2 "lag0 rate fast $*" "lag0 rate fast"
	wait_until 10 all_well a || fail "not well from the beginning: $said"
}

# set NS SETTING...: of lag0
set_lag()
{
	lacpmodctl -n "$1" lag set lag0 "${@:2}" || fail "lag set $*"
}

# set_port NS SETTING...
set_port()
{
	lacpmodctl -n "$1" port set "${@:2}" || fail "port set $*"
}

well_again()
{
	wait_until 10 all_well a || fail "not well again: $said"
}

# What is set down, or pulled -----------------------------------------------------

down_or_pulled()
{
	two
	[ "$said" = "all 2 ports distribute" ] || fail "says: $said"
	[ "$(lacpmodctl -n a explain eth2)" = "eth2 distributes" ] || fail "of one port"

	down a lag0
	explains a eth1 "lag0 is set down: ip link set lag0 up"
	up a lag0
	well_again
	down a eth1
	explains a eth1 "it is set down: ip link set eth1 up"
	up a eth1
	well_again
	down b eth1
	explains a eth1 "no carrier: is the cable plugged in, and the other end up?"
	[ "$(lacpmodctl -n a explain eth2)" = "eth2 distributes" ] || fail "of the other port"
	up b eth1
	well_again
}

# Settings ------------------------------------------------------------------------

settings()
{
	two
	set_port a eth2 mode off
	explains a eth2 "LACP is switched off on it: lacpmodctl port set eth2 mode inherit"
	set_port a eth2 mode inherit
	well_again
	set_port a eth2 individual on
	explains a eth2 "this end keeps the link from aggregating"
	explains b eth2 "its partner keeps this link from aggregating: check its settings"
	set_port a eth2 individual off
	well_again
	set_lag a min-links 3
	explains a eth1 "2 ports could aggregate, min-links asks for 3"
	set_lag a min-links 1
	well_again
	set_lag a min-bandwidth 25G
	explains a eth1 "only 20 Gb/s could aggregate, min-bandwidth asks for 25 Gb/s"
	set_lag a min-bandwidth none
	well_again
	set_lag a max-links 1
	explains a eth2 "it stands by for the one port in use that max-links allows: to use all, lacpmodctl lag set lag0 max-links none"
	explains b eth2 "its partner has not agreed to this link for * s: if this lasts, look there"
	set_lag a max-links none
	well_again
}

waits()
{
	two wait-to-restore 100
	down b eth1
	explains a eth1 "no carrier*"
	up b eth1
	explains a eth1 "it has failed and must stay well for * s more: to use it now, lacpmodctl port restore eth1"
	lacpmodctl -n a port restore eth1 || fail "port restore"
	well_again

	set_lag a wait-to-restore 0 revertive off
	down b eth1
	explains a eth1 "no carrier*"
	up b eth1
	explains a eth1 "it has failed, and the ports that replaced it keep its place: to use it again, lacpmodctl port restore eth1"
	lacpmodctl -n a port restore eth1 || fail "port restore"
	well_again

	set_lag a revertive on flap-limit 1 flap-hold 100
	down b eth1
	explains a eth1 "no carrier*"
	up b eth1
	explains a eth1 "it failed too often and is held down for * s more: check cable and partner; to free it, lacpmodctl port restore eth1"
	lacpmodctl -n a port restore eth1 || fail "port restore"
	well_again
}

# The other end -------------------------------------------------------------------

# two_free [SETTING...]: eth1 has a partner; at the end of eth2 there is nobody yet
# shellcheck disable=SC2120
two_free()
{
	pair 1 "lag0 rate fast $*" "lag0 rate fast"
	wait_until 10 both_distributing 1 || fail "no link"
	cables 1 2
	up b eth2
	join a lag0 eth2
	system=$(lag_get b lag0 system)
	key=$(lag_get b lag0 key)
}

# other_end SETTING...: who speaks LACP on eth2
other_end()
{
	[ ! -e "$tmp/partner.pid" ] || stop "$tmp/partner" -KILL
	background b "$tmp/partner" pdu partner eth2 "$@"
}

partners()
{
	local own

	# shellcheck disable=SC2119
	two_free
	explains a eth2 "no LACPDU heard: does the other end speak LACP?"
	other_end system 02:00:00:00:00:99
	explains a eth2 "its partner is 02:00:00:00:00:99, the group's is $system: cabled to another system?"
	other_end system "$system" system-priority 5
	explains a eth2 "its partner $system has system priority 5, the group's has 32768: they must agree at the other end"
	other_end system "$system" key 99
	explains a eth2 "its partner's key is 99, the group's is $key: in another LAG, or of another speed, at the other end?"
	other_end system "$system" key "$key" port 9 state ATSCD
	explains a eth2 "its partner keeps this link from aggregating: check its settings"
	other_end system "$system" key "$key" port 9 state ATG
	explains a eth2 "its partner has not agreed to this link for * s: if this lasts, look there"
	own=$(lag_get a lag0 system)
	other_end system "$own" port 999
	explains a eth2 "its partner uses lag0's own System ID $own: give one of them another, lacpmodctl lag set lag0 system-id MAC"
	set_lag a mux independent
	other_end system "$system" key "$key" port 9 state ATGS
	explains a eth2 "its partner agrees but does not collect yet: if this lasts, look there"
	limit=10
	stop "$tmp/partner" -KILL
	# For the standard's three seconds, in which a kernel that looks for mistakes
	# may not get to it.
	[ -e "$kmemleak" ] ||
		explains a eth2 "its partner fell silent: does it still run LACP, do frames go both ways?"
	explains a eth2 "no LACPDU heard: does the other end speak LACP?"
	set_lag a mode passive
	explains a eth2 "no LACPDU heard, and it is passive itself: two passive ends stay silent, lacpmodctl lag set lag0 mode active"
	set_lag a mode active
	set_port a eth2 mode passive
	explains a eth2 "no LACPDU heard, and it is passive itself: two passive ends stay silent, lacpmodctl port set eth2 mode active"
}

looped()
{
	ns a
	cable a eth1 a eth2
	end a 2 lag0 rate fast
	explains a eth1 "it hears LACPDUs of lag0's own System ID: is the cable looped back, or does the other end use the same System ID?"
}

# One hears a partner, and waits for the other that might.
aggregate_wait()
{
	ns a b
	cables 2
	end a 2 lag0 rate fast aggregate-wait 30s
	end b 1 lag0 rate fast
	up b eth2
	explains a eth1 "waits * s more for other ports to attach together"
	set_lag a aggregate-wait 0
	wait_until 5 distributing a lag0 1 || fail "it still waits"
}

nobody()
{
	ns a b
	cables 2
	up b eth1 eth2
	end a 2 lag0 fallback single fallback-timeout 100
	explains a eth2 "no LACPDU heard, fallback begins in * s: does the other end speak LACP?"
	set_lag a fallback-timeout 0
	explains a eth1 "no LACPDU heard, it carries by fallback: does the other end speak LACP?"
	explains a eth2 "no LACPDU heard, and another port carries the fallback: does the other end speak LACP?"
	said=$(lacpmodctl -n a explain) && fail "all is well, it says: $said"
	[ "$(wc -l <<<"$said")" -eq 2 ] || fail "not both ports: $said"
}

ktap_plan 7
ktap_run "what is set down or pulled" down_or_pulled
ktap_run "settings that keep ports out" settings
ktap_run "ports that have failed" waits
ktap_run "partners that are not what they should be" partners
ktap_run "a looped cable" looped
ktap_run "the wait for others" aggregate_wait
ktap_run "a partner without LACP" nobody
ktap_end
