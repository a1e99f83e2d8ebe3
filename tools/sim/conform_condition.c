// SPDX-License-Identifier: GPL-2.0
/*
 * Conditions of conformance.tsv: names, !, &&, || and parentheses
 */

#include <stdio.h>

#include "conform.h"

/**
 * struct reader - a condition being read
 * @at: the rest of it
 * @machine: whose condition it is
 * @scene: after the step
 * @value: values of the machine's inputs
 */
struct reader {
	const char *at;
	const struct machine *machine;
	const struct scene *scene;
	const unsigned int *value;
};

static bool is_true(const struct reader *reader, const char *name)
{
	const struct machine *machine = reader->machine;
	unsigned int i, v;

	if (!strcmp(name, "at once"))
		return true;
	if (machine->ask) {
		int answer = machine->ask(reader->scene, name);

		if (answer >= 0)
			return answer;
	}
	for (i = 0; i < machine->input_count; i++)
		for (v = 0; v < machine->inputs[i].values; v++) {
			const char *known = machine->inputs[i].name[v];

			if (known && !strcmp(known, name))
				return reader->value[i] == v;
		}
	give_up("%s: no test knows the condition \"%s\"", machine->name, name);
}

static bool read_or(struct reader *reader);

static bool read_not(struct reader *reader)
{
	char name[64];
	size_t n;
	bool is;

	while (*reader->at == ' ')
		reader->at++;
	if (*reader->at == '!') {
		reader->at++;
		return !read_not(reader);
	}
	if (*reader->at == '(') {
		reader->at++;
		is = read_or(reader);
		if (*reader->at++ != ')')
			give_up("%s: no )", reader->machine->name);
		return is;
	}
	n = strcspn(reader->at, "!&|()");
	snprintf(name, sizeof(name), "%.*s", (int)n, reader->at);
	reader->at += n;
	for (n = strlen(name); n && name[n - 1] == ' '; n--)
		name[n - 1] = '\0';
	return is_true(reader, name);
}

static bool read_and(struct reader *reader)
{
	bool is = read_not(reader);

	while (!strncmp(reader->at, "&&", 2)) {
		reader->at += 2;
		is &= read_not(reader);
	}
	return is;
}

static bool read_or(struct reader *reader)
{
	bool is = read_and(reader);

	while (!strncmp(reader->at, "||", 2)) {
		reader->at += 2;
		is |= read_and(reader);
	}
	return is;
}

/**
 * holds() - whether a condition of the table does
 * @condition: the condition
 * @machine: whose it is
 * @scene: after the step
 * @value: values of the machine's inputs
 */
bool holds(const char *condition, const struct machine *machine,
	   const struct scene *scene, const unsigned int *value)
{
	struct reader reader = {
		.at = condition,
		.machine = machine,
		.scene = scene,
		.value = value,
	};

	return read_or(&reader);
}
