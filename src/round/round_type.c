#include "round/round_type.h"

#include "kernel/json_in.h"

#include <string.h>

static const char *const KINDS[] = {"report", "meeting", "session", "screening", "rally", NULL};
static const char *const ASKS[] = {"not", "optional", "needed", NULL};
static const char *const EVERY[] = {"year", "quarter", "month", "half_month", "week", NULL};
static const char *const OBJECTS[] = {"unit", "commitment", "project", NULL};
static const char *const OFF[] = {"same", "after", "before", NULL};

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* The index of VALUE in NAMES, 0 for NULL. */
static guint choose(const char *value, const char *const *names)
{
    for (guint i = 0; value != NULL && names[i] != NULL; i++) {
        if (strcmp(names[i], value) == 0) {
            return i;
        }
    }
    return 0;
}

const char *round_kind_text(RoundKind kind)
{
    return KINDS[kind];
}

const char *round_ask_text(RoundAsk ask)
{
    return ASKS[ask];
}

const char *round_name(const RoundType *type, Language language)
{
    return text(type->name, language == LANGUAGE_EN ? "en" : "zh");
}

bool round_follows(const RoundType *type, const char *key)
{
    return type == NULL || type->follows == NULL || strcmp(type->key, key) == 0 ||
           json_holds(type->follows, key);
}

static bool fail(const RoundType *type, const char *key, const char *what, GError **error)
{
    error_set(error, LUOSHI_ERROR_INVALID, key, type->key, "round", type->key, "what", what, NULL);
    return false;
}

static gint number_of(const json_t *object, const char *name)
{
    return (gint)json_integer_value(json_object_get(object, name));
}

static bool compile_recurrence(RoundType *type, GError **error)
{
    static const char *const places[] = {"day", "workday", "weekday"};
    const json_t *due = json_object_get(type->definition, "due");
    Recurrence *recurrence = &type->recurrence;
    guint found = 0;

    *recurrence = (Recurrence){.every = (PeriodKind)choose(text(due, "every"), EVERY),
                               .month = number_of(due, "month"),
                               .after = number_of(due, "after"),
                               .off = (CalendarRoll)choose(text(due, "off"), OFF),
                               .lead = number_of(due, "lead"),
                               .grace = number_of(due, "grace")};
    for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
        if (json_object_get(due, places[i]) != NULL) {
            recurrence->place = (RoundPlace)i;
            recurrence->number = number_of(due, places[i]);
            found++;
        }
    }
    if (found != 1 || recurrence->number == 0) {
        return fail(type, "round.type_place", "due", error);
    }
    if (recurrence->place == ROUND_ON_WEEKDAY &&
        (recurrence->every != PERIOD_WEEK || recurrence->number < 1 || recurrence->number > 7)) {
        return fail(type, "round.type_place", "weekday", error);
    }
    gint months = recurrence->every == PERIOD_YEAR      ? 12
                  : recurrence->every == PERIOD_QUARTER ? 3
                                                        : 0;
    return recurrence->month <= months || fail(type, "round.type_place", "month", error);
}

/* Units answer for themselves; a commitment's or a project's own unit or leader for it; people
 * gather. */
static bool check_owners(const RoundType *type, GError **error)
{
    const json_t *owners = json_object_get(type->definition, "owners");
    bool gathers = type->kind == ROUND_MEETING || type->kind == ROUND_SESSION;
    bool units = type->unit_kinds != NULL || type->unit_keys != NULL;
    bool of_project = json_object_get(owners, "of_project") != NULL;
    bool about_projects = type->object == ROUND_ABOUT_PROJECTS;
    bool rally = type->kind == ROUND_RALLY;
    bool right = rally     ? about_projects && owners == NULL
                 : gathers ? (units || type->ranks != NULL) && type->object == ROUND_ABOUT_UNITS
                           : type->object != ROUND_ABOUT_UNITS || (units && type->ranks == NULL);

    if (!right || of_project != (about_projects && !rally) || (type->sheet != NULL) != rally ||
        (type->key_levels != NULL) != about_projects) {
        return fail(type, "round.type_owners", "owners", error);
    }
    return true;
}

RoundType *round_type_compile(const json_t *definition, GError **error)
{
    g_autoptr(RoundType) type = g_new0(RoundType, 1);

    type->definition = json_deep_copy(definition);
    type->key = text(type->definition, "key");
    type->name = json_object_get(type->definition, "name");
    type->kind = (RoundKind)choose(text(type->definition, "kind"), KINDS);
    const json_t *owners = json_object_get(type->definition, "owners");
    const json_t *answer = json_object_get(type->definition, "answer");
    type->unit_kinds = json_object_get(owners, "unit_kinds");
    type->unit_keys = json_object_get(owners, "units");
    type->ranks = json_object_get(owners, "ranks");
    type->prepares = json_object_get(type->definition, "prepares");
    type->follows = json_object_get(type->definition, "follows");
    type->object = (RoundObject)choose(text(type->definition, "object"), OBJECTS);
    type->sheet = text(type->definition, "sheet");
    type->leader_owes = g_strcmp0(text(owners, "of_project"), "leader") == 0;
    type->key_levels = json_object_get(json_object_get(type->definition, "projects"), "key_levels");
    type->text = (RoundAsk)choose(text(answer, "text"), ASKS);
    type->percent = (RoundAsk)choose(text(answer, "percent"), ASKS);
    type->evidence = (RoundAsk)choose(text(answer, "evidence"), ASKS);
    if (!compile_recurrence(type, error)) {
        return NULL;
    }
    if (!check_owners(type, error)) {
        return NULL;
    }
    bool gathers = type->kind == ROUND_MEETING || type->kind == ROUND_SESSION;
    if (type->prepares != NULL &&
        (type->kind != ROUND_MEETING ||
         (type->recurrence.every != PERIOD_YEAR && type->recurrence.every != PERIOD_QUARTER))) {
        fail(type, "round.type_prepares", "prepares", error);
        return NULL;
    }
    if (!gathers && type->kind != ROUND_RALLY && type->text == ROUND_NOT_ASKED &&
        type->percent == ROUND_NOT_ASKED) {
        fail(type, "round.type_answer", "answer", error);
        return NULL;
    }
    return g_steal_pointer(&type);
}

void round_type_free(RoundType *type)
{
    if (type != NULL) {
        json_decref(type->definition);
        g_free(type);
    }
}

char *round_period_name(Language language, const char *period)
{
    static const char *const keys[] = {"round.period_year",  "round.period_quarter",
                                       "round.period_month", "round.period_half",
                                       "round.period_week",  "round.period_day"};
    Period one;
    int year = 0;
    int month = 0;
    int day = 0;

    if (!period_parse(period, NULL, &one, NULL)) {
        return g_strdup(period);
    }
    day_parts(one.first, &year, &month, &day);
    const char *part = one.kind == PERIOD_WEEK      ? strchr(period, 'W') + 1
                       : one.kind == PERIOD_QUARTER ? strchr(period, 'Q') + 1
                       : day > 1                    ? text_find(language, "round.half_second")
                                                    : text_find(language, "round.half_first");
    g_autofree char *year_text =
        one.kind == PERIOD_WEEK ? g_strndup(period, 4) : g_strdup_printf("%d", year);
    g_autofree char *month_text = g_strdup_printf("%d", month);
    const char *const arguments[] = {"year", year_text, "month", month_text, "part", part, NULL};
    return text_format(language, keys[one.kind], arguments);
}
