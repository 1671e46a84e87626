#include "document/decomposition_internal.h"
#include "document/sheet_writer.h"

#define TEN_THOUSANDTHS 10000 /* of one, the unit of SHEET_NUMBER */

enum { NUMBER, TASK, TARGET, LEADER, LEAD_UNIT, CO_UNITS, DUE, QUARTER_1, COLUMN_COUNT = 11 };

static SheetCell text_cell(const char *text)
{
    bool given = text != NULL && text[0] != '\0';
    return (SheetCell){.kind = given ? SHEET_TEXT : SHEET_EMPTY, .text = text};
}

static void write_row(SheetWriter *writer, const DecompositionRow *row)
{
    SheetCell cells[COLUMN_COUNT] = {
        [NUMBER] = {SHEET_NUMBER, NULL, (gint64)row->number * TEN_THOUSANDTHS},
        [TASK] = text_cell(row->task),
        [TARGET] = text_cell(row->target),
        [LEADER] = text_cell(row->leader),
        [LEAD_UNIT] = text_cell(row->lead_unit),
        [CO_UNITS] = text_cell(row->co_units),
        [DUE] = text_cell(row->due),
    };
    if (row->due_date != NULL)
        cells[DUE] = (SheetCell){SHEET_DATE, row->due_date, 0};
    for (gsize i = 0; i < G_N_ELEMENTS(row->quarters); i++)
        cells[QUARTER_1 + i] = text_cell(row->quarters[i]);
    sheet_writer_row(writer, cells);
}

static SheetWriter *new_writer(const DecompositionTable *table)
{
    const DecompositionLabels *labels = &table->labels;
    const SheetColumn columns[COLUMN_COUNT] = {
        [NUMBER] = {labels->number, 6, SHEET_CENTER},
        [TASK] = {labels->task, 46, SHEET_LEFT},
        [TARGET] = {labels->target, 18, SHEET_LEFT},
        [LEADER] = {labels->leader, 12, SHEET_CENTER},
        [LEAD_UNIT] = {labels->lead_unit, 18, SHEET_LEFT},
        [CO_UNITS] = {labels->co_units, 24, SHEET_LEFT},
        [DUE] = {labels->due, 13, SHEET_CENTER},
        [QUARTER_1] = {labels->quarters[0], 18, SHEET_LEFT},
        [QUARTER_1 + 1] = {labels->quarters[1], 18, SHEET_LEFT},
        [QUARTER_1 + 2] = {labels->quarters[2], 18, SHEET_LEFT},
        [QUARTER_1 + 3] = {labels->quarters[3], 18, SHEET_LEFT},
    };
    const SheetProperties properties = {
        .title = table->title,
        .sheet_name = table->sheet_name,
        .remarks = table->remarks,
        .creator = table->creator,
        .created = table->created,
        .paper = SHEET_A3_LANDSCAPE,
    };
    return sheet_writer_new(&properties, columns, COLUMN_COUNT);
}

GBytes *decomposition_document_xlsx(const DecompositionTable *table, GError **error)
{
    if (!decomposition_check(table, error))
        return NULL;
    g_autoptr(SheetWriter) writer = new_writer(table);
    for (gsize i = 0; i < table->section_count; i++) {
        const DecompositionSection *section = &table->sections[i];
        if (section->heading != NULL && section->heading[0] != '\0' && section->row_count > 0)
            sheet_writer_heading(writer, section->heading);
        for (gsize j = 0; j < section->row_count; j++)
            write_row(writer, &section->rows[j]);
    }
    if (table->note != NULL && table->note[0] != '\0')
        sheet_writer_note(writer, table->note);
    return sheet_writer_finish(writer, error);
}
