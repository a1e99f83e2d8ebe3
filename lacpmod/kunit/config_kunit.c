// SPDX-License-Identifier: GPL-2.0
/*
 * Settings, ports and links; and what the device is told of their outcome
 */

#include "rig.h"

#define FLAGS		(LACPMOD_STATE_SYNCHRONIZATION | \
			 LACPMOD_STATE_COLLECTING | \
			 LACPMOD_STATE_DISTRIBUTING)

/* The ports in the LAG's order must be those with these indices. */
static void expect_order(struct kunit *test, const u8 *index, unsigned int n)
{
	struct rig *rig = test->priv;
	const struct lacp_port *port;
	unsigned int i = 0;

	lacp_for_each_port(&rig->lag, port) {
		KUNIT_ASSERT_TRUE(test, i < n);
		KUNIT_EXPECT_EQ_MSG(test, port->index, index[i], "place %u", i);
		i++;
	}
	KUNIT_EXPECT_EQ(test, i, n);
}

/* A LAG without ports: nobody carries anything. */
static void config_empty(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_lag *lag = &rig->lag;
	unsigned int cid;

	memset(lag, 0xee, sizeof(*lag));
	lacp_init(lag, &rig_ops, &rig->config);
	KUNIT_EXPECT_FALSE(test, lag->up);
	KUNIT_EXPECT_FALSE(test, lag->carrier);
	KUNIT_EXPECT_FALSE(test, lag->group.valid);
	KUNIT_EXPECT_PTR_EQ(test, lag->ports, NULL);
	KUNIT_EXPECT_EQ(test, lag->config.key, rig->config.key);
	for (cid = 0; cid < LACP_BUCKETS; cid++)
		KUNIT_EXPECT_EQ(test, lag->bucket[cid], LACP_NO_PORT);
	/* The data path looks up whatever a bucket may name. */
	KUNIT_EXPECT_EQ(test, LACP_NO_PORT, 64);
	KUNIT_EXPECT_EQ(test, LACP_HELD, 65);
	KUNIT_EXPECT_EQ(test, LACP_PLACES, 66);
	KUNIT_EXPECT_EQ(test, lacp_run(lag, rig->now), LACP_NEVER);
}

/* What the documentation promises of a LAG of which nothing is set. */
static void config_defaults(struct kunit *test)
{
	struct lacp_config config = lacp_default_config();

	KUNIT_EXPECT_EQ(test, config.mode, LACPMOD_MODE_ACTIVE);
	KUNIT_EXPECT_EQ(test, config.rate, LACPMOD_RATE_SLOW);
	KUNIT_EXPECT_EQ(test, config.mux, LACPMOD_MUX_KIND_COUPLED);
	KUNIT_EXPECT_EQ(test, config.min_links, 1);
	KUNIT_EXPECT_EQ(test, config.min_bandwidth, 0);
	KUNIT_EXPECT_EQ(test, config.max_links, 0);
	KUNIT_EXPECT_EQ(test, config.selection, LACPMOD_SELECTION_BANDWIDTH);
	KUNIT_EXPECT_EQ(test, config.reselect, LACPMOD_RESELECT_LOST);
	KUNIT_EXPECT_EQ(test, config.fallback, LACPMOD_FALLBACK_OFF);
	KUNIT_EXPECT_EQ(test, config.timeout_multiplier, 3);
	KUNIT_EXPECT_TRUE(test, config.revertive);
	KUNIT_EXPECT_EQ(test, config.system_priority, 0x8000);
	KUNIT_EXPECT_EQ(test, config.rx_limit, 100);
	KUNIT_EXPECT_EQ(test, config.aggregate_wait, 2000);
	KUNIT_EXPECT_EQ(test, config.wait_to_restore, 0);
	KUNIT_EXPECT_EQ(test, config.sync_timeout, 10000);
	KUNIT_EXPECT_EQ(test, config.fallback_timeout, 5000);
	KUNIT_EXPECT_EQ(test, config.flap_limit, 0);
	KUNIT_EXPECT_EQ(test, config.flap_interval, 60000);
	KUNIT_EXPECT_EQ(test, config.flap_hold, 10000);
	KUNIT_EXPECT_TRUE(test, config.flush);
	KUNIT_EXPECT_EQ(test, config.hold_time, 100);
}

/* What a port begins with. */
static void config_port_begins(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port_config config = lacp_default_port_config(17);
	struct lacp_port *port = rig_port(rig, 0);
	unsigned int i;

	rig->config.rate = LACPMOD_RATE_SLOW;
	rig_configure(rig);
	config.priority = 0x1234;
	/* Not since the last run */
	rig->now += 5000;
	lacp_port_add(&rig->lag, port, 3, &config, rig->now);
	KUNIT_EXPECT_PTR_EQ(test, rig->lag.by_index[3], port);
	KUNIT_EXPECT_PTR_EQ(test, rig->lag.ports, port);
	KUNIT_EXPECT_EQ(test, port->speed, 1);
	KUNIT_EXPECT_EQ(test, port->link_changed, rig->now);
	KUNIT_EXPECT_EQ(test, port->mux_changed, rig->now);
	KUNIT_EXPECT_EQ(test, port->current_while, LACP_NEVER);
	KUNIT_EXPECT_EQ(test, port->periodic_timer, LACP_NEVER);
	KUNIT_EXPECT_EQ(test, port->actor_churn_timer, LACP_NEVER);
	KUNIT_EXPECT_EQ(test, port->partner_churn_timer, LACP_NEVER);
	for (i = 0; i < ARRAY_SIZE(port->sent); i++)
		KUNIT_EXPECT_EQ(test, port->sent[i], LACP_NEVER);
	for (i = 0; i < ARRAY_SIZE(port->marked); i++)
		KUNIT_EXPECT_EQ(test, port->marked[i], LACP_NEVER);
	for (i = 0; i < ARRAY_SIZE(port->failed); i++)
		KUNIT_EXPECT_EQ(test, port->failed[i], LACP_NEVER);
	KUNIT_EXPECT_EQ(test, port->sync_since, LACP_NEVER);
	KUNIT_EXPECT_EQ(test, port->unsync_since, LACP_NEVER);
	KUNIT_EXPECT_EQ(test, port->data_heard, LACP_NEVER);
	KUNIT_EXPECT_EQ(test, port->quiet_since, rig->now);
	KUNIT_EXPECT_EQ(test, port->lost_since, rig->now);
	KUNIT_EXPECT_EQ(test, port->rx_credit, 100 * 1000);
	KUNIT_EXPECT_FALSE(test, port->ntt);
	KUNIT_EXPECT_EQ(test, rig->events, 0);

	KUNIT_EXPECT_EQ(test, port->actor.system_priority, 0x8000);
	KUNIT_EXPECT_EQ(test, memcmp(port->actor.system, rig->config.system,
				     LACP_ADDR_LEN), 0);
	KUNIT_EXPECT_EQ(test, port->actor.key, 7);
	KUNIT_EXPECT_EQ(test, port->actor.port, 17);
	KUNIT_EXPECT_EQ(test, port->actor.port_priority, 0x1234);
	KUNIT_EXPECT_EQ(test, port->actor.state, LACPMOD_STATE_ACTIVITY |
			LACPMOD_STATE_AGGREGATION | LACPMOD_STATE_DEFAULTED);
	KUNIT_EXPECT_EQ(test, port->partner_admin.port, 17);
	KUNIT_EXPECT_EQ(test, port->partner_admin.state, LACPMOD_STATE_TIMEOUT);
	KUNIT_EXPECT_EQ(test, port->partner_admin.key, 0);
	KUNIT_EXPECT_EQ(test, memcmp(&port->partner, &port->partner_admin,
				     sizeof(port->partner)), 0);
}

/* Ports stand by ascending number, whichever way they come and go. */
static void config_order(struct kunit *test)
{
	static const u8 first[] = { 0, 1, 2, 3 }, second[] = { 0, 2, 1, 3 };
	static const u8 third[] = { 3, 0, 2, 1 }, fourth[] = { 3, 0, 1 };
	static const u8 fifth[] = { 0, 1 }, sixth[] = { 0 };
	struct rig *rig = test->priv;

	rig_add(rig, 4);
	expect_order(test, first, 4);
	rig_renumber(rig, 3, 40, 1);
	rig_renumber(rig, 1, 30, 1);
	expect_order(test, second, 4);
	rig_renumber(rig, 0, 20, 1);
	rig_renumber(rig, 2, 25, 1);
	rig_renumber(rig, 3, 10, 1);
	expect_order(test, third, 4);
	lacp_port_remove(rig_port(rig, 2));
	expect_order(test, fourth, 3);
	KUNIT_EXPECT_PTR_EQ(test, rig->lag.by_index[2], NULL);
	KUNIT_EXPECT_PTR_EQ(test, rig_port(rig, 2)->next, NULL);
	KUNIT_EXPECT_PTR_EQ(test, rig->lag.by_index[1], rig_port(rig, 1));
	lacp_port_remove(rig_port(rig, 3));
	expect_order(test, fifth, 2);
	lacp_port_remove(rig_port(rig, 1));
	expect_order(test, sixth, 1);
}

/* A new number or priority is told, the same one is not. */
static void config_port(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 0);

	rig_join(rig, 1);
	rig_pass(rig, 1500);
	rig_hear(rig, 0, RIG_WORKING);
	KUNIT_EXPECT_FALSE(test, port->ntt);
	rig_renumber(rig, 0, 1, 0x8000);
	KUNIT_EXPECT_FALSE(test, port->ntt);
	rig_renumber(rig, 0, 1, 0x8001);
	KUNIT_EXPECT_TRUE(test, port->ntt);
	KUNIT_EXPECT_EQ(test, port->actor.port_priority, 0x8001);
	port->ntt = false;
	rig_renumber(rig, 0, 2, 0x8001);
	KUNIT_EXPECT_TRUE(test, port->ntt);
	KUNIT_EXPECT_EQ(test, port->actor.port, 2);
	KUNIT_EXPECT_EQ(test, port->partner_admin.port, 2);
}

/* The same settings again do nothing; the time is taken with them. */
static void config_same(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 0);
	u64 current_while;

	rig_join(rig, 1);
	rig_pass(rig, 1500);
	rig_hear(rig, 0, RIG_WORKING);
	current_while = port->current_while;
	lacp_configure(&rig->lag, &rig->config, rig->now + 5);
	KUNIT_EXPECT_EQ(test, rig->lag.now, rig->now + 5);
	lacp_port_configure(port, &rig->at[0].config, rig->now + 6);
	KUNIT_EXPECT_EQ(test, rig->lag.now, rig->now + 6);
	KUNIT_EXPECT_FALSE(test, port->ntt);
	KUNIT_EXPECT_EQ(test, port->current_while, current_while);
	KUNIT_EXPECT_EQ(test, port->selected, LACPMOD_SELECTED_SELECTED);
	KUNIT_EXPECT_EQ(test, port->mux,
			LACPMOD_MUX_STATE_COLLECTING_DISTRIBUTING);
}

/* Our System becomes the partner's: the cable is looped, and the other way. */
static void config_becomes_looped(struct kunit *test)
{
	struct rig *rig = test->priv;
	u8 own = rig->config.system[5];

	rig_join(rig, 1);
	rig->config.system[5] = 0x0b;
	rig_configure(rig);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->looped);
	rig->config.system_priority = 0x8001;
	rig_configure(rig);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->looped);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->selected,
			LACPMOD_SELECTED_UNSELECTED);
	rig->config.system[5] = own;
	rig_configure(rig);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->looped);
}

/* Nobody says so where it is only assumed. */
static void config_assumed_looped(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_add(rig, 1);
	rig->at[0].config.partner_admin.system_priority = 0x8001;
	memcpy(rig->at[0].config.partner_admin.system, rig->config.system,
	       LACP_ADDR_LEN);
	rig_port_configure(rig, 0);
	rig_link(rig, 0, true);
	rig_pass(rig, 5000);
	rig->config.system_priority = 0x8001;
	rig_configure(rig);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->looped);
}

/* A rest in which the partner was told that all is well. */
static void rest(struct rig *rig, unsigned int ports)
{
	unsigned int i;

	rig_join(rig, ports);
	rig_pass(rig, 2500);
	rig_hear_all(rig, RIG_WORKING);
	for (i = 0; i < ports; i++)
		rig->at[i].sends = 0;
}

/* Down twice before the machines run: still one goodbye. */
static void goodbye_twice(struct kunit *test)
{
	struct rig *rig = test->priv;

	rest(rig, 2);
	lacp_port_set_up(rig_port(rig, 0), false);
	lacp_port_set_up(rig_port(rig, 0), false);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 1);
	KUNIT_EXPECT_EQ(test, rig_sent_state(rig, 0) & FLAGS, 0);
	lacp_set_up(&rig->lag, false);
	lacp_set_up(&rig->lag, false);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig->at[1].sends, 1);
	KUNIT_EXPECT_EQ(test, rig_sent_state(rig, 1) & FLAGS, 0);
	/* The first has said it. */
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 1);
}

/* Port and LAG are set down together, and only the LAG comes back. */
static void goodbye_together(struct kunit *test)
{
	struct rig *rig = test->priv;

	rest(rig, 2);
	lacp_port_set_up(rig_port(rig, 0), false);
	lacp_set_up(&rig->lag, false);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->goodbye);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 1)->goodbye);
	lacp_set_up(&rig->lag, true);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 1);
	KUNIT_EXPECT_EQ(test, rig_sent_state(rig, 0) & FLAGS, 0);
	KUNIT_EXPECT_EQ(test, rig->at[1].sends, 0);
	KUNIT_EXPECT_TRUE(test, lacp_port_distributing(rig_port(rig, 1)));
}

/* Down and up again before the machines run: nothing happened. */
static void goodbye_taken_back(struct kunit *test)
{
	struct rig *rig = test->priv;

	rest(rig, 1);
	lacp_port_set_up(rig_port(rig, 0), false);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->goodbye);
	lacp_port_set_up(rig_port(rig, 0), true);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->goodbye);
	lacp_set_up(&rig->lag, false);
	KUNIT_EXPECT_TRUE(test, rig_port(rig, 0)->goodbye);
	lacp_set_up(&rig->lag, true);
	KUNIT_EXPECT_FALSE(test, rig_port(rig, 0)->goodbye);
	rig_run(rig);
	KUNIT_EXPECT_TRUE(test, lacp_port_distributing(rig_port(rig, 0)));
	KUNIT_EXPECT_EQ(test, rig->at[0].sends, 0);
}

/* Each of what makes a goodbye due is needed. */
static void goodbye_due(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_port *port = rig_port(rig, 0);

	rest(rig, 1);
	port->told &= ~FLAGS;
	lacp_port_leave(port);
	KUNIT_EXPECT_FALSE(test, port->goodbye);
	KUNIT_EXPECT_TRUE(test, port->leaving);
	port->leaving = false;
	port->told |= LACPMOD_STATE_SYNCHRONIZATION;
	lacp_port_leave(port);
	KUNIT_EXPECT_TRUE(test, port->goodbye);

	port->leaving = false;
	lacp_port_set_up(port, true);
	KUNIT_EXPECT_FALSE(test, port->goodbye);
	port->link = false;
	lacp_port_leave(port);
	KUNIT_EXPECT_FALSE(test, port->goodbye);
	port->leaving = false;
	port->link = true;
	port->rx = LACPMOD_RX_STATE_PORT_DISABLED;
	lacp_port_leave(port);
	KUNIT_EXPECT_FALSE(test, port->goodbye);
}

static void expect_partners(struct kunit *test, unsigned int n, bool from,
			    bool to)
{
	struct rig *rig = test->priv;

	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig_events(rig, 0, LACPMOD_EVENT_PORT_PARTNER),
			n);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_PARTNER,
					 from, to));
}

/* A partner is another by its System or its port, and told of once. */
static void events_partner(struct kunit *test)
{
	struct rig *rig = test->priv;
	struct lacp_info *far = &rig->at[0].far;

	/* Also where it is what was assumed. */
	rig_add(rig, 1);
	rig->at[0].config.partner_admin = *far;
	rig_port_configure(rig, 0);
	rig_link(rig, 0, true);
	rig_pass(rig, 4000);
	rig_hear(rig, 0, RIG_HELLO);
	expect_partners(test, 1, false, true);
	far->key++;
	rig_hear(rig, 0, RIG_HELLO);
	expect_partners(test, 1, false, true);
	far->port++;
	rig_hear(rig, 0, RIG_HELLO);
	rig_hear(rig, 0, RIG_HELLO);
	expect_partners(test, 2, true, true);
	far->system[5]++;
	rig_hear(rig, 0, RIG_HELLO);
	rig_hear(rig, 0, RIG_HELLO);
	expect_partners(test, 3, true, true);
	rig_pass(rig, 10000);
	expect_partners(test, 4, true, false);
	lacp_port_set_up(rig_port(rig, 0), false);
	rig_run(rig);
	lacp_port_set_up(rig_port(rig, 0), true);
	rig_pass(rig, 10000);
	expect_partners(test, 4, true, false);
}

static void events_looped(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_plug(rig, 1);
	rig->at[0].far = rig_port(rig, 0)->actor;
	rig_hear(rig, 0, RIG_HELLO);
	rig_hear(rig, 0, RIG_HELLO);
	KUNIT_EXPECT_EQ(test, rig_events(rig, 0, LACPMOD_EVENT_PORT_LOOPED), 1);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_LOOPED,
					 false, true));
	rig_pass(rig, 10000);
	KUNIT_EXPECT_EQ(test, rig_events(rig, 0, LACPMOD_EVENT_PORT_LOOPED), 2);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_LOOPED,
					 true, false));
}

/* The link's and the carrier's events, and when they were. */
static void events_link(struct kunit *test)
{
	struct rig *rig = test->priv;
	const struct lacp_event *event;
	struct lacp_port *port = rig_port(rig, 0);

	rig_add(rig, 1);
	rig_pass(rig, 10);
	rig_link(rig, 0, true);
	event = rig_last(rig, 0, LACPMOD_EVENT_PORT_LINK);
	KUNIT_ASSERT_NOT_NULL(test, event);
	KUNIT_EXPECT_EQ(test, event->from, 0);
	KUNIT_EXPECT_EQ(test, event->to, 1);
	KUNIT_EXPECT_EQ(test, event->time, RIG_START + 10);
	KUNIT_EXPECT_EQ(test, port->link_changed, RIG_START + 10);
	rig_hear(rig, 0, RIG_WORKING);
	KUNIT_EXPECT_EQ(test, port->mux_changed, RIG_START + 10);
	event = rig_last(rig, LACP_NO_PORT, LACPMOD_EVENT_LAG_CARRIER);
	KUNIT_ASSERT_NOT_NULL(test, event);
	KUNIT_EXPECT_EQ(test, event->from, 0);
	KUNIT_EXPECT_EQ(test, event->to, 1);
	KUNIT_EXPECT_EQ(test, event->why.group.key, 9);

	rig_pass(rig, 10);
	rig_link(rig, 0, false);
	KUNIT_EXPECT_TRUE(test, rig_told(rig, 0, LACPMOD_EVENT_PORT_LINK, 1,
					 0));
	KUNIT_EXPECT_TRUE(test, rig_told(rig, LACP_NO_PORT,
					 LACPMOD_EVENT_LAG_CARRIER, 1, 0));
	KUNIT_EXPECT_EQ(test, port->link_changed, RIG_START + 20);
	KUNIT_EXPECT_EQ(test, port->mux_changed, RIG_START + 20);
	KUNIT_EXPECT_EQ(test, rig_events(rig, 0, LACPMOD_EVENT_PORT_LINK), 2);
	KUNIT_EXPECT_EQ(test, rig_events(rig, LACP_NO_PORT,
					 LACPMOD_EVENT_LAG_CARRIER), 2);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig_events(rig, 0, LACPMOD_EVENT_PORT_LINK), 2);
}

/* How often the Mux moved. */
static void counts_mux(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 1);
	/* WAITING, ATTACHED, COLLECTING_DISTRIBUTING */
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->counters.mux_changes, 3);
}

/* Ports without a weight of their own weigh what they are fast. */
static void speed_weighs(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 2);
	lacp_port_link(rig_port(rig, 0), true, 1000000, true);
	lacp_port_link(rig_port(rig, 1), true, 3000000, true);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->weight, 1000000);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 1)->weight, 3000000);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->buckets, LACP_BUCKETS / 4);
	KUNIT_EXPECT_EQ(test, rig->lag.speed, 4000000);
	/* Above a 64th of what 32 bits hold it counts as that. */
	lacp_port_link(rig_port(rig, 0), true, U32_MAX, true);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->weight, 67108863);
	/* A speed that is not known is assumed. */
	lacp_port_link(rig_port(rig, 0), true, 0, true);
	rig_run(rig);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->speed, 1000);
	KUNIT_EXPECT_EQ(test, rig_port(rig, 0)->weight, 1000);
}

/* Carrier: as many as are asked for, not one fewer. */
static void carrier_min_links(struct kunit *test)
{
	struct rig *rig = test->priv;

	rig_join(rig, 2);
	KUNIT_EXPECT_EQ(test, rig->lag.distributing, 2);
	rig->config.min_links = 2;
	rig_configure(rig);
	KUNIT_EXPECT_TRUE(test, rig->carrier);
	KUNIT_EXPECT_TRUE(test, rig->lag.carrier);
	rig->config.min_links = 3;
	rig_configure(rig);
	KUNIT_EXPECT_FALSE(test, rig->carrier);
	KUNIT_EXPECT_FALSE(test, rig->lag.carrier);
}

static struct kunit_case config_cases[] = {
	KUNIT_CASE(config_empty),
	KUNIT_CASE(config_defaults),
	KUNIT_CASE(config_port_begins),
	KUNIT_CASE(config_order),
	KUNIT_CASE(config_port),
	KUNIT_CASE(config_same),
	KUNIT_CASE(config_becomes_looped),
	KUNIT_CASE(config_assumed_looped),
	KUNIT_CASE(goodbye_twice),
	KUNIT_CASE(goodbye_together),
	KUNIT_CASE(goodbye_taken_back),
	KUNIT_CASE(goodbye_due),
	KUNIT_CASE(events_partner),
	KUNIT_CASE(events_looped),
	KUNIT_CASE(events_link),
	KUNIT_CASE(counts_mux),
	KUNIT_CASE(speed_weighs),
	KUNIT_CASE(carrier_min_links),
	{}
};

static struct kunit_suite lacp_config_suite = {
	.name = "lacp-config",
	.init = rig_init,
	.test_cases = config_cases,
};

kunit_test_suite(lacp_config_suite);
