// SPDX-License-Identifier: GPL-2.0
/*
 * What conditions and actions of several machines have in common
 */

#include "conform.h"

/**
 * set_timer() - let a timer have expired, or not
 * @scene: the scene
 * @dice: what is thrown
 * @timer: the timer
 * @expired: whether it has
 */
void set_timer(struct scene *scene, struct dice *dice, u64 *timer,
	       bool expired)
{
	if (expired)
		*timer = scene->lag.now - (coin(dice) ? 0 : dice_below(dice, 9));
	else
		*timer = coin(dice) ? LACP_NEVER :
				      scene->lag.now + dice_between(dice, 1, 9);
}

/**
 * set_port_enabled() - the first port works, or does not in one of many ways
 * @scene: the scene
 * @dice: what is thrown
 * @is: whether it works
 */
void set_port_enabled(struct scene *scene, struct dice *dice, unsigned int is)
{
	struct lacp_port *port = first(scene);

	port->goodbye = coin(dice);
	port->link = is || coin(dice);
	if (!is && port->link)
		port->goodbye = false;
	/* A goodbye keeps the port working, whatever the settings are. */
	if (is && !port->goodbye)
		return;
	if (!is && !port->link && coin(dice))
		return;
	switch (dice_below(dice, 3)) {
	case 0:
		scene->lag.up = false;
		break;
	case 1:
		port->up = false;
		break;
	case 2:
		port->leaving = true;
		break;
	}
}

/**
 * set_lacp_enabled() - the first port speaks LACP, or does not
 * @scene: the scene
 * @dice: what is thrown
 * @is: whether it does
 */
void set_lacp_enabled(struct scene *scene, struct dice *dice, unsigned int is)
{
	struct lacp_port *port = first(scene);
	bool off = (is ? port->goodbye : !port->goodbye) && coin(dice);

	/* A goodbye is said by LACP even where that is no longer spoken. */
	port->full_duplex = is || (off && coin(dice));
	if (off && coin(dice))
		scene->lag.config.mode = LACPMOD_MODE_STATIC;
	else if (off)
		port->config.mode = LACPMOD_PORT_MODE_OFF;
}

/**
 * set_goodbye() - the first port has yet to say goodbye
 * @scene: the scene
 * @dice: what is thrown
 * @is: whether it has
 */
void set_goodbye(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->goodbye = is;
}

/**
 * set_down() - a port is set down; whether it has yet to say goodbye is all one
 * @port: the port
 * @dice: what is thrown
 */
void set_down(struct lacp_port *port, struct dice *dice)
{
	port->up = false;
	port->goodbye = coin(dice);
}

/**
 * set_attached() - the first port is attached
 * @scene: the scene
 * @dice: what is thrown
 * @is: whether it is
 */
void set_attached(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->mux = is ? dice_between(dice, 2, 5) :
				 dice_below(dice, 2);
}

/**
 * set_held() - the first port is held down
 * @scene: the scene
 * @dice: what is thrown
 * @is: whether it is
 */
void set_held(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->held = is;
}

/**
 * set_withdrawn() - the first port has drained
 * @scene: the scene
 * @dice: what is thrown
 * @is: whether it has
 */
void set_withdrawn(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->withdrawn = is;
}

/**
 * set_restoring() - the first port waits to be restored
 * @scene: the scene
 * @dice: what is thrown
 * @is: whether it does
 */
void set_restoring(struct scene *scene, struct dice *dice, unsigned int is)
{
	first(scene)->restoring = is;
}

/**
 * set_revertive() - who ranks better takes a place from who has it
 * @scene: the scene
 * @dice: what is thrown
 * @is: whether it does
 */
void set_revertive(struct scene *scene, struct dice *dice, unsigned int is)
{
	scene->lag.config.revertive = is;
}

/**
 * set_partner_sync() - the first port's partner is in sync
 * @scene: the scene
 * @dice: what is thrown
 * @is: whether it is
 */
void set_partner_sync(struct scene *scene, struct dice *dice, unsigned int is)
{
	assign(&first(scene)->partner.state, LACPMOD_STATE_SYNCHRONIZATION, is);
}

/**
 * set_partner_collecting() - the first port's partner collects
 * @scene: the scene
 * @dice: what is thrown
 * @is: whether it does
 */
void set_partner_collecting(struct scene *scene, struct dice *dice,
			    unsigned int is)
{
	assign(&first(scene)->partner.state, LACPMOD_STATE_COLLECTING, is);
}

/**
 * do_ntt() - NTT=T
 * @model: on what
 */
void do_ntt(struct scene *model)
{
	first(model)->ntt = true;
}

/**
 * do_unselected() - UNSELECTED
 * @model: on what
 */
void do_unselected(struct scene *model)
{
	struct lacp_port *port = first(model);

	/* Who takes another's place next time does so anew. */
	if (port->selected != LACPMOD_SELECTED_UNSELECTED)
		port->promoted = false;
	port->selected = LACPMOD_SELECTED_UNSELECTED;
	port->given_up = false;
}

/**
 * do_wait() - wait_while=aggregate wait
 * @model: on what
 */
void do_wait(struct scene *model)
{
	bool others_wait = false;
	unsigned int i;

	for (i = 1; i < SCENE_PORTS; i++)
		others_wait |= model->port[i].mux == LACPMOD_MUX_STATE_WAITING &&
			       model->port[i].selected ==
			       LACPMOD_SELECTED_SELECTED;
	if (!others_wait)
		model->lag.waiting_since = model->lag.now;
	first(model)->wait_while = model->lag.now +
				   model->lag.config.aggregate_wait;
}

/**
 * do_not_restoring() - restoring=F
 * @model: on what
 */
void do_not_restoring(struct scene *model)
{
	first(model)->restoring = false;
}
