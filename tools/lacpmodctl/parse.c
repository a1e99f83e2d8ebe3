// SPDX-License-Identifier: GPL-2.0
/* Words of the command line, and settings turned into attributes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lacpmodctl.h"

#define SETTINGS_MAX 48
/* Bits of a state octet that may be set: Defaulted and Expired just happen. */
#define SETTABLE_FLAGS 6

/**
 * args_help - whether the next word asks for help
 * @args: the words
 *
 * Only the whole word does: its prefixes may be names or keywords.
 *
 * Return: true if it does.
 */
bool args_help(const struct args *args)
{
	return args->argc && !strcmp(args->argv[0], "help");
}

/**
 * args_next - take the next word
 * @args: the words
 *
 * Return: the word, NULL if there is none.
 */
const char *args_next(struct args *args)
{
	if (!args->argc)
		return NULL;
	args->argc--;
	return *args->argv++;
}

/**
 * args_done - complain about words that are left over
 * @args: the words
 *
 * Return: RC_OK if there are none, else RC_USAGE.
 */
int args_done(const struct args *args)
{
	if (!args->argc)
		return RC_OK;
	return usage("%s: '%s' is one word too many", args->what,
		     safe(args->argv[0]));
}

/**
 * match - find a word that may be shortened
 * @arg: the word as given
 * @names: the words there are
 * @subject: what it is for, for messages
 *
 * A whole word wins over the words that it begins. An unknown or ambiguous
 * one is complained about, with the words there are.
 *
 * Return: index of the word, -1 if there is none or more than one.
 */
int match(const char *arg, const struct names *names, const char *subject)
{
	const char *candidate[SETTINGS_MAX];
	struct names candidates = { candidate, 0 };
	size_t len = strlen(arg);
	unsigned int i;
	int found = -1;

	for (i = 0; i < names->n; i++) {
		if (!strcmp(arg, names->word[i]))
			return i;
		if (!len || strncmp(arg, names->word[i], len))
			continue;
		found = i;
		if (candidates.n < SETTINGS_MAX)
			candidate[candidates.n++] = names->word[i];
	}
	if (candidates.n == 1)
		return found;
	if (candidates.n)
		usage("%s: '%s' is ambiguous: %s", subject, safe(arg),
		      list_text(&candidates, "or"));
	else
		usage("%s: '%s' is unknown: expected %s", subject, safe(arg),
		      list_text(names, "or"));
	return -1;
}

static int take_ifname(struct args *args, const char *what, const char **name,
		       const char *more)
{
	*name = args_next(args);
	if (!*name)
		return usage("%s: %s is missing, see 'lacpmodctl %s help'",
			     args->what, what, args->what);
	if (!**name)
		return usage("%s: %s is empty", args->what, what);
	if (strlen(*name) > IFNAME_MAX)
		return usage("%s: name '%s' is longer than %d characters%s",
			     args->what, safe(*name), IFNAME_MAX, more);
	return RC_OK;
}

/**
 * parse_new_ifname - take the name that a net device is to get
 * @args: the words
 * @what: what the manual calls it, NAME or DEV
 * @name: result
 *
 * Return: RC_OK, or RC_USAGE if there is none that could be one.
 */
int parse_new_ifname(struct args *args, const char *what, const char **name)
{
	return take_ifname(args, what, name, "");
}

/**
 * parse_ifname - take the name of a net device
 * @args: the words
 * @what: what the manual calls it, NAME or DEV
 * @name: result
 *
 * An alternative name that is too long for lacpmod makes place for the device's
 * own, which is shorter.
 *
 * Return: RC_OK, or RC_USAGE if there is none that could be one.
 */
int parse_ifname(struct args *args, const char *what, const char **name)
{
	if (args->argc && strlen(args->argv[0]) > IFNAME_MAX)
		replace_altname(args->argv[0]);
	return take_ifname(args, what, name,
			   ", and no device has it as an altname");
}

/**
 * parse_number - read a number
 * @arg: the word
 * @value: result, UINT64_MAX for what is greater
 *
 * Return: false if it is no number, decimal or, with 0x, hexadecimal: nothing
 * else that strtoull() takes.
 */
bool parse_number(const char *arg, uint64_t *value)
{
	bool hex = arg[0] == '0' && (arg[1] == 'x' || arg[1] == 'X');
	const char *digits = hex ? "0123456789abcdefABCDEF" : "0123456789";
	const char *start = hex ? arg + 2 : arg;

	if (!*start || start[strspn(start, digits)])
		return false;
	errno = 0;
	*value = strtoull(start, NULL, hex ? 16 : 10);
	if (errno)
		*value = UINT64_MAX;
	return true;
}

/* "1 to 64 or none", for messages. */
static const char *allowed_text(const struct field *field)
{
	uint64_t max = field->max ? field->max : kind_limit(field);
	uint64_t min = field->min;

	if (field->zero && !min)
		min = field->least ? field->least : 1;
	return text("%s to %s%s%s", field_text(field, min),
		    field_text(field, max), field->zero ? " or " : "",
		    field->zero ? field->zero : "");
}

/* Like any other word it may be shortened. */
static bool is_zero_word(const struct field *field, const char *arg)
{
	return field->zero && *arg &&
	       !strncmp(arg, field->zero, strlen(arg));
}

static void put_value(struct request *req, const struct field *field,
		      uint64_t value)
{
	switch (kind_limit(field)) {
	case UINT8_MAX:
		mnl_attr_put_u8(req->nlh, field->attr, value);
		break;
	case UINT16_MAX:
		mnl_attr_put_u16(req->nlh, field->attr, value);
		break;
	default:
		mnl_attr_put_u32(req->nlh, field->attr, value);
	}
}

/* The kernel refuses what the attribute can carry but must not. */
static int put_limited(struct request *req, const struct field *field,
		       const char *what, const char *arg, uint64_t value)
{
	if (value > kind_limit(field))
		return usage("%s: %s %s: allowed are %s", what,
			     keyword_of(field), safe(arg),
			     allowed_text(field));
	put_value(req, field, value);
	return RC_OK;
}

static int put_number(struct request *req, const struct field *field,
		      const char *what, const char *arg)
{
	uint64_t value;

	if (!parse_number(arg, &value))
		return usage("%s: %s: '%s' is not a number%s%s%s", what,
			     keyword_of(field), safe(arg),
			     field->zero ? " or '" : "",
			     field->zero ? field->zero : "",
			     field->zero ? "'" : "");
	return put_limited(req, field, what, arg, value);
}

/* Mb/s, or milliseconds, of a unit, 0 if there is none of that name. */
static unsigned int unit_of(const char *arg, enum kind kind)
{
	if (kind == KIND_SPEED) {
		if (!*arg || !strcmp(arg, "M"))
			return 1;
		return !strcmp(arg, "G") ? 1000 : 0;
	}
	if (!*arg)
		return kind == KIND_MS ? 1 : 1000;
	if (!strcmp(arg, "ms"))
		return 1;
	if (!strcmp(arg, "s"))
		return 1000;
	return !strcmp(arg, "min") ? 60000 : 0;
}

#define FRACTION_DIGITS 6
/* More than any attribute can carry, in any unit. */
#define QUANTITY_LIMIT (UINT32_MAX + 1ULL)

/*
 * Digits, perhaps a point and more digits, perhaps a unit: a whole number of
 * what the attribute counts.
 */
static bool parse_quantity(const char *arg, enum kind kind, uint64_t *value)
{
	size_t len = strspn(arg, "0123456789");
	uint64_t part = 0, scale = 1;
	unsigned int unit;
	char *end;

	if (!len)
		return false;
	errno = 0;
	*value = strtoull(arg, &end, 10);
	if (*end == '.') {
		len = strspn(++end, "0123456789");
		if (!len || len > FRACTION_DIGITS)
			return false;
		for (; len; len--) {
			part = part * 10 + *end++ - '0';
			scale *= 10;
		}
	}
	unit = unit_of(end, kind);
	if (!unit || part * unit % scale)
		return false;
	if (errno || *value > QUANTITY_LIMIT)
		*value = QUANTITY_LIMIT;
	*value = *value * unit + part * unit / scale;
	return true;
}

static int put_quantity(struct request *req, const struct field *field,
			const char *what, const char *arg)
{
	bool hex = arg[0] == '0' && (arg[1] == 'x' || arg[1] == 'X');
	uint64_t value;

	if (hex ? !parse_number(arg, &value) :
		  !parse_quantity(arg, field->kind, &value))
		return usage("%s: %s: '%s' is not a %s%s%s%s", what,
			     keyword_of(field), safe(arg),
			     field->kind == KIND_SPEED ?
				"speed such as 25000 (Mb/s), 2.5G or 100M" :
				"time such as 500ms, 1.5s or 2min",
			     field->zero ? ", or '" : "",
			     field->zero ? field->zero : "",
			     field->zero ? "'" : "");
	if (hex && value > QUANTITY_LIMIT)
		value = QUANTITY_LIMIT;
	if (hex)
		value *= unit_of("", field->kind);
	return put_limited(req, field, what, arg, value);
}

/* FLAG[,FLAG...], or the word for none of them, alone. */
static int put_flags(struct request *req, const struct field *field,
		     const char *what, const char *arg)
{
	const char *subject = text("%s: %s", what, keyword_of(field));
	const char *word[SETTABLE_FLAGS + 1];
	const struct names words = { word, ARRAY_SIZE(word) };
	uint32_t state = 0;
	const char *end;
	char flag[32];
	int bit;

	for (bit = 0; bit < SETTABLE_FLAGS; bit++)
		word[bit] = name_of(field->names, bit);
	word[bit] = field->zero;
	for (;; arg = end + 1) {
		end = strchrnul(arg, ',');
		snprintf(flag, sizeof(flag), "%.*s", (int)(end - arg), arg);
		bit = match(flag, &words, subject);
		if (bit < 0)
			return RC_USAGE;
		state |= 1 << bit;
		if (!*end)
			break;
	}
	if (state > 1 << SETTABLE_FLAGS)
		return usage("%s: '%s' goes with no other word", subject,
			     field->zero);
	put_value(req, field, state & ~(1 << SETTABLE_FLAGS));
	return RC_OK;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/**
 * parse_mac - read a MAC address
 * @arg: the word
 * @mac: result, six octets
 *
 * Return: false if it is not six pairs of hexadecimal digits with colons or
 * dashes between them.
 */
bool parse_mac(const char *arg, uint8_t *mac)
{
	int i;

	for (i = 0; i < MAC_LEN; i++) {
		if (i && *arg != ':' && *arg != '-')
			return false;
		if (i)
			arg++;
		if (hex_digit(arg[0]) < 0 || hex_digit(arg[1]) < 0)
			return false;
		mac[i] = hex_digit(arg[0]) << 4 | hex_digit(arg[1]);
		arg += 2;
	}
	return !*arg;
}

/* "auto" is all zeros to the kernel: the LAG's own MAC address. */
static int put_mac(struct request *req, const struct field *field,
		   const char *what, const char *arg)
{
	static const uint8_t zero[MAC_LEN];
	uint8_t mac[MAC_LEN] = {};

	if (!is_zero_word(field, arg)) {
		if (!parse_mac(arg, mac))
			return usage("%s: %s: '%s' is not a MAC address%s",
				     what, keyword_of(field), safe(arg),
				     field->zero ? " or 'auto'" : "");
		if (mac[0] & 1)
			return usage("%s: %s %s: a group address cannot be a System ID",
				     what, keyword_of(field), safe(arg));
		if (field->zero && !memcmp(mac, zero, MAC_LEN))
			return usage("%s: %s %s: a System ID is not all zeros; 'auto' takes the LAG's MAC address",
				     what, keyword_of(field), safe(arg));
	}
	mnl_attr_put(req->nlh, field->attr, MAC_LEN, mac);
	return RC_OK;
}

static int put_word(struct request *req, const struct field *field,
		    const char *what, const char *arg)
{
	const struct names *names = field->kind == KIND_BOOL ? &onoff_names :
							       field->names;
	int value = match(arg, names, text("%s: %s", what, keyword_of(field)));

	if (value < 0)
		return RC_USAGE;
	put_value(req, field, value);
	return RC_OK;
}

static int put_setting(struct request *req, const struct field *field,
		       struct args *args)
{
	const char *what = args->what;
	const char *arg;
	int rc;

	if (!args->argc)
		return usage("%s: %s needs a value", what, keyword_of(field));
	if (field->kind == KIND_STRING) {
		rc = parse_ifname(args, keyword_of(field), &arg);
		if (!rc)
			mnl_attr_put_strz(req->nlh, field->attr, arg);
		return rc;
	}
	arg = args_next(args);
	switch (field->kind) {
	case KIND_MAC:
		return put_mac(req, field, what, arg);
	case KIND_STATE:
		return put_flags(req, field, what, arg);
	case KIND_BOOL:
	case KIND_WORD:
		return put_word(req, field, what, arg);
	default:
		break;
	}
	if (is_zero_word(field, arg)) {
		put_value(req, field, 0);
		return RC_OK;
	}
	switch (field->kind) {
	case KIND_MS:
	case KIND_TIME:
	case KIND_SPEED:
		return put_quantity(req, field, what, arg);
	default:
		return put_number(req, field, what, arg);
	}
}

static const struct field *setting_field(const struct attr_set *set,
					 const struct setting *setting)
{
	const struct field *field = field_of(set, setting->attr);

	return setting->inner ? field_of(field->nest, setting->inner) : field;
}

/* What is inside a nest has been gathered as a message of its own. */
static void put_nest(struct request *req, uint16_t attr,
		     const struct request *inner)
{
	size_t len = mnl_nlmsg_get_payload_len(inner->nlh) - GENL_HDRLEN;

	if (len)
		mnl_attr_put(req->nlh, attr | NLA_F_NESTED, len,
			     mnl_nlmsg_get_payload_offset(inner->nlh,
							  GENL_HDRLEN));
}

/**
 * parse_settings - take pairs of keyword and value as attributes
 * @args: the words, all of which are taken
 * @req: gets the attributes
 * @settings: those that may be set; at most one nest is among them
 * @n: how many
 *
 * Return: RC_OK or RC_USAGE.
 */
int parse_settings(struct args *args, struct request *req,
		   const struct setting *settings, size_t n)
{
	const char *keyword[SETTINGS_MAX];
	const struct names keywords = { keyword, n };
	const struct setting *setting;
	const struct field *field;
	struct request inner;
	uint16_t nest = 0;
	uint64_t seen = 0;
	size_t i;
	int k, rc;

	for (i = 0; i < n; i++)
		keyword[i] = keyword_of(setting_field(req->set, &settings[i]));
	request_init(&inner, 0, NULL);
	while (args->argc) {
		k = match(args_next(args), &keywords, args->what);
		if (k < 0)
			return RC_USAGE;
		setting = &settings[k];
		field = setting_field(req->set, setting);
		if (seen & 1ULL << k)
			return usage("%s: %s is given twice", args->what,
				     keyword_of(field));
		seen |= 1ULL << k;
		if (setting->inner)
			nest = setting->attr;
		rc = put_setting(setting->inner ? &inner : req, field, args);
		if (rc)
			return rc;
	}
	put_nest(req, nest, &inner);
	return RC_OK;
}
