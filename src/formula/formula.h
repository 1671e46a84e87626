/*
 * formula.h - the expressions of packs (lights, gates, clocks, scores): Lua 5.4 in a closed
 * sandbox, compiled once and evaluated often.
 *
 *     progress >= due_share - 10 and "green" or "red"
 *     clamp(60 + 40 * (actual - floor) / (target - floor), 0, 100)
 *
 * A formula is one expression. It knows the values it is given by name and the functions below, and
 * nothing else: no assignment, no loop, no function of its own, no table, no input or output. So an
 * evaluation takes at most as many steps as the formula has signs, and none runs for ever. Numbers
 * are exact: decimals with eight places inside (a product or a quotient is rounded there, half away
 * from zero), four in the result; one that grows past 10^22 is an error, never an approximation.
 * The same facts always give the same result, on every machine.
 *
 * Operators: + - * / with the usual precedence, unary -, < <= > >= == ~=, and or not, .. for text.
 * Functions:
 *     min(a, …) max(a, …) abs(a)      floor(a) ceil(a)
 *     round(a, places)                places 0 to 4, half away from zero (四舍五入)
 *     clamp(a, low, high)             a, but at least low and at most high
 *     steps(a, b1, v1, b2, v2, …, v)  v1 if a >= b1, else v2 if a >= b2, …, else v
 *     line(a, a0, v0, a1, v1)         on the line from (a0, v0) to (a1, v1), held at its ends
 *     known(a)                        is there a value?
 *     first(a, b, …)                  the first of them that is known
 *
 * A missing value (FORMULA_NULL) fails with formula.missing, which names it, so that a missing
 * figure is never a zero; but a formula that asks for it somewhere by known() or first() has taken
 * care of it, and may go on without.
 */
#pragma once

#include "kernel/decimal.h"
#include "kernel/error.h"

#define FORMULA_LENGTH_MAX 2000 /* bytes of source */
#define FORMULA_NAMES_MAX  100  /* different names, and as many different numbers, in one formula */

/* Compiles and evaluates; of one thread at a time. Cheap to keep, some 30 kB. */
typedef struct FormulaMachine FormulaMachine;

FormulaMachine *formula_machine_new(void);
void formula_machine_free(FormulaMachine *machine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FormulaMachine, formula_machine_free)

typedef enum {
    FORMULA_NULL, /* no value: a figure that was not reported */
    FORMULA_NUMBER,
    FORMULA_BOOLEAN,
    FORMULA_TEXT,
} FormulaKind;

typedef struct {
    FormulaKind kind;
    bool truth;       /* of FORMULA_BOOLEAN */
    Decimal number;   /* of FORMULA_NUMBER */
    const char *text; /* of FORMULA_TEXT; UTF-8; see formula_evaluate() */
} FormulaValue;

FormulaValue formula_null(void);
FormulaValue formula_number(Decimal number);
FormulaValue formula_truth(bool truth);
FormulaValue formula_text(const char *text);

typedef struct Formula Formula;

/* Compiles SOURCE, which may use NAMES (NULL-terminated; ASCII letters, digits and _, not beginning
 * with a digit). FIELD is the place named in errors: formula.empty, formula.length, formula.symbol
 * (a sign that no formula has, with its column), formula.word (a word of Lua that is not allowed),
 * formula.name (neither a value nor a function), formula.number, formula.names, formula.syntax.
 * (transfer full); free it before its MACHINE. */
Formula *formula_compile(FormulaMachine *machine, const char *source, const char *const *names,
                         const char *field, GError **error);
void formula_free(Formula *formula);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Formula, formula_free)

/* The values that FORMULA uses: COUNT indices into the NAMES it was compiled with, ascending.
 * What must be evaluated again when a value changes. Owned by FORMULA. */
const guint *formula_uses(const Formula *formula, guint *count);

/* Can FORMULA give a number at all? It is tried with numbers of all sizes for its values, of the
 * COUNT names it was compiled with, and without those it asks for; if none comes to a number, it
 * fails with its first error, or formula.always_zero (the column of a division by what is always
 * 0), or formula.no_number (a text or a truth). A formula that fails for some numbers only passes.
 */
bool formula_try(const Formula *formula, guint count, GError **error);

/* Evaluates FORMULA; VALUES stand in the order of NAMES, and only those it uses are read. A
 * result's text lives until the machine's next evaluation. Errors, all LUOSHI_ERROR_INVALID with
 * FORMULA's field: formula.missing, formula.zero (a division by it), formula.range, formula.kinds
 * (a text counted, a number compared with a text), formula.arguments. */
bool formula_evaluate(const Formula *formula, const FormulaValue *values, FormulaValue *result,
                      GError **error);

/* The order in which COUNT formulas that name each other can be evaluated: formula I gives the
 * value NAMES[I]; USES[I] lists what it uses, USE_COUNTS[I] of them, as indices into the same
 * NAMES. ORDER gets each index once, after all it uses. Fails with formula.loop, which names the
 * loop (“a → b → a”), at FIELD, or where that is NULL at a name of it. */
bool formula_order(guint count, const char *const *names, const guint *const *uses,
                   const guint *use_counts, guint *order, const char *field, GError **error);
