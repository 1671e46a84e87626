/* A paper as pdf: lines on pages, drawn by Pango and Cairo. */
#include "document/paper_internal.h"
#include "document/paper_surface.h"

#include <cairo-pdf.h>
#include <string.h>

#define PAGE_WIDTH        PAPER_POINTS(210.0)
#define PAGE_HEIGHT       PAPER_POINTS(297.0)
#define TITLE_SIZE        22.0
#define TITLE_PITCH       33.0
#define BODY_SIZE         16.0
#define BODY_SPACING      (-0.25) /* points between characters: 28 of 15.75 fill 441 of 442.2 */
#define CAPTION_SIZE      12.0
#define CAPTION_PITCH     24.0
#define PAGE_NUMBER_SIZE  14.0
#define PAGE_NUMBER_BELOW PAPER_POINTS(7.0)
#define MARK_SIZE         10.0
#define MARK_RISE         5.0
#define ISSUER_BELOW      PAPER_POINTS(35.0)
#define ISSUER_SIZE_MAX   46.0
#define RED_LINE_BELOW    PAPER_POINTS(4.0)
/* A Chinese character's middle lies this much of its size above the base line. */
#define MIDDLE 0.38

/* ---- Pages ----------------------------------------------------------------------------------- */

void paper_flow_line(const PaperFlow *flow, PangoLayoutIter *line, double x, double y, double pitch,
                     double size)
{
    PangoRectangle logical;
    pango_layout_iter_get_line_extents(line, NULL, &logical);
    cairo_move_to(flow->cr, PAPER_LEFT_EDGE + x + (double)logical.x / PANGO_SCALE,
                  PAPER_TOP_EDGE + y + pitch / 2 + MIDDLE * size);
    pango_cairo_show_layout_line(flow->cr, pango_layout_iter_get_line_readonly(line));
}

static void draw_page_number(const PaperFlow *flow)
{
    g_autofree char *text = g_strdup_printf("— %u —", flow->page);
    g_autoptr(PangoLayout) layout =
        paper_layout(flow->type, PAPER_FACE_SONG, PAGE_NUMBER_SIZE, 0, text);
    PangoLayoutIter *line = pango_layout_get_iter(layout);
    int width;
    pango_layout_get_size(layout, &width, NULL);
    double x = flow->page % 2 == 1 ? PAPER_WIDTH - PAGE_NUMBER_SIZE - (double)width / PANGO_SCALE
                                   : PAGE_NUMBER_SIZE;
    paper_flow_line(flow, line, x, PAPER_HEIGHT + PAGE_NUMBER_BELOW, 0, PAGE_NUMBER_SIZE);
    pango_layout_iter_free(line);
}

void paper_flow_break(PaperFlow *flow)
{
    draw_page_number(flow);
    cairo_show_page(flow->cr);
    flow->page++;
    flow->y = 0;
}

void paper_flow_need(PaperFlow *flow, double height)
{
    /* A hundredth of a point is only rounding. */
    if (flow->y > 0 && flow->y + height > PAPER_HEIGHT + 0.01)
        paper_flow_break(flow);
}

/* ---- Text ------------------------------------------------------------------------------------ */

/* How a paragraph is set. */
typedef struct {
    PaperFace face;
    double size;
    double pitch;
    double indent; /* characters, of the first line */
    double right;  /* characters kept free at the right */
    PangoAlignment alignment;
    PangoWeight weight; /* or 0 */
} Setting;

static const Setting settings[] = {
    {PAPER_FACE_HEI, BODY_SIZE, PAPER_PITCH, 2, 0, PANGO_ALIGN_LEFT, 0},
    {PAPER_FACE_KAI, BODY_SIZE, PAPER_PITCH, 2, 0, PANGO_ALIGN_LEFT, 0},
    {PAPER_FACE_BODY, BODY_SIZE, PAPER_PITCH, 2, 0, PANGO_ALIGN_LEFT, PANGO_WEIGHT_BOLD},
    {PAPER_FACE_BODY, BODY_SIZE, PAPER_PITCH, 2, 0, PANGO_ALIGN_LEFT, 0},
};
static const Setting body_setting = {PAPER_FACE_BODY,  BODY_SIZE, PAPER_PITCH, 2, 0,
                                     PANGO_ALIGN_LEFT, 0};
static const Setting caption_setting = {
    PAPER_FACE_HEI, CAPTION_SIZE, CAPTION_PITCH, 0, 0, PANGO_ALIGN_CENTER, 0};
static const Setting title_setting = {PAPER_FACE_TITLE,   TITLE_SIZE, TITLE_PITCH, 0, 0,
                                      PANGO_ALIGN_CENTER, 0};
static const Setting subtitle_setting = {PAPER_FACE_KAI,     BODY_SIZE, PAPER_PITCH, 0, 0,
                                         PANGO_ALIGN_CENTER, 0};
static const Setting number_setting = {PAPER_FACE_BODY,    BODY_SIZE, PAPER_PITCH, 0, 0,
                                       PANGO_ALIGN_CENTER, 0};
static const Setting recipient_setting = {PAPER_FACE_BODY,  BODY_SIZE, PAPER_PITCH, 0, 0,
                                          PANGO_ALIGN_LEFT, 0};

static void set_attribute(PangoAttrList *list, PangoAttribute *attribute, gsize from, gsize to)
{
    attribute->start_index = (guint)from;
    attribute->end_index = (guint)to;
    pango_attr_list_insert(list, attribute);
}

/* TEXT and raised MARKS in SETTING. (transfer full) */
static PangoLayout *set_text(const PaperFlow *flow, const Setting *setting, const char *text,
                             const char *marks)
{
    g_autofree char *whole = g_strconcat(text, marks, NULL);
    gsize end = strlen(text);
    gsize all = strlen(whole);
    bool body = setting->size == BODY_SIZE;
    double spacing = body ? BODY_SPACING : 0;
    double width = PAPER_WIDTH - setting->right * setting->size;
    PangoLayout *layout = paper_layout(flow->type, setting->face, setting->size, width, whole);
    g_autoptr(PangoAttrList) list = pango_attr_list_new();
    if (body)
        set_attribute(list, pango_attr_letter_spacing_new((int)(spacing * PANGO_SCALE)), 0, end);
    if (setting->weight != 0)
        set_attribute(list, pango_attr_weight_new(setting->weight), 0, all);
    if (all > end) {
        /* Notes stay with the last character. */
        const char *last = g_utf8_find_prev_char(whole, whole + end);
        set_attribute(list, pango_attr_allow_breaks_new(FALSE),
                      last != NULL ? (gsize)(last - whole) : 0, all);
        set_attribute(list, pango_attr_size_new_absolute((int)(MARK_SIZE * PANGO_SCALE)), end, all);
        set_attribute(list, pango_attr_rise_new((int)(MARK_RISE * PANGO_SCALE)), end, all);
    }
    pango_layout_set_attributes(layout, list);
    pango_layout_set_indent(layout,
                            (int)(setting->indent * (setting->size + spacing) * PANGO_SCALE));
    pango_layout_set_alignment(layout, setting->alignment);
    pango_layout_set_justify(layout, setting->indent > 0);
    return layout;
}

/* A paragraph, its last line not alone on a page when KEEP points must follow it. */
static void write_paragraph(PaperFlow *flow, const Setting *setting, const char *text,
                            const char *marks, double keep)
{
    g_autoptr(PangoLayout) layout = set_text(flow, setting, text, marks);
    int lines = pango_layout_get_line_count(layout);
    if (keep > 0)
        paper_flow_need(flow, lines * setting->pitch + keep);
    PangoLayoutIter *line = pango_layout_get_iter(layout);
    do {
        paper_flow_need(flow, setting->pitch);
        paper_flow_line(flow, line, 0, flow->y, setting->pitch, setting->size);
        flow->y += setting->pitch;
    } while (pango_layout_iter_next_line(line));
    pango_layout_iter_free(line);
}

/* ---- Parts of a paper ------------------------------------------------------------------------ */

/* The red head: who issues it, its number, the line. */
static void write_red_head(PaperFlow *flow, const Paper *paper)
{
    if (*paper->issuer == '\0')
        return;
    double size = MIN(ISSUER_SIZE_MAX, PAPER_WIDTH / MAX(paper_characters(paper->issuer), 1));
    const Setting issuer = {PAPER_FACE_TITLE, size, size * 1.2, 0, 0, PANGO_ALIGN_CENTER, 0};
    flow->y = ISSUER_BELOW;
    cairo_set_source_rgb(flow->cr, 0.85, 0, 0);
    write_paragraph(flow, &issuer, paper->issuer, "", 0);
    cairo_set_source_rgb(flow->cr, 0, 0, 0);
    flow->y += 2 * PAPER_PITCH;
    if (*paper->number != '\0')
        write_paragraph(flow, &number_setting, paper->number, "", 0);
    flow->y += RED_LINE_BELOW;
    cairo_set_source_rgb(flow->cr, 0.85, 0, 0);
    cairo_set_line_width(flow->cr, 1.5);
    cairo_move_to(flow->cr, PAPER_LEFT_EDGE, PAPER_TOP_EDGE + flow->y);
    cairo_rel_line_to(flow->cr, PAPER_WIDTH, 0);
    cairo_stroke(flow->cr);
    cairo_set_source_rgb(flow->cr, 0, 0, 0);
    flow->y += 2 * PAPER_PITCH;
}

static void write_head(PaperFlow *flow, const Paper *paper)
{
    write_red_head(flow, paper);
    write_paragraph(flow, &title_setting, paper->title, "", 0);
    if (*paper->subtitle != '\0')
        write_paragraph(flow, &subtitle_setting, paper->subtitle, "", 0);
    flow->y += PAPER_PITCH;
    if (*paper->recipients != '\0')
        write_paragraph(flow, &recipient_setting, paper->recipients, "", 0);
}

static bool is_signed(const Paper *paper)
{
    return *paper->day != '\0' || *paper->signer != '\0';
}

static void write_signature(PaperFlow *flow, const Paper *paper)
{
    Setting signer = {PAPER_FACE_BODY, BODY_SIZE, PAPER_PITCH, 0, 0, PANGO_ALIGN_RIGHT, 0};
    Setting day = signer;
    if (!is_signed(paper))
        return;
    paper_signature(paper, &signer.right, &day.right);
    paper_flow_need(flow, 3 * PAPER_PITCH);
    flow->y += PAPER_PITCH;
    write_paragraph(flow, &signer, paper->signer, "", 0);
    write_paragraph(flow, &day, paper->day, "", 0);
}

/* A paragraph before the signature, which never stands alone on a page. The
 * standard has the text moved rather than a page without any (7.3.5.5). */
static void write_last(PaperFlow *flow, const Paper *paper, const PaperBlock *block)
{
    g_autoptr(PangoLayout) layout = set_text(flow, &body_setting, block->text, block->marks);
    double height = pango_layout_get_line_count(layout) * PAPER_PITCH;
    double signature = is_signed(paper) ? 3 * PAPER_PITCH : 0;
    bool breaks_anyway = flow->y + height > PAPER_HEIGHT;
    if (!breaks_anyway)
        paper_flow_need(flow, height + signature);
    write_paragraph(flow, &body_setting, block->text, block->marks, 0);
}

static void write_chart(PaperFlow *flow, const PaperChart *chart)
{
    double height = paper_chart_height(chart);
    paper_flow_need(flow, height + 6);
    cairo_save(flow->cr);
    cairo_translate(flow->cr, PAPER_LEFT_EDGE, PAPER_TOP_EDGE + flow->y + 3);
    /* A chart longer than a page is drawn smaller. */
    double scale = MIN(1, PAPER_HEIGHT / (height + 6));
    cairo_scale(flow->cr, scale, scale);
    paper_chart_draw(chart, flow->type, flow->cr, PAPER_WIDTH);
    cairo_restore(flow->cr);
    flow->y += (height + 6) * scale;
}

static void write_outline(const PaperFlow *flow, const PaperBlock *block, int parents[5])
{
    g_autofree char *place = g_strdup_printf("page=%u", flow->page);
    parents[block->level] = cairo_pdf_surface_add_outline(
        flow->surface, parents[block->level - 1], block->text, place, CAIRO_PDF_OUTLINE_FLAG_OPEN);
    for (guint i = block->level + 1; i < 5; i++)
        parents[i] = parents[block->level];
}

/* What must follow a heading at once of a paragraph: its first line, or all of it where the
 * signature after it would have it moved. ABOVE is what stands between. */
static double body_kept(PaperFlow *flow, const Paper *paper, guint number, double above)
{
    const PaperBlock *block = paper->blocks->pdata[number];
    g_autoptr(PangoLayout) layout = NULL;

    if (number + 1 < paper->blocks->len || !is_signed(paper))
        return PAPER_PITCH;
    layout = set_text(flow, &body_setting, block->text, block->marks);
    double height = pango_layout_get_line_count(layout) * PAPER_PITCH;
    return flow->y + above + height > PAPER_HEIGHT ? PAPER_PITCH : height + 3 * PAPER_PITCH;
}

/* What must stand on the same page as a heading before the block of number I. */
static double height_kept(PaperFlow *flow, const Paper *paper, guint i)
{
    double kept = 0;
    for (; i < paper->blocks->len; i++) {
        const PaperBlock *next = paper->blocks->pdata[i];
        switch (next->kind) {
        case PAPER_BLOCK_HEADING:
            kept += PAPER_PITCH;
            continue;
        case PAPER_BLOCK_BODY:
            return kept + body_kept(flow, paper, i, kept + PAPER_PITCH);
        case PAPER_BLOCK_TABLE:
            return kept + 4 * PAPER_PITCH; /* its caption, titles and a row */
        case PAPER_BLOCK_CHART:
            return kept + MIN(paper_chart_height(next->chart) + 6, PAPER_HEIGHT / 2);
        }
    }
    return kept;
}

static void write_block(PaperFlow *flow, const Paper *paper, guint number, int parents[5])
{
    const PaperBlock *block = paper->blocks->pdata[number];
    switch (block->kind) {
    case PAPER_BLOCK_HEADING:
        write_paragraph(flow, &settings[block->level - 1], block->text, "",
                        height_kept(flow, paper, number + 1));
        write_outline(flow, block, parents);
        break;
    case PAPER_BLOCK_BODY:
        if (number + 1 == paper->blocks->len)
            write_last(flow, paper, block);
        else
            write_paragraph(flow, &body_setting, block->text, block->marks, 0);
        break;
    case PAPER_BLOCK_TABLE:
        flow->y += *block->text != '\0' ? 4 : 6;
        if (*block->text != '\0')
            write_paragraph(flow, &caption_setting, block->text, "", 2 * PAPER_PITCH);
        paper_flow_table(flow, block->table);
        flow->y += 6;
        break;
    case PAPER_BLOCK_CHART:
        write_chart(flow, block->chart);
        break;
    }
}

/* ---- The file -------------------------------------------------------------------------------- */

static void write_pages(PaperFlow *flow, const Paper *paper)
{
    int parents[5] = {CAIRO_PDF_OUTLINE_ROOT, 0, 0, 0, 0};
    write_head(flow, paper);
    for (guint i = 0; i < paper->blocks->len; i++)
        write_block(flow, paper, i, parents);
    write_signature(flow, paper);
    draw_page_number(flow);
    cairo_show_page(flow->cr);
}

GBytes *paper_pdf(const Paper *paper, GError **error)
{
    g_auto(PaperType) type = {0};
    if (!paper_check(paper, error) || !paper_type_open(&type, error))
        return NULL;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(paper_surface_append, bytes, PAGE_WIDTH, PAGE_HEIGHT);
    PaperFlow flow = {.type = &type, .surface = surface, .cr = cairo_create(surface), .page = 1};
    paper_surface_describe(surface, paper->title,
                           *paper->issuer != '\0' ? paper->issuer : paper->signer, paper->created);
    write_pages(&flow, paper);
    return paper_surface_end(surface, flow.cr, &bytes, error);
}
