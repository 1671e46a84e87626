/* operate.h - what the subcommands share that run operations of the interface: an opened database,
 * called a desk here because “session” is a log-in. */
#pragma once

#include "cli/cli.h"
#include "http/operation.h"

typedef struct {
    Store *store;
    char *district;
    char *packs; /* their folder */
    Operator *op;
} Desk;

/* Opens the database of the setting. */
bool desk_open(Desk *desk, const Cli *cli, GError **error);
void desk_clear(Desk *desk);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Desk, desk_clear)

/* Reads a password from standard input: one line. */
#define PASSWORD_MAX 256
bool read_password(char line[PASSWORD_MAX], GError **error);

/* The array LIST of the answer of a query without parameters. (transfer full) */
json_t *desk_list(const Desk *desk, const char *operation, const char *list, GError **error);

/* The first of LIST in which one of MEMBERS (NULL-terminated) is TEXT, or NULL. */
json_t *find_object(const json_t *list, const char *const *members, const char *text);

/* The unit that TEXT names by id, key, name or short name; an error that says so if there is none.
 */
json_t *find_unit(const json_t *units, const char *text, GError **error);

/* One line of JSON to standard output. */
void print_json(const json_t *value);
