/* A paper as docx, by docx_writer.h. */
#include "document/docx_writer.h"
#include "document/paper_internal.h"

static DocxAlignment alignment_of(PaperAlignment alignment)
{
    switch (alignment) {
    case PAPER_LEFT:
        return DOCX_LEFT;
    case PAPER_CENTER:
        return DOCX_CENTER;
    case PAPER_RIGHT:
        return DOCX_RIGHT;
    }
    g_return_val_if_reached(DOCX_LEFT);
}

static void write_head(DocxWriter *writer, const Paper *paper)
{
    if (*paper->issuer != '\0') {
        docx_writer_issuer(writer, paper->issuer, paper_characters(paper->issuer));
        docx_writer_paragraph(writer, DOCX_NUMBER, paper->number);
    }
    docx_writer_paragraph(writer, DOCX_TITLE, paper->title);
    if (*paper->subtitle != '\0')
        docx_writer_paragraph(writer, DOCX_SUBTITLE, paper->subtitle);
    docx_writer_paragraph(writer, DOCX_RECIPIENT, "");
    if (*paper->recipients != '\0')
        docx_writer_paragraph(writer, DOCX_RECIPIENT, paper->recipients);
}

static void write_table(DocxWriter *writer, const PaperBlock *block)
{
    const PaperTable *table = block->table;
    DocxColumn columns[PAPER_COLUMNS_MAX];
    for (gsize i = 0; i < table->column_count; i++)
        columns[i] = (DocxColumn){table->columns[i].title, table->columns[i].width_mm,
                                  alignment_of(table->columns[i].alignment)};
    if (*block->text != '\0')
        docx_writer_paragraph(writer, DOCX_CAPTION, block->text);
    docx_writer_table_begin(writer, columns, table->column_count);
    for (gsize i = 0; i < table->cells->len; i += table->column_count)
        docx_writer_table_row(writer, (const char *const *)&table->cells->pdata[i]);
    docx_writer_table_end(writer);
}

static bool write_chart(DocxWriter *writer, const PaperChart *chart, const PaperType *type,
                        GError **error)
{
    double height = paper_chart_height(chart);
    double scale = MIN(1, PAPER_HEIGHT / height);
    g_autoptr(GBytes) png = paper_chart_png(chart, type, PAPER_WIDTH, error);
    if (png == NULL)
        return false;
    docx_writer_picture(writer, png, PAPER_WIDTH * scale, height * scale, chart->title);
    return true;
}

static DocxStyle heading_style(guint level)
{
    static const DocxStyle styles[] = {DOCX_HEADING_1, DOCX_HEADING_2, DOCX_HEADING_3,
                                       DOCX_HEADING_4};
    return styles[level - 1];
}

static bool write_block(DocxWriter *writer, const PaperBlock *block, const PaperType *type,
                        GError **error)
{
    switch (block->kind) {
    case PAPER_BLOCK_HEADING:
        docx_writer_paragraph(writer, heading_style(block->level), block->text);
        return true;
    case PAPER_BLOCK_BODY:
        docx_writer_marked(writer, block->text, block->marks);
        return true;
    case PAPER_BLOCK_TABLE:
        write_table(writer, block);
        return true;
    case PAPER_BLOCK_CHART:
        return write_chart(writer, block->chart, type, error);
    }
    g_return_val_if_reached(false);
}

GBytes *paper_docx(const Paper *paper, GError **error)
{
    g_auto(PaperType) type = {0};
    if (!paper_check(paper, error))
        return NULL;
    const DocxProperties properties = {
        .title = paper->title,
        .creator = *paper->issuer != '\0' ? paper->issuer : paper->signer,
        .created = paper->created,
    };
    g_autoptr(DocxWriter) writer = docx_writer_new(&properties);
    write_head(writer, paper);
    bool is_signed = *paper->day != '\0' || *paper->signer != '\0';
    for (guint i = 0; i < paper->blocks->len; i++) {
        /* A signature never stands alone on a page. */
        docx_writer_keep(writer, is_signed && i + 1 == paper->blocks->len);
        const PaperBlock *block = paper->blocks->pdata[i];
        /* Only a picture needs the machine's fonts. */
        if (block->kind == PAPER_BLOCK_CHART && type.map == NULL && !paper_type_open(&type, error))
            return NULL;
        if (!write_block(writer, block, &type, error))
            return NULL;
    }
    if (is_signed) {
        double signer;
        double day;
        paper_signature(paper, &signer, &day);
        docx_writer_paragraph(writer, DOCX_RECIPIENT, "");
        docx_writer_signature(writer, paper->signer, signer);
        docx_writer_keep(writer, false);
        docx_writer_signature(writer, paper->day, day);
    }
    return docx_writer_finish(writer, error);
}
