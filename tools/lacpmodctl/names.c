// SPDX-License-Identifier: GPL-2.0
/* Words for the values of enums, as the spec and the command line know them. */
#include "lacpmodctl.h"

#define STRINGS(id, ...)							\
	static const char *const id##_words[] = { __VA_ARGS__ };	\
	const struct names id##_names = { id##_words, ARRAY_SIZE(id##_words) }

STRINGS(mode, "passive", "active", "static");
STRINGS(rate, "slow", "fast");
STRINGS(port_mode, "passive", "active", "off", "inherit");
STRINGS(port_rate, "slow", "fast", "inherit");
STRINGS(selection, "bandwidth", "count", "port-priority", "stable");
STRINGS(reselect, "lost", "better");
STRINGS(fallback, "off", "single", "all");
STRINGS(hash, "layer2", "layer2+3", "layer3+4", "encap2+3", "encap3+4",
	"vlan+srcmac", "flow", "c-vid", "s-vid");
STRINGS(mux, "coupled", "independent");
STRINGS(selected, "unselected", "selected", "standby");
STRINGS(rx, "initialize", "port-disabled", "expired", "lacp-disabled",
	"defaulted", "current");
STRINGS(periodic, "no-periodic", "fast-periodic", "slow-periodic",
	"periodic-tx");
STRINGS(mux_state, "detached", "waiting", "attached", "collecting",
	"distributing", "collecting-distributing");
STRINGS(churn, "churn-monitor", "no-churn", "churn");
STRINGS(state, "activity", "timeout", "aggregation", "synchronization",
	"collecting", "distributing", "defaulted", "expired");
STRINGS(event, "lag-added", "lag-removed", "lag-carrier", "lag-partner",
	"port-added", "port-removed", "port-link", "port-rx", "port-selected",
	"port-mux", "port-actor-churn", "port-partner-churn",
	"port-partner", "port-fallback", "port-held", "port-looped",
	"port-drained", "lag-rebalanced");
STRINGS(updown, "down", "up");
STRINGS(onoff, "off", "on");
STRINGS(known, "none", "known");
STRINGS(heard, "none", "heard");
STRINGS(held, "free", "held");
STRINGS(looped, "clear", "looped");
STRINGS(drained, "in-use", "drained");

/**
 * name_of - the word for a value
 * @names: the enum's words
 * @value: the value
 *
 * Return: the word, NULL if this tool knows none.
 */
const char *name_of(const struct names *names, unsigned int value)
{
	return value < names->n ? names->word[value] : NULL;
}

/**
 * event_value_names - words for what an event changed from and to
 * @event: enum lacpmod_event
 *
 * Return: the words, NULL if the event has no from and to.
 */
const struct names *event_value_names(unsigned int event)
{
	switch (event) {
	case LACPMOD_EVENT_LAG_CARRIER:
	case LACPMOD_EVENT_PORT_LINK:
		return &updown_names;
	case LACPMOD_EVENT_LAG_PARTNER:
		return &known_names;
	case LACPMOD_EVENT_PORT_RX:
		return &rx_names;
	case LACPMOD_EVENT_PORT_SELECTED:
		return &selected_names;
	case LACPMOD_EVENT_PORT_MUX:
		return &mux_state_names;
	case LACPMOD_EVENT_PORT_ACTOR_CHURN:
	case LACPMOD_EVENT_PORT_PARTNER_CHURN:
		return &churn_names;
	case LACPMOD_EVENT_PORT_PARTNER:
		return &heard_names;
	case LACPMOD_EVENT_PORT_FALLBACK:
		return &onoff_names;
	case LACPMOD_EVENT_PORT_HELD:
		return &held_names;
	case LACPMOD_EVENT_PORT_LOOPED:
		return &looped_names;
	case LACPMOD_EVENT_PORT_DRAINED:
		return &drained_names;
	default:
		return NULL;
	}
}
