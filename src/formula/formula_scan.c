/* A source is taken apart before Lua sees it: what is not an expression of known names is refused
 * with its column, and each number becomes an exact constant. */
#include "formula/formula_internal.h"

#include <string.h>

typedef struct {
    const char *source;
    const char *at;
    const char *const *names;
    const char *field;
    GString *body;
    FormulaScan *scan;
    GByteArray *asking; /* for each open parenthesis: is it that of known() or first()? */
    bool ask;           /* the last token was one of these two */
} Scanner;

static const char *const WORDS[] = {"and", "or", "not", "true", "false", NULL};
static const char *const FORBIDDEN[] = {"break", "do",     "else",   "elseif", "end",   "for",
                                        "goto",  "if",     "in",     "local",  "nil",   "function",
                                        "then",  "repeat", "return", "until",  "while", NULL};
/* The longest first. */
static const char *const SIGNS[] = {"<=", ">=", "==", "~=", "..", "+", "-", "*",
                                    "/",  "<",  ">",  "(",  ")",  ",", NULL};

/* As people count: characters, not bytes. */
static guint column_of(const Scanner *scanner, const char *at)
{
    return (guint)g_utf8_strlen(scanner->source, at - scanner->source) + 1;
}

static bool fail(const Scanner *scanner, const char *key, const char *at, gsize length,
                 GError **error)
{
    g_autofree char *column = g_strdup_printf("%u", column_of(scanner, at));
    g_autofree char *text = g_strndup(at, length);

    error_set(error, LUOSHI_ERROR_INVALID, key, scanner->field, "column", column, "text", text,
              NULL);
    return false;
}

static void add_token(Scanner *scanner, const char *at, const char *text)
{
    guint column = column_of(scanner, at);

    g_array_append_val(scanner->scan->columns, column);
    g_string_append(scanner->body, text);
    g_string_append_c(scanner->body, '\n');
}

static void add_numbered(Scanner *scanner, const char *at, char kind, guint number)
{
    char text[16];

    g_snprintf(text, sizeof text, "%c%u", kind, number);
    add_token(scanner, at, text);
}

static bool scan_number(Scanner *scanner, GError **error)
{
    const char *begin = scanner->at;
    const char *at = begin;
    FormulaWide value = 0;
    guint places = 0;
    guint digits = 0;
    bool point = false;

    for (; g_ascii_isdigit(*at) || (*at == '.' && !point && g_ascii_isdigit(at[1])); at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        value = value * 10 + (*at - '0');
        digits++;
        places += point ? 1 : 0;
        if (digits > 18) { /* 15 before the point and more places than are kept */
            break;
        }
    }
    if (digits > 18 || places > FORMULA_PLACES || g_ascii_isalnum(*at) || *at == '_' ||
        (*at == '.' && g_ascii_isdigit(at[1]))) {
        return fail(scanner, "formula.number", begin, (gsize)(at - begin) + (*at != '\0'), error);
    }
    for (; places < FORMULA_PLACES; places++) {
        value *= 10;
    }
    scanner->at = at;
    guint index = scanner->scan->constants->len;
    if (index >= FORMULA_NAMES_MAX) {
        return fail(scanner, "formula.names", begin, (gsize)(at - begin), error);
    }
    g_array_append_val(scanner->scan->constants, value);
    add_numbered(scanner, begin, 'k', index);
    return true;
}

static bool use_value(Scanner *scanner, const char *begin, guint index, GError **error)
{
    GArray *uses = scanner->scan->uses;
    guint place = 0;

    while (place < uses->len && g_array_index(uses, guint, place) < index) {
        place++;
    }
    if (place == uses->len || g_array_index(uses, guint, place) != index) {
        if (uses->len >= FORMULA_NAMES_MAX) {
            return fail(scanner, "formula.names", begin, (gsize)(scanner->at - begin), error);
        }
        g_array_insert_val(uses, place, index);
    }
    if (scanner->asking->len > 0 && scanner->asking->data[scanner->asking->len - 1] != 0) {
        g_array_append_val(scanner->scan->asked, index);
    }
    add_numbered(scanner, begin, 'v', index);
    return true;
}

static bool scan_word(Scanner *scanner, GError **error)
{
    const char *begin = scanner->at;

    while (g_ascii_isalnum(*scanner->at) || *scanner->at == '_') {
        scanner->at++;
    }
    gsize length = (gsize)(scanner->at - begin);
    g_autofree char *word = g_strndup(begin, length);
    for (guint i = 0; scanner->names[i] != NULL; i++) {
        if (strcmp(scanner->names[i], word) == 0) {
            return use_value(scanner, begin, i, error);
        }
    }
    if (g_strv_contains(WORDS, word)) {
        add_token(scanner, begin, word);
        return true;
    }
    if (formula_helper_known(word)) {
        g_autofree char *helper = g_strconcat("f_", word, NULL);
        guint index = 0;
        if (!g_ptr_array_find_with_equal_func(scanner->scan->helpers, word, g_str_equal, &index)) {
            g_ptr_array_add(scanner->scan->helpers, g_strdup(word));
        }
        add_token(scanner, begin, helper);
        scanner->ask = strcmp(word, "known") == 0 || strcmp(word, "first") == 0;
        return true;
    }
    return fail(scanner, g_strv_contains(FORBIDDEN, word) ? "formula.word" : "formula.name", begin,
                length, error);
}

static bool scan_text(Scanner *scanner, GError **error)
{
    const char *begin = scanner->at;
    const char *end = begin + 1;

    while (*end != '\0' && *end != *begin && *end != '\n' && *end != '\\') {
        end++;
    }
    if (*end != *begin) {
        return fail(scanner, "formula.quote", begin, 1, error);
    }
    scanner->at = end + 1;
    g_autofree char *text = g_strndup(begin, (gsize)(end + 1 - begin));
    add_token(scanner, begin, text);
    return true;
}

/* False if SIGN closes what was not opened. */
static bool follow_parenthesis(Scanner *scanner, char sign)
{
    GByteArray *asking = scanner->asking;
    guint8 ask = scanner->ask ? 1 : 0;

    scanner->ask = false;
    if (sign == '(') {
        g_byte_array_append(asking, &ask, 1);
    } else if (sign == ')') {
        if (asking->len == 0) {
            return false;
        }
        g_byte_array_set_size(asking, asking->len - 1);
    }
    return true;
}

static bool scan_sign(Scanner *scanner, GError **error)
{
    const char *begin = scanner->at;
    gsize length = (gsize)(g_utf8_next_char(begin) - begin);

    for (guint i = 0; SIGNS[i] != NULL; i++) {
        if (g_str_has_prefix(begin, SIGNS[i])) {
            scanner->at += strlen(SIGNS[i]);
            if (!follow_parenthesis(scanner, *begin)) {
                return fail(scanner, "formula.syntax", begin, 1, error);
            }
            add_token(scanner, begin, SIGNS[i]);
            return true;
        }
    }
    return fail(scanner, "formula.symbol", begin, length, error);
}

static bool scan_token(Scanner *scanner, GError **error)
{
    char first = *scanner->at;

    if (g_ascii_isspace(first)) {
        scanner->at++;
        return true;
    }
    if (g_ascii_isdigit(first)) {
        return scan_number(scanner, error);
    }
    if (g_ascii_isalpha(first) || first == '_') {
        return scan_word(scanner, error);
    }
    if (first == '"' || first == '\'') {
        return scan_text(scanner, error);
    }
    return scan_sign(scanner, error);
}

/* “local f_min,k0 = ...” and “return function(v2,v5) return (” come before the source's tokens. */
static char *program(const FormulaScan *scan, const char *body)
{
    g_autoptr(GString) lua = g_string_new("local none");

    for (guint i = 0; i < scan->helpers->len; i++) {
        g_string_append_printf(lua, ",f_%s", (const char *)g_ptr_array_index(scan->helpers, i));
    }
    for (guint i = 0; i < scan->constants->len; i++) {
        g_string_append_printf(lua, ",k%u", i);
    }
    g_string_append(lua, " = nil,...\nreturn function(");
    for (guint i = 0; i < scan->uses->len; i++) {
        g_string_append_printf(lua, "%sv%u", i == 0 ? "" : ",",
                               g_array_index(scan->uses, guint, i));
    }
    g_string_append_printf(lua, ")\nreturn (\n%s) end", body);
    return g_string_free(g_steal_pointer(&lua), FALSE);
}

static bool check_source(const char *source, const char *field, GError **error)
{
    if (strlen(source) > FORMULA_LENGTH_MAX) {
        g_autofree char *limit = g_strdup_printf("%d", FORMULA_LENGTH_MAX);
        error_set(error, LUOSHI_ERROR_INVALID, "formula.length", field, "limit", limit, NULL);
        return false;
    }
    if (!g_utf8_validate(source, -1, NULL) || source[strspn(source, " \t\r\n")] == '\0') {
        error_set(error, LUOSHI_ERROR_INVALID, "formula.empty", field, NULL);
        return false;
    }
    return true;
}

FormulaScan *formula_scan(const char *source, const char *const *names, const char *field,
                          GError **error)
{
    if (!check_source(source, field, error)) {
        return NULL;
    }
    g_autoptr(FormulaScan) scan = g_new0(FormulaScan, 1);
    scan->columns = g_array_new(FALSE, FALSE, sizeof(guint));
    scan->uses = g_array_new(FALSE, FALSE, sizeof(guint));
    scan->asked = g_array_new(FALSE, FALSE, sizeof(guint));
    scan->constants = g_array_new(FALSE, FALSE, sizeof(FormulaWide));
    scan->helpers = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) body = g_string_new(NULL);
    g_autoptr(GByteArray) asking = g_byte_array_new();
    Scanner scanner = {source, source, names, field, body, scan, asking, false};
    while (*scanner.at != '\0') {
        if (!scan_token(&scanner, error)) {
            return NULL;
        }
    }
    if (asking->len > 0) {
        fail(&scanner, "formula.syntax", scanner.at, 0, error);
        return NULL;
    }
    scan->lua = program(scan, body->str);
    return g_steal_pointer(&scan);
}

void formula_scan_free(FormulaScan *scan)
{
    if (scan == NULL) {
        return;
    }
    g_free(scan->lua);
    g_clear_pointer(&scan->columns, g_array_unref);
    g_clear_pointer(&scan->uses, g_array_unref);
    g_clear_pointer(&scan->asked, g_array_unref);
    g_clear_pointer(&scan->constants, g_array_unref);
    g_clear_pointer(&scan->helpers, g_ptr_array_unref);
    g_free(scan);
}
