#pragma once

#include "model/flags.h"

/* The only reader of keeprun's argv files and of runsc's command lines. Words are taken as Go's
 * package flag takes them (FlagSet.parseOne) and then gVisor's subcommands: one dash or two;
 * "name=value", or the next word for what is no bool; "-" and whatever has no dash end the flags,
 * and so does "--"; the last of a name wins. Which flags are bools depends on the release. */
typedef LIST(struct text) word_row;
typedef LIST(struct flag_said) flag_row;

struct vector {
	bool is_ours;         /* keeprun's own: it begins with ARTIFACT_VERSION */
	bool is_whole;        /* a file's last word ends in NUL, as every other one */
	size_t word_count;    /* 0: no command line */
	flag_row options;     /* keeprun's; the value is "true" where an option has none */
	bool has_release;     /* it was given, or keepc noted it among the options */
	release_date release; /* that one, else the newest measured */
	struct text program;  /* runsc's argv[0]; empty where the words begin with a flag */
	flag_row flags;       /* runsc's top-level flags, unknown ones too */
	struct text command;  /* the subcommand; empty: there is none */
	flag_row command_flags;
	word_row arguments; /* behind the subcommand and its flags */
	const char *fault;  /* why runsc gets no further than to its flags; NULL: it does */
	int status;         /* what it then exits with: 2, or 128 for what is no subcommand */
};

/* Splits the bytes of an argv file. A last word without NUL is a word all the same. */
word_row vector_split(struct arena *arena, struct text bytes);

/* Words of an argv file, or of a command line which begins with runsc's argv[0] or with its flags.
 * release 0: the one that keepc noted. Texts are borrowed, or owned by the arena. */
struct vector vector_read(struct arena *arena, const word_row *words, release_date release);
struct vector vector_read_file(struct arena *arena, struct text bytes, release_date release);

/* Ends the process with a usage error when the bytes are keeprun's vector of another version. */
void vector_refuse_other(struct arena *arena, const char *path, struct text bytes);

/* The value of keeprun's option, false when it is not there. Of a repeated one the first. */
bool vector_option(const struct vector *vector, const char *name, struct text *value);

/* The bytes of an argv file without the words that give keeprun's option NAME; owned by the
 * arena. */
struct text vector_without(struct arena *arena, struct text bytes, const char *name);
