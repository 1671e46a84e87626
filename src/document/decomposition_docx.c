#include "document/decomposition_internal.h"
#include "document/docx_writer.h"

#define QUARTERS G_N_ELEMENTS(((DecompositionRow *)NULL)->quarters)

enum { NUMBER, TASK, TARGET, LEADER, LEAD_UNIT, CO_UNITS, DUE, PROGRESS, COLUMN_COUNT };

static bool is_given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* “一季度：…” a line; quarters without a wish are left out. (transfer full) */
static char *progress_text(const DecompositionLabels *labels, const DecompositionRow *row)
{
    GString *text = g_string_new(NULL);
    for (gsize i = 0; i < QUARTERS; i++) {
        if (!is_given(row->quarters[i]))
            continue;
        if (text->len > 0)
            g_string_append_c(text, '\n');
        if (is_given(labels->quarters[i]))
            g_string_append_printf(text, "%s：", labels->quarters[i]);
        g_string_append(text, row->quarters[i]);
    }
    return g_string_free(text, FALSE);
}

static void write_row(DocxWriter *writer, const DecompositionLabels *labels,
                      const DecompositionRow *row)
{
    g_autofree char *number = g_strdup_printf("%u", row->number);
    g_autofree char *progress = progress_text(labels, row);
    const char *const cells[COLUMN_COUNT] = {
        [NUMBER] = number,      [TASK] = row->task,           [TARGET] = row->target,
        [LEADER] = row->leader, [LEAD_UNIT] = row->lead_unit, [CO_UNITS] = row->co_units,
        [DUE] = row->due,       [PROGRESS] = progress,
    };
    docx_writer_table_row(writer, cells);
}

static bool has_progress(const DecompositionTable *table)
{
    for (gsize i = 0; i < table->section_count; i++) {
        const DecompositionSection *section = &table->sections[i];
        for (gsize j = 0; j < section->row_count; j++) {
            g_autofree char *text = progress_text(&table->labels, &section->rows[j]);
            if (*text != '\0')
                return true;
        }
    }
    return false;
}

static void write_table(DocxWriter *writer, const DecompositionTable *table)
{
    const DecompositionLabels *labels = &table->labels;
    bool progress = has_progress(table);
    /* Together 225 mm, the text block across; the last column only where some row fills it. */
    const DocxColumn columns[COLUMN_COUNT] = {
        [NUMBER] = {labels->number, 11, DOCX_CENTER},
        [TASK] = {labels->task, progress ? 60 : 66, DOCX_LEFT},
        [TARGET] = {labels->target, progress ? 21 : 46, DOCX_LEFT},
        [LEADER] = {labels->leader, 17, DOCX_CENTER},
        [LEAD_UNIT] = {labels->lead_unit, progress ? 24 : 27, DOCX_LEFT},
        [CO_UNITS] = {labels->co_units, progress ? 29 : 32, DOCX_LEFT},
        [DUE] = {labels->due, 26, DOCX_CENTER},
        [PROGRESS] = {labels->progress, 37, DOCX_LEFT},
    };
    docx_writer_table_begin(writer, columns, progress ? COLUMN_COUNT : PROGRESS);
    for (gsize i = 0; i < table->section_count; i++) {
        const DecompositionSection *section = &table->sections[i];
        if (is_given(section->heading) && section->row_count > 0)
            docx_writer_table_heading(writer, section->heading);
        for (gsize j = 0; j < section->row_count; j++)
            write_row(writer, labels, &section->rows[j]);
    }
    docx_writer_table_end(writer);
}

GBytes *decomposition_document_docx(const DecompositionTable *table, GError **error)
{
    if (!decomposition_check(table, error))
        return NULL;
    const DocxProperties properties = {
        .title = table->title, .creator = table->creator, .created = table->created};
    g_autoptr(DocxWriter) writer = docx_writer_new(&properties);
    docx_writer_orientation(writer, DOCX_LANDSCAPE);
    docx_writer_paragraph(writer, DOCX_TITLE, table->title);
    for (gsize i = 0; table->remarks != NULL && table->remarks[i] != NULL; i++)
        docx_writer_paragraph(writer, DOCX_SUBTITLE, table->remarks[i]);
    write_table(writer, table);
    if (is_given(table->note))
        docx_writer_paragraph(writer, DOCX_NOTE, table->note);
    return docx_writer_finish(writer, error);
}
