// SPDX-License-Identifier: GPL-2.0
/* Words of the command line, and settings turned into attributes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lacpmodctl.h"

#define SETTINGS_MAX 16

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

/**
 * parse_ifname - take an interface name
 * @args: the words
 * @what: what the manual calls it, NAME or DEV
 * @name: result
 *
 * Return: RC_OK, or RC_USAGE if there is none that could be one.
 */
int parse_ifname(struct args *args, const char *what, const char **name)
{
	*name = args_next(args);
	if (!*name)
		return usage("%s: %s is missing, see 'lacpmodctl %s help'",
			     args->what, what, args->what);
	if (!**name)
		return usage("%s: %s is empty", args->what, what);
	if (strlen(*name) > IFNAME_MAX)
		return usage("%s: name '%s' is longer than %d characters",
			     args->what, safe(*name), IFNAME_MAX);
	return RC_OK;
}

/* Decimal or, with 0x, hexadecimal; nothing else that strtoull() takes. */
static bool parse_number(const char *arg, uint64_t *value)
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

static int put_number(struct request *req, const struct field *field,
		      const char *what, const char *arg)
{
	uint64_t limit = kind_limit(field);
	uint64_t value;

	if (!parse_number(arg, &value))
		return usage("%s: %s: '%s' is not a number", what,
			     keyword_of(field), safe(arg));
	if (value > limit)
		return usage("%s: %s %s: allowed are %u to %llu", what,
			     keyword_of(field), arg, field->min,
			     field->max ? (unsigned long long)field->max :
					  (unsigned long long)limit);
	switch (field->kind) {
	case KIND_U8:
		mnl_attr_put_u8(req->nlh, field->attr, value);
		break;
	case KIND_U16:
		mnl_attr_put_u16(req->nlh, field->attr, value);
		break;
	default:
		mnl_attr_put_u32(req->nlh, field->attr, value);
	}
	return RC_OK;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Six pairs of hexadecimal digits with colons or dashes between them. */
static bool parse_mac(const char *arg, uint8_t *mac)
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
static int put_system(struct request *req, const struct field *field,
		      const char *what, const char *arg)
{
	static const uint8_t zero[MAC_LEN];
	uint8_t mac[MAC_LEN] = {};

	if (strcmp(arg, "auto")) {
		if (!parse_mac(arg, mac))
			return usage("%s: %s: '%s' is not a MAC address or 'auto'",
				     what, keyword_of(field), safe(arg));
		if (mac[0] & 1)
			return usage("%s: %s %s: a group address cannot be a System ID",
				     what, keyword_of(field), safe(arg));
		if (!memcmp(mac, zero, MAC_LEN))
			return usage("%s: %s %s: a System ID is not all zeros; 'auto' takes the LAG's MAC address",
				     what, keyword_of(field), safe(arg));
	}
	mnl_attr_put(req->nlh, field->attr, MAC_LEN, mac);
	return RC_OK;
}

static int put_setting(struct request *req, const struct field *field,
		       struct args *args)
{
	const char *what = args->what;
	const char *arg;
	int value, rc;

	if (!args->argc)
		return usage("%s: %s needs a value", what, keyword_of(field));
	if (field->kind == KIND_STRING) {
		rc = parse_ifname(args, keyword_of(field), &arg);
		if (!rc)
			mnl_attr_put_strz(req->nlh, field->attr, arg);
		return rc;
	}
	arg = args_next(args);
	if (field->kind == KIND_MAC)
		return put_system(req, field, what, arg);
	if (field->kind != KIND_WORD)
		return put_number(req, field, what, arg);
	value = match(arg, field->names,
		      text("%s: %s", what, keyword_of(field)));
	if (value < 0)
		return RC_USAGE;
	mnl_attr_put_u8(req->nlh, field->attr, value);
	return RC_OK;
}

/**
 * parse_settings - take pairs of keyword and value as attributes
 * @args: the words, all of which are taken
 * @req: gets the attributes
 * @attrs: those that may be set
 * @n: how many
 *
 * Return: RC_OK or RC_USAGE.
 */
int parse_settings(struct args *args, struct request *req,
		   const uint16_t *attrs, size_t n)
{
	const char *keyword[SETTINGS_MAX];
	const struct names keywords = { keyword, n };
	const struct field *field;
	uint64_t seen = 0;
	size_t i;
	int k, rc;

	for (i = 0; i < n; i++)
		keyword[i] = keyword_of(field_of(req->set, attrs[i]));
	while (args->argc) {
		k = match(args_next(args), &keywords, args->what);
		if (k < 0)
			return RC_USAGE;
		field = field_of(req->set, attrs[k]);
		if (seen & 1ULL << field->attr)
			return usage("%s: %s is given twice", args->what,
				     keyword_of(field));
		seen |= 1ULL << field->attr;
		rc = put_setting(req, field, args);
		if (rc)
			return rc;
	}
	return RC_OK;
}
