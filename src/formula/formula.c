#include "formula/formula_internal.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

struct FormulaMachine {
    lua_State *lua;
    int numbers;  /* registry reference: the table of numbers' operators */
    int compile;  /* …: the function that compiles, */
    int evaluate; /* …: and the one that evaluates; both run protected */
    int result;   /* …: the last result's text, so that it lives */
};

struct Formula {
    FormulaMachine *machine;
    int function; /* registry reference */
    char *field;
    char **names; /* of the values used, in the order of USES */
    GArray *uses;
    GArray *asked;   /* those of them it need not have */
    GArray *columns; /* of each token, which is a line of the program */
};

FormulaValue formula_null(void)
{
    return (FormulaValue){.kind = FORMULA_NULL};
}

FormulaValue formula_number(Decimal number)
{
    return (FormulaValue){.kind = FORMULA_NUMBER, .number = number};
}

FormulaValue formula_truth(bool truth)
{
    return (FormulaValue){.kind = FORMULA_BOOLEAN, .truth = truth};
}

FormulaValue formula_text(const char *text)
{
    return (FormulaValue){.kind = FORMULA_TEXT, .text = text};
}

/* The scanned program on the stack as light userdata; leaves the formula's function. */
static int compile_protected(lua_State *lua)
{
    const FormulaScan *scan = lua_touserdata(lua, 1);

    if (luaL_loadbufferx(lua, scan->lua, strlen(scan->lua), "=", "t") != LUA_OK) {
        return lua_error(lua);
    }
    for (guint i = 0; i < scan->helpers->len; i++) {
        formula_helper_push(lua, FORMULA_NUMBERS, g_ptr_array_index(scan->helpers, i));
    }
    for (guint i = 0; i < scan->constants->len; i++) {
        formula_number_push(lua, FORMULA_NUMBERS, g_array_index(scan->constants, FormulaWide, i));
    }
    lua_call(lua, (int)(scan->helpers->len + scan->constants->len), 1);
    return 1;
}

typedef struct {
    const Formula *formula;
    const FormulaValue *values;
    FormulaValue *result;
} Evaluation;

static void push_value(lua_State *lua, FormulaValue value)
{
    switch (value.kind) {
    case FORMULA_NULL:
        lua_pushnil(lua);
        return;
    case FORMULA_NUMBER:
        formula_number_push(lua, FORMULA_NUMBERS,
                            (FormulaWide)value.number * (FORMULA_ONE / DECIMAL_ONE));
        return;
    case FORMULA_BOOLEAN:
        lua_pushboolean(lua, value.truth);
        return;
    case FORMULA_TEXT:
        lua_pushstring(lua, value.text);
        return;
    }
}

static void take_result(lua_State *lua, FormulaValue *result)
{
    const FormulaWide *number = formula_number_at(lua, FORMULA_NUMBERS, -1);

    if (number != NULL) {
        FormulaWide rounded =
            formula_number_round(*number, DECIMAL_PLACES) / (FORMULA_ONE / DECIMAL_ONE);
        if (rounded > DECIMAL_MAX || rounded < DECIMAL_MIN) {
            formula_raise(lua, "formula.range");
        }
        *result = formula_number((Decimal)rounded);
    } else if (lua_isboolean(lua, -1)) {
        *result = formula_truth(lua_toboolean(lua, -1) != 0);
    } else if (lua_isstring(lua, -1)) {
        *result = formula_text(lua_tostring(lua, -1));
    } else if (lua_isnil(lua, -1)) {
        *result = formula_null();
    } else {
        formula_raise(lua, "formula.kinds");
    }
}

/* The Evaluation on the stack as light userdata; leaves the result, so that a text lives. */
static int evaluate_protected(lua_State *lua)
{
    const Evaluation *evaluation = lua_touserdata(lua, 1);
    const GArray *uses = evaluation->formula->uses;

    luaL_checkstack(lua, (int)uses->len + 1, NULL);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, evaluation->formula->function);
    for (guint i = 0; i < uses->len; i++) {
        push_value(lua, evaluation->values[g_array_index(uses, guint, i)]);
    }
    lua_call(lua, (int)uses->len, 1);
    take_result(lua, evaluation->result);
    return 1;
}

/* Run protected, so that a machine without memory is no panic. */
static int open_protected(lua_State *lua)
{
    FormulaMachine *machine = lua_touserdata(lua, 1);

    formula_number_open(lua);
    lua_pushvalue(lua, -1);
    lua_pushcclosure(lua, compile_protected, 1);
    machine->compile = luaL_ref(lua, LUA_REGISTRYINDEX);
    lua_pushvalue(lua, -1);
    lua_pushcclosure(lua, evaluate_protected, 1);
    machine->evaluate = luaL_ref(lua, LUA_REGISTRYINDEX);
    machine->numbers = luaL_ref(lua, LUA_REGISTRYINDEX);
    lua_pushboolean(lua, 0);
    machine->result = luaL_ref(lua, LUA_REGISTRYINDEX);
    return 0;
}

FormulaMachine *formula_machine_new(void)
{
    FormulaMachine *machine = g_new0(FormulaMachine, 1);

    machine->lua = luaL_newstate();
    if (machine->lua == NULL) {
        g_error("no memory for a formula machine"); /* as every g_new would */
    }
    lua_gc(machine->lua, LUA_GCGEN, 0, 0);
    lua_pushcfunction(machine->lua, open_protected);
    lua_pushlightuserdata(machine->lua, machine);
    if (lua_pcall(machine->lua, 1, 0, 0) != LUA_OK) {
        g_error("no memory for a formula machine");
    }
    return machine;
}

void formula_machine_free(FormulaMachine *machine)
{
    if (machine != NULL) {
        lua_close(machine->lua);
        g_free(machine);
    }
}

/* Lua says “:7: unexpected symbol near …”: line 7 is the fourth token of the source. BEYOND is the
 * column after the last. */
static guint column_of(const GArray *columns, const char *message, guint beyond)
{
    guint line = (guint)strtoul(message + (message[0] == ':' ? 1 : 0), NULL, 10);
    guint token = line > FORMULA_SCAN_HEAD ? line - FORMULA_SCAN_HEAD - 1 : 0;

    return token < columns->len ? g_array_index(columns, guint, token) : beyond;
}

static void fail_syntax(const FormulaScan *scan, const char *message, const char *source,
                        const char *field, GError **error)
{
    guint column = column_of(scan->columns, message, (guint)g_utf8_strlen(source, -1) + 1);
    g_autofree char *column_text = g_strdup_printf("%u", column);
    const char *at = g_utf8_offset_to_pointer(source, (glong)(column - 1));
    g_autofree char *text = g_strndup(at, MIN(strlen(at), strcspn(at, " \t\r\n")));

    error_set(error, LUOSHI_ERROR_INVALID, "formula.syntax", field, "column", column_text, "text",
              text, NULL);
}

static bool load_function(FormulaMachine *machine, const FormulaScan *scan, const char *source,
                          Formula *formula, GError **error)
{
    lua_State *lua = machine->lua;

    lua_rawgeti(lua, LUA_REGISTRYINDEX, machine->compile);
    lua_pushlightuserdata(lua, (void *)scan);
    int status = lua_pcall(lua, 1, 1, 0);
    if (status != LUA_OK) {
        fail_syntax(scan, lua_tostring(lua, -1), source, formula->field, error);
        lua_pop(lua, 1);
        return false;
    }
    formula->function = luaL_ref(lua, LUA_REGISTRYINDEX);
    return true;
}

Formula *formula_compile(FormulaMachine *machine, const char *source, const char *const *names,
                         const char *field, GError **error)
{
    g_autoptr(FormulaScan) scan = formula_scan(source, names, field, error);

    if (scan == NULL) {
        return NULL;
    }
    g_autoptr(Formula) formula = g_new0(Formula, 1);
    formula->machine = machine;
    formula->function = LUA_NOREF;
    formula->field = g_strdup(field);
    formula->uses = g_array_ref(scan->uses);
    formula->asked = g_array_ref(scan->asked);
    formula->columns = g_array_ref(scan->columns);
    formula->names = g_new0(char *, scan->uses->len + 1);
    for (guint i = 0; i < scan->uses->len; i++) {
        formula->names[i] = g_strdup(names[g_array_index(scan->uses, guint, i)]);
    }
    return load_function(machine, scan, source, formula, error) ? g_steal_pointer(&formula) : NULL;
}

void formula_free(Formula *formula)
{
    if (formula == NULL) {
        return;
    }
    luaL_unref(formula->machine->lua, LUA_REGISTRYINDEX, formula->function);
    g_free(formula->field);
    g_strfreev(formula->names);
    g_array_unref(formula->uses);
    g_array_unref(formula->asked);
    g_array_unref(formula->columns);
    g_free(formula);
}

const guint *formula_uses(const Formula *formula, guint *count)
{
    *count = formula->uses->len;
    return (const guint *)(const void *)formula->uses->data;
}

static bool is_asked(const Formula *formula, guint index)
{
    for (guint i = 0; i < formula->asked->len; i++) {
        if (g_array_index(formula->asked, guint, i) == index) {
            return true;
        }
    }
    return false;
}

/* The values that are missing, as “a, b”: ALL of them, or only those the formula did not ask for.
 * (transfer full) */
static char *missing_names(const Formula *formula, const FormulaValue *values, bool all)
{
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < formula->uses->len; i++) {
        guint index = g_array_index(formula->uses, guint, i);
        if (values[index].kind == FORMULA_NULL && (all || !is_asked(formula, index))) {
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", formula->names[i]);
        }
    }
    return g_string_free(names, FALSE);
}

static bool any_missing(const Formula *formula, const FormulaValue *values)
{
    for (guint i = 0; i < formula->uses->len; i++) {
        guint index = g_array_index(formula->uses, guint, i);
        if (values[index].kind == FORMULA_NULL && !is_asked(formula, index)) {
            return true;
        }
    }
    return false;
}

/* MESSAGE is one of our keys, after “:7: ” where Lua knows the line, or a sentence of Lua's about
 * an operator on what it cannot take. */
static void fail_evaluation(const Formula *formula, const FormulaValue *values, const char *message,
                            GError **error)
{
    g_autofree char *names = missing_names(formula, values, true);
    g_autofree char *column = g_strdup_printf("%u", column_of(formula->columns, message, 1));
    const char *after = message[0] == ':' ? strchr(message, ' ') : NULL;
    const char *key = after != NULL ? after + 1 : message;

    error_set(error, LUOSHI_ERROR_INVALID,
              g_str_has_prefix(key, "formula.") ? key : "formula.kinds", formula->field, "names",
              names, "column", column, NULL);
}

bool formula_evaluate(const Formula *formula, const FormulaValue *values, FormulaValue *result,
                      GError **error)
{
    lua_State *lua = formula->machine->lua;
    Evaluation evaluation = {formula, values, result};

    if (any_missing(formula, values)) {
        g_autofree char *names = missing_names(formula, values, false);
        error_set(error, LUOSHI_ERROR_INVALID, "formula.missing", formula->field, "names", names,
                  NULL);
        return false;
    }
    lua_rawgeti(lua, LUA_REGISTRYINDEX, formula->machine->evaluate);
    lua_pushlightuserdata(lua, &evaluation);
    if (lua_pcall(lua, 1, 1, 0) != LUA_OK) {
        const char *message = lua_tostring(lua, -1);
        fail_evaluation(formula, values, message != NULL ? message : "", error);
        lua_pop(lua, 1);
        return false;
    }
    lua_rawseti(lua, LUA_REGISTRYINDEX, formula->machine->result);
    return true;
}

/* Unlike each other and of all sizes, so that no difference or quotient of theirs is 0 by chance.
 */
static Decimal trial_number(guint trial, guint use)
{
    static const Decimal sizes[] = {17,       9700,         131071,      65537000,
                                    99999989, 123456789013, -5003000000, 7919000000000};
    Decimal size = sizes[(trial + use) % G_N_ELEMENTS(sizes)];

    return size + (Decimal)(trial + 1) * 3 * (Decimal)(use + 1) + size / (Decimal)(use + 3);
}

#define TRIALS 16u

bool formula_try(const Formula *formula, guint count, GError **error)
{
    g_autofree FormulaValue *values = g_new0(FormulaValue, (gsize)count + 1);
    g_autoptr(GError) first = NULL;

    for (guint trial = 0; trial < TRIALS; trial++) {
        FormulaValue result = formula_null();
        g_autoptr(GError) failed = NULL;
        for (guint i = 0; i < formula->uses->len; i++) {
            guint index = g_array_index(formula->uses, guint, i);
            bool left_out = trial % 2 != 0 && is_asked(formula, index);
            values[index] = left_out ? formula_null() : formula_number(trial_number(trial, i));
        }
        if (!formula_evaluate(formula, values, &result, &failed)) {
            first = first != NULL ? first : g_steal_pointer(&failed);
        } else if (result.kind == FORMULA_NUMBER || result.kind == FORMULA_NULL) {
            return true;
        }
    }
    if (first == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "formula.no_number", formula->field, NULL);
    } else if (g_str_equal(error_key(first), "formula.zero")) {
        error_set(error, LUOSHI_ERROR_INVALID, "formula.always_zero", formula->field, "column",
                  error_detail(first, 0)->arguments[3], NULL);
    } else {
        g_propagate_error(error, g_steal_pointer(&first));
    }
    return false;
}
