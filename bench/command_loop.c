/* The limit of the commands of bench/http.mjs: the rows that they left in FILE, inserted again one
 * by one into an empty file of the same tables and indexes, in batches of 64, each on disk before
 * the next begins. Prints commands per second. Usage: command_loop FILE NEW_FILE. */
#include <glib.h>
#include <sqlite3.h>
#include <stdio.h>

#define BATCH 64

/* What a note of progress on a commitment of bench/commitments.sql writes. */
static const struct {
    const char *rows;
    const char *insert;
} parts[] = {
    {"SELECT * FROM old.progress WHERE commitment LIKE '00000000%'",
     "INSERT INTO progress VALUES (?,?,?,?,?,?,?,?,?,?)"},
    {"SELECT * FROM old.ledger_entry WHERE object_id LIKE '00000000%'",
     "INSERT INTO ledger_entry VALUES (?,?,?,?,?,?,?,?,?,?,?)"},
    {"SELECT * FROM old.light WHERE object_id IN (SELECT commitment FROM old.progress) "
     "AND object_id LIKE '00000000%'",
     "INSERT INTO light VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"},
};

typedef struct {
    GPtrArray *values; /* sqlite3_value, row after row */
    guint columns;
    sqlite3_stmt *insert;
} Rows;

static void check(sqlite3 *db, int code)
{
    if (code != SQLITE_OK && code != SQLITE_DONE) {
        g_error("%s", sqlite3_errmsg(db));
    }
}

static void run(sqlite3 *db, const char *sql)
{
    check(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
}

static int make(void *db, G_GNUC_UNUSED int count, char **sql, G_GNUC_UNUSED char **names)
{
    run(db, sql[0]);
    return 0;
}

static sqlite3 *open_new(const char *old, const char *new)
{
    sqlite3 *db = NULL;
    g_autofree char *attach = g_strdup_printf("ATTACH '%s' AS old", old);

    check(db, sqlite3_open(new, &db));
    run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    run(db, attach);
    check(db, sqlite3_exec(db,
                           "SELECT sql FROM old.sqlite_schema WHERE sql IS NOT NULL AND tbl_name "
                           "IN ('progress', 'ledger_entry', 'light') ORDER BY type DESC",
                           make, db, NULL));
    return db;
}

static void read_rows(sqlite3 *db, gsize part, Rows *rows)
{
    sqlite3_stmt *statement = NULL;

    check(db, sqlite3_prepare_v2(db, parts[part].rows, -1, &statement, NULL));
    rows->values = g_ptr_array_new_with_free_func((GDestroyNotify)sqlite3_value_free);
    rows->columns = (guint)sqlite3_column_count(statement);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (guint column = 0; column < rows->columns; column++) {
            g_ptr_array_add(rows->values,
                            sqlite3_value_dup(sqlite3_column_value(statement, (int)column)));
        }
    }
    sqlite3_finalize(statement);
    check(db, sqlite3_prepare_v2(db, parts[part].insert, -1, &rows->insert, NULL));
}

static void insert_row(sqlite3 *db, const Rows *rows, guint row)
{
    if ((row + 1) * rows->columns > rows->values->len) {
        return;
    }
    for (guint column = 0; column < rows->columns; column++) {
        sqlite3_bind_value(rows->insert, (int)column + 1,
                           rows->values->pdata[row * rows->columns + column]);
    }
    sqlite3_step(rows->insert);
    check(db, sqlite3_reset(rows->insert));
}

int main(int argc, char **argv)
{
    Rows rows[G_N_ELEMENTS(parts)] = {0};

    if (argc != 3) {
        fprintf(stderr, "usage: command_loop FILE NEW_FILE\n");
        return 1;
    }
    sqlite3 *db = open_new(argv[1], argv[2]);
    for (gsize part = 0; part < G_N_ELEMENTS(parts); part++) {
        read_rows(db, part, &rows[part]);
    }
    run(db, "DETACH old");
    guint commands = rows[0].values->len / rows[0].columns;
    gint64 begun = g_get_monotonic_time();
    for (guint i = 0; i < commands; i++) {
        if (i % BATCH == 0) {
            run(db, "BEGIN");
        }
        for (gsize part = 0; part < G_N_ELEMENTS(parts); part++) {
            insert_row(db, &rows[part], i);
        }
        if (i % BATCH == BATCH - 1 || i == commands - 1) {
            run(db, "COMMIT");
        }
    }
    printf("%.0f\n", (double)commands * G_USEC_PER_SEC / (double)(g_get_monotonic_time() - begun));
    for (gsize part = 0; part < G_N_ELEMENTS(parts); part++) {
        sqlite3_finalize(rows[part].insert);
        g_ptr_array_unref(rows[part].values);
    }
    sqlite3_close(db);
    return 0;
}
