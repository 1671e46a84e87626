/* The limit of bench/http.mjs: the statement that answers a page of commitments, in a bare loop
 * over SQLite with no HTTP and no JSON, each column read. Prints pages per second of processor
 * time. */
#include "commitment_sql.h"

#include <glib.h>
#include <sqlite3.h>
#include <stdio.h>
#include <time.h>

#define PAGES      20000
#define ROWS       50
#define PARAMETERS 13

static void bind(sqlite3_stmt *statement)
{
    static const char *const texts[PARAMETERS] = {
        [0] = "131103", [1] = "00000000000000000000000001", [9] = "", [10] = "9999-99-99"};

    for (int i = 0; i < PARAMETERS; i++) {
        sqlite3_bind_text(statement, i + 1, texts[i], -1, SQLITE_STATIC);
    }
    sqlite3_bind_int64(statement, 3, 500000);
    sqlite3_bind_int64(statement, 7, 0);
    sqlite3_bind_int64(statement, 8, G_MAXINT32);
    sqlite3_bind_int64(statement, 13, ROWS);
}

static gsize read_page(sqlite3_stmt *statement)
{
    gsize bytes = 0;

    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int column = 0; column < sqlite3_column_count(statement); column++) {
            sqlite3_column_text(statement, column);
            bytes += (gsize)sqlite3_column_bytes(statement, column);
        }
    }
    sqlite3_reset(statement);
    return bytes;
}

int main(int argc, char **argv)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;

    if (argc != 2 || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA mmap_size = 1073741824", NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, sql_commitment_list.sql[STORE_SQLITE], -1, &statement, NULL) !=
            SQLITE_OK ||
        sqlite3_bind_parameter_count(statement) != PARAMETERS) {
        fprintf(stderr, "usage: page_loop FILE, made by bench/commitments.sql\n");
        return 1;
    }
    bind(statement);
    clock_t begun = clock();
    gsize bytes = 0;
    for (int page = 0; page < PAGES; page++) {
        bytes += read_page(statement);
    }
    double seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;
    printf("%.0f\n", bytes > 0 ? PAGES / seconds : 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return 0;
}
