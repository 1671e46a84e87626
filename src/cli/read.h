/*
 * read.h - luoshi read: what a work report promises and reports, as a table or as JSON lines.
 */
#pragma once

#include <stdio.h>

/* What the command gives back to the shell. */
typedef enum {
    READ_EXIT_DONE = 0,
    READ_EXIT_FAILED = 1,     /* the file cannot be read; the reason is on ERRORS */
    READ_EXIT_USAGE = 2,      /* wrong options */
    READ_EXIT_NO_FIGURES = 3, /* read, but without a single quantified statement */
} ReadExit;

/* Runs `luoshi read [OPTION…] FILE`; ARGV[0] is the command's name. Results go to OUT, messages to
 * ERRORS, in the language of the environment (LC_ALL, LC_MESSAGES, LANG). ARGV is not changed. */
ReadExit read_command(int argc, char **argv, FILE *out, FILE *errors);
