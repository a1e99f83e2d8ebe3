// SPDX-License-Identifier: GPL-2.0
/*
 * Receive machine, row by row (802.1AX-2014 6.4.12), and recordPDU
 */

#include "rig.h"

#define SHORT_TIMEOUT	3000
#define LONG_TIMEOUT	90000

static void expect_state(struct kunit *test, u8 state)
{
	struct rig *rig = test->priv;

	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->rx, state);
}

static u8 actor_state(struct rig *rig)
{
	return rig_port(rig, 0)->actor.state;
}

static u8 partner_state(struct rig *rig)
{
	return rig_port(rig, 0)->partner.state;
}

/* BEGIN: INITIALIZE, then at once PORT_DISABLED. */
static void rx_begin(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 0);

	rig_add(rig, 1);
	expect_state(test, LACPMOD_RX_STATE_PORT_DISABLED);
	KUNIT_EXPECT_EQ(test, port->selected, LACPMOD_SELECTED_UNSELECTED);
	KUNIT_EXPECT_TRUE(test, actor_state(rig) & LACPMOD_STATE_DEFAULTED);
	KUNIT_EXPECT_FALSE(test, actor_state(rig) & LACPMOD_STATE_EXPIRED);
	KUNIT_EXPECT_FALSE(test, port->port_moved);
	KUNIT_EXPECT_EQ(test, rig->next, LACP_NEVER);
}

/* PORT_DISABLED to EXPIRED: port_enabled && LACP_Enabled. */
static void rx_link_up(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 1);
	expect_state(test, LACPMOD_RX_STATE_EXPIRED);
	KUNIT_EXPECT_TRUE(test, actor_state(rig) & LACPMOD_STATE_EXPIRED);
	KUNIT_EXPECT_TRUE(test, partner_state(rig) & LACPMOD_STATE_TIMEOUT);
	KUNIT_EXPECT_FALSE(test, partner_state(rig) &
			   LACPMOD_STATE_SYNCHRONIZATION);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->current_while,
			rig->now + SHORT_TIMEOUT);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->ntt);
}

/* PORT_DISABLED stays: each of the three conditions is needed. */
static void rx_not_enabled(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 0);

	rig_add(rig, 1);
	lacp_port_set_up(port, false);
	rig_link(rig, 0, true);
	expect_state(test, LACPMOD_RX_STATE_PORT_DISABLED);

	lacp_set_up(&rig->lag, false);
	lacp_port_set_up(port, true);
	rig_run(rig);
	expect_state(test, LACPMOD_RX_STATE_PORT_DISABLED);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 0);

	lacp_set_up(&rig->lag, true);
	rig_run(rig);
	expect_state(test, LACPMOD_RX_STATE_EXPIRED);
}

/* PORT_DISABLED to LACP_DISABLED: port_enabled && !LACP_Enabled. */
static void rx_half_duplex(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 0);

	rig_add(rig, 1);
	lacp_port_link(port, true, RIG_SPEED, false);
	rig_run(rig);
	expect_state(test, LACPMOD_RX_STATE_LACP_DISABLED);
	KUNIT_EXPECT_EQ(test, port->selected, LACPMOD_SELECTED_UNSELECTED);
	KUNIT_EXPECT_TRUE(test, actor_state(rig) & LACPMOD_STATE_DEFAULTED);
	KUNIT_EXPECT_FALSE(test, actor_state(rig) & LACPMOD_STATE_EXPIRED);
	KUNIT_EXPECT_FALSE(test, partner_state(rig) &
			   LACPMOD_STATE_AGGREGATION);

	/* A LACPDU changes nothing. */
	rig_hear(rig, 0, RIG_WORKING);
	expect_state(test, LACPMOD_RX_STATE_LACP_DISABLED);
	rig_pass(rig, 10000);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 0);

	/* LACP_DISABLED to PORT_DISABLED: LACP_Enabled; then on to EXPIRED. */
	rig_link(rig, 0, true);
	expect_state(test, LACPMOD_RX_STATE_EXPIRED);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_RX,
					 LACPMOD_RX_STATE_LACP_DISABLED,
					 LACPMOD_RX_STATE_PORT_DISABLED));
}

/* EXPIRED to DEFAULTED: current_while. */
static void rx_expired_to_defaulted(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 0);

	rig_plug(rig, 1);
	rig_pass(rig, SHORT_TIMEOUT - 1);
	expect_state(test, LACPMOD_RX_STATE_EXPIRED);
	rig_pass(rig, 1);
	expect_state(test, LACPMOD_RX_STATE_DEFAULTED);
	KUNIT_EXPECT_TRUE(test, actor_state(rig) & LACPMOD_STATE_DEFAULTED);
	KUNIT_EXPECT_FALSE(test, actor_state(rig) & LACPMOD_STATE_EXPIRED);
	KUNIT_EXPECT_EQ(test, memcmp(&port->partner, &port->partner_admin,
				     sizeof(port->partner)), 0);
	KUNIT_EXPECT_EQ(test, port->selected, LACPMOD_SELECTED_UNSELECTED);
	KUNIT_EXPECT_EQ(test, port->mux, LACPMOD_MUX_STATE_DETACHED);
}

/* EXPIRED to CURRENT: PDU. */
static void rx_expired_to_current(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 1);
	rig_hear(rig, 0, RIG_HELLO);
	expect_state(test, LACPMOD_RX_STATE_CURRENT);
	KUNIT_EXPECT_FALSE(test, actor_state(rig) & LACPMOD_STATE_DEFAULTED);
	KUNIT_EXPECT_FALSE(test, actor_state(rig) & LACPMOD_STATE_EXPIRED);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->current_while,
			rig->now + SHORT_TIMEOUT);
}

/* DEFAULTED to CURRENT: PDU. */
static void rx_defaulted_to_current(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 1);
	rig_pass(rig, SHORT_TIMEOUT);
	expect_state(test, LACPMOD_RX_STATE_DEFAULTED);
	rig_hear(rig, 0, RIG_HELLO);
	expect_state(test, LACPMOD_RX_STATE_CURRENT);
	KUNIT_EXPECT_FALSE(test, actor_state(rig) & LACPMOD_STATE_DEFAULTED);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->selected,
			LACPMOD_SELECTED_SELECTED);
}

/* CURRENT to CURRENT: PDU, which starts current_while anew. */
static void rx_current_again(struct kunit *test)
{
	struct rig *rig = test->priv;
	unsigned int i;

	rig_join(rig, 1);
	for (i = 0; i < 5; i++) {
		rig_pass(rig, SHORT_TIMEOUT - 1);
		expect_state(test, LACPMOD_RX_STATE_CURRENT);
		rig_hear(rig, 0, RIG_WORKING);
		KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->current_while,
				rig->now + SHORT_TIMEOUT);
	}
	/* That is nothing to tell: PORT_DISABLED, EXPIRED and CURRENT were. */
	KUNIT_EXPECT_EQ(test, rig_events(rig, 0, LACPMOD_EVENT_PORT_RX), 3);
}

/* CURRENT to EXPIRED: current_while; out of distribution with it. */
static void rx_current_to_expired(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 0);

	rig_join(rig, 1);
	KUNIT_EXPECT_TRUE(test, lacp_port_distributing(port));
	rig_pass(rig, SHORT_TIMEOUT - 1);
	expect_state(test, LACPMOD_RX_STATE_CURRENT);
	KUNIT_EXPECT_TRUE(test, lacp_port_distributing(port));
	rig_pass(rig, 1);
	expect_state(test, LACPMOD_RX_STATE_EXPIRED);
	KUNIT_EXPECT_FALSE(test, lacp_port_distributing(port));
	KUNIT_EXPECT_FALSE(test, rig->at[0].collects);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	KUNIT_EXPECT_EQ(test, port->current_while, rig->now + SHORT_TIMEOUT);

	/* The partner is kept until DEFAULTED. */
	KUNIT_EXPECT_EQ(test, port->partner.port, 100);
	KUNIT_EXPECT_EQ(test, port->selected, LACPMOD_SELECTED_SELECTED);
}

/* The timeout is the Actor's own: what it asked the partner for. */
static void rx_long_timeout(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.rate = LACPMOD_RATE_SLOW;
	rig_configure(rig);
	rig_join(rig, 1);
	rig_pass(rig, LONG_TIMEOUT - 1);
	expect_state(test, LACPMOD_RX_STATE_CURRENT);
	rig_pass(rig, 1);
	expect_state(test, LACPMOD_RX_STATE_EXPIRED);
	rig_pass(rig, SHORT_TIMEOUT);
	expect_state(test, LACPMOD_RX_STATE_DEFAULTED);
}

/* Any state to PORT_DISABLED: !port_enabled; the partner is remembered. */
static void rx_link_down(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 0);

	rig_join(rig, 1);
	rig_link(rig, 0, false);
	expect_state(test, LACPMOD_RX_STATE_PORT_DISABLED);
	KUNIT_EXPECT_FALSE(test, partner_state(rig) &
			   LACPMOD_STATE_SYNCHRONIZATION);
	KUNIT_EXPECT_FALSE(test, lacp_port_distributing(port));
	KUNIT_EXPECT_EQ(test, port->partner.port, 100);
	KUNIT_EXPECT_EQ(test, port->selected, LACPMOD_SELECTED_SELECTED);

	/* From EXPIRED. */
	rig_link(rig, 0, true);
	expect_state(test, LACPMOD_RX_STATE_EXPIRED);
	rig_link(rig, 0, false);
	expect_state(test, LACPMOD_RX_STATE_PORT_DISABLED);

	/* From DEFAULTED. */
	rig_link(rig, 0, true);
	rig_pass(rig, SHORT_TIMEOUT);
	expect_state(test, LACPMOD_RX_STATE_DEFAULTED);
	rig_link(rig, 0, false);
	expect_state(test, LACPMOD_RX_STATE_PORT_DISABLED);

	/* From LACP_DISABLED. */
	lacp_port_link(port, true, RIG_SPEED, false);
	rig_run(rig);
	expect_state(test, LACPMOD_RX_STATE_LACP_DISABLED);
	rig_link(rig, 0, false);
	expect_state(test, LACPMOD_RX_STATE_PORT_DISABLED);
}

/* A flap to the same partner keeps Selection: no second aggregate wait. */
static void rx_flap_same_partner(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 0);

	rig_join(rig, 2);
	rig_link(rig, 0, false);
	rig_link(rig, 0, true);
	KUNIT_EXPECT_EQ(test, port->mux, LACPMOD_MUX_STATE_ATTACHED);
	rig_hear(rig, 0, RIG_WORKING);
	KUNIT_EXPECT_TRUE(test, lacp_port_distributing(port));
	KUNIT_EXPECT_FALSE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_SELECTED,
					  LACPMOD_SELECTED_SELECTED,
					  LACPMOD_SELECTED_UNSELECTED));
}

/* The duplex of a working port changes: LACP stops, then starts anew. */
static void rx_duplex_changes(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 0);

	rig_join(rig, 2);
	lacp_port_link(port, true, RIG_SPEED, false);
	rig_run(rig);
	expect_state(test, LACPMOD_RX_STATE_LACP_DISABLED);
	KUNIT_EXPECT_FALSE(test, lacp_port_distributing(port));
	KUNIT_EXPECT_EQ(test, port->mux, LACPMOD_MUX_STATE_DETACHED);
	KUNIT_EXPECT_TRUE(test, lacp_port_distributing(rig_port(rig, 1)));

	rig_link(rig, 0, true);
	expect_state(test, LACPMOD_RX_STATE_EXPIRED);
	rig_hear(rig, 0, RIG_WORKING);
	KUNIT_EXPECT_TRUE(test, lacp_port_distributing(port));
}

/* A port takes all of its steps, though no other machine or port takes one. */
static void rx_steps_alone(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig->config.mode = LACPMOD_MODE_PASSIVE;
	rig_configure(rig);
	rig_add(rig, 2);
	rig_link(rig, 0, true);
	rig_pass(rig, SHORT_TIMEOUT);
	expect_state(test, LACPMOD_RX_STATE_DEFAULTED);
	/* By way of PORT_DISABLED. */
	lacp_port_link(rig_port(rig, 0), true, RIG_SPEED, false);
	rig_run(rig);
	expect_state(test, LACPMOD_RX_STATE_LACP_DISABLED);
}

/* port_moved: our disabled port's partner is heard on another port. */
static void rx_port_moved(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 0);

	rig_add(rig, 2);
	rig_link(rig, 0, true);
	rig_hear(rig, 0, RIG_WORKING);
	rig_link(rig, 0, false);
	expect_state(test, LACPMOD_RX_STATE_PORT_DISABLED);
	KUNIT_EXPECT_FALSE(test, actor_state(rig) & LACPMOD_STATE_DEFAULTED);

	rig_link(rig, 1, true);
	rig->at[1].far = rig->at[0].far;
	rig_hear(rig, 1, RIG_HELLO);
	expect_state(test, LACPMOD_RX_STATE_PORT_DISABLED);
	KUNIT_EXPECT_TRUE(test, actor_state(rig) & LACPMOD_STATE_DEFAULTED);
	KUNIT_EXPECT_FALSE(test, port->port_moved);
	KUNIT_EXPECT_EQ(test, port->selected, LACPMOD_SELECTED_UNSELECTED);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_RX,
					 LACPMOD_RX_STATE_PORT_DISABLED,
					 LACPMOD_RX_STATE_INITIALIZE));
}

/* A port that works must not be reset by another that hears its partner. */
static void rx_port_not_moved(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 2);
	rig->at[1].far = rig->at[0].far;
	rig_hear(rig, 1, RIG_HELLO);
	expect_state(test, LACPMOD_RX_STATE_CURRENT);
	KUNIT_EXPECT_TRUE(test, lacp_port_distributing(rig_port(rig, 0)));
}

/* A LACPDU on a port without link is nothing. */
static void rx_pdu_without_link(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_add(rig, 1);
	rig_hear(rig, 0, RIG_WORKING);
	expect_state(test, LACPMOD_RX_STATE_PORT_DISABLED);
	rig_link(rig, 0, true);
	expect_state(test, LACPMOD_RX_STATE_EXPIRED);
}

/* update_Selected: every field that makes the port another one. */
static const struct identity {
	const char *name;
	s16 system_priority;
	s16 system;
	s16 key;
	s16 port_priority;
	s16 port;
	u8 state;
	bool reselects;
} identities[] = {
	{ "same", 0, 0, 0, 0, 0, 0, false },
	{ "system priority", 1, 0, 0, 0, 0, 0, true },
	{ "system", 0, 1, 0, 0, 0, 0, true },
	{ "key", 0, 0, 1, 0, 0, 0, true },
	{ "port priority", 0, 0, 0, 1, 0, 0, true },
	{ "port", 0, 0, 0, 0, 1, 0, true },
	{ "aggregation", 0, 0, 0, 0, 0, LACPMOD_STATE_AGGREGATION, true },
	{ "activity", 0, 0, 0, 0, 0, LACPMOD_STATE_ACTIVITY, false },
	{ "timeout", 0, 0, 0, 0, 0, LACPMOD_STATE_TIMEOUT, false },
	{ "synchronization", 0, 0, 0, 0, 0, LACPMOD_STATE_SYNCHRONIZATION,
	  false },
	{ "collecting", 0, 0, 0, 0, 0, LACPMOD_STATE_COLLECTING, false },
	{ "distributing", 0, 0, 0, 0, 0, LACPMOD_STATE_DISTRIBUTING, false },
	{ "defaulted", 0, 0, 0, 0, 0, LACPMOD_STATE_DEFAULTED, false },
	{ "expired", 0, 0, 0, 0, 0, LACPMOD_STATE_EXPIRED, false },
};

static void describe_identity(const struct identity *identity, char *desc)
{
	strscpy(desc, identity->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(identity, identities, describe_identity);

static void rx_update_selected(struct kunit *test)
{
	const struct identity *change = test->param_value;
	struct rig *rig = test->priv;
	struct lacp_info *far = &rig->at[0].far;

	rig_join(rig, 1);
	far->system_priority += change->system_priority;
	far->system[5] += change->system;
	far->key += change->key;
	far->port_priority += change->port_priority;
	far->port += change->port;
	rig_hear(rig, 0, RIG_WORKING ^ change->state);
	KUNIT_EXPECT_EQ(test,
			rig_told(rig, 0, LACPMOD_EVENT_PORT_SELECTED,
				 LACPMOD_SELECTED_SELECTED,
				 LACPMOD_SELECTED_UNSELECTED),
			change->reselects);
	KUNIT_EXPECT_EQ(test,
			rig_told(rig, 0, LACPMOD_EVENT_PORT_MUX,
				 LACPMOD_MUX_STATE_ATTACHED,
				 LACPMOD_MUX_STATE_DETACHED),
			change->reselects);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->selected,
			LACPMOD_SELECTED_SELECTED);
}

/* update_NTT: what the partner must know of us, and what it need not. */
static const struct belief {
	const char *name;
	s16 system_priority;
	s16 system;
	s16 key;
	s16 port_priority;
	s16 port;
	u8 state;
	bool ntt;
	bool sync;
} beliefs[] = {
	/* about us, the partner is right, or wrong in one field; then NTT
	 * says what update_NTT decides, and sync what recordPDU does
	 */
	{ "all true", 0, 0, 0, 0, 0, 0, false, true },
	{ "system priority", 1, 0, 0, 0, 0, 0, true, false },
	{ "system", 0, 1, 0, 0, 0, 0, true, false },
	{ "key", 0, 0, 1, 0, 0, 0, true, false },
	{ "port priority", 0, 0, 0, 1, 0, 0, true, false },
	{ "port", 0, 0, 0, 0, 1, 0, true, false },
	{ "activity", 0, 0, 0, 0, 0, LACPMOD_STATE_ACTIVITY, true, true },
	{ "timeout", 0, 0, 0, 0, 0, LACPMOD_STATE_TIMEOUT, true, true },
	{ "aggregation", 0, 0, 0, 0, 0, LACPMOD_STATE_AGGREGATION, true,
	  false },
	{ "synchronization", 0, 0, 0, 0, 0, LACPMOD_STATE_SYNCHRONIZATION,
	  true, true },
	{ "collecting", 0, 0, 0, 0, 0, LACPMOD_STATE_COLLECTING, false, true },
	{ "distributing", 0, 0, 0, 0, 0, LACPMOD_STATE_DISTRIBUTING, false,
	  true },
	{ "defaulted", 0, 0, 0, 0, 0, LACPMOD_STATE_DEFAULTED, false, true },
	{ "expired", 0, 0, 0, 0, 0, LACPMOD_STATE_EXPIRED, false, true },
};

static void describe_belief(const struct belief *belief, char *desc)
{
	strscpy(desc, belief->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(belief, beliefs, describe_belief);

static void believe(struct rig_port *at, const struct belief *wrong)
{
	at->about = at->port.actor;
	at->about.system_priority += wrong->system_priority;
	at->about.system[5] += wrong->system;
	at->about.key += wrong->key;
	at->about.port_priority += wrong->port_priority;
	at->about.port += wrong->port;
	at->about.state ^= wrong->state;
	at->lies = true;
}

static void rx_belief(struct kunit *test)
{
	const struct belief *wrong = test->param_value;
	struct rig *rig = test->priv;
	unsigned int sends;

	rig_join(rig, 1);
	rig_pass(rig, 1900);	/* both transmit slots are free */
	rig_hear(rig, 0, RIG_WORKING);
	rig_pass(rig, 50);
	sends = rig->at[0].sends;
	believe(&rig->at[0], wrong);
	rig_hear(rig, 0, RIG_WORKING);

	KUNIT_EXPECT_EQ(test, !!(partner_state(rig) &
				 LACPMOD_STATE_SYNCHRONIZATION), wrong->sync);
	KUNIT_EXPECT_EQ(test, lacp_port_distributing(rig_port(rig, 0)),
			wrong->sync);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends - sends, wrong->ntt);
}

/* An individual link is in sync whatever the partner says of us. */
static void rx_individual_sync(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_port *at = &rig->at[0];

	rig_plug(rig, 1);
	at->lies = true;
	rig_hear(rig, 0, RIG_WORKING & ~LACPMOD_STATE_AGGREGATION);
	KUNIT_EXPECT_TRUE(test, partner_state(rig) &
			  LACPMOD_STATE_SYNCHRONIZATION);
	rig_hear(rig, 0, RIG_HELLO & ~LACPMOD_STATE_AGGREGATION);
	KUNIT_EXPECT_FALSE(test, partner_state(rig) &
			   LACPMOD_STATE_SYNCHRONIZATION);
}

/* The Activity clause: somebody must keep the link alive, and know it. */
static const struct activity {
	const char *name;
	bool partner;
	bool own;
	bool known;
	bool sync;
} activities[] = {
	{ "passive, passive", false, false, false, false },
	{ "passive, passive, told otherwise", false, false, true, false },
	{ "passive, active but not known", false, true, false, false },
	{ "passive, active", false, true, true, true },
	{ "active, passive", true, false, false, true },
	{ "active, passive, told otherwise", true, false, true, true },
	{ "active, active but not known", true, true, false, true },
	{ "active, active", true, true, true, true },
};

static void describe_activity(const struct activity *activity, char *desc)
{
	strscpy(desc, activity->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(activity, activities, describe_activity);

static void rx_activity_clause(struct kunit *test)
{
	const struct activity *row = test->param_value;
	struct rig *rig = test->priv;
	struct rig_port *at = &rig->at[0];
	u8 state = RIG_WORKING;

	rig->config.mode = row->own ? LACPMOD_MODE_ACTIVE :
				      LACPMOD_MODE_PASSIVE;
	rig_configure(rig);
	rig_plug(rig, 1);

	at->lies = true;
	at->about = at->port.actor;
	at->about.state &= ~LACPMOD_STATE_ACTIVITY;
	if (row->known)
		at->about.state |= LACPMOD_STATE_ACTIVITY;
	if (!row->partner)
		state &= ~LACPMOD_STATE_ACTIVITY;
	rig_hear(rig, 0, state);

	KUNIT_EXPECT_EQ(test, !!(partner_state(rig) &
				 LACPMOD_STATE_SYNCHRONIZATION), row->sync);
	KUNIT_EXPECT_EQ(test, lacp_port_distributing(rig_port(rig, 0)),
			row->sync);
}

/* recordPDU copies the partner and all its state bits but Sync. */
static void rx_record_pdu(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct rig_port *at = &rig->at[0];
	struct lacp_info partner;

	rig_plug(rig, 1);
	rig_hear(rig, 0, 0xff);
	partner = at->port.partner;
	KUNIT_EXPECT_EQ(test, memcmp(&partner, &at->far, sizeof(partner)), 0);
}

/* A cable looped back: our own System neither joins nor stops the timeout. */
static void rx_own_system(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 0);
	u64 heard;

	rig_join(rig, 2);
	KUNIT_EXPECT_EQ(test, port->counters.own_system_rx, 0);
	rig->at[0].far = port->actor;
	rig_hear(rig, 0, RIG_WORKING);
	heard = rig->now;
	KUNIT_EXPECT_FALSE(test, lacp_port_distributing(port));
	KUNIT_EXPECT_TRUE(test, lacp_port_distributing(rig_port(rig, 1)));
	KUNIT_EXPECT_EQ(test, port->selected, LACPMOD_SELECTED_UNSELECTED);
	KUNIT_EXPECT_EQ(test, port->counters.own_system_rx, 1);

	/* Then silence. */
	while (rig->now < heard + SHORT_TIMEOUT) {
		rig_pass(rig, 1000);
		rig_hear(rig, 1, RIG_WORKING);
	}
	KUNIT_EXPECT_NE(test, port->rx, LACPMOD_RX_STATE_CURRENT);
	rig_pass(rig, SHORT_TIMEOUT);
	expect_state(test, LACPMOD_RX_STATE_DEFAULTED);
}

/* One such LACPDU on a working port, then silence: the port must not stay. */
static void rx_own_system_silence(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_info far;

	rig_join(rig, 1);
	far = rig->at[0].far;
	rig->at[0].far = rig_port(rig, 0)->actor;
	rig_hear(rig, 0, RIG_WORKING);
	rig->at[0].far = far;
	rig_hear(rig, 0, RIG_WORKING);
	rig_pass(rig, SHORT_TIMEOUT);
	KUNIT_EXPECT_FALSE(test, lacp_port_distributing(rig_port(rig, 0)));
	KUNIT_EXPECT_NE(test, rig_port(rig, 0)->rx, LACPMOD_RX_STATE_CURRENT);
}

/* The same System ID under another priority is another System. */
static void rx_own_address(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_add(rig, 1);
	memcpy(rig->at[0].far.system, rig->config.system, LACP_ADDR_LEN);
	rig_link(rig, 0, true);
	rig_hear(rig, 0, RIG_WORKING);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->looped);
	KUNIT_EXPECT_TRUE(test, lacp_port_distributing(rig_port(rig, 0)));
}

static struct kunit_case receive_cases[] = {
	KUNIT_CASE(rx_begin),
	KUNIT_CASE(rx_link_up),
	KUNIT_CASE(rx_not_enabled),
	KUNIT_CASE(rx_half_duplex),
	KUNIT_CASE(rx_expired_to_defaulted),
	KUNIT_CASE(rx_expired_to_current),
	KUNIT_CASE(rx_defaulted_to_current),
	KUNIT_CASE(rx_current_again),
	KUNIT_CASE(rx_current_to_expired),
	KUNIT_CASE(rx_long_timeout),
	KUNIT_CASE(rx_link_down),
	KUNIT_CASE(rx_flap_same_partner),
	KUNIT_CASE(rx_duplex_changes),
	KUNIT_CASE(rx_steps_alone),
	KUNIT_CASE(rx_port_moved),
	KUNIT_CASE(rx_port_not_moved),
	KUNIT_CASE(rx_pdu_without_link),
	KUNIT_CASE_PARAM(rx_update_selected, identity_gen_params),
	KUNIT_CASE_PARAM(rx_belief, belief_gen_params),
	KUNIT_CASE(rx_individual_sync),
	KUNIT_CASE_PARAM(rx_activity_clause, activity_gen_params),
	KUNIT_CASE(rx_record_pdu),
	KUNIT_CASE(rx_own_system),
	KUNIT_CASE(rx_own_system_silence),
	KUNIT_CASE(rx_own_address),
	{}
};

static struct kunit_suite lacp_receive_suite = {
	.name = "lacp-receive",
	.init = rig_init,
	.test_cases = receive_cases,
};

kunit_test_suite(lacp_receive_suite);
