/* What is shown beside ids, and what is counted for objects: read once for a request. */
#include "register/register_internal.h"

#include "org/org.h"

#include <string.h>

struct RegisterNames {
    Call *call;
    Names *org;
    GHashTable *areas;   /* code → name */
    GHashTable *objects; /* id → name */
};

RegisterNames *register_names_new(Call *call)
{
    RegisterNames *names = g_new0(RegisterNames, 1);

    names->call = call;
    names->org = names_new(call_tx(call), call_district(call));
    names->areas = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    names->objects = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return names;
}

void register_names_free(RegisterNames *names)
{
    if (names != NULL) {
        names_free(names->org);
        g_hash_table_unref(names->areas);
        g_hash_table_unref(names->objects);
        g_free(names);
    }
}

Language register_names_language(const RegisterNames *names)
{
    return call_language(names->call);
}

const char *register_unit_shown(RegisterNames *names, const char *unit)
{
    return name_of(names->org, NAME_UNIT, unit);
}

const Names *register_org_names(const RegisterNames *names)
{
    return names->org;
}

const char *register_area_shown(RegisterNames *names, const char *area)
{
    const char *known = area != NULL ? g_hash_table_lookup(names->areas, area) : "";

    if (known == NULL) {
        char *name = NULL;
        g_autofree char *code =
            org_find_area(call_tx(names->call), call_district(names->call), area, &name, NULL);
        known = name = code != NULL ? name : g_strdup(area);
        g_hash_table_insert(names->areas, g_strdup(area), name);
    }
    return known;
}

static const char *object_shown(RegisterNames *names, const char *id)
{
    const char *known = g_hash_table_lookup(names->objects, id);

    if (known == NULL) {
        g_autoptr(RegisterBrief) brief = register_brief(names->call, id, NULL);
        char *name = g_strdup(brief != NULL ? brief->name : id);
        g_hash_table_insert(names->objects, g_strdup(id), name);
        known = name;
    }
    return known;
}

/* Several choices of FIELD, as projects keep them with commas. */
static const char *choices_shown(RegisterNames *names, const RegisterField *field,
                                 const char *value)
{
    g_autofree char *key = g_strconcat(field->form.key, ":", value, NULL);
    const char *known = g_hash_table_lookup(names->objects, key);

    if (known == NULL) {
        Language language = call_language(names->call);
        g_auto(GStrv) keys = g_strsplit(value, ",", -1);
        GString *shown = g_string_new(NULL);
        for (guint i = 0; keys[i] != NULL; i++) {
            const json_t *choice = form_choice(&field->form, keys[i], NULL);
            g_string_append_printf(
                shown, "%s%s", i > 0 ? text_find(language, "register.rule_and") : "",
                choice != NULL ? form_name(json_object_get(choice, "name"), language) : keys[i]);
        }
        known = shown->str;
        g_hash_table_insert(names->objects, g_steal_pointer(&key), g_string_free(shown, FALSE));
    }
    return known;
}

const char *register_shown(RegisterNames *names, const RegisterField *field, const char *value)
{
    switch (field->form.kind) {
    case FORM_CHOICE:
        return choices_shown(names, field, value);
    case FORM_UNIT:
        return register_unit_shown(names, value);
    case FORM_AREA:
        return register_area_shown(names, value);
    case FORM_OBJECT:
        return object_shown(names, value);
    case FORM_TEXT:
    case FORM_DAY:
    case FORM_NUMBER:
    case FORM_FILES:
    case FORM_CREDIT:
        break;
    }
    return value;
}

struct RegisterSums {
    guint count;
    GHashTable *by_object[REGISTER_COUNTS_MAX]; /* id → Decimal */
};

void register_sums_free(RegisterSums *sums)
{
    if (sums != NULL) {
        for (guint i = 0; i < sums->count; i++) {
            g_hash_table_unref(sums->by_object[i]);
        }
        g_free(sums);
    }
}

static bool read_sum(Call *call, const RegisterCount *count, const char *object,
                     GHashTable *by_object, GError **error)
{
    g_autofree char *among = count->among != NULL ? json_dumps(count->among, JSON_COMPACT) : NULL;
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_register_sums,
                    STORE_VALUES(store_text(count->sum), store_text(count->where),
                                 store_text(count->day), store_text(count->year),
                                 store_text(call_district(call)), store_text(count->of),
                                 store_text(count->by), store_text(object), store_text(among)),
                    error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        Decimal *value = g_new(Decimal, 1);
        *value = count->sum != NULL ? store_column_int(rows, 2)
                                    : store_column_int(rows, 1) * DECIMAL_ONE;
        g_hash_table_insert(by_object, g_strdup(store_column_text(rows, 0)), value);
    }
    return rows != NULL && error_pass(error, &failed);
}

RegisterSums *register_sums_read(Call *call, const RegisterType *type, const char *object,
                                 GError **error)
{
    g_autoptr(RegisterSums) sums = g_new0(RegisterSums, 1);

    for (guint i = 0; i < type->count_count; i++) {
        sums->by_object[i] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        sums->count++;
        if (!read_sum(call, &type->counts[i], object, sums->by_object[i], error)) {
            return NULL;
        }
    }
    return g_steal_pointer(&sums);
}

void register_sums_of(const RegisterSums *sums, const char *object,
                      Decimal counted[REGISTER_COUNTS_MAX])
{
    for (guint i = 0; i < sums->count; i++) {
        const Decimal *value = g_hash_table_lookup(sums->by_object[i], object);
        counted[i] = value != NULL ? *value : 0;
    }
}
