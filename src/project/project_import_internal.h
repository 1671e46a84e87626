/* project_import_internal.h - shared by the files of the import. */
#pragma once

#include "project/project_internal.h"

#define IMPORT_ROWS_MAX 5000u

/* One row of the file: CELLS by field (a built-in member, “field:KEY”, “library:KEY”), PLACES of
 * the same. */
typedef struct {
    guint number;
    json_t *cells;
    json_t *places;
    const GError *unread; /* of a cell that cannot be read, or NULL */
} SheetLine;

typedef struct {
    const char *name;        /* of the file */
    GPtrArray *lines;        /* SheetLine */
    GPtrArray *heads;        /* what each column is, NULL: nothing; NULL before the heading */
    GPtrArray *ignored;      /* heads that are passed over */
    GHashTable *known;       /* head → what it is */
    const GPtrArray *unread; /* SheetFault */
} ProjectSheet;

/* The heads of PACK and the built-in ones, with MAP (“head=field;…”, or NULL) over them. (transfer
 * full) */
GHashTable *import_heads(const ProjectPack *pack, const char *map);

/* Reads one row into SHEET; a SheetRow. */
bool import_take_line(gpointer data, guint number, const char *const *cells, guint count,
                      GError **error);

typedef enum { ROW_NEW, ROW_UPDATE, ROW_SAME, ROW_ASK, ROW_REFUSED } RowState;

typedef struct {
    char *id;
    char *name;
    guint score;
} Candidate;

typedef struct {
    const SheetLine *line;
    RowState state;
    json_t *body; /* as a change or an addition takes it */
    Project *project;
    const Library *library; /* for a new one */
    char *since;
    GPtrArray *candidates; /* Candidate */
    json_t *changes;       /* names of what an update changes */
    json_t *unused;        /* places of its cells that say where it stood and are not used */
    char *note;            /* words, or NULL */
    GError *fault;
} ImportRow;

void import_row_free(gpointer row);

/* What rows are compared with. */
typedef struct {
    Call *call;
    const ProjectPack *pack;
    const GPtrArray *existing; /* Project */
    GHashTable *seen;          /* codes and names of earlier rows of the file */
    const char *answers;       /* “12=ID;15=new” or NULL */
    bool take_over;
    const char *unit; /* for rows that name none, or NULL */
    const char *kind; /* likewise */
} ImportDesk;

/* The cell MEMBER of ROW, or NULL. */
const char *import_cell(const ImportRow *row, const char *member);
/* Refuses ROW for its cell MEMBER; false. */
bool import_refuse(ImportRow *row, const char *key, const char *member);

/* Where ROW, a new project, stands and since when: in the library it names, or without one in the
 * furthest whose day it has. False if it is refused. */
bool import_place_new(const ImportDesk *desk, ImportRow *row);

/* Says what ROW has otherwise than MATCH, which an import never moves. False only if the database
 * fails. */
bool import_place_known(const ImportDesk *desk, ImportRow *row, const Project *match,
                        GError **error);

/* The moves of a project that is taken over: each library whose day the row says, and the one it
 * stands in. */
bool import_take_history(ImportDesk *desk, ImportRow *row, GError **error);

/* Looks at LINE. False only if the database fails. (transfer full) */
ImportRow *import_row_look(ImportDesk *desk, const SheetLine *line, GError **error);

/* Writes what ROW, new or an update, says. */
bool import_row_take(ImportDesk *desk, ImportRow *row, GError **error);
