#include "kernel/code.h"

#include <string.h>

#define CREDIT_MODULUS       31u
#define CREDIT_AREA_FROM     2u
#define CREDIT_AREA_TO       8u
#define PROJECT_DIGITS       20u
#define FULL_WIDTH_FROM      0xFF01u
#define FULL_WIDTH_TO        0xFF5Eu
#define FULL_WIDTH_OFFSET    0xFEE0u
#define IDEOGRAPHIC_SPACE    0x3000u
#define PROJECT_YEAR_FIRST   2013 /* of the form with a year */
#define PROJECT_YEAR_LAST    2021
#define PROJECT_MONTHS_FIRST 2010 /* October 2020, when Hebei changed over */

/* TEXT in half width and capitals, without blanks at its ends. (transfer full) */
static char *mend(const char *text)
{
    GString *mended = g_string_new(NULL);

    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (character >= FULL_WIDTH_FROM && character <= FULL_WIDTH_TO) {
            character -= FULL_WIDTH_OFFSET;
        } else if (character == IDEOGRAPHIC_SPACE) {
            character = ' ';
        }
        g_string_append_unichar(mended, g_unichar_toupper(character));
    }
    return g_strstrip(g_string_free(mended, FALSE));
}

static char expected_check(const char *code, const char *alphabet)
{
    guint sum = 0;
    guint weight = 1;

    for (guint i = 0; i + 1 < CODE_CREDIT_LENGTH; i++) {
        sum += (guint)(strchr(alphabet, code[i]) - alphabet) * weight;
        weight = weight * 3 % CREDIT_MODULUS;
    }
    return alphabet[(CREDIT_MODULUS - sum % CREDIT_MODULUS) % CREDIT_MODULUS];
}

static void fail_at(guint position, const char *character, const char *key, const char *field,
                    GError **error)
{
    g_autofree char *place = g_strdup_printf("%u", position);

    error_set(error, LUOSHI_ERROR_INVALID, key, field, "position", place, "character", character,
              NULL);
}

bool code_credit_check(const char *text, const char *field, char code[CODE_CREDIT_LENGTH + 1],
                       GError **error)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    g_autofree char *mended = mend(text);
    glong length = g_utf8_strlen(mended, -1);
    guint position = 0;

    for (const char *at = mended; *at != '\0'; at = g_utf8_next_char(at)) {
        char character[8] = {0};
        g_unichar_to_utf8(g_utf8_get_char(at), character);
        position++;
        if (character[1] != '\0' || strchr(alphabet, *at) == NULL) {
            fail_at(position, character, "kernel.code.character", field, error);
            return false;
        }
        if (position > CREDIT_AREA_FROM && position <= CREDIT_AREA_TO && !g_ascii_isdigit(*at)) {
            fail_at(position, character, "kernel.code.area", field, error);
            return false;
        }
    }
    if (length != CODE_CREDIT_LENGTH) {
        g_autofree char *given = g_strdup_printf("%ld", length);
        error_set(error, LUOSHI_ERROR_INVALID, "kernel.code.length", field, "length", given, NULL);
        return false;
    }
    const char expected[] = {expected_check(mended, alphabet), '\0'};
    if (mended[CODE_CREDIT_LENGTH - 1] != *expected) {
        error_set(error, LUOSHI_ERROR_INVALID, "kernel.code.check", field, "given",
                  mended + CODE_CREDIT_LENGTH - 1, "expected", expected, NULL);
        return false;
    }
    memcpy(code, mended, CODE_CREDIT_LENGTH + 1);
    return true;
}

/* The digits of a project's code, whose hyphens stand where they must or nowhere. */
static bool project_digits(const char *text, char digits[PROJECT_DIGITS + 1])
{
    static const char form[] = "####-######-##-##-######";
    bool hyphens = strchr(text, '-') != NULL;
    guint count = 0;

    if (strlen(text) != (hyphens ? CODE_PROJECT_LENGTH : PROJECT_DIGITS)) {
        return false;
    }
    for (gsize i = 0; text[i] != '\0'; i++) {
        bool digit = !hyphens || form[i] == '#';
        if (digit ? !g_ascii_isdigit(text[i]) : text[i] != '-') {
            return false;
        }
        if (digit) {
            digits[count++] = text[i];
        }
    }
    digits[count] = '\0';
    return true;
}

bool code_project_check(const char *text, const char *field, char code[CODE_PROJECT_LENGTH + 1],
                        GError **error)
{
    g_autofree char *mended = mend(text);
    char digits[PROJECT_DIGITS + 1];

    if (!project_digits(mended, digits)) {
        error_set(error, LUOSHI_ERROR_INVALID, "kernel.code.project_form", field, NULL);
        return false;
    }
    g_autofree char *time = g_strndup(digits, 4);
    g_autofree char *kind = g_strndup(digits + 12, 2);
    gint64 number = g_ascii_strtoll(time, NULL, 10);
    bool has_year = number >= PROJECT_YEAR_FIRST && number <= PROJECT_YEAR_LAST;
    bool has_month = number >= PROJECT_MONTHS_FIRST && number % 100 >= 1 && number % 100 <= 12;
    if (!has_year && !has_month) {
        error_set(error, LUOSHI_ERROR_INVALID, "kernel.code.project_time", field, "time", time,
                  NULL);
        return false;
    }
    if (strcmp(kind, "00") == 0 || (has_year && strcmp(kind, "03") > 0)) {
        error_set(error, LUOSHI_ERROR_INVALID, "kernel.code.project_kind", field, "kind", kind,
                  NULL);
        return false;
    }
    g_snprintf(code, CODE_PROJECT_LENGTH + 1, "%s-%.6s-%.2s-%s-%s", time, digits + 4, digits + 10,
               kind, digits + 14);
    return true;
}
