/* formula_internal.h - shared by the files of the mechanism. */
#pragma once

#include "formula/formula.h"

#include <lua.h>

/* A number inside a formula: hundred-millionths. */
__extension__ typedef __int128 FormulaWide;
#define FORMULA_ONE    100000000 /* 1 as a FormulaWide */
#define FORMULA_PLACES 8

/* A source taken apart. */
typedef struct {
    char *lua;          /* the program: one token a line, so that Lua's line tells the token */
    GArray *columns;    /* guint: the column of each token in the source, from 1 */
    GArray *uses;       /* guint: indices of the names used, ascending */
    GArray *asked;      /* guint: those of them that stand in a known() or first() */
    GArray *constants;  /* FormulaWide: the numbers written in it */
    GPtrArray *helpers; /* const char *: the functions used */
} FormulaScan;

/* Takes SOURCE apart. The program takes its helpers, then its constants, and gives a Lua function
 * of the values it uses. (transfer full) */
FormulaScan *formula_scan(const char *source, const char *const *names, const char *field,
                          GError **error);
void formula_scan_free(FormulaScan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FormulaScan, formula_scan_free)

/* Lines of the program before the first token of the source. */
#define FORMULA_SCAN_HEAD 3

/* Lua's side of numbers: pushes the table that gives numbers their operators. */
void formula_number_open(lua_State *lua);

/* Pushes VALUE; NUMBERS is the stack index of that table. */
void formula_number_push(lua_State *lua, int numbers, FormulaWide value);

/* The number at INDEX, or NULL if it is none. */
const FormulaWide *formula_number_at(lua_State *lua, int numbers, int index);

/* VALUE rounded to PLACES (0 to 8), half away from zero. */
FormulaWide formula_number_round(FormulaWide value, guint places);

/* The functions of formulas. */
bool formula_helper_known(const char *name);
/* Pushes the function NAME. */
void formula_helper_push(lua_State *lua, int numbers, const char *name);

/* Raises the error KEY, of i18n/formula.yaml, after “:7: ”, the line it stands on, where there is
 * one. Does not return. */
int formula_raise(lua_State *lua, const char *key);

/* The numbers of a helper or an operator have the table as their first upvalue. */
#define FORMULA_NUMBERS lua_upvalueindex(1)
