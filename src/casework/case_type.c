#include "casework/case_type.h"

#include "kernel/json_in.h"

#include <string.h>

const char *const case_guard_names[] = {"extension_asked", "overdue", "returns", "days_left", NULL};

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static bool fail(const CaseType *type, const char *key, const char *what, GError **error)
{
    error_set(error, LUOSHI_ERROR_INVALID, key, type->key, "type", type->key, "what", what, NULL);
    return false;
}

/* Index by key, or -1. */
static gint field_index(const CaseType *type, const char *key)
{
    for (guint i = 0; i < type->field_count; i++) {
        if (strcmp(type->fields[i].key, key) == 0) {
            return (gint)i;
        }
    }
    return -1;
}

gint case_type_state(const CaseType *type, const char *key)
{
    for (guint i = 0; i < type->state_count; i++) {
        if (strcmp(type->states[i].key, key) == 0) {
            return (gint)i;
        }
    }
    return -1;
}

gint case_type_move(const CaseType *type, const char *key)
{
    for (guint i = 0; i < type->move_count; i++) {
        if (strcmp(type->moves[i].key, key) == 0) {
            return (gint)i;
        }
    }
    return -1;
}

bool case_type_takes(const CaseType *type, const char *object_kind)
{
    return json_holds(json_object_get(type->definition, "objects"), object_kind);
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

static bool compile_fields(CaseType *type, GError **error)
{
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(type->definition, "fields"), i, entry)
    {
        FormField field = {0};
        bool right = form_field_read(entry, &field);
        if (field_index(type, field.key) >= 0) {
            return fail(type, "casework.type_twice", field.key, error);
        }
        if (!right) {
            return fail(type, "casework.type_choices", field.key, error);
        }
        type->fields[type->field_count++] = field;
    }
    return true;
}

static bool compile_states(CaseType *type, GError **error)
{
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(type->definition, "states"), i, entry)
    {
        CaseState state = {.key = text(entry, "key"),
                           .name = json_object_get(entry, "name"),
                           .closed = json_is_true(json_object_get(entry, "closed"))};
        if (case_type_state(type, state.key) >= 0) {
            return fail(type, "casework.type_twice", state.key, error);
        }
        type->states[type->state_count++] = state;
    }
    type->start = case_type_state(type, text(type->definition, "start"));
    return type->start >= 0 ||
           fail(type, "casework.type_unknown", text(type->definition, "start"), error);
}

typedef gint (*Finder)(const CaseType *type, const char *key);

/* The bits of KEYS, each found by FIND. */
static bool compile_bits(const CaseType *type, const json_t *keys, Finder find, guint64 *bits,
                         GError **error)
{
    size_t i;
    json_t *key;

    *bits = 0;
    json_array_foreach(keys, i, key)
    {
        gint found = find(type, json_string_value(key));
        if (found < 0) {
            return fail(type, "casework.type_unknown", json_string_value(key), error);
        }
        *bits |= G_GUINT64_CONSTANT(1) << found;
    }
    return true;
}

static guint who_bits(const json_t *who)
{
    static const char *const names[] = {"handler",  "office", "leader", "raiser",
                                        "reporter", "rule",   NULL};
    guint bits = 0;
    size_t i;
    json_t *one;

    json_array_foreach(who, i, one)
    {
        bits |= 1u << choose(json_string_value(one), names);
    }
    return bits;
}

static bool compile_move(CaseType *type, const json_t *entry, GError **error)
{
    static const char *const clocks[] = {"keep", "run", "stop", "end", NULL};
    static const char *const extensions[] = {"none", "ask", "grant", "refuse", NULL};
    CaseMove *move = &type->moves[type->move_count];
    const char *to = text(entry, "to");
    const char *when = text(entry, "when");

    *move = (CaseMove){.key = text(entry, "key"),
                       .name = json_object_get(entry, "name"),
                       .to = to != NULL ? case_type_state(type, to) : -1,
                       .who = who_bits(json_object_get(entry, "who")),
                       .handles = json_is_true(json_object_get(entry, "handles")),
                       .verifies = json_is_true(json_object_get(entry, "verifies")),
                       .completes = json_is_true(json_object_get(entry, "completes")),
                       .counts_return = json_is_true(json_object_get(entry, "counts_return")),
                       .clock = (CaseClock)choose(text(entry, "clock"), clocks),
                       .extension = (CaseExtension)choose(text(entry, "extension"), extensions)};
    if (case_type_move(type, move->key) >= 0) {
        return fail(type, "casework.type_twice", move->key, error);
    }
    type->move_count++;
    if (to != NULL && move->to < 0) {
        return fail(type, "casework.type_unknown", to, error);
    }
    if (when != NULL) {
        move->when = formula_compile(type->machine, when, case_guard_names, move->key, error);
        if (move->when == NULL) {
            return false;
        }
    }
    if (move->extension == CASE_EXTENSION_ASK && type->until_field < 0) {
        return fail(type, "casework.type_unknown", "until", error);
    }
    return compile_bits(type, json_object_get(entry, "from"), case_type_state, &move->from,
                        error) &&
           compile_bits(type, json_object_get(entry, "needs"), field_index, &move->asked.needs,
                        error) &&
           compile_bits(type, json_object_get(entry, "may"), field_index, &move->asked.may,
                        error) &&
           compile_bits(type, json_object_get(entry, "either"), field_index, &move->asked.either,
                        error);
}

static bool compile_moves(CaseType *type, GError **error)
{
    const json_t *opening = json_object_get(type->definition, "opening");
    const json_t *who = json_object_get(opening, "who");
    size_t i;
    json_t *entry;

    type->opening_who = who != NULL ? who_bits(who) : CASE_WHO_OFFICE;
    type->opening_handles = json_is_true(json_object_get(opening, "handles"));
    type->single = json_is_true(json_object_get(opening, "single"));
    if (!compile_bits(type, json_object_get(opening, "needs"), field_index,
                      &type->opening_asked.needs, error) ||
        !compile_bits(type, json_object_get(opening, "may"), field_index, &type->opening_asked.may,
                      error)) {
        return false;
    }
    json_array_foreach(json_object_get(type->definition, "moves"), i, entry)
    {
        if (!compile_move(type, entry, error)) {
            return false;
        }
    }
    return true;
}

/* A clock runs to a day that the form asks for, or for a declared length: one of the three. */
static bool compile_length(CaseType *type, const json_t *clock, GError **error)
{
    const char *field = text(clock, "field");

    type->days = json_integer_value(json_object_get(clock, "days"));
    type->hours = json_integer_value(json_object_get(clock, "hours"));
    if ((field != NULL) + (type->days > 0) + (type->hours > 0) != 1) {
        return fail(type, "casework.type_length", "clock", error);
    }
    type->clock_field = field != NULL ? field_index(type, field) : -1;
    return field == NULL ||
           (type->clock_field >= 0 && type->fields[type->clock_field].kind == FORM_DAY) ||
           fail(type, "casework.type_clock", field, error);
}

static bool compile_clock(CaseType *type, GError **error)
{
    const json_t *clock = json_object_get(type->definition, "clock");

    type->clock_field = -1;
    type->until_field = field_index(type, "until");
    if (type->until_field >= 0 && type->fields[type->until_field].kind != FORM_DAY) {
        return fail(type, "casework.type_clock", "until", error);
    }
    if (clock == NULL) {
        return true;
    }
    type->has_clock = true;
    type->working = g_strcmp0(text(clock, "unit"), "calendar") != 0;
    type->warns = json_object_get(clock, "warn") != NULL;
    type->warn = json_integer_value(json_object_get(clock, "warn"));
    type->escalate = json_integer_value(json_object_get(clock, "escalate"));
    return compile_length(type, clock, error);
}

/* The states that BITS lead to, by one move. */
static guint64 step(const CaseType *type, guint64 bits)
{
    guint64 next = bits;

    for (guint i = 0; i < type->move_count; i++) {
        if ((type->moves[i].from & bits) != 0 && type->moves[i].to >= 0) {
            next |= G_GUINT64_CONSTANT(1) << type->moves[i].to;
        }
    }
    return next;
}

static guint64 reached_from(const CaseType *type, guint64 bits)
{
    for (guint64 before = 0; before != bits;) {
        before = bits;
        bits = step(type, bits);
    }
    return bits;
}

static bool check_states(const CaseType *type, GError **error)
{
    guint64 reached = reached_from(type, G_GUINT64_CONSTANT(1) << type->start);
    guint64 closed = 0;

    for (guint i = 0; i < type->state_count; i++) {
        closed |= type->states[i].closed ? G_GUINT64_CONSTANT(1) << i : 0;
    }
    for (guint i = 0; i < type->state_count; i++) {
        guint64 bit = G_GUINT64_CONSTANT(1) << i;
        if ((reached & bit) == 0) {
            return fail(type, "casework.type_unreachable", type->states[i].key, error);
        }
        if ((reached_from(type, bit) & closed) == 0) {
            return fail(type, "casework.type_dead_end", type->states[i].key, error);
        }
        if (type->states[i].closed && reached_from(type, bit) != bit) {
            return fail(type, "casework.type_reopens", type->states[i].key, error);
        }
    }
    return true;
}

/* Whoever handled a case never closes it: a move to a closed state from one that handling leads to
 * must verify; any other must say its grounds. */
static bool check_verification(const CaseType *type, GError **error)
{
    guint64 handled = type->opening_handles ? G_GUINT64_CONSTANT(1) << type->start : 0;

    for (guint i = 0; i < type->move_count; i++) {
        if (type->moves[i].handles && type->moves[i].to >= 0) {
            handled |= G_GUINT64_CONSTANT(1) << type->moves[i].to;
        }
    }
    for (guint i = 0; i < type->move_count; i++) {
        const CaseMove *move = &type->moves[i];
        bool closes = move->to >= 0 && type->states[move->to].closed;
        if (closes && (move->from & handled) != 0 && !move->verifies) {
            return fail(type, "casework.type_unverified", move->key, error);
        }
        if (move->completes && (!closes || !move->verifies)) {
            return fail(type, "casework.type_completes", move->key, error);
        }
        if (closes && !move->verifies && move->asked.needs == 0) {
            return fail(type, "casework.type_groundless", move->key, error);
        }
        if (closes && move->clock != CASE_CLOCK_END) {
            return fail(type, "casework.type_clock_runs", move->key, error);
        }
    }
    return true;
}

/* A rule fills the opening's form: what it fills must be there, and a due day where one is asked
 * for.
 */
static bool check_rules(const CaseType *type, GError **error)
{
    size_t i;
    json_t *rule;

    json_array_foreach(json_object_get(type->definition, "rules"), i, rule)
    {
        guint64 fills = G_GUINT64_CONSTANT(0);
        bool due = json_object_get(rule, "due_in") != NULL;
        const char *const names[] = {"title", "demand", due ? "due" : NULL, NULL};
        for (gsize n = 0; names[n] != NULL; n++) {
            gint field = field_index(type, names[n]);
            fills |= field >= 0 ? G_GUINT64_CONSTANT(1) << field : 0;
            if (field < 0) {
                return fail(type, "casework.type_rule", text(rule, "key"), error);
            }
        }
        guint64 asked = type->opening_asked.needs | type->opening_asked.may;
        bool light = json_object_get(rule, "light") != NULL;
        bool overdue = json_object_get(rule, "overdue") != NULL;
        bool another = json_object_get(rule, "case") != NULL;
        if ((type->opening_asked.needs & ~fills) != 0 || (fills & ~asked) != 0 ||
            light == overdue || (another && !overdue) ||
            (another != (json_object_get(rule, "move") != NULL)) ||
            (another != (json_object_get(rule, "grounds") != NULL)) ||
            (overdue && !another && strcmp(text(rule, "object"), "commitment") != 0) ||
            !case_type_takes(type, text(rule, "object"))) {
            return fail(type, "casework.type_rule", text(rule, "key"), error);
        }
    }
    return true;
}

CaseType *case_type_compile(const json_t *definition, GError **error)
{
    g_autoptr(CaseType) type = g_new0(CaseType, 1);

    type->definition = json_deep_copy(definition);
    type->machine = formula_machine_new();
    type->key = text(type->definition, "key");
    type->name = json_object_get(type->definition, "name");
    type->number = text(type->definition, "number");
    if (!compile_fields(type, error) || !compile_states(type, error) ||
        !compile_clock(type, error) || !compile_moves(type, error) || !check_states(type, error) ||
        !check_verification(type, error) || !check_rules(type, error)) {
        return NULL;
    }
    if (type->clock_field >= 0 &&
        (type->opening_asked.needs & (G_GUINT64_CONSTANT(1) << type->clock_field)) == 0) {
        fail(type, "casework.type_clock", type->fields[type->clock_field].key, error);
        return NULL;
    }
    return g_steal_pointer(&type);
}

void case_type_free(CaseType *type)
{
    if (type == NULL) {
        return;
    }
    for (guint i = 0; i < type->move_count; i++) {
        formula_free(type->moves[i].when);
    }
    formula_machine_free(type->machine);
    json_decref(type->definition);
    g_free(type);
}
