/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What conform.c takes the engine's machines apart with
 */

#ifndef _SIM_CONFORM_H
#define _SIM_CONFORM_H

#include <linux/kernel.h>
#include <linux/string.h>

#include "lacpmod/lacp/machines.h"
#include "rand.h"

#define SCENE_PORTS	3
#define VALUES_MAX	12
#define INPUTS_MAX	8

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
 * @failed: when the first port has failed
 * @holds: how often it was held down without a rest
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
	u64 failed[LACP_FLAPS_MAX];
	u8 holds;
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
 * struct machine - one of the engine's machines
 * @name: its name in the table
 * @states: names of its states, or NULL where it has only one
 * @state_count: number of states
 * @inputs: what its conditions depend on
 * @input_count: number of inputs
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
 * @loose: the other ports may change
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
	unsigned int backgrounds;
	int trace;
	u8 *(*state)(struct scene *scene);
	u64 *(*timer)(struct scene *scene);
	void (*prepare)(struct scene *scene, struct dice *dice);
	void (*finish)(struct scene *scene, struct dice *dice);
	int (*step)(struct scene *scene);
	int (*ask)(const struct scene *scene, const char *name);
	const char *(*after)(struct scene *scene);
	bool loose;
	bool every;
	bool whole;
};

#define INPUTS(of)	.inputs = of, .input_count = ARRAY_SIZE(of)
#define STATES(of)	.states = of, .state_count = ARRAY_SIZE(of)

extern const struct machine machines[];
extern const unsigned int machine_count;
extern const struct machine choices[];
extern const unsigned int choice_count;

/* conform.c */
void __attribute__((__noreturn__)) __printf(1, 2) give_up(const char *format,
							  ...);

/* conform_condition.c */
bool holds(const char *condition, const struct machine *machine,
	   const struct scene *scene, const unsigned int *value);

void scene_copy(struct scene *to, const struct scene *from);
bool act(const struct machine *machine, struct scene *model, const char *name,
	 size_t length);
bool act_choice(struct scene *model, const char *name, size_t length);

bool coin(struct dice *dice);
void assign(u8 *state, u8 flag, bool on);
void prepare(struct scene *scene, struct dice *dice);
struct lacp_port *first(struct scene *scene);
void set_timer(struct scene *scene, struct dice *dice, u64 *timer,
	       bool expired);
struct lacp_group random_group(struct dice *dice);
void join_group(struct lacp_port *port, const struct lacp_group *group);
void leave_group(struct lacp_port *port, struct dice *dice);

#endif
