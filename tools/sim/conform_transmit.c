// SPDX-License-Identifier: GPL-2.0
/*
 * Transmit: when a LACPDU leaves
 */

#include "conform.h"

static void set_ntt(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->ntt = is;
}

/* A goodbye makes the port work whatever the settings are. */
static void set_still_enabled(struct scene *scene, struct dice *dice,
			      unsigned int is)
{
	struct lacp_port *port = first(scene);
	bool wanted = is ? !port->goodbye || coin(dice) : coin(dice);

	port->link = is || (!port->goodbye && !wanted && coin(dice));
	if (!wanted && coin(dice))
		port->up = false;
	else if (!wanted)
		scene->lag.up = false;
}

static void set_no_periodic(struct scene *scene, struct dice *dice,
			    unsigned int is)
{
	first(scene)->periodic = is ? LACPMOD_PERIODIC_STATE_NO_PERIODIC :
				      dice_between(dice, 1, 3);
}

/* When the last three were sent; the last one is left for the spacing. */
static void set_sent(struct scene *scene, struct dice *dice, unsigned int value)
{
	struct lacp_port *port = first(scene);
	u64 now = scene->lag.now;
	u64 recent = now - dice_between(dice, 600, 999);
	u64 old = now - dice_between(dice, 1000, 1400);

	if (coin(dice))
		old = now - 1000;
	switch (value) {
	case 0:
		port->sent[1] = coin(dice) ? LACP_NEVER : old;
		break;
	case 1:
		port->sent[1] = recent;
		port->sent[2] = coin(dice) ? LACP_NEVER : old;
		break;
	case 2:
		port->sent[1] = recent;
		port->sent[2] = coin(dice) ? recent : now - 999;
		break;
	}
}

static void set_first(struct scene *scene, struct dice *dice, unsigned int is)
{
	struct lacp_port *port = first(scene);
	unsigned int not = is ? 3 : dice_below(dice, 3);

	port->rx = LACPMOD_RX_STATE_EXPIRED;
	port->actor.state |= LACPMOD_STATE_DEFAULTED;
	port->link_changed = scene->lag.now - dice_below(dice, 50);
	if (coin(dice))
		port->link_changed = scene->lag.now - 49;
	if (not == 0)
		port->rx = LACPMOD_RX_STATE_DEFAULTED;
	if (not == 1)
		port->actor.state &= ~LACPMOD_STATE_DEFAULTED;
	if (not == 2)
		port->link_changed = scene->lag.now - 50;
}

static void set_spaced(struct scene *scene, struct dice *dice, unsigned int is)
{
	struct lacp_port *port = first(scene);
	unsigned int not = is ? 4 : dice_below(dice, 4);

	port->mux = LACPMOD_MUX_STATE_WAITING;
	port->told &= ~LACPMOD_STATE_SYNCHRONIZATION;
	port->sent[0] = scene->lag.now - dice_below(dice, 600);
	if (coin(dice))
		port->sent[0] = scene->lag.now - 599;
	if (not == 0)
		port->mux = LACPMOD_MUX_STATE_ATTACHED;
	if (not == 1)
		port->told |= LACPMOD_STATE_SYNCHRONIZATION;
	if (not == 2)
		port->sent[0] = scene->lag.now - 600;
	if (not == 3 && port->sent[1] == LACP_NEVER)
		port->sent[0] = LACP_NEVER;
	else if (not == 3)
		port->mux = LACPMOD_MUX_STATE_DETACHED;
}

static const struct input transmit_inputs[] = {
	{ { NULL, "NTT" }, 2, set_ntt },
	{ { NULL, "goodbye" }, 2, set_goodbye },
	{ { NULL, "port_enabled" }, 2, set_still_enabled },
	{ { NULL, "LACP_Enabled" }, 2, set_lacp_enabled },
	{ { NULL, "NO_PERIODIC" }, 2, set_no_periodic },
	{ { NULL, "2 in the last second", "3 in the last second" }, 3,
	  set_sent },
	{ { NULL, "first, within 50 ms" }, 2, set_first },
	{ { NULL, "WAITING, within 600 ms" }, 2, set_spaced },
};

static int transmit_step(struct scene *scene)
{
	bool goodbye = first(scene)->goodbye;

	if (lacp_transmit_step(first(scene)) != goodbye)
		scene->out.sends += 100;
	return -1;
}

static bool sends_at(const struct scene *scene, u64 now)
{
	static struct scene later;

	scene_copy(&later, scene);
	later.lag.now = now;
	later.out.sends = 0;
	lacp_transmit_step(first(&later));
	return later.out.sends;
}

/* What is pending leaves when it says, and not before. */
static const char *transmit_after(struct scene *scene)
{
	u64 deadline = lacp_transmit_deadline(first(scene));

	if (deadline == LACP_NEVER)
		return sends_at(scene, scene->lag.now + 100000) ?
		       "no deadline for a LACPDU" : NULL;
	if (!first(scene)->ntt)
		return "a deadline for no LACPDU";
	if (deadline > scene->lag.now && sends_at(scene, deadline - 1))
		return "sends before its deadline";
	return sends_at(scene, deadline) ? NULL : "does not send at its deadline";
}

static void do_no_ntt(struct scene *model)
{
	first(model)->ntt = false;
}

static void do_no_goodbye(struct scene *model)
{
	first(model)->goodbye = false;
}

static void do_send(struct scene *model)
{
	u64 *sent = first(model)->sent;

	sent[2] = sent[1];
	sent[1] = sent[0];
	sent[0] = model->lag.now;
	first(model)->parting = first(model)->goodbye;
	model->out.sends++;
}

static const struct action transmit_actions[] = {
	{ "NTT=F", do_no_ntt },
	{ "goodbye=F", do_no_goodbye },
	{ "send", do_send },
};

const struct machine machine_transmit = {
	.name = "Transmit",
	INPUTS(transmit_inputs),
	ACTIONS(transmit_actions),
	.backgrounds = 100,
	.trace = -1,
	.prepare = prepare_busy,
	.step = transmit_step,
	.after = transmit_after,
};
