// SPDX-License-Identifier: GPL-2.0
/*
 * What may differ between the model and the engine: nothing that is not said here,
 * or by a machine of what its step is not told of by the table
 */

#include <stdio.h>

#include "conform.h"

/* Wherever a port is, or however often something has happened. */
static const struct variable always[] = {
	OF_PORT(lag, "where the scene is"),
	OF_PORT(next, "where the scene is"),
	OF_PORT(counters, "is not part of the protocol, the unit tests count"),
	OF_LAG(ports, "where the scene is"),
	OF_LAG(by_index, "where the scene is"),
};

/* What a message calls a variable; one that is not here has a number. */
#define NAME(of, member) \
	{ #member, offsetof(struct of, member), sizeof_field(struct of, member) }

/**
 * struct name - what a variable is called
 * @name: its name
 * @offset: where it is
 * @size: its octets
 */
struct name {
	const char *name;
	size_t offset;
	size_t size;
};

static const struct name port_names[] = {
	NAME(lacp_port, config), NAME(lacp_port, up), NAME(lacp_port, link),
	NAME(lacp_port, speed_known), NAME(lacp_port, full_duplex),
	NAME(lacp_port, leaving), NAME(lacp_port, goodbye),
	NAME(lacp_port, parting), NAME(lacp_port, pdu_pending),
	NAME(lacp_port, looped), NAME(lacp_port, port_moved),
	NAME(lacp_port, ntt), NAME(lacp_port, admin_changed),
	NAME(lacp_port, slot), NAME(lacp_port, promoted),
	NAME(lacp_port, yielded), NAME(lacp_port, given_up),
	NAME(lacp_port, restoring),
	NAME(lacp_port, reverts), NAME(lacp_port, held),
	NAME(lacp_port, fallback), NAME(lacp_port, withdrawn),
	NAME(lacp_port, drained), NAME(lacp_port, watched),
	NAME(lacp_port, actor_churn), NAME(lacp_port, partner_churn),
	NAME(lacp_port, rx), NAME(lacp_port, periodic), NAME(lacp_port, mux),
	NAME(lacp_port, selected), NAME(lacp_port, speed),
	NAME(lacp_port, actor), NAME(lacp_port, partner),
	NAME(lacp_port, partner_admin), NAME(lacp_port, pdu_actor),
	NAME(lacp_port, pdu_partner), NAME(lacp_port, told),
	NAME(lacp_port, sync_sent), NAME(lacp_port, believed),
	NAME(lacp_port, current_while), NAME(lacp_port, periodic_timer),
	NAME(lacp_port, wait_while), NAME(lacp_port, actor_churn_timer),
	NAME(lacp_port, partner_churn_timer), NAME(lacp_port, held_until),
	NAME(lacp_port, sync_since), NAME(lacp_port, unsync_since),
	NAME(lacp_port, quiet_since), NAME(lacp_port, data_heard),
	NAME(lacp_port, lost_since), NAME(lacp_port, failed),
	NAME(lacp_port, holds), NAME(lacp_port, rx_credit),
	NAME(lacp_port, rx_refilled), NAME(lacp_port, sent),
	NAME(lacp_port, marked), NAME(lacp_port, flush),
	NAME(lacp_port, markers_left), NAME(lacp_port, marker_first),
	NAME(lacp_port, markers), NAME(lacp_port, drain_until),
	NAME(lacp_port, weight), NAME(lacp_port, dealt),
	NAME(lacp_port, claim), NAME(lacp_port, quota),
	NAME(lacp_port, buckets),
	NAME(lacp_port, was_enabled), NAME(lacp_port, collects),
	NAME(lacp_port, collected), NAME(lacp_port, collects_heard),
	NAME(lacp_port, linger_until), NAME(lacp_port, arrives_until),
	NAME(lacp_port, link_changed),
	NAME(lacp_port, mux_changed), NAME(lacp_port, convergence),
	NAME(lacp_port, convergence_max),
};

static const struct name lag_names[] = {
	NAME(lacp_lag, config), NAME(lacp_lag, up), NAME(lacp_lag, carrier),
	NAME(lacp_lag, group), NAME(lacp_lag, in_use),
	NAME(lacp_lag, vain_since), NAME(lacp_lag, now),
	NAME(lacp_lag, waiting_since), NAME(lacp_lag, carrier_until),
	NAME(lacp_lag, distributing), NAME(lacp_lag, fallback_ports),
	NAME(lacp_lag, standby), NAME(lacp_lag, speed),
	NAME(lacp_lag, suffices), NAME(lacp_lag, enough),
	NAME(lacp_lag, rebalanced), NAME(lacp_lag, settling),
	NAME(lacp_lag, releasing), NAME(lacp_lag, held_late),
	NAME(lacp_lag, answered), NAME(lacp_lag, in_vain),
	NAME(lacp_lag, asked), NAME(lacp_lag, held),
	NAME(lacp_lag, hold_until), NAME(lacp_lag, transaction),
	NAME(lacp_lag, owner_changes), NAME(lacp_lag, moves),
	NAME(lacp_lag, owner), NAME(lacp_lag, bucket),
};

static const struct name outcome_names[] = {
	NAME(outcome, state), NAME(outcome, ready), NAME(outcome, moved),
	NAME(outcome, gate), NAME(outcome, share), NAME(outcome, place),
	NAME(outcome, yielded), NAME(outcome, sends),
	NAME(outcome, responses), NAME(outcome, response),
};

/* Octets of a struct that have to be the same: 0xff, else 0. */
static u8 port_mask[sizeof(struct lacp_port)] __aligned(8);
static u8 other_mask[sizeof(struct lacp_port)] __aligned(8);
static u8 lag_mask[sizeof(struct lacp_lag)] __aligned(8);
static u8 outcome_mask[sizeof(struct outcome)] __aligned(8);

static void leave_out(u8 *mask, const struct variable *variable)
{
	memset(mask + variable->offset, 0, variable->size);
}

/* Behind the last member of a struct whatever was there is copied, or is not. */
static void leave_out_padding(u8 *port, u8 *lag)
{
#define PADDING(mask, of, member, type, last)				\
	memset((mask) + offsetof(struct of, member) +			\
	       offsetofend(struct type, last), 0,			\
	       sizeof(struct type) - offsetofend(struct type, last))
	PADDING(port, lacp_port, actor, lacp_info, state);
	PADDING(port, lacp_port, partner, lacp_info, state);
	PADDING(port, lacp_port, partner_admin, lacp_info, state);
	PADDING(port, lacp_port, pdu_actor, lacp_info, state);
	PADDING(port, lacp_port, pdu_partner, lacp_info, state);
	PADDING(port, lacp_port, collected, lacp_info, state);
	PADDING(port, lacp_port, config.partner_admin, lacp_info, state);
	PADDING(lag, lacp_lag, group, lacp_group, port);
	PADDING(lag, lacp_lag, asked, lacp_info, state);
}

/**
 * compare_begin() - what is compared from now on
 * @machine: the machine whose steps are
 */
void compare_begin(const struct machine *machine)
{
	unsigned int i;

	memset(port_mask, 0xff, sizeof(port_mask));
	memset(lag_mask, 0xff, sizeof(lag_mask));
	memset(outcome_mask, 0xff, sizeof(outcome_mask));
	outcome_mask[offsetof(struct outcome, watched)] = 0;
	leave_out_padding(port_mask, lag_mask);
	for (i = 0; i < ARRAY_SIZE(always); i++)
		leave_out(always[i].of_lag ? lag_mask : port_mask, &always[i]);
	memcpy(other_mask, port_mask, sizeof(port_mask));
	for (i = 0; i < machine->except_count; i++)
		leave_out(machine->except[i].of_lag ? lag_mask : port_mask,
			  &machine->except[i]);
	for (i = 0; i < machine->other_count; i++)
		leave_out(other_mask, &machine->others[i]);
}

static const char *name_of(const char *of, size_t offset,
			   const struct name *names, unsigned int count)
{
	static char text[64];
	unsigned int i;

	for (i = 0; i < count; i++)
		if (offset - names[i].offset < names[i].size)
			break;
	if (i == count)
		snprintf(text, sizeof(text), "octet %zu of struct %s", offset, of);
	else if (names[i].size > sizeof(u64))
		snprintf(text, sizeof(text), "%s, octet %zu", names[i].name,
			 offset - names[i].offset);
	else
		return names[i].name;
	return text;
}

/* Where two structs differ that must not, or their size. */
static size_t difference(const void *a, const void *b, const u8 *mask,
			 size_t size)
{
	const u8 *x = a, *y = b;
	size_t i = 0;
	u64 p, q, m;

	for (; i + sizeof(m) <= size; i += sizeof(m)) {
		memcpy(&p, x + i, sizeof(p));
		memcpy(&q, y + i, sizeof(q));
		memcpy(&m, mask + i, sizeof(m));
		if ((p ^ q) & m)
			break;
	}
	while (i < size && !((x[i] ^ y[i]) & mask[i]))
		i++;
	return i;
}

/**
 * compare() - whether the engine has done what the model has
 * @model: the model
 * @scene: what the engine has made of the same scene
 *
 * Return: the variable in which they differ, or NULL.
 */
const char *compare(const struct scene *model, const struct scene *scene)
{
	unsigned int i;
	size_t at;

	at = difference(&model->out, &scene->out, outcome_mask,
			sizeof(struct outcome));
	if (at < sizeof(struct outcome))
		return name_of("outcome", at, outcome_names,
			       ARRAY_SIZE(outcome_names));
	for (i = 0; i < SCENE_PORTS; i++) {
		at = difference(&model->port[i], &scene->port[i],
				i ? other_mask : port_mask,
				sizeof(struct lacp_port));
		if (at < sizeof(struct lacp_port))
			return name_of("lacp_port", at, port_names,
				       ARRAY_SIZE(port_names));
	}
	at = difference(&model->lag, &scene->lag, lag_mask,
			sizeof(struct lacp_lag));
	if (at < sizeof(struct lacp_lag))
		return name_of("lacp_lag", at, lag_names,
			       ARRAY_SIZE(lag_names));
	return NULL;
}
