/* Reported figures, read by object or a whole indicator at once. */
#include "indicator/observed.h"

#include "indicator_sql.h"

#include <string.h>

struct ObservedReader {
    StoreTx *tx;
    const char *district;
    gint64 moment;
    GStringChunk *texts; /* few differ */
    GArray *one;         /* Observed, of the object asked for */
    char *kept;          /* the indicator that is kept, or NULL */
    gint32 kept_first;
    gint32 kept_last;
    GArray *all;         /* Observed, of the indicator that is kept, by object and day */
    GHashTable *objects; /* of it: object → where in ALL its figures are, Slice */
};

typedef struct {
    guint start;
    guint count;
} Slice;

ObservedReader *observed_new(StoreTx *tx, const char *district, gint64 moment)
{
    ObservedReader *reader = g_new0(ObservedReader, 1);

    reader->tx = tx;
    reader->district = district;
    reader->moment = moment;
    reader->texts = g_string_chunk_new(4096);
    reader->one = g_array_new(FALSE, FALSE, sizeof(Observed));
    reader->all = g_array_new(FALSE, FALSE, sizeof(Observed));
    reader->objects = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    return reader;
}

void observed_free(ObservedReader *reader)
{
    if (reader != NULL) {
        g_hash_table_unref(reader->objects);
        g_array_unref(reader->all);
        g_array_unref(reader->one);
        g_string_chunk_free(reader->texts);
        g_free(reader->kept);
        g_free(reader);
    }
}

static const char *text_of(ObservedReader *reader, const StoreRows *rows, guint column)
{
    const char *text = store_column_text(rows, column);

    return text != NULL ? g_string_chunk_insert_const(reader->texts, text) : NULL;
}

/* Adds the row to LIST; a later revision of the figure before takes its place. SINCE is where the
 * figures of the row's object begin. */
static void add_row(ObservedReader *reader, const StoreRows *rows, GArray *list, guint since)
{
    Observed one = {
        .last_day = (gint32)store_column_int(rows, 1),
        .figure = {.known = !store_column_is_null(rows, 2), .value = store_column_int(rows, 2)},
        .revision = store_column_int(rows, 3),
        .at = store_column_int(rows, 4),
        .by = text_of(reader, rows, 5),
        .note = text_of(reader, rows, 6),
        .evidence = text_of(reader, rows, 7),
        .reason = text_of(reader, rows, 8),
        .warnings = text_of(reader, rows, 9),
    };

    g_strlcpy(one.period, store_column_text(rows, 0), sizeof one.period);
    if (list->len > since &&
        g_array_index(list, Observed, list->len - 1).last_day == one.last_day) {
        g_array_set_size(list, list->len - 1);
    }
    g_array_append_val(list, one);
}

/* Those of SLICE of the figures that are kept which end from FIRST to LAST. */
static ObservedSpan span_of(const ObservedReader *reader, const Slice *slice, gint32 first,
                            gint32 last)
{
    ObservedSpan span = {0};

    if (slice == NULL) {
        return span;
    }
    span.items = &g_array_index(reader->all, Observed, slice->start);
    span.count = slice->count;
    while (span.count > 0 && span.items[0].last_day < first) {
        span.items++;
        span.count--;
    }
    while (span.count > 0 && span.items[span.count - 1].last_day > last) {
        span.count--;
    }
    return span;
}

bool observed_read(ObservedReader *reader, const char *indicator, const char *object, gint32 first,
                   gint32 last, ObservedSpan *span, GError **error)
{
    g_autoptr(GError) failed = NULL;

    if (g_strcmp0(reader->kept, indicator) == 0 && first >= reader->kept_first &&
        last <= reader->kept_last) {
        *span = span_of(reader, g_hash_table_lookup(reader->objects, object), first, last);
        return true;
    }
    g_autoptr(StoreRows) rows = store_query(
        reader->tx, &sql_observation_figures,
        STORE_VALUES(store_text(reader->district), store_text(indicator), store_text(object),
                     store_int(first), store_int(last), store_int(reader->moment)),
        error);
    g_array_set_size(reader->one, 0);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        add_row(reader, rows, reader->one, 0);
    }
    *span = (ObservedSpan){.items = (const Observed *)(const void *)reader->one->data,
                           .count = reader->one->len};
    return rows != NULL && error_pass(error, &failed);
}

bool observed_keep(ObservedReader *reader, const char *indicator, gint32 first, gint32 last,
                   GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(reader->tx, &sql_observation_figures_all,
                    STORE_VALUES(store_text(reader->district), store_text(indicator),
                                 store_int(first), store_int(last), store_int(reader->moment)),
                    error);
    const char *object = NULL;
    Slice *slice = NULL;

    g_clear_pointer(&reader->kept, g_free);
    g_hash_table_remove_all(reader->objects);
    g_array_set_size(reader->all, 0);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        const char *next = store_column_text(rows, 10);
        if (object == NULL || strcmp(object, next) != 0) {
            object = g_string_chunk_insert_const(reader->texts, next);
            slice = g_new0(Slice, 1);
            slice->start = reader->all->len;
            g_hash_table_insert(reader->objects, (gpointer)object, slice);
        }
        add_row(reader, rows, reader->all, slice->start);
        slice->count = reader->all->len - slice->start;
    }
    if (rows == NULL || !error_pass(error, &failed)) {
        return false;
    }
    reader->kept = g_strdup(indicator);
    reader->kept_first = first;
    reader->kept_last = last;
    return true;
}
