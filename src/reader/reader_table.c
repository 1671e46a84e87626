/* Statements as a table for people: columns by printed width, as ideographs take two places. */
#include "reader/reader.h"

#define SUBJECT_WIDTH 28u /* places of a terminal; what is longer is cut with … */
#define FIGURE_WIDTH  20u
#define LABEL_WIDTH   8u
#define ACTION_WIDTH  12u

static gsize place_width(gunichar c)
{
    return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

/* Appends TEXT in exactly WIDTH places and two blanks. */
static void append_column(GString *out, const char *text, gsize width)
{
    gsize whole = 0;
    gsize used = 0;

    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
        whole += place_width(g_utf8_get_char(c));
    }
    gsize room = whole > width ? width - 1 : width;
    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
        gsize place = place_width(g_utf8_get_char(c));
        if (used + place > room) {
            break;
        }
        g_string_append_unichar(out, g_utf8_get_char(c));
        used += place;
    }
    if (whole > width) {
        g_string_append(out, "…");
        used++;
    }
    for (; used < width + 2; used++) {
        g_string_append_c(out, ' ');
    }
}

static const char *sign_of(ReaderCmp cmp)
{
    static const char *const signs[] = {"", "≥", "≤", ">", "<", "≈", ""};

    return signs[cmp];
}

/* "≥7%", "5–6%", "−3.8%" (as digits), "2名", ">2021年", "—" where there is no figure. */
static void append_figure(GString *out, const ReaderStatement *statement)
{
    g_string_append(out, sign_of(statement->cmp));
    if (statement->has_value) {
        reader_decimal_append(statement->value, out);
    } else {
        g_string_append(out, statement->reference != NULL ? statement->reference : "—");
    }
    if (statement->has_value2) {
        g_string_append(out, "–");
        reader_decimal_append(statement->value2, out);
    }
    if (statement->unit != NULL) {
        g_string_append(out, statement->unit);
    }
}

static const char *measure_label(ReaderMeasure measure, Language language)
{
    static const char *const keys[] = {"reader.measure_level", "reader.measure_growth",
                                       "reader.measure_share", "reader.measure_delta",
                                       "reader.measure_rank",  "reader.measure_ratio"};

    return text_find(language, keys[measure]);
}

void reader_table_head(Language language, GString *out)
{
    append_column(out, text_find(language, "reader.column_kind"), LABEL_WIDTH);
    append_column(out, text_find(language, "reader.column_year"), 4);
    append_column(out, text_find(language, "reader.column_subject"), SUBJECT_WIDTH);
    append_column(out, text_find(language, "reader.column_figure"), FIGURE_WIDTH);
    append_column(out, text_find(language, "reader.column_measure"), LABEL_WIDTH);
    append_column(out, text_find(language, "reader.column_action"), ACTION_WIDTH);
    g_string_append(out, text_find(language, "reader.column_text"));
    g_string_append_c(out, '\n');
}

void reader_table_row(const ReaderStatement *statement, Language language, GString *out)
{
    g_autoptr(GString) figure = g_string_new(NULL);
    char year[16] = "";

    append_figure(figure, statement);
    if (statement->year != 0) {
        g_snprintf(year, sizeof year, "%d", statement->year);
    }
    append_column(out,
                  text_find(language, statement->kind == READER_KIND_TARGET ? "reader.kind_target"
                                                                            : "reader.kind_result"),
                  LABEL_WIDTH);
    append_column(out, year, 4);
    append_column(out, statement->subject, SUBJECT_WIDTH);
    append_column(out, figure->str, FIGURE_WIDTH);
    append_column(out, measure_label(statement->measure, language), LABEL_WIDTH);
    append_column(out, statement->action != NULL ? statement->action : "", ACTION_WIDTH);
    g_string_append(out, statement->text);
    g_string_append_c(out, '\n');
}
