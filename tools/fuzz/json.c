// SPDX-License-Identifier: GPL-2.0
/*
 * Is it JSON? RFC 8259, to the letter
 */

#include <string.h>

#include "ctl.h"

#define DEPTH_MAX	32

struct reader {
	const unsigned char *at;
	const unsigned char *end;
};

static bool value(struct reader *r, unsigned int depth);

static int peek(const struct reader *r)
{
	return r->at < r->end ? *r->at : -1;
}

static bool take(struct reader *r, char c)
{
	if (peek(r) != c)
		return false;
	r->at++;
	return true;
}

static void blanks(struct reader *r)
{
	while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\n' ||
	       peek(r) == '\r')
		r->at++;
}

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool digits(struct reader *r)
{
	if (!is_digit(peek(r)))
		return false;
	while (is_digit(peek(r)))
		r->at++;
	return true;
}

static bool number(struct reader *r)
{
	take(r, '-');
	if (!take(r, '0') && !digits(r))
		return false;
	if (take(r, '.') && !digits(r))
		return false;
	if (take(r, 'e') || take(r, 'E')) {
		if (!take(r, '+'))
			take(r, '-');
		return digits(r);
	}
	return true;
}

static bool word(struct reader *r, const char *text)
{
	while (*text)
		if (!take(r, *text++))
			return false;
	return true;
}

static bool escape(struct reader *r)
{
	int c = peek(r), i;

	if (c < 0)
		return false;
	r->at++;
	if (c != 'u')
		return strchr("\"\\/bfnrt", c);
	for (i = 0; i < 4; i++, r->at++)
		if (peek(r) < 0 || !strchr("0123456789abcdefABCDEF", peek(r)))
			return false;
	return true;
}

/* One character behind U+007F: no overlong form, no surrogate. */
static bool wide(struct reader *r)
{
	static const unsigned int least[] = { 0x80, 0x800, 0x10000 };
	int first = peek(r), more, i;
	unsigned int code;

	more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
	if (first < 0xc0 || first >= 0xf8)
		return false;
	code = first & (0x3f >> more);
	r->at++;
	for (i = 0; i < more; i++, r->at++) {
		if (peek(r) < 0 || (peek(r) & 0xc0) != 0x80)
			return false;
		code = code << 6 | (peek(r) & 0x3f);
	}
	return code >= least[more - 1] && code <= 0x10ffff &&
	       (code < 0xd800 || code > 0xdfff);
}

static bool string(struct reader *r)
{
	if (!take(r, '"'))
		return false;
	while (!take(r, '"')) {
		if (peek(r) < 0x20)
			return false;
		if (peek(r) >= 0x80) {
			if (!wide(r))
				return false;
		} else if (take(r, '\\')) {
			if (!escape(r))
				return false;
		} else {
			r->at++;
		}
	}
	return true;
}

static bool pair(struct reader *r, unsigned int depth)
{
	blanks(r);
	if (!string(r))
		return false;
	blanks(r);
	return take(r, ':') && value(r, depth);
}

/* What stands between the brackets, which begin with the one that is taken. */
static bool several(struct reader *r, char end, unsigned int depth)
{
	blanks(r);
	if (take(r, end))
		return true;
	do {
		if (!(end == '}' ? pair(r, depth) : value(r, depth)))
			return false;
	} while (take(r, ','));
	return take(r, end);
}

static bool value(struct reader *r, unsigned int depth)
{
	bool ok;

	if (depth > DEPTH_MAX)
		return false;
	blanks(r);
	switch (peek(r)) {
	case '{':
		r->at++;
		ok = several(r, '}', depth + 1);
		break;
	case '[':
		r->at++;
		ok = several(r, ']', depth + 1);
		break;
	case '"':
		ok = string(r);
		break;
	case 't':
		ok = word(r, "true");
		break;
	case 'f':
		ok = word(r, "false");
		break;
	case 'n':
		ok = word(r, "null");
		break;
	default:
		ok = number(r);
	}
	blanks(r);
	return ok;
}

/**
 * json_texts() - count JSON texts
 * @text: one after the other
 * @length: octets of them
 *
 * Return: how many, -1 where something is none.
 */
int json_texts(const char *text, size_t length)
{
	struct reader r = {
		(const unsigned char *)text, (const unsigned char *)text + length,
	};
	int n = 0;

	for (blanks(&r); r.at < r.end; n++)
		if (!value(&r, 0))
			return -1;
	return n;
}
