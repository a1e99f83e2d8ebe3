// SPDX-License-Identifier: GPL-2.0
/*
 * A history, told
 */

#include <stdarg.h>
#include <stdio.h>

#include "world.h"

#define EPOCH	1000000		/* where world_begin() sets the clock */

static const char * const rx_states[] = {
	"INITIALIZE", "PORT_DISABLED", "EXPIRED", "LACP_DISABLED",
	"DEFAULTED", "CURRENT",
};

static const char * const selected_values[] = {
	"UNSELECTED", "SELECTED", "STANDBY",
};

static const char * const mux_states[] = {
	"DETACHED", "WAITING", "ATTACHED", "COLLECTING", "DISTRIBUTING",
	"COLLECTING_DISTRIBUTING",
};

static const char * const churn_states[] = {
	"CHURN_MONITOR", "NO_CHURN", "CHURN",
};

static const char * const reasons[] = {
	"", "LAG down", "port down", "no link", "half duplex", "released",
	"no partner", "partner silent", "looped", "other system", "other key",
	"individual", "reselecting", "aggregate wait", "min-links",
	"partner not in sync", "partner not collecting", "LACP off",
	"both passive", "duplicate system", "other speed", "standby",
	"wait to restore", "not reverting", "held down", "fallback wait",
	"fallback other", "draining", "drained", "min-bandwidth",
};

static const char * const switched[] = { "off", "on" };

/**
 * struct vocabulary - how the values of an event are called
 * @name: what changes
 * @value: its values
 */
static const struct vocabulary {
	const char *name;
	const char * const *value;
} vocabularies[] = {
	[LACPMOD_EVENT_PORT_LINK] = { "works", switched },
	[LACPMOD_EVENT_PORT_PARTNER] = { "has a partner", switched },
	[LACPMOD_EVENT_PORT_FALLBACK] = { "fallback", switched },
	[LACPMOD_EVENT_PORT_HELD] = { "held down", switched },
	[LACPMOD_EVENT_PORT_LOOPED] = { "looped", switched },
	[LACPMOD_EVENT_PORT_RX] = { "receive", rx_states },
	[LACPMOD_EVENT_PORT_SELECTED] = { "selected", selected_values },
	[LACPMOD_EVENT_PORT_MUX] = { "mux", mux_states },
	[LACPMOD_EVENT_PORT_ACTOR_CHURN] = { "actor churn", churn_states },
	[LACPMOD_EVENT_PORT_PARTNER_CHURN] = { "partner churn", churn_states },
};

/**
 * trace() - tell one thing that happens
 * @world: the world
 * @format: what, as printf() wants it
 */
void trace(struct world *world, const char *format, ...)
{
	u64 time = world->now - EPOCH;
	va_list args;

	if (!world->trace)
		return;
	printf("%4llu.%03llu  ", (unsigned long long)time / 1000,
	       (unsigned long long)time % 1000);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

/**
 * node_name() - the system's letter and the port's place, as in A3
 * @node: the port
 */
const char *node_name(const struct node *node)
{
	static char names[SYSTEMS_MAX][NODES_MAX][8];
	char *name = names[node->sys->index][node->index];

	/* Every check has its words ready: they are put together once. */
	if (!*name)
		snprintf(name, sizeof(names[0][0]), "%c%u",
			 'A' + node->sys->index, (node->index + 1) % 100u);
	return name;
}

/**
 * event_text() - an engine's event of a port in words
 * @event: the event
 *
 * Return: a text that is good until the next call.
 */
const char *event_text(const struct lacp_event *event)
{
	const struct vocabulary *words = &vocabularies[event->type];
	static char text[120];

	if (event->type >= ARRAY_SIZE(vocabularies) || !words->name)
		snprintf(text, sizeof(text), "event %u: %u -> %u", event->type,
			 event->from, event->to);
	else
		snprintf(text, sizeof(text), "%s: %s -> %s  %s", words->name,
			 words->value[event->from], words->value[event->to],
			 reasons[event->why.reason]);
	return text;
}

static const char *state_text(char *text, u8 state)
{
	static const char letters[] = "ATGSCDFX";
	unsigned int i;

	for (i = 0; i < 8; i++)
		text[i] = state & (1 << i) ? letters[i] : '-';
	text[8] = '\0';
	return text;
}

static unsigned int get16(const u8 *at)
{
	return at[0] << 8 | at[1];
}

/**
 * trace_pdu() - tell of a LACPDU
 * @world: the world
 * @node: the port
 * @what: what it does with it
 * @pdu: the LACPDU
 *
 * System, key, port and state of the Actor, then of the Partner. States: Active,
 * short Timeout, aGgregation, Sync, Collecting, Distributing, deFaulted,
 * eXpired.
 */
void trace_pdu(struct world *world, const struct node *node, const char *what,
	       const u8 *pdu)
{
	char actor[9], partner[9];

	if (!world->trace || pdu[0] != 1)
		return;
	trace(world, "%s %s %x:%02x/%u/%u %s about %x:%02x/%u/%u %s",
	      node_name(node), what, get16(pdu + 4), pdu[11], get16(pdu + 12),
	      get16(pdu + 16), state_text(actor, pdu[18]), get16(pdu + 24),
	      pdu[31], get16(pdu + 32), get16(pdu + 36),
	      state_text(partner, pdu[38]));
}
