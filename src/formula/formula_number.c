/* Exact numbers in Lua: full userdata of one FormulaWide, with their operators and functions. */
#include "formula/formula_internal.h"

#include <lauxlib.h>
#include <string.h>

/* 10^22 in hundred-millionths: products of two still fit a Wide after one of them is divided. */
#define LIMIT ((FormulaWide)1000000000000000 * 1000000000000000)

int formula_raise(lua_State *lua, const char *key)
{
    luaL_where(lua, 1);
    lua_pushstring(lua, key);
    lua_concat(lua, 2);
    return lua_error(lua);
}

const FormulaWide *formula_number_at(lua_State *lua, int numbers, int index)
{
    const FormulaWide *value = lua_touserdata(lua, index);

    if (value == NULL || !lua_getmetatable(lua, index)) {
        return NULL;
    }
    bool ours = lua_rawequal(lua, -1, numbers) == 1;
    lua_pop(lua, 1);
    return ours ? value : NULL;
}

void formula_number_push(lua_State *lua, int numbers, FormulaWide value)
{
    if (value > LIMIT || value < -LIMIT) {
        formula_raise(lua, "formula.range");
        return;
    }
    FormulaWide *kept = lua_newuserdatauv(lua, sizeof *kept, 0);
    *kept = value;
    lua_pushvalue(lua, numbers);
    lua_setmetatable(lua, -2);
}

static int give(lua_State *lua, FormulaWide value)
{
    formula_number_push(lua, FORMULA_NUMBERS, value);
    return 1;
}

/* The number that argument INDEX must be. */
static FormulaWide take(lua_State *lua, int index)
{
    const FormulaWide *value = formula_number_at(lua, FORMULA_NUMBERS, index);

    if (value == NULL) {
        formula_raise(lua, lua_isnone(lua, index)  ? "formula.arguments"
                           : lua_isnil(lua, index) ? "formula.missing"
                                                   : "formula.kinds");
        return 0;
    }
    return *value;
}

static FormulaWide divide_rounded(FormulaWide dividend, FormulaWide divisor)
{
    FormulaWide quotient = dividend / divisor;
    FormulaWide rest = dividend % divisor;
    FormulaWide size = rest < 0 ? -rest : rest;
    FormulaWide whole = divisor < 0 ? -divisor : divisor;

    if (size >= whole - size) {
        quotient += (dividend < 0) == (divisor < 0) ? 1 : -1;
    }
    return quotient;
}

static FormulaWide multiply(lua_State *lua, FormulaWide a, FormulaWide b)
{
    FormulaWide whole = 0;

    if (__builtin_mul_overflow(a / FORMULA_ONE, b, &whole)) {
        formula_raise(lua, "formula.range");
        return 0;
    }
    return whole + divide_rounded(a % FORMULA_ONE * b, FORMULA_ONE);
}

static FormulaWide divide(lua_State *lua, FormulaWide a, FormulaWide b)
{
    if (b == 0) {
        formula_raise(lua, "formula.zero");
        return 0;
    }
    return divide_rounded(a * FORMULA_ONE, b);
}

FormulaWide formula_number_round(FormulaWide value, guint places)
{
    FormulaWide step = 1;

    for (guint i = places; i < FORMULA_PLACES; i++) {
        step *= 10;
    }
    return divide_rounded(value, step) * step;
}

static int number_add(lua_State *lua)
{
    return give(lua, take(lua, 1) + take(lua, 2));
}

static int number_subtract(lua_State *lua)
{
    return give(lua, take(lua, 1) - take(lua, 2));
}

static int number_multiply(lua_State *lua)
{
    return give(lua, multiply(lua, take(lua, 1), take(lua, 2)));
}

static int number_divide(lua_State *lua)
{
    return give(lua, divide(lua, take(lua, 1), take(lua, 2)));
}

static int number_negate(lua_State *lua)
{
    return give(lua, -take(lua, 1));
}

static int number_equal(lua_State *lua)
{
    lua_pushboolean(lua, take(lua, 1) == take(lua, 2));
    return 1;
}

static int number_less(lua_State *lua)
{
    lua_pushboolean(lua, take(lua, 1) < take(lua, 2));
    return 1;
}

static int number_at_most(lua_State *lua)
{
    lua_pushboolean(lua, take(lua, 1) <= take(lua, 2));
    return 1;
}

static void push_text(lua_State *lua, int index)
{
    if (lua_type(lua, index) == LUA_TSTRING) {
        lua_pushvalue(lua, index);
        return;
    }
    char text[DECIMAL_TEXT_MAX];
    FormulaWide value =
        formula_number_round(take(lua, index), DECIMAL_PLACES) / (FORMULA_ONE / DECIMAL_ONE);
    if (value > DECIMAL_MAX || value < DECIMAL_MIN) {
        formula_raise(lua, "formula.range");
        return;
    }
    decimal_format((Decimal)value, text);
    lua_pushstring(lua, text);
}

static int number_concat(lua_State *lua)
{
    push_text(lua, 1);
    push_text(lua, 2);
    lua_concat(lua, 2);
    return 1;
}

static int helper_min(lua_State *lua)
{
    FormulaWide least = take(lua, 1);

    for (int i = 2; i <= lua_gettop(lua); i++) {
        FormulaWide value = take(lua, i);
        least = MIN(least, value);
    }
    return give(lua, least);
}

static int helper_max(lua_State *lua)
{
    FormulaWide most = take(lua, 1);

    for (int i = 2; i <= lua_gettop(lua); i++) {
        FormulaWide value = take(lua, i);
        most = MAX(most, value);
    }
    return give(lua, most);
}

static int helper_abs(lua_State *lua)
{
    FormulaWide value = take(lua, 1);

    return give(lua, value < 0 ? -value : value);
}

static int helper_floor(lua_State *lua)
{
    FormulaWide value = take(lua, 1);
    FormulaWide rest = value % FORMULA_ONE;

    return give(lua, value - rest - (rest < 0 ? FORMULA_ONE : 0));
}

static int helper_ceil(lua_State *lua)
{
    FormulaWide value = take(lua, 1);
    FormulaWide rest = value % FORMULA_ONE;

    return give(lua, value - rest + (rest > 0 ? FORMULA_ONE : 0));
}

static int helper_round(lua_State *lua)
{
    FormulaWide value = take(lua, 1);
    FormulaWide places = take(lua, 2);

    if (places < 0 || places > (FormulaWide)DECIMAL_PLACES * FORMULA_ONE ||
        places % FORMULA_ONE != 0) {
        return formula_raise(lua, "formula.arguments");
    }
    return give(lua, formula_number_round(value, (guint)(places / FORMULA_ONE)));
}

static int helper_clamp(lua_State *lua)
{
    FormulaWide value = take(lua, 1);
    FormulaWide low = take(lua, 2);
    FormulaWide high = take(lua, 3);

    if (low > high) {
        return formula_raise(lua, "formula.arguments");
    }
    return give(lua, CLAMP(value, low, high));
}

static int helper_steps(lua_State *lua)
{
    FormulaWide value = take(lua, 1);
    int count = lua_gettop(lua);
    int chosen = count;

    if (count % 2 != 0) {
        return formula_raise(lua, "formula.arguments");
    }
    for (int i = count - 2; i >= 2; i -= 2) {
        FormulaWide bound = take(lua, i);
        chosen = value >= bound ? i + 1 : chosen;
    }
    lua_pushvalue(lua, chosen);
    return 1;
}

static int helper_line(lua_State *lua)
{
    FormulaWide value = take(lua, 1);
    FormulaWide from = take(lua, 2);
    FormulaWide first = take(lua, 3);
    FormulaWide to = take(lua, 4);
    FormulaWide last = take(lua, 5);

    if (from >= to) {
        return formula_raise(lua, "formula.arguments");
    }
    value = CLAMP(value, from, to);
    return give(lua, first + divide(lua, multiply(lua, value - from, last - first), to - from));
}

static int helper_known(lua_State *lua)
{
    if (lua_gettop(lua) != 1) {
        return formula_raise(lua, "formula.arguments");
    }
    lua_pushboolean(lua, !lua_isnil(lua, 1));
    return 1;
}

static int helper_first(lua_State *lua)
{
    for (int i = 1; i <= lua_gettop(lua); i++) {
        if (!lua_isnil(lua, i)) {
            lua_pushvalue(lua, i);
            return 1;
        }
    }
    lua_pushnil(lua);
    return 1;
}

static const luaL_Reg OPERATORS[] = {
    {"__add", number_add},    {"__sub", number_subtract}, {"__mul", number_multiply},
    {"__div", number_divide}, {"__unm", number_negate},   {"__eq", number_equal},
    {"__lt", number_less},    {"__le", number_at_most},   {"__concat", number_concat},
};

static const luaL_Reg HELPERS[] = {
    {"min", helper_min},     {"max", helper_max},     {"abs", helper_abs},
    {"floor", helper_floor}, {"ceil", helper_ceil},   {"round", helper_round},
    {"clamp", helper_clamp}, {"steps", helper_steps}, {"line", helper_line},
    {"known", helper_known}, {"first", helper_first},
};

void formula_number_open(lua_State *lua)
{
    lua_newtable(lua);
    for (gsize i = 0; i < G_N_ELEMENTS(OPERATORS); i++) {
        lua_pushvalue(lua, -1);
        lua_pushcclosure(lua, OPERATORS[i].func, 1);
        lua_setfield(lua, -2, OPERATORS[i].name);
    }
}

static const luaL_Reg *find_helper(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(HELPERS); i++) {
        if (strcmp(HELPERS[i].name, name) == 0) {
            return &HELPERS[i];
        }
    }
    return NULL;
}

bool formula_helper_known(const char *name)
{
    return find_helper(name) != NULL;
}

void formula_helper_push(lua_State *lua, int numbers, const char *name)
{
    lua_pushvalue(lua, numbers);
    lua_pushcclosure(lua, find_helper(name)->func, 1);
}
