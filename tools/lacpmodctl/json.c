// SPDX-License-Identifier: GPL-2.0
/* Text for programs: a small JSON writer, and received attributes in it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lacpmodctl.h"

/* How deep we are, and whether the innermost bracket has something in it. */
static unsigned int depth;
static bool filled;

static void new_line(void)
{
	if (options.pretty)
		printf("\n%*s", 4 * depth, "");
}

/*
 * The length of the UTF-8 sequence at the start of a string, 0 if there is
 * none. Surrogates and overlong forms are none.
 */
static int utf8_length(const unsigned char *s, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	int len, i;

	if (s[0] < 0x80)
		len = 1;
	else if ((s[0] & 0xe0) == 0xc0)
		len = 2;
	else if ((s[0] & 0xf0) == 0xe0)
		len = 3;
	else if ((s[0] & 0xf8) == 0xf0)
		len = 4;
	else
		return 0;
	*code = len == 1 ? s[0] : s[0] & (0x7f >> len);
	for (i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (s[i] & 0x3f);
	}
	if (*code < least[len] || *code > 0x10ffff ||
	    (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return len;
}

/* Nothing that has to be looked at. */
static size_t plain_length(const unsigned char *s)
{
	size_t n = 0;

	while (s[n] >= 0x20 && s[n] < 0x7f && s[n] != '"' && s[n] != '\\')
		n++;
	return n;
}

/* Quotes a string; what is not UTF-8 becomes the replacement character. */
static void put_string(const char *string)
{
	const unsigned char *s = (const unsigned char *)string;
	uint32_t code;
	size_t plain;
	int len;

	putchar_unlocked('"');
	for (; *s; s += len) {
		plain = plain_length(s);
		fwrite_unlocked(s, 1, plain, stdout);
		s += plain;
		if (!*s)
			break;
		len = utf8_length(s, &code);
		if (!len) {
			len = 1;
			code = 0xfffd;
		}
		if (code == '"' || code == '\\')
			printf("\\%c", (char)code);
		else if (code < 0x20 || (code >= 0x7f && code < 0xa0) ||
			 code == 0xfffd)
			printf("\\u%04" PRIx32, code);
		else
			fwrite_unlocked(s, 1, len, stdout);
	}
	putchar_unlocked('"');
}

/* As printf() would: of a thousand LAGs most is numbers. */
static void put_number(uint64_t value)
{
	char digits[20];
	size_t i = sizeof(digits);

	do {
		digits[--i] = '0' + value % 10;
		value /= 10;
	} while (value);
	fwrite_unlocked(digits + i, 1, sizeof(digits) - i, stdout);
}

/* Of one of our own attributes. */
static void put_key(const char *key)
{
	char word[64];
	size_t n;

	if (filled)
		putchar_unlocked(',');
	if (depth)
		new_line();
	filled = true;
	if (!key)
		return;
	putchar_unlocked('"');
	for (n = 0; key[n] && n < sizeof(word); n++)
		word[n] = key[n] == '-' ? '_' : key[n];
	fwrite_unlocked(word, 1, n, stdout);
	fputs_unlocked(options.pretty ? "\": " : "\":", stdout);
}

/**
 * json_begin - open an object or array
 * @key: its name in the object around it, NULL if there is none
 * @bracket: the opening bracket
 */
void json_begin(const char *key, char bracket)
{
	put_key(key);
	putchar_unlocked(bracket);
	depth++;
	filled = false;
}

/**
 * json_end - close an object or array
 * @bracket: the closing bracket
 */
void json_end(char bracket)
{
	depth--;
	if (filled)
		new_line();
	putchar_unlocked(bracket);
	filled = depth;
	if (!depth)
		putchar_unlocked('\n');
}

/**
 * json_number - write a number
 * @key: its name, NULL in an array
 * @value: the number
 */
void json_number(const char *key, uint64_t value)
{
	put_key(key);
	put_number(value);
}

/**
 * json_bool - write a truth value
 * @key: its name, NULL in an array
 * @value: the value
 */
void json_bool(const char *key, bool value)
{
	put_key(key);
	fputs_unlocked(value ? "true" : "false", stdout);
}

/**
 * json_string - write a string
 * @key: its name, NULL in an array
 * @value: the string, NULL for null
 */
void json_string(const char *key, const char *value)
{
	put_key(key);
	if (value)
		put_string(value);
	else
		fputs_unlocked("null", stdout);
}

/* A value that has a word is that word, else the number it is. */
static void json_word(const char *key, const struct names *names,
		      unsigned int value)
{
	const char *word = name_of(names, value);

	if (word)
		json_string(key, word);
	else
		json_number(key, value);
}

static void json_state(const char *key, uint8_t state)
{
	int i;

	json_begin(key, '[');
	for (i = 0; i < 8; i++)
		if (state & 1 << i)
			json_string(NULL, name_of(&state_names, i));
	json_end(']');
}

/* What an event changed from or to; null if it has nothing of the kind. */
static void json_value(const char *key, const struct attrs *event,
		       unsigned int attr)
{
	unsigned int type = attr_num(event, event->set == &event_set ?
				     LACPMOD_A_EVENT_TYPE :
				     LACPMOD_A_ENTRY_TYPE);
	const struct names *names = event_value_names(type);

	if (names)
		json_word(key, names, attr_num(event, attr));
	else if (type < event_names.n)
		json_string(key, NULL);
	else
		json_number(key, attr_num(event, attr));
}

static void json_octets(const char *key, const uint8_t *octet, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	put_key(key);
	putchar_unlocked('"');
	for (; len--; octet++) {
		putchar_unlocked(digits[*octet >> 4]);
		putchar_unlocked(digits[*octet & 15]);
	}
	putchar_unlocked('"');
}

static void json_info(const char *key, const struct attrs *info)
{
	json_begin(key, '{');
	json_attrs(info);
	json_end('}');
}

/* The TLVs behind the three that every LACPDU has. */
static void json_tlvs(struct pdu *pdu)
{
	struct tlv tlv;

	json_begin("tlvs", '[');
	while (pdu_next_tlv(pdu, &tlv)) {
		json_begin(NULL, '{');
		json_number("type", tlv.type);
		json_string("name", tlv_name(tlv.type));
		json_number("length", tlv.len);
		json_end('}');
	}
	json_end(']');
}

/* All of it, and what it means; that is null where it is no LACPDU. */
static void json_pdu(const char *key, const struct attrs *port,
		     unsigned int attr)
{
	struct pdu pdu;
	bool valid = pdu_parse(&pdu, port, attr);

	json_begin(key, '{');
	if (valid)
		json_number("version", pdu.version);
	else
		json_string("version", NULL);
	json_info("actor", &pdu.actor.attrs);
	json_info("partner", &pdu.partner.attrs);
	if (valid)
		json_number("collector-max-delay", pdu.max_delay);
	else
		json_string("collector-max-delay", NULL);
	json_tlvs(&pdu);
	if (pdu.octet)
		json_octets("octets", pdu.octet, pdu.len);
	else
		json_string("octets", NULL);
	json_end('}');
}

static void json_attr(const struct attrs *attrs, const struct field *field)
{
	const struct nlattr *a = attrs->tb[field->attr];
	struct attrs inner;
	uint64_t number;

	/* Lists have a command of their own that shows them. */
	if (field->kind == KIND_LIST)
		return;
	if (field->kind == KIND_NEST) {
		inner = attr_nest(attrs, field->attr);
		json_info(field->name, &inner);
		return;
	}
	if (field->kind == KIND_LACPDU) {
		json_pdu(field->name, attrs, field->attr);
		return;
	}
	if (!a) {
		json_string(field->name, NULL);
		return;
	}
	number = attr_value(a, field);
	switch (field->kind) {
	case KIND_BOOL:
		json_bool(field->name, number);
		break;
	case KIND_WORD:
		json_word(field->name, field->names, number);
		break;
	case KIND_STATE:
		json_state(field->name, number);
		break;
	case KIND_VALUE:
		json_value(field->name, attrs, field->attr);
		break;
	case KIND_STRING:
		json_string(field->name, attr_str(attrs, field->attr));
		break;
	case KIND_MAC:
		json_string(field->name,
			    mac_text(attr_mac(attrs, field->attr)));
		break;
	default:
		json_number(field->name, number);
	}
}

/**
 * json_field - write one attribute of a set, null if it is absent
 * @attrs: the attributes
 * @attr: its number
 */
void json_field(const struct attrs *attrs, unsigned int attr)
{
	json_attr(attrs, field_of(attrs->set, attr));
}

/**
 * json_attrs - write every attribute of a set, null for absent ones
 * @attrs: the attributes
 */
void json_attrs(const struct attrs *attrs)
{
	unsigned int i;

	for (i = 0; i < attrs->set->n; i++)
		json_attr(attrs, &attrs->set->field[i]);
}

/**
 * json_ports - write ports as an array of objects
 * @key: its name, NULL if there is none
 * @ports: ports
 * @lag: only those of this LAG, NULL for all
 */
void json_ports(const char *key, const struct records *ports,
		const struct attrs *lag)
{
	size_t i;

	json_begin(key, '[');
	for (i = 0; i < ports->n; i++) {
		if (!is_port_of(&ports->record[i], lag))
			continue;
		json_begin(NULL, '{');
		json_attrs(&ports->record[i]);
		json_string("reason_text", reason_of_port(&ports->record[i]));
		json_end('}');
	}
	json_end(']');
}
