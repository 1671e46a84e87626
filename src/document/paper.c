/* A paper's content as it is put together. */
#include "document/markup_internal.h"
#include "document/numeral_internal.h"
#include "document/paper_internal.h"

#include <string.h>

#define SEAL_CHARACTERS 4.0 /* between a sealed date and the right edge */

static void table_free(PaperTable *table)
{
    if (table == NULL)
        return;
    for (gsize i = 0; i < table->column_count; i++)
        g_free((char *)table->columns[i].title);
    g_free(table->columns);
    g_ptr_array_unref(table->cells);
    g_free(table);
}

static void chart_free(PaperChart *chart)
{
    if (chart == NULL)
        return;
    for (gsize i = 0; i < chart->item_count; i++) {
        g_free((char *)chart->items[i].label);
        g_free((char *)chart->items[i].text);
    }
    g_free((PaperChartItem *)chart->items);
    g_free((char *)chart->title);
    g_free((char *)chart->note);
    g_free((char *)chart->target_text);
    g_free(chart);
}

static void block_free(gpointer data)
{
    PaperBlock *block = data;
    g_free(block->text);
    g_free(block->marks);
    table_free(block->table);
    chart_free(block->chart);
    g_free(block);
}

Paper *paper_new(const PaperHead *head)
{
    Paper *paper = g_new0(Paper, 1);
    paper->issuer = markup_clean(head->issuer);
    paper->number = markup_clean(head->number);
    paper->title = markup_clean(head->title);
    paper->subtitle = markup_clean(head->subtitle);
    bool sent = head->recipients != NULL && *head->recipients != '\0';
    g_autofree char *recipients = sent ? g_strconcat(head->recipients, "：", NULL) : NULL;
    paper->recipients = markup_clean(recipients);
    paper->signer = markup_clean(head->signer);
    paper->day = markup_clean(head->day);
    paper->created = head->created;
    paper->blocks = g_ptr_array_new_with_free_func(block_free);
    return paper;
}

void paper_free(Paper *paper)
{
    if (paper == NULL)
        return;
    g_free(paper->issuer);
    g_free(paper->number);
    g_free(paper->title);
    g_free(paper->subtitle);
    g_free(paper->recipients);
    g_free(paper->signer);
    g_free(paper->day);
    g_ptr_array_unref(paper->blocks);
    g_free(paper);
}

/* TEXT cleaned; one that is too long is noted and cut. (transfer full) */
static char *take_text(Paper *paper, const char *text)
{
    char *clean = markup_clean(text);
    if (g_utf8_strlen(clean, -1) > (glong)PAPER_TEXT_MAX) {
        paper->limit = "PAPER_TEXT_MAX";
        *g_utf8_offset_to_pointer(clean, PAPER_TEXT_MAX) = '\0';
    }
    return clean;
}

/* NULL past the limit, after which the paper is only refused. */
static PaperBlock *add_block(Paper *paper, PaperBlockKind kind, const char *text)
{
    g_return_val_if_fail(paper->open == NULL, NULL);
    if (paper->blocks->len >= PAPER_BLOCKS_MAX) {
        paper->limit = "PAPER_BLOCKS_MAX";
        return NULL;
    }
    PaperBlock *block = g_new0(PaperBlock, 1);
    block->kind = kind;
    block->text = take_text(paper, text);
    block->marks = g_strdup("");
    g_ptr_array_add(paper->blocks, block);
    return block;
}

void paper_heading(Paper *paper, guint level, const char *text)
{
    g_return_if_fail(level >= 1 && level <= G_N_ELEMENTS(paper->counters));
    g_autoptr(GString) numbered = g_string_new(level == 2 || level == 4 ? "（" : NULL);
    guint number = ++paper->counters[level - 1];
    for (guint i = level; i < G_N_ELEMENTS(paper->counters); i++)
        paper->counters[i] = 0;
    numeral_append(numbered, level <= 2 ? "chineseCounting" : "decimal", number);
    g_string_append(numbered, level == 1 ? "、" : level == 3 ? "." : "）");
    g_string_append(numbered, text != NULL ? text : "");
    PaperBlock *block = add_block(paper, PAPER_BLOCK_HEADING, numbered->str);
    if (block != NULL)
        block->level = level;
}

void paper_body(Paper *paper, const char *text, const guint *sources, gsize source_count)
{
    PaperBlock *block = add_block(paper, PAPER_BLOCK_BODY, text);
    g_autoptr(GString) marks = g_string_new(NULL);
    for (gsize i = 0; i < source_count;) {
        gsize last = i;
        while (last + 1 < source_count && sources[last + 1] == sources[last] + 1)
            last++;
        g_string_append_printf(marks, "%s%u", i == 0 ? "[" : ",", sources[i]);
        if (last > i)
            g_string_append_printf(marks, "-%u", sources[last]);
        i = last + 1;
    }
    if (marks->len > 0)
        g_string_append_c(marks, ']');
    if (block != NULL) {
        g_free(block->marks);
        block->marks = g_strdup(marks->str);
    }
}

void paper_table_begin(Paper *paper, const char *caption, const PaperColumn *columns,
                       gsize column_count)
{
    g_return_if_fail(column_count > 0 && column_count <= PAPER_COLUMNS_MAX);
    PaperBlock *block = add_block(paper, PAPER_BLOCK_TABLE, caption);
    PaperTable *table = g_new0(PaperTable, 1);
    table->columns = g_memdup2(columns, column_count * sizeof *columns);
    table->column_count = column_count;
    table->cells = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = 0; i < column_count; i++)
        table->columns[i].title = take_text(paper, columns[i].title);
    if (block == NULL) {
        table_free(table);
        return;
    }
    block->table = table;
    paper->open = table;
}

void paper_table_row(Paper *paper, const char *const *cells)
{
    if (paper->limit != NULL)
        return;
    g_return_if_fail(paper->open != NULL);
    if (++paper->rows > PAPER_ROWS_MAX) {
        paper->limit = "PAPER_ROWS_MAX";
        return;
    }
    for (gsize i = 0; i < paper->open->column_count; i++)
        g_ptr_array_add(paper->open->cells, take_text(paper, cells[i]));
}

void paper_table_end(Paper *paper)
{
    paper->open = NULL;
}

void paper_chart(Paper *paper, const PaperChart *chart)
{
    if (chart->item_count > PAPER_ITEMS_MAX) {
        paper->limit = "PAPER_ITEMS_MAX";
        return;
    }
    PaperBlock *block = add_block(paper, PAPER_BLOCK_CHART, chart->title);
    if (block == NULL)
        return;
    PaperChartItem *items = g_new0(PaperChartItem, chart->item_count + 1);
    for (gsize i = 0; i < chart->item_count; i++) {
        items[i] = chart->items[i];
        items[i].label = take_text(paper, chart->items[i].label);
        items[i].text = take_text(paper, chart->items[i].text);
    }
    block->chart = g_new(PaperChart, 1);
    *block->chart = *chart;
    block->chart->items = items;
    block->chart->title = take_text(paper, chart->title);
    block->chart->note = take_text(paper, chart->note);
    block->chart->target_text = take_text(paper, chart->target_text);
}

bool paper_check(const Paper *paper, GError **error)
{
    g_return_val_if_fail(paper->open == NULL, false);
    if (paper->limit == NULL)
        return true;
    error_set(error, LUOSHI_ERROR_TOO_LARGE, "document.paper_too_long", NULL, "limit", paper->limit,
              NULL);
    return false;
}

double paper_characters(const char *text)
{
    double width = 0;
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
        width += g_unichar_iswide(g_utf8_get_char(at)) ? 1 : 0.5;
    return width;
}

void paper_signature(const Paper *paper, double *signer, double *day)
{
    double difference = paper_characters(paper->day) - paper_characters(paper->signer);
    *day = SEAL_CHARACTERS;
    *signer = MAX(SEAL_CHARACTERS + difference / 2, 0);
    /* A long name keeps inside the text block; the day moves with its middle. */
    *day += *signer - (SEAL_CHARACTERS + difference / 2);
}
