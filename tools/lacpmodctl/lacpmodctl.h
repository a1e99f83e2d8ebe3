/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lacpmodctl: what its files share.
 *
 *   main.c     options, the table of objects
 *   lag.c port.c show.c explain.c monitor.c    one object each
 *   path.c     which way a frame would leave a LAG
 *   history.c  what happened to a port
 *   batch.c    commands from a file
 *   buckets.c rebalance.c  what the conversations of a LAG carry
 *   parse.c    words of the command line, settings into attributes
 *   attrs.c    tables of the family's attributes, access to received ones
 *   altname.c  names of net devices that are too long
 *   names.c    words for the values of enums
 *   reason.c   words and sentences for reasons
 *   pdu.c      LACPDUs taken apart
 *   nl.c       socket, family, requests and dumps
 *   extack.c   what the kernel says about a refused request
 *   print.c    text for people
 *   json.c     text for programs
 */
#ifndef LACPMODCTL_H
#define LACPMODCTL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/lacpmod.h>

#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define PRINTF(fmt, args)	__attribute__((format(printf, fmt, args)))

#define MAC_LEN			6
#define IFNAME_MAX		15
/* Conversation IDs of a LAG. */
#define BUCKETS			4096

/* Exit status. */
#define RC_OK			0
#define RC_FAILED		1
#define RC_USAGE		2
#define RC_UNWELL		3

/* main.c */

/**
 * struct options - what the command line asks for before the object
 * @json: print JSON
 * @pretty: indent it
 * @netns: work in another network namespace than before
 * @batch: the file that has the commands, or NULL
 * @force: go on after a command of it that failed
 */
struct options {
	bool json;
	bool pretty;
	bool netns;
	const char *batch;
	bool force;
};

extern struct options options;

/**
 * struct args - the words of the command line that are still to be read
 * @argc: how many
 * @argv: the words
 * @what: what has been read so far, for messages, such as "lag add"
 */
struct args {
	int argc;
	char **argv;
	char what[32];
};

/**
 * struct command - an object, or a verb of one
 * @name: its keyword
 * @run: does it, returns the exit status
 */
struct command {
	const char *name;
	int (*run)(struct args *args);
};

int run_command(const struct command *table, size_t n, struct args *args);
int run_words(int argc, char **argv);

int cmd_lag(struct args *args);
int cmd_port(struct args *args);
int cmd_show(struct args *args);
int cmd_explain(struct args *args);
int cmd_monitor(struct args *args);

/* path.c */
int lag_path(struct args *args);

/* history.c */
int port_history(struct args *args);

/* batch.c */
int run_batch(const char *name, bool force);

/* buckets.c */
int lag_buckets(struct args *args);

/* rebalance.c */
int lag_rebalance(struct args *args);

/* names.c */

/**
 * struct names - the words for the values of an enum, from 0 up
 * @word: the words
 * @n: how many
 */
struct names {
	const char *const *word;
	unsigned int n;
};

extern const struct names mode_names, rate_names, hash_names, mux_names,
	port_mode_names, port_rate_names, selection_names, reselect_names,
	fallback_names, selected_names, rx_names, periodic_names,
	mux_state_names, churn_names, state_names, event_names, updown_names,
	onoff_names, heard_names, held_names, looped_names;

const char *name_of(const struct names *names, unsigned int value);
const struct names *event_value_names(unsigned int event);

/* attrs.c */

/*
 * Kinds of values; BOOL, WORD, STATE and VALUE are u8 on the wire, MS and TIME
 * are milliseconds in a u32: on the command line a number without a unit is
 * milliseconds to the one and seconds to the other. SPEED is Mb/s in a u32.
 */
enum kind {
	KIND_NONE,
	KIND_BOOL,
	KIND_WORD,
	KIND_STATE,
	KIND_VALUE,
	KIND_U8,
	KIND_U16,
	KIND_U32,
	KIND_MS,
	KIND_TIME,
	KIND_SPEED,
	KIND_U64,
	KIND_STRING,
	KIND_MAC,
	KIND_LACPDU,
	KIND_FRAME,
	KIND_NEST,
	KIND_LIST,
};

struct attr_set;

/**
 * struct field - one attribute of a set
 * @attr: its number
 * @kind: what it holds
 * @name: its name in the spec, and in JSON with _ for -
 * @keyword: its name on the command line, where that differs
 * @zero: what the command line calls the value of zeros, where it has a word
 * @names: words for its values (KIND_WORD, KIND_STATE)
 * @nest: the set inside (KIND_NEST, KIND_LIST)
 * @min: smallest and
 * @max: largest value that the spec allows, 0 where the type alone limits it
 * @least: the smallest that is not @zero, where the kernel wants more than 1
 */
struct field {
	uint16_t attr;
	enum kind kind;
	const char *name;
	const char *keyword;
	const char *zero;
	const struct names *names;
	const struct attr_set *nest;
	uint32_t min;
	uint32_t max;
	uint32_t least;
};

/**
 * struct attr_set - an attribute set of the spec
 * @name: its name there
 * @field: its attributes in the spec's order, without pads
 * @n: how many
 */
struct attr_set {
	const char *name;
	const struct field *field;
	unsigned int n;
};

extern const struct attr_set info_set, args_set, lag_set, moves_set,
	counters_set, port_set, event_set, entry_set, path_set, bucket_set,
	rebalance_port_set, rebalance_set;

#define ATTRS_MAX 64

/**
 * struct attrs - received attributes, by number
 * @set: what they are
 * @tb: the attributes; NULL for absent and malformed ones
 */
struct attrs {
	const struct attr_set *set;
	const struct nlattr *tb[ATTRS_MAX];
};

const struct field *field_of(const struct attr_set *set, unsigned int attr);
const char *keyword_of(const struct field *field);
uint64_t kind_limit(const struct field *field);
void attrs_parse(struct attrs *attrs, const struct attr_set *set,
		 const void *data, size_t len);
void attrs_of_message(struct attrs *attrs, const struct attr_set *set,
		      const struct nlmsghdr *nlh);
void each_of_list(const struct nlmsghdr *nlh, const struct field *list,
		  void (*each)(const struct attrs *entry, void *data),
		  void *data);
uint64_t attr_value(const struct nlattr *attr, const struct field *field);
bool attr_has(const struct attrs *attrs, unsigned int attr);
uint64_t attr_num(const struct attrs *attrs, unsigned int attr);
const char *attr_str(const struct attrs *attrs, unsigned int attr);
const uint8_t *attr_mac(const struct attrs *attrs, unsigned int attr);
struct attrs attr_nest(const struct attrs *attrs, unsigned int attr);
bool is_port_of(const struct attrs *port, const struct attrs *lag);
bool is_distributing(const struct attrs *port);

/* parse.c */

#define REQUEST_SIZE 512

/**
 * struct setting - an attribute that the command line may set
 * @attr: its number
 * @inner: number of the one inside, if it is a nest
 */
struct setting {
	uint16_t attr;
	uint16_t inner;
};

/**
 * struct request - a request to be sent
 * @nlh: its message, in @buf
 * @set: what its attributes are
 * @quiet: nothing is to be said of a refusal
 * @buf: room
 */
struct request {
	struct nlmsghdr *nlh;
	const struct attr_set *set;
	bool quiet;
	char buf[REQUEST_SIZE] __attribute__((aligned(8)));
};

bool args_help(const struct args *args);
const char *args_next(struct args *args);
int args_done(const struct args *args);
int match(const char *arg, const struct names *names, const char *subject);
bool parse_number(const char *arg, uint64_t *value);
bool parse_mac(const char *arg, uint8_t *mac);
int parse_new_ifname(struct args *args, const char *what, const char **name);
int parse_ifname(struct args *args, const char *what, const char **name);
int parse_settings(struct args *args, struct request *req,
		   const struct setting *settings, size_t n);

/* altname.c */
void replace_altname(char *name);

/* nl.c */

/**
 * struct records - the answers to a dump, kept
 * @record: their attributes, which point into copies of the messages
 * @copy: the copies
 * @n: how many
 */
struct records {
	struct attrs *record;
	void **copy;
	size_t n;
};

void request_init(struct request *req, uint8_t cmd,
		  const struct attr_set *set);
int nl_open(void);
void nl_close(void);
int nl_do(struct request *req, struct records *answer);
int nl_dump(uint8_t cmd, const struct attr_set *set, uint16_t name_attr,
	    const char *name, struct records *answer);
int nl_listen(void (*event)(const struct nlmsghdr *nlh));
int nl_device(const char *name);
int get_lags(const char *name, struct records *lags);
int find_lag(const char *name, struct records *lags);
int get_ports(const char *name, struct records *ports);
void records_free(struct records *records);
void *xrealloc(void *array, size_t size);

/* extack.c */
int extack_report(const struct request *req, const struct nlmsghdr *answer);

/* reason.c */
extern const struct names reason_names;

const char *reason_of_lag(const struct attrs *lag);
const char *reason_of_port(const struct attrs *port);
const char *reason_of_event(const struct attrs *event);
const char *reason_of_entry(const struct attrs *entry,
			    const struct attrs *port);
const char *explain_port(const struct attrs *port);

/* pdu.c */

/**
 * struct pdu_info - one end of the link, from a LACPDU
 * @attrs: as attributes, in
 * @buf: this
 */
struct pdu_info {
	struct attrs attrs;
	char buf[128] __attribute__((aligned(8)));
};

/**
 * struct pdu - a LACPDU
 * @version: its version
 * @actor: the sender's end
 * @partner: the receiver's, as the sender sees it
 * @max_delay: the sender's Collector Max Delay, in tens of microseconds
 * @octet: all of it, from the subtype on
 * @len: octets of it
 * @more: where the next TLV begins, 0 if there can be none
 */
struct pdu {
	uint8_t version;
	struct pdu_info actor;
	struct pdu_info partner;
	uint16_t max_delay;
	const uint8_t *octet;
	size_t len;
	size_t more;
};

/**
 * struct tlv - a TLV of a LACPDU
 * @type: what it is
 * @len: octets of it, type and length among them
 */
struct tlv {
	uint8_t type;
	uint8_t len;
};

bool pdu_parse(struct pdu *pdu, const struct attrs *port, unsigned int attr);
bool pdu_next_tlv(struct pdu *pdu, struct tlv *tlv);
size_t pdu_rest(const struct pdu *pdu);
const char *tlv_name(uint8_t type);

/* print.c */
void error(const char *fmt, ...) PRINTF(1, 2);
int usage(const char *fmt, ...) PRINTF(1, 2);
const char *text(const char *fmt, ...) PRINTF(1, 2);
const char *safe(const char *string);
const char *mac_text(const uint8_t *mac);
const char *speed_text(uint32_t mbps, bool spelled);
const char *state_text(uint8_t state);
const char *share_text(uint32_t buckets);
const char *percent_text(uint64_t part, uint64_t whole);
const char *seconds_text(uint64_t ms);
const char *time_text(uint64_t ms);
uint32_t port_speed(const struct attrs *port);
const char *link_text(const struct attrs *port);
const char *change_text(const struct attrs *event, unsigned int type_attr,
			unsigned int from_attr, unsigned int to_attr);
const char *word_text(const struct attrs *attrs, unsigned int attr);
const char *num_text(const struct attrs *attrs, unsigned int attr);
const char *field_text(const struct field *field, uint64_t value);
const char *setting_text(const struct attrs *attrs, unsigned int attr);
void print_settings(const struct attrs *attrs, const uint16_t *list, size_t n);
const char *carrier_text(const struct attrs *lag);
const char *ports_text(const struct attrs *lag);
const char *partner_text(const struct attrs *lag);
const char *list_text(const struct names *names, const char *last);

#define STATE_LEGEND							\
	"State octets: A activity, T short timeout, G aggregation, S in sync,\n"	\
	"C collecting, D distributing, F defaulted, E expired."

#define TABLE_COLUMNS 8

/**
 * struct table - rows of text in aligned columns
 * @n: number of columns
 * @width: width of the widest cell of each so far
 */
struct table {
	unsigned int n;
	int width[TABLE_COLUMNS];
};

void table_measure(struct table *table, const char *const *cells);
void table_print(const struct table *table, int indent,
		 const char *const *cells);

/* json.c */
void json_begin(const char *key, char bracket);
void json_end(char bracket);
void json_number(const char *key, uint64_t value);
void json_bool(const char *key, bool value);
void json_string(const char *key, const char *value);
void json_field(const struct attrs *attrs, unsigned int attr);
void json_attrs(const struct attrs *attrs);
void json_ports(const char *key, const struct records *ports,
		const struct attrs *lag);

#endif /* LACPMODCTL_H */
