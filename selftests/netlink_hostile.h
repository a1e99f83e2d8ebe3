/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of netlink_hostile share */
#ifndef NETLINK_HOSTILE_H
#define NETLINK_HOSTILE_H

#include <linux/netlink.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "../uapi/linux/lacpmod.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define MSG_MAX		66560	/* the longest attribute, and room for others */
#define REPLY_MAX	(1 << 19)	/* all of a LAG's conversation IDs */
#define ROWS_MAX	64
#define ATTRS		64	/* more than any set of the family has */
#define NONE		(-1)	/* no answer is to be expected */

/* Messages: netlink_hostile_message.c */

struct msg {
	union {
		struct nlmsghdr nlh;
		char buf[MSG_MAX];
	};
};

struct sock {
	int fd;
	bool says;		/* the last refusal came with words, or a place */
	char reply[REPLY_MAX];	/* answers to the last request */
	unsigned int reply_len;
};

extern struct sock family_sock;	/* what is sent to the family, */
extern struct sock looker;	/* what is set meanwhile, */
extern struct sock route;	/* and rtnetlink */
extern unsigned long messages, accepted, refused;
extern uint64_t random_state;

/* The program could not do its work. */
void die(const char *format, ...);
/* The module did not do its: say so, with the message. */
void wrong(const struct msg *m, const char *format, ...);

uint64_t rnd(void);
unsigned int below(unsigned int n);

void begin(struct msg *m, uint16_t type, const void *header, unsigned int len);
void begin_genl(struct msg *m, uint8_t cmd);
struct nlattr *put(struct msg *m, uint16_t type, const void *data, unsigned int len);
void put_text(struct msg *m, uint16_t type, const char *text);
struct nlattr *nest(struct msg *m, uint16_t type);
void nest_end(struct msg *m, struct nlattr *nla);

void open_sock(struct sock *s, int protocol);
void find_family(struct sock *s);
void transmit(struct sock *s, struct msg *m, unsigned int len);
/* 0, or what the answer says is wrong, negative */
int ask(struct sock *s, struct msg *m);

/* Attributes that nla_parse() would see, of several the last: ATTRS of them. */
void parse(const char *p, unsigned int len, const struct nlattr **tb);
const void *data_of(const struct nlattr *nla);
unsigned int len_of(const struct nlattr *nla);
uint32_t u32_of(const struct nlattr *nla);

/* Settings: netlink_hostile_settings.c */

struct setting {
	uint8_t attr;
	uint8_t octets;
	uint64_t min, max;
};

struct settings {
	const struct setting *row;
	unsigned int n;
};

struct system_value {
	uint8_t system[6];
	bool good;
};

/* For numbers, and for System IDs */
#define VALUES	27
#define SYSTEMS	7

extern const uint64_t values[VALUES];
extern const struct system_value systems[SYSTEMS];

const struct settings *settings_of(bool is_port);
/* Members of the nest that says what is assumed of a partner */
const struct settings *settings_of_partner(void);
/* Zeros hand the choice back to the module: it may be anything afterwards. */
bool is_automatic(bool is_port, const struct setting *b, const void *value);

/* LAGs and ports: netlink_hostile_objects.c */

struct row {
	uint32_t ifindex;
	uint32_t lag;			/* of a port */
	char name[IF_NAMESIZE];
	uint8_t value[ATTRS][8];
	uint8_t admin[LACPMOD_A_INFO_MAX + 1][8];	/* of a port, its partner */
};

struct state {
	unsigned int lags, ports;
	struct row lag[ROWS_MAX];
	struct row port[ROWS_MAX];
};

extern struct state before;

/* All settings, as they are now */
void look(struct state *state);
const struct row *find(const struct row *rows, unsigned int n, const char *name);
/* After a message that was refused: all is as in @before. */
void unchanged(const struct msg *m);

void make(const char *name, const char *kind);
void unmake(const char *name);
void set_up(const char *name);
void enslave(const char *port, const char *lag);
void take_away(bool is_port, const char *name);
/* Take away all that is not in the list of what there was. */
void tidy(const struct state *old);

/* What every command is asked: netlink_hostile_subject.c */

/*
 * Which object, and with which command. With .make each request makes it and
 * is followed by another that takes it away again.
 */
struct subject {
	uint8_t cmd;
	bool is_port;
	bool make;
	bool bad_only;
	const char *name;
	const char *other;	/* of a port its LAG, of a LAG one of its ports */
};

bool has_settings(const struct subject *s);
/* Begin a request that is as it should be. */
void address(struct msg *m, const struct subject *s);
/* The same of another object, or of none */
void address_index(struct msg *m, const struct subject *s, uint32_t ifindex);
const struct row *row_of(const struct subject *s, const struct state *state);
/* The object as it is then, in @before; it is there. */
const struct row *must_be_accepted(struct msg *m, const struct subject *s);
/* For what it says, in words, and nothing changes. */
void must_be_refused(struct msg *m);
/* By that error, and nothing changes. */
void refused_as(struct msg *m, int expected);
void try_common(const struct subject *s);
/* Of a port: netlink_hostile_nest.c */
void try_partner_admin(const struct subject *s);
/* Of a LAG: netlink_hostile_flow.c */
void try_buckets(const char *lag);
void try_frames(const char *lag);

/* What the program does, each in a file of its own; the exit status */
int cmd_bounds(void);
int cmd_refused(const char *lag, const char *port);
int cmd_random(char **argv, bool denied);
int cmd_foreign(char **argv);
int cmd_dumps(void);
int cmd_rtnl(const char *lag, const char *port);

#endif
