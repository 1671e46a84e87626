/* A year of a type whose objects lie on days: what each month, quarter and the year had of what is
 * asked for. */
#include "register/register_internal.h"

#include "kernel/json_in.h"
#include "org/org.h"

#include <string.h>

#define MONTHS      12
#define QUARTERS    4
#define OBJECTS_MAX 2000 /* of one year */

/* How many objects count, and how many are still to come. */
typedef struct {
    gint64 done;
    gint64 open;
} Tally;

typedef struct {
    const RegisterType *type;
    const char *today;
    gint year;
    GPtrArray *objects; /* RegisterObject, by their day */
} Year;

static const char *value_of(const Year *year, const RegisterObject *object, gint field)
{
    return register_text(object->form, year->type->fields[field].form.key);
}

static guint month_of(const Year *year, const RegisterObject *object)
{
    return (guint)g_ascii_strtoull(value_of(year, object, year->type->calendar.day) + 5, NULL, 10) -
           1;
}

static void count(const Year *year, const RegisterObject *object, Tally *tally)
{
    const RegisterCalendar *calendar = &year->type->calendar;
    const char *state = value_of(year, object, calendar->state);

    tally->done += json_holds(calendar->done, state);
    tally->open += json_holds(calendar->open, state);
}

/* Of what had to be there from the month FROM to the month TO (both as 2022-03): met, running while
 * they last, to_come before them, short after them. */
static const char *standing(const Year *year, bool met, const char *from, const char *to)
{
    if (met) {
        return "met";
    }
    if (strncmp(year->today, from, 7) < 0) {
        return "to_come";
    }
    return strncmp(year->today, to, 7) > 0 ? "short" : "running";
}

static void month_text(const Year *year, guint month, char text[16])
{
    g_snprintf(text, 16, "%04d-%02u", year->year, month + 1);
}

static void write_tally(JsonWriter *answer, Tally tally, gint64 least)
{
    json_member_int(answer, "done", tally.done);
    json_member_int(answer, "open", tally.open);
    json_member_int(answer, "least", least);
}

static void write_months(const Year *year, JsonWriter *answer)
{
    Tally tallies[MONTHS] = {0};

    for (guint i = 0; i < year->objects->len; i++) {
        const RegisterObject *object = g_ptr_array_index(year->objects, i);
        count(year, object, &tallies[month_of(year, object)]);
    }
    json_key(answer, "months");
    json_begin_array(answer);
    for (guint i = 0; i < MONTHS; i++) {
        gint64 least = year->type->calendar.month;
        char month[16];
        month_text(year, i, month);
        json_begin_object(answer);
        json_member_text(answer, "month", month);
        json_member_text(answer, "state", standing(year, tallies[i].done >= least, month, month));
        write_tally(answer, tallies[i], least);
        json_end_object(answer);
    }
    json_end_array(answer);
}

/* What the objects of QUARTER say it is about, each once: of those that are done or still to come,
 * not of what was planned for a day that has passed. (transfer container) */
static GPtrArray *themes_of(const Year *year, guint quarter)
{
    const RegisterCalendar *calendar = &year->type->calendar;
    GPtrArray *themes = g_ptr_array_new();

    for (guint i = 0; i < year->objects->len; i++) {
        const RegisterObject *object = g_ptr_array_index(year->objects, i);
        const char *theme = value_of(year, object, calendar->quarter);
        Tally tally = {0};
        count(year, object, &tally);
        bool counts =
            tally.done > 0 ||
            (tally.open > 0 && strcmp(value_of(year, object, calendar->day), year->today) >= 0);
        if (theme != NULL && month_of(year, object) / 3 == quarter && counts &&
            !g_ptr_array_find_with_equal_func(themes, theme, g_str_equal, NULL)) {
            g_ptr_array_add(themes, (gpointer)theme);
        }
    }
    return themes;
}

static void write_quarters(const Year *year, JsonWriter *answer)
{
    json_key(answer, "quarters");
    json_begin_array(answer);
    for (guint i = 0; year->type->calendar.quarter >= 0 && i < QUARTERS; i++) {
        g_autoptr(GPtrArray) themes = themes_of(year, i);
        char quarter[16];
        char from[16];
        char to[16];
        g_snprintf(quarter, sizeof quarter, "%04dQ%u", year->year, i + 1);
        month_text(year, 3 * i, from);
        month_text(year, 3 * i + 2, to);
        json_begin_object(answer);
        json_member_text(answer, "quarter", quarter);
        json_member_text(answer, "state", standing(year, themes->len > 0, from, to));
        json_key(answer, "themes");
        json_begin_array(answer);
        for (guint k = 0; k < themes->len; k++) {
            json_text(answer, g_ptr_array_index(themes, k));
        }
        json_end_array(answer);
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_demands(const Year *year, JsonWriter *answer, Language language)
{
    const RegisterCalendar *calendar = &year->type->calendar;
    char from[16];
    char to[16];

    month_text(year, 0, from);
    month_text(year, MONTHS - 1, to);
    json_key(answer, "demands");
    json_begin_array(answer);
    for (guint i = 0; i < calendar->demand_count; i++) {
        const RegisterDemand *demand = &calendar->demands[i];
        Tally tally = {0};
        json_begin_object(answer);
        json_key(answer, "objects");
        json_begin_array(answer);
        for (guint k = 0; k < year->objects->len; k++) {
            const RegisterObject *object = g_ptr_array_index(year->objects, k);
            gint64 before = tally.done;
            if (json_holds(demand->among, value_of(year, object, demand->where))) {
                count(year, object, &tally);
            }
            if (tally.done > before) {
                json_text(answer, object->id);
            }
        }
        json_end_array(answer);
        json_member_text(answer, "key", demand->key);
        json_member_text(answer, "name", form_name(demand->name, language));
        json_member_text(answer, "state", standing(year, tally.done >= demand->least, from, to));
        write_tally(answer, tally, demand->least);
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_objects(const Year *year, JsonWriter *answer, RegisterNames *names)
{
    const RegisterCalendar *calendar = &year->type->calendar;

    json_key(answer, "objects");
    json_begin_array(answer);
    for (guint i = 0; i < year->objects->len; i++) {
        const RegisterObject *object = g_ptr_array_index(year->objects, i);
        const char *state = value_of(year, object, calendar->state);
        json_begin_object(answer);
        json_member_text(answer, "id", object->id);
        json_member_text(answer, "name", object->name);
        json_member_text(answer, "day", value_of(year, object, calendar->day));
        json_member_text(answer, "state_name",
                         state != NULL
                             ? register_shown(names, &year->type->fields[calendar->state], state)
                             : "");
        json_member_bool(answer, "done", json_holds(calendar->done, state));
        json_member_bool(answer, "open", json_holds(calendar->open, state));
        json_end_object(answer);
    }
    json_end_array(answer);
}

/* The objects of YEAR; more than OBJECTS_MAX are refused. (transfer full) */
static GPtrArray *read_objects(Call *call, const RegisterType *type, gint year, GError **error)
{
    g_autoptr(GPtrArray) objects =
        g_ptr_array_new_with_free_func((GDestroyNotify)register_object_free);
    g_autofree char *from = g_strdup_printf("%04d-01-01", year);
    g_autofree char *until = g_strdup_printf("%04d-01-01", year + 1);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_register_between,
        STORE_VALUES(store_text(call_district(call)),
                     store_text(type->fields[type->calendar.day].form.key), store_text(from),
                     store_text(until), store_text(type->key), store_int(OBJECTS_MAX + 1)),
        error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_ptr_array_add(objects, register_object_from_row(rows));
    }
    if (rows == NULL || !error_pass(error, &failed)) {
        return NULL;
    }
    if (objects->len > OBJECTS_MAX) {
        g_autofree char *limit = g_strdup_printf("%d", OBJECTS_MAX);
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "register.too_many_in_year", "/year", "limit",
                  limit, NULL);
        return NULL;
    }
    return g_steal_pointer(&objects);
}

/* The id of the unit that keeps TYPE in *UNIT, NULL if there is none. (transfer full) */
static bool manager_of(Call *call, const RegisterType *type, char **unit, GError **error)
{
    g_autoptr(GError) failed = NULL;

    *unit = type->manager != NULL
                ? org_find_unit(call_tx(call), call_district(call), type->manager, &failed)
                : NULL;
    return error_pass(error, &failed);
}

bool register_sees_whole(Call *call, const RegisterType *type, bool *whole, GError **error)
{
    g_autofree char *unit = NULL;

    return manager_of(call, type, &unit, error) &&
           call_reaches(call, "register.read", unit != NULL ? unit : "", whole, error);
}

/* What a year lacks is said of all its objects, so to whoever may read all of them. */
static bool authorize(Call *call, const RegisterType *type, GError **error)
{
    g_autofree char *unit = NULL;

    return manager_of(call, type, &unit, error) && call_authorize(call, unit, NULL, error);
}

bool register_calendar(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    gint this_year = (gint)g_ascii_strtoll(call_today(call), NULL, 10);
    Year year = {.today = call_today(call),
                 .year = (gint)call_parameter_int(call, "year", this_year)};
    g_autoptr(GPtrArray) types = register_types(call, error);

    year.type = types != NULL ? register_type_of(types, call_parameter(call, "type"), error) : NULL;
    if (year.type != NULL && !year.type->calendar.declared) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "register.no_calendar", NULL, "type",
                  form_name(year.type->name, call_language(call)), NULL);
        return false;
    }
    g_autoptr(GPtrArray) objects = year.type != NULL && authorize(call, year.type, error)
                                       ? read_objects(call, year.type, year.year, error)
                                       : NULL;
    g_autoptr(RegisterNames) names = register_names_new(call);
    if (objects == NULL) {
        return false;
    }
    year.objects = objects;
    json_begin_object(answer);
    json_member_text(answer, "type", year.type->key);
    json_member_text(answer, "name", form_name(year.type->name, call_language(call)));
    json_member_int(answer, "year", year.year);
    write_months(&year, answer);
    write_quarters(&year, answer);
    write_demands(&year, answer, call_language(call));
    write_objects(&year, answer, names);
    json_end_object(answer);
    return true;
}
