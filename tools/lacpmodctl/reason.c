// SPDX-License-Identifier: GPL-2.0
/*
 * Reasons: why a port does not distribute, in a word for programs and a
 * sentence for people, who want to know the cause and what to do about it.
 * The words for reasons are here and nowhere else.
 */
#include <string.h>

#include "lacpmodctl.h"

/**
 * struct about - what a sentence can speak of
 * @lag: the LAG's name, fit for a terminal
 * @port: the port's
 * @passive_by: what to set for a port that is passive, "lag" or "port", or NULL
 * @speed: Mb/s of the port, 0 where that is not known
 * @args: the reason's arguments
 * @actor: our end of the link, where it is known
 * @partner: the other end, where it is known
 */
struct about {
	const char *lag;
	const char *port;
	const char *passive_by;
	uint32_t speed;
	struct attrs args;
	struct attrs actor;
	struct attrs partner;
};

static const char *lag_down(const struct about *a)
{
	return text("%s is set down: ip link set %s up", a->lag, a->lag);
}

static const char *port_down(const struct about *a)
{
	return text("it is set down: ip link set %s up", a->port);
}

static bool bit_clear(const struct attrs *info, uint8_t bit)
{
	return attr_has(info, LACPMOD_A_INFO_STATE) &&
	       !(attr_num(info, LACPMOD_A_INFO_STATE) & bit);
}

/* Our Activity bit is the LAG's mode. */
static const char *no_partner(const struct about *a)
{
	return text("no LACPDU heard: does the other end speak LACP?%s",
		    bit_clear(&a->actor, LACPMOD_STATE_ACTIVITY) ?
			" (both ends passive stay silent)" : "");
}

static const char *looped(const struct about *a)
{
	return text("it hears LACPDUs of %s's own System ID: is the cable looped back, or does the other end use the same System ID?",
		    a->lag);
}

static const char *other_system(const struct about *a)
{
	const uint8_t *its = attr_mac(&a->partner, LACPMOD_A_INFO_SYSTEM);
	const uint8_t *group = attr_mac(&a->args, LACPMOD_A_ARGS_SYSTEM);

	if (!its || !group)
		return "its partner is not the group's System: cabled to another system?";
	if (memcmp(its, group, MAC_LEN))
		return text("its partner is %s, the group's is %s: cabled to another system?",
			    mac_text(its), mac_text(group));
	return text("its partner %s has system priority %u, the group's has %u: they must agree at the other end",
		    mac_text(its),
		    (unsigned int)attr_num(&a->partner,
					   LACPMOD_A_INFO_SYSTEM_PRIORITY),
		    (unsigned int)attr_num(&a->args,
					   LACPMOD_A_ARGS_SYSTEM_PRIORITY));
}

static const char *other_key(const struct about *a)
{
	if (!attr_has(&a->partner, LACPMOD_A_INFO_KEY) ||
	    !attr_has(&a->args, LACPMOD_A_ARGS_KEY))
		return "its partner's key is not the group's: in another LAG at the other end?";
	return text("its partner's key is %u, the group's is %u: in another LAG, or of another speed, at the other end?",
		    (unsigned int)attr_num(&a->partner, LACPMOD_A_INFO_KEY),
		    (unsigned int)attr_num(&a->args, LACPMOD_A_ARGS_KEY));
}

static const char *individual(const struct about *a)
{
	if (bit_clear(&a->partner, LACPMOD_STATE_AGGREGATION))
		return "its partner keeps this link from aggregating: check its settings";
	if (bit_clear(&a->actor, LACPMOD_STATE_AGGREGATION))
		return "this end keeps the link from aggregating";
	if (attr_has(&a->partner, LACPMOD_A_INFO_STATE) &&
	    attr_has(&a->actor, LACPMOD_A_INFO_STATE))
		return "the link in use must not aggregate: is its port individual?";
	return "one end keeps the link from aggregating: check its settings";
}

static const char *aggregate_wait(const struct about *a)
{
	if (!attr_num(&a->args, LACPMOD_A_ARGS_LEFT))
		return "waits for other ports to attach together";
	return text("waits %s s more for other ports to attach together",
		    seconds_text(attr_num(&a->args, LACPMOD_A_ARGS_LEFT)));
}

static const char *min_links(const struct about *a)
{
	unsigned int have = attr_num(&a->args, LACPMOD_A_ARGS_HAVE);

	if (!attr_has(&a->args, LACPMOD_A_ARGS_NEED))
		return "fewer ports could aggregate than min-links asks for";
	return text("%u port%s could aggregate, min-links asks for %u", have,
		    have == 1 ? "" : "s",
		    (unsigned int)attr_num(&a->args, LACPMOD_A_ARGS_NEED));
}

static const char *min_bandwidth(const struct about *a)
{
	uint32_t have = attr_num(&a->args, LACPMOD_A_ARGS_HAVE);

	if (!attr_has(&a->args, LACPMOD_A_ARGS_NEED))
		return "what could aggregate is slower than min-bandwidth asks for";
	return text("only %s could aggregate, min-bandwidth asks for %s%s",
		    speed_text(have, true),
		    speed_text(attr_num(&a->args, LACPMOD_A_ARGS_NEED), true),
		    have ? "" : ": ports that report no speed do not count");
}

static const char *not_in_sync(const struct about *a)
{
	uint64_t since = attr_num(&a->args, LACPMOD_A_ARGS_SINCE);

	if (!since)
		return "its partner has not agreed to this link yet: if this lasts, look there";
	return text("its partner has not agreed to this link for %s s: if this lasts, look there",
		    seconds_text(since));
}

static const char *lacp_off(const struct about *a)
{
	return text("LACP is switched off on it: lacpmodctl port set %s mode inherit",
		    a->port);
}

static const char *both_passive(const struct about *a)
{
	if (!a->passive_by)
		return "no LACPDU heard, and it is passive itself: two passive ends stay silent";
	return text("no LACPDU heard, and it is passive itself: two passive ends stay silent, lacpmodctl %s set %s mode active",
		    a->passive_by,
		    !strcmp(a->passive_by, "port") ? a->port : a->lag);
}

static const char *duplicate_system(const struct about *a)
{
	const uint8_t *system = attr_mac(&a->partner, LACPMOD_A_INFO_SYSTEM);

	return text("its partner uses %s's own System ID%s%s: give one of them another, lacpmodctl lag set %s system-id MAC",
		    a->lag, system ? " " : "", system ? mac_text(system) : "",
		    a->lag);
}

static const char *other_speed(const struct about *a)
{
	return text("its speed%s%s is not that of the group's ports: check auto-negotiation, or lacpmodctl lag set %s same-speed off",
		    a->speed ? " " : "",
		    a->speed ? speed_text(a->speed, true) : "", a->lag);
}

static const char *standby(const struct about *a)
{
	unsigned int need = attr_num(&a->args, LACPMOD_A_ARGS_NEED);

	if (!need)
		return text("it stands by, max-links allows no more ports: to use all, lacpmodctl lag set %s max-links none",
			    a->lag);
	return text("it stands by for the %s in use that max-links allows: to use all, lacpmodctl lag set %s max-links none",
		    need == 1 ? "one port" : text("%u ports", need), a->lag);
}

/* " for 1.4 s more", where it is known how long. */
static const char *for_time_left(const struct about *a)
{
	if (!attr_has(&a->args, LACPMOD_A_ARGS_LEFT))
		return "";
	return text(" for %s s more",
		    seconds_text(attr_num(&a->args, LACPMOD_A_ARGS_LEFT)));
}

static const char *wait_to_restore(const struct about *a)
{
	return text("it has failed and must stay well%s: to use it now, lacpmodctl port restore %s",
		    for_time_left(a), a->port);
}

static const char *not_reverting(const struct about *a)
{
	return text("it has failed, and the ports that replaced it keep its place: to use it again, lacpmodctl port restore %s",
		    a->port);
}

static const char *held_down(const struct about *a)
{
	return text("it failed too often and is held down%s: check cable and partner; to free it, lacpmodctl port restore %s",
		    for_time_left(a), a->port);
}

static const char *fallback_wait(const struct about *a)
{
	uint64_t left = attr_num(&a->args, LACPMOD_A_ARGS_LEFT);

	return text("no LACPDU heard, fallback begins %s: does the other end speak LACP?",
		    left ? text("in %s s", seconds_text(left)) : "soon");
}

static const char *drained(const struct about *a)
{
	return text("drained, can be pulled: to use it again, lacpmodctl port set %s drain off",
		    a->port);
}

/**
 * struct reason - what is to be said of a reason
 * @say: its sentence from what is known, or
 * @plain: its sentence that is always the same; neither for "none"
 */
struct reason {
	const char *(*say)(const struct about *a);
	const char *plain;
};

#define REASON_MAX LACPMOD_REASON_MIN_BANDWIDTH

static const struct reason reasons[REASON_MAX + 1] = {
	[LACPMOD_REASON_LAG_DOWN] = { .say = lag_down },
	[LACPMOD_REASON_PORT_DOWN] = { .say = port_down },
	[LACPMOD_REASON_NO_LINK] = {
		.plain = "no carrier: is the cable plugged in, and the other end up?",
	},
	[LACPMOD_REASON_HALF_DUPLEX] = {
		.plain = "half duplex, LACP needs full duplex: check auto-negotiation at both ends",
	},
	[LACPMOD_REASON_RELEASED] = { .plain = "it is leaving the LAG" },
	[LACPMOD_REASON_NO_PARTNER] = { .say = no_partner },
	[LACPMOD_REASON_PARTNER_SILENT] = {
		.plain = "its partner fell silent: does it still run LACP, do frames go both ways?",
	},
	[LACPMOD_REASON_LOOPED] = { .say = looped },
	[LACPMOD_REASON_OTHER_SYSTEM] = { .say = other_system },
	[LACPMOD_REASON_OTHER_KEY] = { .say = other_key },
	[LACPMOD_REASON_INDIVIDUAL] = { .say = individual },
	[LACPMOD_REASON_RESELECTING] = {
		.plain = "its LAG ID changed: it leaves its group before it may join again",
	},
	[LACPMOD_REASON_AGGREGATE_WAIT] = { .say = aggregate_wait },
	[LACPMOD_REASON_MIN_LINKS] = { .say = min_links },
	[LACPMOD_REASON_PARTNER_NOT_IN_SYNC] = { .say = not_in_sync },
	[LACPMOD_REASON_PARTNER_NOT_COLLECTING] = {
		.plain = "its partner agrees but does not collect yet: if this lasts, look there",
	},
	[LACPMOD_REASON_LACP_OFF] = { .say = lacp_off },
	[LACPMOD_REASON_BOTH_PASSIVE] = { .say = both_passive },
	[LACPMOD_REASON_DUPLICATE_SYSTEM] = { .say = duplicate_system },
	[LACPMOD_REASON_OTHER_SPEED] = { .say = other_speed },
	[LACPMOD_REASON_STANDBY] = { .say = standby },
	[LACPMOD_REASON_WAIT_TO_RESTORE] = { .say = wait_to_restore },
	[LACPMOD_REASON_NOT_REVERTING] = { .say = not_reverting },
	[LACPMOD_REASON_HELD_DOWN] = { .say = held_down },
	[LACPMOD_REASON_FALLBACK_WAIT] = { .say = fallback_wait },
	[LACPMOD_REASON_FALLBACK_OTHER] = {
		.plain = "no LACPDU heard, and another port carries the fallback: does the other end speak LACP?",
	},
	[LACPMOD_REASON_DRAINING] = {
		.plain = "it drains: its conversations go to other ports, as soon as enough of those carry, and then its partner must stop",
	},
	[LACPMOD_REASON_DRAINED] = { .say = drained },
	[LACPMOD_REASON_MIN_BANDWIDTH] = { .say = min_bandwidth },
};

static const char *const reason_words[REASON_MAX + 1] = {
	[LACPMOD_REASON_NONE] = "none",
	[LACPMOD_REASON_LAG_DOWN] = "lag-down",
	[LACPMOD_REASON_PORT_DOWN] = "port-down",
	[LACPMOD_REASON_NO_LINK] = "no-link",
	[LACPMOD_REASON_HALF_DUPLEX] = "half-duplex",
	[LACPMOD_REASON_RELEASED] = "released",
	[LACPMOD_REASON_NO_PARTNER] = "no-partner",
	[LACPMOD_REASON_PARTNER_SILENT] = "partner-silent",
	[LACPMOD_REASON_LOOPED] = "looped",
	[LACPMOD_REASON_OTHER_SYSTEM] = "other-system",
	[LACPMOD_REASON_OTHER_KEY] = "other-key",
	[LACPMOD_REASON_INDIVIDUAL] = "individual",
	[LACPMOD_REASON_RESELECTING] = "reselecting",
	[LACPMOD_REASON_AGGREGATE_WAIT] = "aggregate-wait",
	[LACPMOD_REASON_MIN_LINKS] = "min-links",
	[LACPMOD_REASON_PARTNER_NOT_IN_SYNC] = "partner-not-in-sync",
	[LACPMOD_REASON_PARTNER_NOT_COLLECTING] = "partner-not-collecting",
	[LACPMOD_REASON_LACP_OFF] = "lacp-off",
	[LACPMOD_REASON_BOTH_PASSIVE] = "both-passive",
	[LACPMOD_REASON_DUPLICATE_SYSTEM] = "duplicate-system",
	[LACPMOD_REASON_OTHER_SPEED] = "other-speed",
	[LACPMOD_REASON_STANDBY] = "standby",
	[LACPMOD_REASON_WAIT_TO_RESTORE] = "wait-to-restore",
	[LACPMOD_REASON_NOT_REVERTING] = "not-reverting",
	[LACPMOD_REASON_HELD_DOWN] = "held-down",
	[LACPMOD_REASON_FALLBACK_WAIT] = "fallback-wait",
	[LACPMOD_REASON_FALLBACK_OTHER] = "fallback-other",
	[LACPMOD_REASON_DRAINING] = "draining",
	[LACPMOD_REASON_DRAINED] = "drained",
	[LACPMOD_REASON_MIN_BANDWIDTH] = "min-bandwidth",
};

const struct names reason_names = { reason_words, REASON_MAX + 1 };

static const char *sentence(unsigned int reason, const struct about *about)
{
	if (reason > REASON_MAX)
		return text("reason %u, which this lacpmodctl is too old to know",
			    reason);
	if (reasons[reason].say)
		return reasons[reason].say(about);
	return reasons[reason].plain;
}

static const char *passive_by(const struct attrs *port)
{
	if (!attr_has(port, LACPMOD_A_PORT_MODE))
		return NULL;
	return attr_num(port, LACPMOD_A_PORT_MODE) == LACPMOD_PORT_MODE_PASSIVE ?
	       "port" : "lag";
}

/**
 * reason_of_port - why a port does not distribute, in a sentence
 * @port: the port
 *
 * Return: the sentence, NULL if there is no reason.
 */
const char *reason_of_port(const struct attrs *port)
{
	const struct about about = {
		.lag = safe(attr_str(port, LACPMOD_A_PORT_LAG_IFNAME)),
		.port = safe(attr_str(port, LACPMOD_A_PORT_IFNAME)),
		.passive_by = passive_by(port),
		.speed = port_speed(port),
		.args = attr_nest(port, LACPMOD_A_PORT_ARGS),
		.actor = attr_nest(port, LACPMOD_A_PORT_ACTOR),
		.partner = attr_nest(port, LACPMOD_A_PORT_PARTNER),
	};

	return sentence(attr_num(port, LACPMOD_A_PORT_REASON), &about);
}

/**
 * explain_port - why a port does not distribute by LACP
 * @port: the port
 *
 * Return: a sentence, NULL if it does, or need not.
 */
const char *explain_port(const struct attrs *port)
{
	const char *reason = reason_of_port(port);

	if (reason)
		return reason;
	if (attr_num(port, LACPMOD_A_PORT_FALLBACK))
		return "no LACPDU heard, it carries by fallback: does the other end speak LACP?";
	if (is_distributing(port))
		return NULL;
	return text("its Mux machine is %s, and the kernel does not say why",
		    word_text(port, LACPMOD_A_PORT_MUX_STATE));
}

/**
 * reason_of_entry - why something in a port's history happened, in a sentence
 * @entry: the entry
 * @port: the port
 *
 * Return: the sentence, NULL if there is no reason.
 */
const char *reason_of_entry(const struct attrs *entry,
			    const struct attrs *port)
{
	const struct about about = {
		.lag = safe(attr_str(port, LACPMOD_A_PORT_LAG_IFNAME)),
		.port = safe(attr_str(port, LACPMOD_A_PORT_IFNAME)),
		.passive_by = passive_by(port),
		.args = attr_nest(entry, LACPMOD_A_ENTRY_ARGS),
	};

	return sentence(attr_num(entry, LACPMOD_A_ENTRY_REASON), &about);
}

/**
 * reason_of_event - why something changed, in a sentence
 * @event: the event
 *
 * Return: the sentence, NULL if there is no reason.
 */
const char *reason_of_event(const struct attrs *event)
{
	const struct about about = {
		.lag = safe(attr_str(event, LACPMOD_A_EVENT_LAG_IFNAME)),
		.port = safe(attr_str(event, LACPMOD_A_EVENT_PORT_IFNAME)),
		.args = attr_nest(event, LACPMOD_A_EVENT_ARGS),
		.partner = attr_nest(event, LACPMOD_A_EVENT_PARTNER),
	};

	return sentence(attr_num(event, LACPMOD_A_EVENT_REASON), &about);
}

/* Ports distribute, and the LAG has no carrier: what they lack. */
static const char *shortage(const struct attrs *lag)
{
	uint64_t n = attr_num(lag, LACPMOD_A_LAG_DISTRIBUTING);
	uint32_t speed = attr_num(lag, LACPMOD_A_LAG_SPEED);
	uint32_t need = attr_num(lag, LACPMOD_A_LAG_MIN_BANDWIDTH);

	if (n < attr_num(lag, LACPMOD_A_LAG_MIN_LINKS) || !need)
		return text("%u port%s, min-links asks for %s", (unsigned int)n,
			    n == 1 ? " distributes" : "s distribute",
			    num_text(lag, LACPMOD_A_LAG_MIN_LINKS));
	return text("only %s %s, min-bandwidth asks for %s%s",
		    speed_text(speed, true),
		    n == 1 ? "distributes" : "distribute",
		    speed_text(need, true),
		    speed < need ? "" : ": ports that report no speed do not count");
}

/**
 * reason_of_lag - why a LAG does not work, where its ports do not say so
 * @lag: the LAG
 *
 * Return: a sentence, NULL if there is no such reason.
 */
const char *reason_of_lag(const struct attrs *lag)
{
	if (!attr_num(lag, LACPMOD_A_LAG_PORTS))
		return text("it has no ports: lacpmodctl port add DEV lag %s",
			    safe(attr_str(lag, LACPMOD_A_LAG_IFNAME)));
	if (attr_num(lag, LACPMOD_A_LAG_UP) &&
	    !attr_num(lag, LACPMOD_A_LAG_CARRIER) &&
	    attr_num(lag, LACPMOD_A_LAG_DISTRIBUTING))
		return shortage(lag);
	return NULL;
}
