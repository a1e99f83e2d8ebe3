// SPDX-License-Identifier: GPL-2.0
/*
 * Any octets as a command line of lacpmodctl, and as the file of its --batch
 *
 * words.h says what octets stand for. The line ends where they say so; the others,
 * which --batch reads, come behind it. The kernel behaves as the first octet says,
 * and does not lie.
 */

#include <string.h>

#include "lacpmodctl.h"

#include "script.h"
#include "words.h"

#define WORDS_MAX	128
#define WORD_ROOM	600
#define SCRIPT_ROOM	65536

int LLVMFuzzerInitialize(int *argc, char ***argv);

static void reshape(char *word, struct tape *tape)
{
	size_t len = strlen(word);
	uint8_t how = tape_u8(tape);

	if (how < 128)
		return;
	if (how < 176)
		word[how % (len + 1)] = '\0';
	else if (how < 224)
		word[how % (len + 1)] = tape_u8(tape);
	else
		memset(word + len, tape_u8(tape), (how - 223) * 16);
}

/* Returns whether there is one before the line ends. */
static bool spell(char *word, struct tape *tape)
{
	uint8_t place = tape_u8(tape);
	size_t i, len;

	if (place == WORDS_END)
		return false;
	memset(word, 0, WORD_ROOM);
	if (place < VOCABULARY) {
		memcpy(word, vocabulary[place], strlen(vocabulary[place]));
	} else {
		len = tape_u8(tape) % 32;
		for (i = 0; i < len && tape_left(tape); i++)
			word[i] = tape_u8(tape);
	}
	reshape(word, tape);
	return true;
}

/* Lines of words, which end with the tape. Returns their length. */
static size_t write_script(char *text, struct tape *tape)
{
	size_t len = 0;

	while (tape_left(tape) && len < SCRIPT_ROOM - WORD_ROOM) {
		if (!spell(text + len, tape)) {
			text[len++] = '\n';
			continue;
		}
		len += strlen(text + len);
		text[len++] = ' ';
	}
	return len;
}

/* getopt() repeats what it does not understand as it is. */
static bool unknown_option(const struct ctl *ctl)
{
	return strstr(ctl->err, "see 'lacpmodctl help'\n");
}

static bool is_help(const struct ctl *ctl)
{
	return !strncmp(ctl->out, "Usage: ", 7) ||
	       !strncmp(ctl->out, "lacpmodctl ", 11);
}

/* What one command came to; its output is JSON, or may be. */
static void check(const struct ctl *ctl, bool json, bool maybe)
{
	if (ctl->rc == RC_USAGE)
		MUST(!ctl->changes, "a wrong command changes something");
	MUST(ctl->changes <= 1, "%u changes at once", ctl->changes);
	if (!unknown_option(ctl))
		MUST(ctl_printable(ctl->err, ctl->err_len), "%s", ctl->err);
	if (json && !is_help(ctl) && ctl->out_len)
		MUST(json_texts(ctl->out, ctl->out_len) >= 0, "%s", ctl->out);
	else
		MUST(ctl_printable(ctl->out, ctl->out_len) ||
		     (maybe && json_texts(ctl->out, ctl->out_len) >= 0), "%s",
		     ctl->out);
}

/* What is wrong with a batch itself is told as it is of any command. */
static void check_all(const struct ctl *ctl)
{
	if (!script.ran)
		check(ctl, options.json, false);
	else if (!unknown_option(ctl))
		MUST(ctl_printable(ctl->err, ctl->err_len), "%s", ctl->err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char words[WORDS_MAX][WORD_ROOM], text[SCRIPT_ROOM];
	struct tape tape = { data, data + size };
	char *argv[WORDS_MAX + 1] = {};
	static char name[] = "lacpmodctl";
	struct tape nothing = {};
	const char *fake = ctl_fake(&tape);
	FILE *in = stdin;
	struct ctl ctl;
	int argc = 0;

	/* Even a call without any word, not even a name, is possible. */
	if (size)
		argv[argc++] = name;
	while (tape_left(&tape) && argc < WORDS_MAX &&
	       spell(words[argc], &tape)) {
		argv[argc] = words[argc];
		argc++;
	}
	script = (struct script){
		.text = text, .len = write_script(text, &tape),
		.ctl = &ctl, .check = check,
	};
	stdin = script_open();
	MUST(stdin, "no memory");
	ctl_run(&ctl, argc, argv, fake, &nothing);
	fclose(stdin);
	stdin = in;
	check_all(&ctl);
	ctl_done(&ctl);
	return 0;
}

/* The vocabulary: is all in it that lacpmodctl takes? */

static const char blanks[] = "\n, ";

static bool is_known(const char *word)
{
	unsigned int i;

	for (i = 0; i < VOCABULARY; i++)
		if (!strcmp(word, vocabulary[i]))
			return true;
	return false;
}

/* What lacpmodctl says of a command, and in which words. */
static void ask(struct ctl *ctl, const char *command)
{
	char line[128], name[] = "lacpmodctl";
	char *argv[WORDS_MAX] = { name };
	struct tape nothing = {};
	int argc = 1;

	snprintf(line, sizeof(line), "%s", command);
	for (argv[argc] = strtok(line, " "); argv[argc];
	     argv[argc] = strtok(NULL, " "))
		argc++;
	script = (struct script){};
	ctl_run(ctl, argc, argv, "", &nothing);
}

/*
 * Behind these words one that it does not know is told which ones it does; where
 * that is a number it is told nothing. Behind each of them again, if @deeper.
 */
static void check_words(const char *command, bool deeper)
{
	static const char before[] = "expected ";
	char line[128], *word, *save = NULL;
	struct ctl ctl;

	snprintf(line, sizeof(line), "%s zz", command);
	ask(&ctl, line);
	MUST(ctl.rc == RC_USAGE, "zz is no word of '%s'", command);
	word = strstr(ctl.err, before);
	MUST(word || !deeper, "'%s' expects nothing: %s", command, ctl.err);
	word = word ? strtok_r(word + strlen(before), blanks, &save) : NULL;
	for (; word; word = strtok_r(NULL, blanks, &save)) {
		if (!strcmp(word, "or"))
			continue;
		MUST(is_known(word), "'%s %s' is not in the vocabulary", command, word);
		snprintf(line, sizeof(line), "%s %s", command, word);
		if (deeper && strcmp(word, "lag"))
			check_words(line, false);
	}
	ctl_done(&ctl);
}

/* Values that stand for zeros are told of in other words. */
static void check_zeros(const struct attr_set *set)
{
	unsigned int i;

	for (i = 0; i < set->n; i++)
		if (set->field[i].zero)
			MUST(is_known(set->field[i].zero), "'%s' is not in the vocabulary",
			     set->field[i].zero);
}

static void check_options(void)
{
	char *word, *save = NULL;
	unsigned int seen = 0;
	struct ctl ctl;

	ask(&ctl, "help");
	for (word = strtok_r(ctl.out, blanks, &save); word;
	     word = strtok_r(NULL, blanks, &save)) {
		if (*word != '-')
			continue;
		MUST(is_known(word), "'%s' is not in the vocabulary", word);
		seen++;
	}
	MUST(seen, "no options");
	ctl_done(&ctl);
}

/**
 * LLVMFuzzerInitialize() - see whether the vocabulary is complete
 * @argc: not looked at
 * @argv: the same
 *
 * Return: 0.
 */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	/* Then only what is done with the input is to be told. */
	if (getenv("FUZZ_TRACE"))
		return 0;
	check_options();
	check_words("", false);
	check_words("lag", false);
	check_words("port", false);
	check_words("lag set lag0", true);
	check_words("port add eth1", true);
	check_words("lag path lag0", false);
	check_words("lag path lag0 src 10.0.0.1 dst 10.0.0.2 proto", false);
	check_words("lag rebalance lag0", false);
	check_zeros(&lag_set);
	check_zeros(&port_set);
	check_zeros(&info_set);
	return 0;
}
