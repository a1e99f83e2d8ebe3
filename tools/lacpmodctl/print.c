// SPDX-License-Identifier: GPL-2.0
/* Text for people. What comes from elsewhere is made safe for terminals. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lacpmodctl.h"

#define TEXTS		64
#define TEXT_SIZE	512

static void complain(const char *fmt, va_list ap)
{
	fflush(stdout);
	fputs("lacpmodctl: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

/**
 * error - say what went wrong
 * @fmt: as for printf(), without the newline
 */
void error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain(fmt, ap);
	va_end(ap);
}

/**
 * usage - say what is wrong with the command line
 * @fmt: as for printf(), without the newline
 *
 * Return: RC_USAGE.
 */
int usage(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain(fmt, ap);
	va_end(ap);
	return RC_USAGE;
}

/* A buffer that stays as it is until TEXTS others have been asked for. */
static char *new_text(void)
{
	static char buf[TEXTS][TEXT_SIZE];
	static unsigned int next;

	return buf[next++ % TEXTS];
}

/**
 * text - format a short-lived string
 * @fmt: as for printf()
 *
 * Return: the string, which lives until many others have been formatted.
 */
const char *text(const char *fmt, ...)
{
	char *buf = new_text();
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, TEXT_SIZE, fmt, ap);
	va_end(ap);
	return buf;
}

/**
 * safe - a string that a terminal can be shown
 * @string: the string; NULL is shown as a question mark
 *
 * Return: the string with anything but printable ASCII as \xNN.
 */
const char *safe(const char *string)
{
	char *buf = new_text();
	char *p = buf;

	if (!string)
		return "?";
	for (; *string && p < buf + TEXT_SIZE - 5; string++) {
		unsigned char c = *string;

		if (c >= 0x20 && c < 0x7f && c != '\\')
			*p++ = c;
		else
			p += sprintf(p, "\\x%02x", c);
	}
	*p = '\0';
	return buf;
}

/**
 * mac_text - a MAC address in text
 * @mac: six octets, or NULL
 *
 * Return: the text, a question mark for NULL.
 */
const char *mac_text(const uint8_t *mac)
{
	if (!mac)
		return "?";
	return text("%02x:%02x:%02x:%02x:%02x:%02x",
		    mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

/**
 * speed_text - a speed in text
 * @mbps: Mb/s
 * @spelled: "2.5 Gb/s" rather than "2.5G"
 *
 * Return: the text.
 */
const char *speed_text(uint32_t mbps, bool spelled)
{
	const char *unit = mbps < 1000 ? "M" : "G";
	char fraction[5];
	size_t len;

	snprintf(fraction, sizeof(fraction), ".%03u", mbps % 1000);
	for (len = 4; fraction[len - 1] == '0'; len--)
		;
	fraction[len == 1 || mbps < 1000 ? 0 : len] = '\0';
	return text("%u%s%s%s%s", mbps < 1000 ? mbps : mbps / 1000, fraction,
		    spelled ? " " : "", unit, spelled ? "b/s" : "");
}

/**
 * state_text - the state octet of a LACPDU in eight letters
 * @state: the octet
 *
 * Return: ATGSCDFE, with a dash for every bit that is clear.
 */
const char *state_text(uint8_t state)
{
	static const char letters[] = "ATGSCDFE";
	char *buf = new_text();
	int i;

	for (i = 0; i < 8; i++)
		buf[i] = state & 1 << i ? letters[i] : '-';
	buf[8] = '\0';
	return buf;
}

/**
 * share_text - what part of the conversations a port carries
 * @buckets: how many of BUCKETS
 *
 * Return: the text, a dash for none.
 */
const char *share_text(uint32_t buckets)
{
	uint32_t percent = (buckets * 100ULL + BUCKETS / 2) / BUCKETS;

	if (!buckets)
		return "-";
	return percent ? text("%u %%", percent) : "<1 %";
}

/**
 * percent_text - a part of a whole
 * @part: the part
 * @whole: the whole
 *
 * Return: the text, with one decimal; a dash where there is no whole.
 */
const char *percent_text(uint64_t part, uint64_t whole)
{
	if (!whole)
		return "-";
	return text("%.1f %%", 100.0 * part / whole);
}

/**
 * seconds_text - milliseconds as seconds
 * @ms: milliseconds
 *
 * Return: seconds with one decimal.
 */
const char *seconds_text(uint64_t ms)
{
	ms = (ms + 50) / 100;
	return text("%llu.%llu", (unsigned long long)(ms / 10),
		    (unsigned long long)(ms % 10));
}

/**
 * time_text - milliseconds as the command line takes them
 * @ms: milliseconds
 *
 * Return: "500ms", "1.5s".
 */
const char *time_text(uint64_t ms)
{
	char fraction[5];
	size_t len;

	if (ms && ms < 1000)
		return text("%ums", (unsigned int)ms);
	snprintf(fraction, sizeof(fraction), ".%03u",
		 (unsigned int)(ms % 1000));
	for (len = 4; fraction[len - 1] == '0'; len--)
		;
	fraction[len == 1 ? 0 : len] = '\0';
	return text("%llu%ss", (unsigned long long)(ms / 1000), fraction);
}

/**
 * port_speed - the speed of a port
 * @port: the port
 *
 * Return: Mb/s, 0 where the device does not say.
 */
uint32_t port_speed(const struct attrs *port)
{
	if (attr_has(port, LACPMOD_A_PORT_SPEED_KNOWN) &&
	    !attr_num(port, LACPMOD_A_PORT_SPEED_KNOWN))
		return 0;
	return attr_num(port, LACPMOD_A_PORT_SPEED);
}

/**
 * link_text - a port's link in a few characters
 * @port: the port
 *
 * Return: "down", "no link", or speed and duplex, or "unknown".
 */
const char *link_text(const struct attrs *port)
{
	bool full = attr_num(port, LACPMOD_A_PORT_FULL_DUPLEX);
	uint32_t speed = port_speed(port);

	if (!attr_num(port, LACPMOD_A_PORT_UP))
		return "down";
	if (!attr_num(port, LACPMOD_A_PORT_LINK))
		return "no link";
	/* Full duplex is assumed where nothing is said of that either. */
	if (!speed)
		return full ? "unknown" : "? half";
	return text("%s %s", speed_text(speed, false), full ? "full" : "half");
}

static const char *value_text(const struct names *names, unsigned int value)
{
	const char *word = name_of(names, value);

	return word ? word : text("%u", value);
}

/**
 * change_text - what an event changed
 * @event: the event, or an entry of a history
 * @type_attr: number of the attribute that says what kind of event it is,
 * @from_attr: of the value before and
 * @to_attr: of the value after
 *
 * Return: " waiting -> attached"; nothing for events of no values.
 */
const char *change_text(const struct attrs *event, unsigned int type_attr,
			unsigned int from_attr, unsigned int to_attr)
{
	unsigned int type = attr_num(event, type_attr);
	const struct names *names = event_value_names(type);

	if (!names || !attr_has(event, to_attr))
		return "";
	return text(" %s -> %s", value_text(names, attr_num(event, from_attr)),
		    value_text(names, attr_num(event, to_attr)));
}

/**
 * word_text - the word for an attribute's value
 * @attrs: attributes
 * @attr: number of one whose values have words
 *
 * Return: the word, the number where this tool knows no word, or a question
 * mark where the attribute is absent.
 */
const char *word_text(const struct attrs *attrs, unsigned int attr)
{
	unsigned int value = attr_num(attrs, attr);
	const char *word = name_of(field_of(attrs->set, attr)->names, value);

	if (!attr_has(attrs, attr))
		return "?";
	return word ? word : text("%u", value);
}

/**
 * num_text - an attribute's number in text
 * @attrs: attributes
 * @attr: number of one whose value is a number
 *
 * Return: the number, a question mark where the attribute is absent.
 */
const char *num_text(const struct attrs *attrs, unsigned int attr)
{
	if (!attr_has(attrs, attr))
		return "?";
	return text("%" PRIu64, attr_num(attrs, attr));
}

/* The bits of a state octet as the command line takes them. */
static const char *flags_text(uint8_t state)
{
	const char *word[8];
	struct names names = { word, 0 };
	int i;

	for (i = 0; i < 8; i++)
		if (state & 1 << i)
			word[names.n++] = name_of(&state_names, i);
	return list_text(&names, NULL);
}

/**
 * field_text - a value as the command line takes it
 * @field: the attribute that has it
 * @value: the value, a number
 *
 * Return: the text.
 */
const char *field_text(const struct field *field, uint64_t value)
{
	const char *word = NULL;

	if (!value && field->zero)
		return field->zero;
	switch (field->kind) {
	case KIND_WORD:
		word = name_of(field->names, value);
		break;
	case KIND_BOOL:
		word = name_of(&onoff_names, value);
		break;
	case KIND_TIME:
		return time_text(value);
	case KIND_SPEED:
		return speed_text(value, false);
	case KIND_STATE:
		return flags_text(value);
	default:
		break;
	}
	return word ? word : text("%" PRIu64, value);
}

/**
 * setting_text - an attribute's value as the command line takes it
 * @attrs: attributes
 * @attr: number of one that is a number
 *
 * Return: the text, a question mark where the attribute is absent.
 */
const char *setting_text(const struct attrs *attrs, unsigned int attr)
{
	if (!attr_has(attrs, attr))
		return "?";
	return field_text(field_of(attrs->set, attr), attr_num(attrs, attr));
}

/**
 * print_settings - print a line of keywords and values
 * @attrs: attributes
 * @list: numbers of those that are numbers
 * @n: how many
 */
void print_settings(const struct attrs *attrs, const uint16_t *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		printf("%s%s %s", i ? "  " : "    ",
		       keyword_of(field_of(attrs->set, list[i])),
		       setting_text(attrs, list[i]));
	putchar('\n');
}

/**
 * carrier_text - whether a LAG works
 * @lag: the LAG
 *
 * Return: "down", "no carrier" or "up".
 */
const char *carrier_text(const struct attrs *lag)
{
	if (!attr_num(lag, LACPMOD_A_LAG_UP))
		return "down";
	return attr_num(lag, LACPMOD_A_LAG_CARRIER) ? "up" : "no carrier";
}

/**
 * ports_text - how many of a LAG's ports distribute
 * @lag: the LAG
 *
 * Return: "2 of 3 ports".
 */
const char *ports_text(const struct attrs *lag)
{
	return text("%s of %s port%s",
		    num_text(lag, LACPMOD_A_LAG_DISTRIBUTING),
		    num_text(lag, LACPMOD_A_LAG_PORTS),
		    attr_num(lag, LACPMOD_A_LAG_PORTS) == 1 ? "" : "s");
}

/**
 * partner_text - whom a LAG aggregates with
 * @lag: the LAG
 *
 * Return: the partner's System and key.
 */
const char *partner_text(const struct attrs *lag)
{
	if (!attr_has(lag, LACPMOD_A_LAG_PARTNER_SYSTEM))
		return "no partner";
	return text("partner %s key %s",
		    mac_text(attr_mac(lag, LACPMOD_A_LAG_PARTNER_SYSTEM)),
		    num_text(lag, LACPMOD_A_LAG_PARTNER_KEY));
}

/**
 * list_text - words as a list
 * @names: the words
 * @last: what stands before the last one, such as "or"; NULL for a list of
 *	commas without blanks
 *
 * Return: the list.
 */
const char *list_text(const struct names *names, const char *last)
{
	char *buf = new_text();
	size_t len = 0;
	unsigned int i;

	*buf = '\0';
	for (i = 0; i < names->n && len < TEXT_SIZE; i++) {
		const char *between = !i ? "" : last ? ", " : ",";

		if (last && i && i == names->n - 1)
			between = text(" %s ", last);
		len += snprintf(buf + len, TEXT_SIZE - len, "%s%s", between,
				names->word[i]);
	}
	return buf;
}

/**
 * table_measure - note the widths of a row's cells
 * @table: the table
 * @cells: the row
 */
void table_measure(struct table *table, const char *const *cells)
{
	unsigned int i;

	for (i = 0; i < table->n; i++) {
		int len = strlen(cells[i]);

		if (table->width[i] < len)
			table->width[i] = len;
	}
}

/**
 * table_print - print a row
 * @table: the table, with every row measured
 * @indent: blanks before the row
 * @cells: the row
 */
void table_print(const struct table *table, int indent,
		 const char *const *cells)
{
	unsigned int i, last = table->n - 1;

	printf("%*s", indent, "");
	for (i = 0; i < last; i++)
		printf("%-*s  ", table->width[i], cells[i]);
	printf("%s\n", cells[last]);
}
