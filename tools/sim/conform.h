/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What conform.c takes the engine's machines apart with
 *
 * Each machine, or pair of them, has a file: how to put it into a state, how to
 * make a condition true or false in every way there is, and what the table's
 * actions mean. The model shares no function with the engine.
 *
 *   conform.c            all machines, and what is done with each
 *   conform_condition.c  conditions of the table
 *   conform_compare.c    what may differ between model and engine
 *   conform_scene.c      the LAG that they belong to
 *   conform_common.c     conditions and actions that several of them have
 */

#ifndef _SIM_CONFORM_H
#define _SIM_CONFORM_H

#include <linux/kernel.h>
#include <linux/string.h>

#include "lacpmod/lacp/machines.h"
#include "rand.h"

#define SCENE_PORTS	3
#define VALUES_MAX	12
#define INPUTS_MAX	14

#define FOREVER		1000000	/* ms in which every wait ends */

#define FLAP_LIMIT_MAX	10	/* as documented, not as the engine has it */

#define MUX_FLAGS	(LACPMOD_STATE_SYNCHRONIZATION | \
			 LACPMOD_STATE_COLLECTING | \
			 LACPMOD_STATE_DISTRIBUTING)

/**
 * struct outcome - what a step comes to, beside the variables of the ports
 * @state: state of what has no variable of its own
 * @ready: what lacp_ready() said
 * @moved: the second port has moved
 * @gate: what the device was last told about collecting
 * @share: the first port has a share of the conversation IDs
 * @place: the first port has a place
 * @yielded: the first port has yielded its place
 * @watched: what the device was last told about watching the first port
 * @sends: LACPDUs that the first port has asked for
 * @responses: Marker Responses
 * @response: the last of them
 */
struct outcome {
	u8 state;
	bool ready;
	bool moved;
	bool gate;
	bool share;
	bool place;
	bool yielded;
	bool watched;
	unsigned int sends;
	unsigned int responses;
	u8 response[LACP_PDU_LEN];
};

/**
 * struct scene - a LAG, of which one machine of the first port takes a step
 * @lag: the LAG
 * @port: its ports
 * @out: what the step comes to
 * @frame: what the port is to hear
 * @config: the settings that the LAG is to have
 * @port_config: the settings that the port is to have
 */
struct scene {
	struct lacp_lag lag;
	struct lacp_port port[SCENE_PORTS];
	struct outcome out;
	u8 frame[LACP_PDU_LEN];
	struct lacp_config config;
	struct lacp_port_config port_config;
};

/**
 * struct input - what a condition depends on
 * @name: what conditions call its values; a value without a name is none of
 *	the others
 * @values: how many there are
 * @set: make it so; inputs are set in their order
 */
struct input {
	const char *name[VALUES_MAX];
	unsigned int values;
	void (*set)(struct scene *scene, struct dice *dice, unsigned int value);
};

/**
 * struct action - what a row may do
 * @name: what the table calls it
 * @act: do it to the model, or NULL where it is no more than the next state
 */
struct action {
	const char *name;
	void (*act)(struct scene *model);
};

/**
 * struct variable - one that a step may leave otherwise than the model
 * @of_lag: of struct lacp_lag, else of struct lacp_port
 * @offset: where it is
 * @size: its octets
 * @why: why the model does not know it
 */
struct variable {
	bool of_lag;
	size_t offset;
	size_t size;
	const char *why;
};

#define OF_PORT(member, why) \
	{ false, offsetof(struct lacp_port, member), \
	  sizeof_field(struct lacp_port, member), why }
#define OF_LAG(member, why) \
	{ true, offsetof(struct lacp_lag, member), \
	  sizeof_field(struct lacp_lag, member), why }

/**
 * struct machine - one of the engine's machines
 * @name: its name in the table
 * @states: names of its states, or NULL where it has only one
 * @state_count: number of states
 * @inputs: what its conditions depend on
 * @input_count: number of inputs
 * @actions: what its rows do
 * @action_count: number of actions
 * @backgrounds: scenes for each combination of state and inputs
 * @trace: the engine's name for it, or -1
 * @state: where its state is, or NULL
 * @timer: where its timer is, or NULL
 * @prepare: make a scene of it in which a state can be set, or NULL
 * @finish: what depends on the inputs, or NULL
 * @step: let it take a step; whether it says that it has, or -1
 * @ask: what can only be known after the step, or NULL: whether @name is true,
 *	-1 for a name that it does not know
 * @after: more to check, or NULL: what is wrong, or NULL
 * @beside: what a step does beside its row's actions, or NULL: whether it takes
 *	a transition, and from which state
 * @except: what the first port and the LAG may differ in
 * @except_count: how many these are
 * @others: what the other ports may differ in
 * @other_count: how many these are
 * @every: a state without a row is tested, too: it stays
 * @whole: the table tells the outcome only, what the ports go through is told
 *	by those of their machines
 */
struct machine {
	const char *name;
	const char * const *states;
	unsigned int state_count;
	const struct input *inputs;
	unsigned int input_count;
	const struct action *actions;
	unsigned int action_count;
	unsigned int backgrounds;
	int trace;
	u8 *(*state)(struct scene *scene);
	u64 *(*timer)(struct scene *scene);
	void (*prepare)(struct scene *scene, struct dice *dice);
	void (*finish)(struct scene *scene, struct dice *dice);
	int (*step)(struct scene *scene);
	int (*ask)(const struct scene *scene, const char *name);
	const char *(*after)(struct scene *scene);
	void (*beside)(struct scene *model, bool moves, unsigned int from);
	const struct variable *except;
	unsigned int except_count;
	const struct variable *others;
	unsigned int other_count;
	bool every;
	bool whole;
};

#define INPUTS(of)	.inputs = of, \
			.input_count = ARRAY_SIZE(of) + \
				BUILD_BUG_ON_ZERO(ARRAY_SIZE(of) > INPUTS_MAX)
#define STATES(of)	.states = of, .state_count = ARRAY_SIZE(of)
#define ACTIONS(of)	.actions = of, .action_count = ARRAY_SIZE(of)
#define EXCEPT(of)	.except = of, .except_count = ARRAY_SIZE(of)
#define OTHERS(of)	.others = of, .other_count = ARRAY_SIZE(of)

/* Each in the file of its name, or of its kind; conform.c has the list. */
extern const struct machine machine_receive;
extern const struct machine machine_port_moved;
extern const struct machine machine_periodic;
extern const struct machine machine_selection;
extern const struct machine machine_group;
extern const struct machine machine_give_up;
extern const struct machine machine_ready;
extern const struct machine machine_mux_coupled;
extern const struct machine machine_mux_independent;
extern const struct machine machine_mux_becomes_coupled;
extern const struct machine machine_mux_becomes_independent;
extern const struct machine machine_device;
extern const struct machine machine_transmit;
extern const struct machine machine_actor_churn;
extern const struct machine machine_partner_churn;
extern const struct machine machine_marker;
extern const struct machine machine_generator;
extern const struct machine machine_management;
extern const struct machine machine_restore;
extern const struct machine machine_hold_down;
extern const struct machine machine_place;
extern const struct machine machine_yield;
extern const struct machine machine_need;
extern const struct machine machine_fallback;

/* conform.c */
void __attribute__((__noreturn__)) __printf(1, 2) give_up(const char *format,
							  ...);

/* conform_compare.c */
void compare_begin(const struct machine *machine);
const char *compare(const struct scene *model, const struct scene *scene);

/* conform_condition.c */
bool holds(const char *condition, const struct machine *machine,
	   const struct scene *scene, const unsigned int *value);

/* conform_scene.c */
void scene_copy(struct scene *to, const struct scene *from);
bool coin(struct dice *dice);
struct lacp_info similar_info(struct dice *dice, struct lacp_info info);
void prepare(struct scene *scene, struct dice *dice);
void prepare_fresh(struct scene *scene, struct dice *dice);
void prepare_busy(struct scene *scene, struct dice *dice);
void make_alone(struct scene *scene, struct dice *dice);
void follow_mux(struct scene *scene, struct dice *dice);
void assign(u8 *state, u8 flag, bool on);
struct lacp_port *first(struct scene *scene);
bool same_link(const struct lacp_info *a, const struct lacp_info *b, u8 flags);
bool same_system(const struct lacp_info *a, const struct lacp_info *b);
bool own_system(const struct lacp_info *info, const struct lacp_port *port);
int compare_ids(const struct lacp_info *a, const struct lacp_info *b);
struct lacp_group random_group(struct dice *dice);
void join_group(struct lacp_port *port, const struct lacp_group *group);
bool in_group(const struct lacp_port *port, const struct lacp_group *group);
void leave_group(struct lacp_port *port, struct dice *dice);

/* conform_common.c */
void set_timer(struct scene *scene, struct dice *dice, u64 *timer,
	       bool expired);
void set_port_enabled(struct scene *scene, struct dice *dice, unsigned int is);
void set_lacp_enabled(struct scene *scene, struct dice *dice, unsigned int is);
void set_goodbye(struct scene *scene, struct dice *dice, unsigned int is);
void set_down(struct lacp_port *port, struct dice *dice);
void set_attached(struct scene *scene, struct dice *dice, unsigned int is);
void set_held(struct scene *scene, struct dice *dice, unsigned int is);
void set_withdrawn(struct scene *scene, struct dice *dice, unsigned int is);
void set_restoring(struct scene *scene, struct dice *dice, unsigned int is);
void set_revertive(struct scene *scene, struct dice *dice, unsigned int is);
void set_partner_sync(struct scene *scene, struct dice *dice, unsigned int is);
void set_partner_collecting(struct scene *scene, struct dice *dice,
			    unsigned int is);
void do_ntt(struct scene *model);
void do_unselected(struct scene *model);
void do_wait(struct scene *model);
void do_not_restoring(struct scene *model);

#endif
