// SPDX-License-Identifier: GPL-2.0
/* Prints what lacpmodctl knows of the family, for tests/spec.py to check. */
#include <stdio.h>

#include "lacpmodctl.h"

struct options options;

static const char *const types[] = {
	[KIND_BOOL] = "u8",
	[KIND_WORD] = "u8",
	[KIND_STATE] = "u8",
	[KIND_VALUE] = "u8",
	[KIND_U8] = "u8",
	[KIND_U16] = "u16",
	[KIND_U32] = "u32",
	[KIND_MS] = "u32",
	[KIND_TIME] = "u32",
	[KIND_SPEED] = "u32",
	[KIND_U64] = "u64",
	[KIND_STRING] = "string",
	[KIND_MAC] = "binary",
	[KIND_LACPDU] = "binary",
	[KIND_FRAME] = "binary",
	[KIND_NEST] = "nest",
	[KIND_LIST] = "nest",
};

static const char *string(const char *s)
{
	return s ? text("\"%s\"", s) : "null";
}

static void print_set(const struct attr_set *set)
{
	const struct field *f;
	unsigned int i;

	for (f = set->field; f < set->field + set->n; f++) {
		printf("{\"set\":\"%s\",\"attr\":%u,\"name\":\"%s\",\"type\":\"%s\",\"min\":%u,\"max\":%u,\"nest\":%s,\"words\":",
		       set->name, f->attr, f->name,
		       types[f->kind], f->min, f->max,
		       string(f->nest ? f->nest->name : NULL));
		for (i = 0; f->names && i < f->names->n; i++)
			printf("%s\"%s\"", i ? "," : "[", f->names->word[i]);
		printf("%s}\n", f->names ? "]" : "null");
	}
}

int main(void)
{
	print_set(&info_set);
	print_set(&args_set);
	print_set(&lag_set);
	print_set(&moves_set);
	print_set(&counters_set);
	print_set(&port_set);
	print_set(&event_set);
	print_set(&entry_set);
	print_set(&path_set);
	print_set(&bucket_set);
	print_set(&rebalance_port_set);
	print_set(&rebalance_set);
	return 0;
}
