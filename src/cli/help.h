/* help.h - what the command table says of itself: for a terminal, and as the manual page. */
#pragma once

#include "cli/command.h"

/* The list of COMMANDS (COUNT of them), for a terminal. (transfer full) */
char *help_all(const CliCommand *const *commands, gsize count, Language language);

/* What one COMMAND takes, for a terminal. (transfer full) */
char *help_command(const CliCommand *command, Language language);

/* The manual page luoshi(1) as troff source for man(7) in UTF-8. (transfer full) */
char *help_manual(const CliCommand *const *commands, gsize count, Language language);
