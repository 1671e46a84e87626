/* Target or result, which year, and the unit of a figure as text. */
#include "reader/reader_statement_internal.h"

/* A year in the piece is the figures' year unless it is what they are compared with. */
void statement_read_years(Reader *reader)
{
    for (gsize i = 0; i < reader->tokens.count; i++) {
        const Token *token = reader_token(reader, i);
        if (token->kind != TOKEN_YEAR) {
            continue;
        }
        bool base = false;
        if (i > 0) {
            const Token *before = reader_token(reader, i - 1);
            guint16 c = reader->cells.cells[before->end - 1];
            /* 比 较 由 从 与 于 自 同 */
            base = c == 0x6BD4 || c == 0x8F83 || c == 0x7531 || c == 0x4ECE || c == 0x4E0E ||
                   c == 0x4E8E || c == 0x81EA || c == 0x540C ||
                   ((before->roles & ROLE_BEFORE) != 0 && c != 0x5230 && c != 0x81F3);
        }
        if (!base) {
            reader->piece_year = token->figure;
        }
    }
}

void statement_tense(const Reader *reader, const Predicate *predicate, ReaderKind *kind, gint *year)
{
    gint base = reader->summary.report_year;

    *kind = reader->sentence_tense.kind;
    *year = reader->sentence_tense.year;
    if (reader->piece_year != 0) {
        *year = reader->piece_year;
        if (base != 0 && reader->piece_year > base) {
            *kind = READER_KIND_TARGET;
        } else if (base != 0 && reader->piece_year < base) {
            *kind = READER_KIND_RESULT;
        }
    }
    if (predicate->yearly) {
        *year = 0;
    }
}

const char *statement_unit(const Reader *reader, const Figure *figure, GString *out)
{
    const guint16 *cells = reader->cells.cells;

    text_clear(out);
    if (figure->rank) {
        return g_string_assign(out, "名")->str;
    }
    if (figure->ratio) {
        return NULL;
    }
    if (figure->unit == UNIT_PERCENT && figure->unit_start == figure->end) {
        return g_string_assign(out, "%")->str; /* 百分之七 */
    }
    if (figure->unit_start == figure->end && figure->unit_end == 0) {
        return NULL; /* 综合指数4.31 */
    }
    gsize end = figure->unit_end != 0 ? figure->unit_end : figure->end;
    for (gsize i = figure->unit_start; i < end; i++) {
        bool fuzzy = cells[i] == 0x4F59 || cells[i] == 0x591A || cells[i] == 0x6765; /* 余多来 */
        if (!fuzzy) {
            text_add_cell(out, cells[i]);
        }
    }
    return out->str;
}
