#include "document/docx_writer.h"

#include "document/docx_parts_internal.h"
#include "document/markup_internal.h"

#include <stdbool.h>
#include <string.h>

#define DRAWING_NS "http://schemas.openxmlformats.org/drawingml/2006/main"
#define PICTURE_NS "http://schemas.openxmlformats.org/drawingml/2006/picture"

#define EMU_PER_POINT      12700.0 /* English metric units, of drawings */
#define ISSUER_HALF_POINTS 92u     /* at most: 46 pt */
#define LINE_POINTS        436.0   /* 156 mm but for a little, as fonts differ */
#define CHARACTER_TWIPS    315.0   /* of text in 3号, drawn in */

static const char document_head[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
    " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
    " xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\""
    " xmlns:a=\"" DRAWING_NS "\" xmlns:pic=\"" PICTURE_NS "\"><w:body>";

typedef enum {
    LAST_NOTHING,
    LAST_PARAGRAPH,
    LAST_TABLE,
} LastThing;

struct DocxWriter {
    char *title;
    char *creator;
    gint64 created;
    GString *body;
    DocxOrientation orientation;
    LastThing last;
    gsize properties_end; /* where the last paragraph's properties end in body */
    DocxColumn *columns;  /* of the table at hand, without titles */
    gsize column_count;
    GPtrArray *pictures; /* GBytes */
    gsize picture_bytes;
    bool kept; /* the next paragraphs stay with what follows them */
    bool too_large;
};

DocxWriter *docx_writer_new(const DocxProperties *properties)
{
    DocxWriter *writer = g_new0(DocxWriter, 1);
    writer->title = g_strdup(properties->title);
    writer->creator = g_strdup(properties->creator);
    writer->created = properties->created;
    writer->body = g_string_new(document_head);
    writer->pictures = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    return writer;
}

void docx_writer_free(DocxWriter *writer)
{
    if (writer == NULL)
        return;
    g_free(writer->title);
    g_free(writer->creator);
    g_string_free(writer->body, TRUE);
    g_free(writer->columns);
    g_ptr_array_unref(writer->pictures);
    g_free(writer);
}

/* Whether there is room for more; past the limit nothing is added and finish says so. */
static bool has_room(DocxWriter *writer)
{
    if (writer->body->len + writer->picture_bytes > DOCX_WRITER_MAX)
        writer->too_large = true;
    return !writer->too_large;
}

/* ---- Text ------------------------------------------------------------------------------------ */

/* One run with PROPERTIES. The hint makes “ ” and … Chinese punctuation, which they are here. */
static void append_run_in(GString *body, const char *text, const char *properties)
{
    static const char open[] = "<w:t xml:space=\"preserve\">";
    g_autofree char *clean = markup_clean(text);
    if (clean[0] == '\0')
        return;
    g_string_append_printf(body, "<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/>%s</w:rPr>",
                           properties);
    const char *at = clean;
    for (;;) {
        gsize length = strcspn(at, "\n\t");
        if (length > 0) {
            g_autofree char *piece = g_strndup(at, length);
            g_string_append(body, open);
            markup_append(body, piece);
            g_string_append(body, "</w:t>");
        }
        if (at[length] == '\0')
            break;
        g_string_append(body, at[length] == '\n' ? "<w:br/>" : "<w:tab/>");
        at += length + 1;
    }
    g_string_append(body, "</w:r>");
}

static void append_run(GString *body, const char *text)
{
    append_run_in(body, text, "");
}

static const char *style_id(DocxStyle style)
{
    switch (style) {
    case DOCX_TITLE:
        return "Title";
    case DOCX_SUBTITLE:
        return "Subtitle";
    case DOCX_HEADING_1:
        return "Heading1";
    case DOCX_HEADING_2:
        return "Heading2";
    case DOCX_HEADING_3:
        return "Heading3";
    case DOCX_HEADING_4:
        return "Heading4";
    case DOCX_BODY:
        return "BodyText";
    case DOCX_NOTE:
        return "Note";
    case DOCX_CAPTION:
        return "Caption";
    case DOCX_NUMBER:
        return "IssueNumber";
    case DOCX_RECIPIENT:
        return "Recipient";
    }
    g_return_val_if_reached("BodyText");
}

/* Begins a paragraph of STYLE with PROPERTIES of its own; false if there is no room. */
static bool begin_paragraph(DocxWriter *writer, const char *style, const char *properties)
{
    g_return_val_if_fail(writer->columns == NULL, false);
    if (!has_room(writer))
        return false;
    g_string_append_printf(writer->body, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>%s%s", style,
                           writer->kept ? "<w:keepNext/>" : "", properties);
    writer->properties_end = writer->body->len;
    g_string_append(writer->body, "</w:pPr>");
    return true;
}

static void end_paragraph(DocxWriter *writer)
{
    g_string_append(writer->body, "</w:p>");
    writer->last = LAST_PARAGRAPH;
}

void docx_writer_paragraph(DocxWriter *writer, DocxStyle style, const char *text)
{
    if (!begin_paragraph(writer, style_id(style), ""))
        return;
    append_run(writer->body, text);
    end_paragraph(writer);
}

void docx_writer_keep(DocxWriter *writer, bool kept)
{
    writer->kept = kept;
}

void docx_writer_issuer(DocxWriter *writer, const char *text, double characters)
{
    guint fits = (guint)(2 * LINE_POINTS / MAX(characters, 1));
    guint size = MIN(fits, ISSUER_HALF_POINTS);
    g_autofree char *properties =
        g_strdup_printf("<w:sz w:val=\"%u\"/><w:szCs w:val=\"%u\"/>", size, size);
    if (!begin_paragraph(writer, "Issuer", ""))
        return;
    append_run_in(writer->body, text, properties);
    end_paragraph(writer);
}

void docx_writer_marked(DocxWriter *writer, const char *text, const char *marks)
{
    if (!begin_paragraph(writer, style_id(DOCX_BODY), ""))
        return;
    append_run(writer->body, text);
    append_run_in(writer->body, marks, "<w:vertAlign w:val=\"superscript\"/>");
    end_paragraph(writer);
}

void docx_writer_signature(DocxWriter *writer, const char *text, double right)
{
    g_autofree char *properties = g_strdup_printf("<w:ind w:right=\"%u\"/><w:jc w:val=\"right\"/>",
                                                  (guint)(right * CHARACTER_TWIPS));
    if (!begin_paragraph(writer, style_id(DOCX_RECIPIENT), properties))
        return;
    append_run(writer->body, text);
    end_paragraph(writer);
}

/* ---- Pictures -------------------------------------------------------------------------------- */

void docx_writer_picture(DocxWriter *writer, GBytes *png, double width, double height,
                         const char *description)
{
    if (!begin_paragraph(writer, "Picture", ""))
        return;
    g_ptr_array_add(writer->pictures, g_bytes_ref(png));
    writer->picture_bytes += g_bytes_get_size(png);
    guint number = writer->pictures->len;
    guint across = (guint)(width * EMU_PER_POINT);
    guint down = (guint)(height * EMU_PER_POINT);
    g_string_append_printf(writer->body,
                           "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\""
                           " distR=\"0\"><wp:extent cx=\"%u\" cy=\"%u\"/><wp:docPr id=\"%u\""
                           " name=\"picture%u\" descr=\"",
                           across, down, number, number);
    markup_append(writer->body, description);
    g_string_append_printf(
        writer->body,
        "\"/><a:graphic><a:graphicData uri=\"" PICTURE_NS "\"><pic:pic><pic:nvPicPr><pic:cNvPr"
        " id=\"%u\" name=\"picture%u\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip"
        " r:embed=\"" DOCX_PICTURE "%u\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        "<pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"%u\" cy=\"%u\"/></a:xfrm>"
        "<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>"
        "</a:graphic></wp:inline></w:drawing></w:r>",
        number, number, number, across, down);
    end_paragraph(writer);
}

/* ---- Sections -------------------------------------------------------------------------------- */

/* Page and margins of GB/T 9704-2012, 5.1 and 5.2. Turned, the binding edge is at the top. */
static char *section_properties(DocxOrientation orientation)
{
    bool across = orientation == DOCX_LANDSCAPE;
    const guint short_side = DOCX_TWIPS(210u);
    const guint long_side = DOCX_TWIPS(297u);
    const guint top = DOCX_TWIPS(37u);
    const guint left = DOCX_TWIPS(28u);
    const guint bottom = long_side - top - DOCX_TWIPS(225u);
    const guint right = short_side - left - DOCX_TWIPS(156u);
    /* The page number's line is 7 mm under the text block. */
    const guint below = DOCX_TWIPS(12u);
    return g_strdup_printf(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"" DOCX_FOOTER_ODD "\"/>"
        "<w:footerReference w:type=\"even\" r:id=\"" DOCX_FOOTER_EVEN "\"/>"
        "<w:type w:val=\"nextPage\"/><w:pgSz w:w=\"%u\" w:h=\"%u\"%s/>"
        "<w:pgMar w:top=\"%u\" w:right=\"%u\" w:bottom=\"%u\" w:left=\"%u\" w:header=\"851\""
        " w:footer=\"%u\" w:gutter=\"0\"/>"
        /* 28 characters of 16 pt on 156 mm: each 0.207 pt, 849/4096, closer than its width. */
        "<w:docGrid w:type=\"linesAndChars\" w:linePitch=\"%u\" w:charSpace=\"-849\"/></w:sectPr>",
        across ? long_side : short_side, across ? short_side : long_side,
        across ? " w:orient=\"landscape\"" : "", across ? left : top, across ? top : right,
        across ? right : bottom, across ? bottom : left, (across ? right : bottom) - below,
        DOCX_LINE_PITCH);
}

/* A paragraph as low as can be, carrying SECTION or "": parts the last table from what follows, as
 * a body or section may not end in a table. */
static void append_spacer(GString *body, const char *section)
{
    g_string_append_printf(body,
                           "<w:p><w:pPr><w:snapToGrid w:val=\"0\"/>"
                           "<w:spacing w:line=\"20\" w:lineRule=\"exact\"/>"
                           "<w:rPr><w:sz w:val=\"2\"/></w:rPr>%s</w:pPr></w:p>",
                           section);
}

void docx_writer_orientation(DocxWriter *writer, DocxOrientation orientation)
{
    g_return_if_fail(writer->columns == NULL);
    if (orientation == writer->orientation)
        return;
    g_autofree char *section = section_properties(writer->orientation);
    /* The last paragraph of a section carries its properties. */
    if (writer->last == LAST_PARAGRAPH)
        g_string_insert(writer->body, (gssize)writer->properties_end, section);
    else if (writer->last == LAST_TABLE)
        append_spacer(writer->body, section);
    writer->orientation = orientation;
    writer->last = LAST_NOTHING;
}

/* ---- Tables ---------------------------------------------------------------------------------- */

static void append_cell(GString *body, guint width_mm, gsize span, bool shaded, const char *style,
                        DocxAlignment alignment, const char *text)
{
    g_string_append_printf(body, "<w:tc><w:tcPr><w:tcW w:w=\"%u\" w:type=\"dxa\"/>",
                           DOCX_TWIPS(width_mm));
    if (span > 1)
        g_string_append_printf(body, "<w:gridSpan w:val=\"%" G_GSIZE_FORMAT "\"/>", span);
    if (shaded)
        g_string_append(body, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"EDEDED\"/>");
    g_string_append_printf(body,
                           "<w:vAlign w:val=\"center\"/></w:tcPr><w:p><w:pPr><w:pStyle"
                           " w:val=\"%s\"/>",
                           style);
    if (alignment != DOCX_LEFT)
        g_string_append_printf(body, "<w:jc w:val=\"%s\"/>",
                               alignment == DOCX_CENTER ? "center" : "right");
    g_string_append(body, "</w:pPr>");
    append_run(body, text);
    g_string_append(body, "</w:p></w:tc>");
}

static guint table_width(const DocxWriter *writer)
{
    guint width = 0;
    for (gsize i = 0; i < writer->column_count; i++)
        width += writer->columns[i].width_mm;
    return width;
}

static void append_table_head(DocxWriter *writer)
{
    static const char *const sides[] = {"top", "left", "bottom", "right", "insideH", "insideV"};
    g_string_append_printf(writer->body,
                           "<w:tbl><w:tblPr><w:tblW w:w=\"%u\" w:type=\"dxa\"/>"
                           "<w:jc w:val=\"center\"/><w:tblBorders>",
                           DOCX_TWIPS(table_width(writer)));
    for (gsize i = 0; i < G_N_ELEMENTS(sides); i++)
        g_string_append_printf(writer->body,
                               "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\""
                               " w:color=\"auto\"/>",
                               sides[i]);
    g_string_append(writer->body,
                    "</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar>"
                    "<w:top w:w=\"45\" w:type=\"dxa\"/><w:left w:w=\"57\" w:type=\"dxa\"/>"
                    "<w:bottom w:w=\"45\" w:type=\"dxa\"/><w:right w:w=\"57\" w:type=\"dxa\"/>"
                    "</w:tblCellMar></w:tblPr><w:tblGrid>");
    for (gsize i = 0; i < writer->column_count; i++)
        g_string_append_printf(writer->body, "<w:gridCol w:w=\"%u\"/>",
                               DOCX_TWIPS(writer->columns[i].width_mm));
    g_string_append(writer->body, "</w:tblGrid>");
}

void docx_writer_table_begin(DocxWriter *writer, const DocxColumn *columns, gsize column_count)
{
    g_return_if_fail(writer->columns == NULL);
    g_return_if_fail(column_count > 0 && column_count <= DOCX_TABLE_COLUMNS_MAX);
    if (writer->last == LAST_TABLE)
        append_spacer(writer->body, ""); /* else the two would become one */
    writer->columns = g_memdup2(columns, column_count * sizeof *columns);
    writer->column_count = column_count;
    append_table_head(writer);
    g_string_append(writer->body, "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (gsize i = 0; i < column_count; i++) {
        append_cell(writer->body, columns[i].width_mm, 1, true, "TableHead", DOCX_CENTER,
                    columns[i].title);
        writer->columns[i].title = NULL;
    }
    g_string_append(writer->body, "</w:tr>");
}

void docx_writer_table_row(DocxWriter *writer, const char *const *cells)
{
    g_return_if_fail(writer->columns != NULL);
    if (!has_room(writer))
        return;
    g_string_append(writer->body, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
    for (gsize i = 0; i < writer->column_count; i++)
        append_cell(writer->body, writer->columns[i].width_mm, 1, false, "TableText",
                    writer->columns[i].alignment, cells[i]);
    g_string_append(writer->body, "</w:tr>");
}

void docx_writer_table_heading(DocxWriter *writer, const char *text)
{
    g_return_if_fail(writer->columns != NULL);
    if (!has_room(writer))
        return;
    g_string_append(writer->body, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
    append_cell(writer->body, table_width(writer), writer->column_count, false, "TableGroup",
                DOCX_LEFT, text);
    g_string_append(writer->body, "</w:tr>");
}

void docx_writer_table_end(DocxWriter *writer)
{
    g_return_if_fail(writer->columns != NULL);
    g_string_append(writer->body, "</w:tbl>");
    g_clear_pointer(&writer->columns, g_free);
    writer->last = LAST_TABLE;
}

/* ---- The file -------------------------------------------------------------------------------- */

GBytes *docx_writer_finish(DocxWriter *writer, GError **error)
{
    g_return_val_if_fail(writer->columns == NULL, NULL);
    if (!has_room(writer)) {
        g_autofree char *limit = g_strdup_printf("%u", DOCX_WRITER_MAX >> 20);
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "document.output_too_large", NULL, "limit", limit,
                  NULL);
        return NULL;
    }
    if (writer->last != LAST_PARAGRAPH)
        append_spacer(writer->body, "");
    g_autofree char *section = section_properties(writer->orientation);
    g_string_append(writer->body, section);
    g_string_append(writer->body, "</w:body></w:document>");
    const DocxProperties properties = {
        .title = writer->title, .creator = writer->creator, .created = writer->created};
    return docx_parts_pack(&properties, writer->body, writer->pictures, error);
}
