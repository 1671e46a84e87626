/*
 * read.h - luoshi read: what a work report promises and reports, as a table or as JSON lines.
 */
#pragma once

#include "cli/command.h"

#include <stdio.h>

/* What the command gives back to the shell. */
typedef enum {
    READ_EXIT_DONE = 0,
    READ_EXIT_FAILED = 1,     /* the file cannot be read; the reason is on ERRORS */
    READ_EXIT_USAGE = 2,      /* wrong options */
    READ_EXIT_NO_FIGURES = 3, /* read, but without a single quantified statement */
} ReadExit;

/* luoshi read FILE */
extern const CliCommand cli_read;

/* The same with its results to OUT and its messages to ERRORS. */
ReadExit read_run(const Cli *cli, FILE *out, FILE *errors);
