/* Rounds as they are stored, and what the files of the mechanism share. */
#include "round/round_internal.h"

#include "pack/pack.h"

#include <string.h>

static void free_type(gpointer type)
{
    round_type_free(type);
}

GPtrArray *round_types_read(Call *call, GError **error)
{
    g_autoptr(GPtrArray) types = g_ptr_array_new_with_free_func(free_type);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_round_types,
                                            STORE_VALUES(store_text(call_district(call))), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        json_auto_t *source = json_loads(store_column_text(rows, 1), 0, NULL);
        RoundType *type = round_type_compile(source, error);
        if (type == NULL) {
            return NULL;
        }
        g_ptr_array_add(types, type);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&types) : NULL;
}

const RoundType *round_type_find(const GPtrArray *types, const char *key, GError **error)
{
    for (guint i = 0; i < types->len; i++) {
        const RoundType *type = types->pdata[i];
        if (strcmp(type->key, key) == 0) {
            return type;
        }
    }
    error_set(error, LUOSHI_ERROR_NOT_FOUND, "round.no_round", NULL, "round", key, NULL);
    return NULL;
}

const char *round_title(const GPtrArray *types, const char *key, Language language)
{
    const RoundType *type = round_type_find(types, key, NULL);

    return type != NULL ? round_name(type, language) : key;
}

WorkCalendar *round_calendar(Call *call)
{
    return call_calendar(call);
}

gint32 round_today(const Call *call)
{
    gint32 today = 0;

    day_parse(call_today(call), &today);
    return today;
}

void round_write_row(Call *call, const DutyRow *row)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_text(answer, "kind", row->kind);
    json_member_text(answer, "object_kind", row->object_kind);
    json_member_text(answer, "object_id", row->object_id);
    json_member_text(answer, "title", row->title);
    json_member_text(answer, "detail", row->detail);
    json_member_text(answer, "due", row->due);
    json_member_int(answer, "days_left", day_between(call_today(call), row->due));
    json_member_text(answer, "role", row->role);
    json_end_object(answer);
}

/* What loading the rounds needs. */
typedef struct {
    const char *district;
    const json_t *rounds;
} Load;

static bool load_rounds(StoreTx *tx, gpointer data, GError **error)
{
    const Load *load = data;
    size_t i;
    json_t *definition;

    if (!store_execute(tx, &sql_round_types_stop, STORE_VALUES(store_text(load->district)), NULL,
                       error)) {
        return false;
    }
    json_array_foreach(load->rounds, i, definition)
    {
        g_autoptr(RoundType) type = round_type_compile(definition, error);
        g_autofree char *source = json_dumps(definition, JSON_COMPACT | JSON_SORT_KEYS);
        if (type == NULL ||
            !store_execute(tx, &sql_round_type_set,
                           STORE_VALUES(store_text(load->district), store_text(type->key),
                                        store_int((gint64)i), store_text(source)),
                           NULL, error)) {
            return false;
        }
    }
    return true;
}

bool round_load(Store *store, const char *district, const char *packs, GError **error)
{
    g_autofree char *path = g_build_filename(packs, "base", "rounds.yaml", NULL);
    json_auto_t *file = pack_load_yaml(path, error);
    Load load = {.district = district, .rounds = json_object_get(file, "rounds")};

    return file != NULL && store_write(store, load_rounds, &load, error);
}
