/*
 * The story of a document is a tree: paragraphs, tables whose cells hold paragraphs and tables,
 * text boxes that hang on a paragraph and hold the same again. Each of these places is a Frame on a
 * stack; what is finished in a frame is handed to the one below as lines.
 */
#include "document/numbering_internal.h"
#include "document/package_internal.h"
#include "document/part_reader_internal.h"
#include "document/text_internal.h"

#include <string.h>

/* Where every program puts the main part; what a file that is no docx is said to lack. */
#define USUAL_MAIN_PART "word/document.xml"

typedef enum {
    FRAME_BODY,
    FRAME_ROW,
    FRAME_CELL,
    FRAME_BOX,
} FrameKind;

typedef struct {
    FrameKind kind;
    GString *lines;     /* finished, each ended by a line feed */
    GPtrArray *cells;   /* of a row: lines of each cell */
    GString *paragraph; /* the one at hand */
    GString *boxes;     /* text boxes that hang on it */
    char *style;        /* its properties */
    int list;
    int level;
    bool in_properties;     /* inside w:pPr */
    bool in_row_properties; /* inside w:trPr */
    bool mark_deleted;      /* its end was deleted: it runs on into the next */
    bool row_deleted;
    bool run_hidden; /* inside a run with w:vanish */
} Frame;

typedef struct {
    PartReader *reader;
    Numbering *numbering;
    GPtrArray *frames;
    int skip;      /* depth of the element whose content is passed over, or -1 */
    GString *word; /* content of the w:t at hand */
    bool in_word;
    bool keep_blanks; /* xml:space="preserve" on it */
    const char *name;
    GError *error;
} Story;

static void frame_free(gpointer data)
{
    Frame *frame = data;
    g_string_free(frame->lines, TRUE);
    g_string_free(frame->paragraph, TRUE);
    g_string_free(frame->boxes, TRUE);
    g_ptr_array_unref(frame->cells);
    g_free(frame->style);
    g_free(frame);
}

static void string_free(gpointer data)
{
    g_string_free(data, TRUE);
}

static Frame *top(const Story *story)
{
    return g_ptr_array_index(story->frames, story->frames->len - 1);
}

static void push(Story *story, FrameKind kind)
{
    Frame *frame = g_new0(Frame, 1);
    frame->kind = kind;
    frame->lines = g_string_new(NULL);
    frame->paragraph = g_string_new(NULL);
    frame->boxes = g_string_new(NULL);
    frame->cells = g_ptr_array_new_with_free_func(string_free);
    frame->list = NUMBERING_UNSET;
    frame->level = NUMBERING_UNSET;
    g_ptr_array_add(story->frames, frame);
}

static void append(Story *story, GString *to, const char *text, gsize length)
{
    if (to->len + length > DOCUMENT_TEXT_MAX) {
        if (story->error == NULL)
            document_set_too_large(story->name, DOCUMENT_TEXT_MAX, &story->error);
        return;
    }
    g_string_append_len(to, text, (gssize)length);
}

static bool is_blank(const GString *text)
{
    for (const char *at = text->str; *at != '\0'; at = g_utf8_next_char(at)) {
        if (!g_unichar_isspace(g_utf8_get_char(at)))
            return false;
    }
    return true;
}

/* ---- Paragraphs ------------------------------------------------------------------------------ */

static void begin_paragraph(Frame *frame)
{
    g_clear_pointer(&frame->style, g_free);
    frame->list = NUMBERING_UNSET;
    frame->level = NUMBERING_UNSET;
    frame->mark_deleted = false;
    frame->run_hidden = false;
}

static void end_paragraph(Story *story)
{
    Frame *frame = top(story);
    frame->in_properties = false;
    if (frame->mark_deleted)
        return;
    g_autoptr(GString) line = g_string_new(NULL);
    numbering_append(story->numbering, frame->style, frame->list, frame->level, line);
    append(story, line, frame->paragraph->str, frame->paragraph->len);
    g_string_append_c(line, '\n');
    if (!is_blank(line) && !numbering_is_contents(story->numbering, frame->style))
        append(story, frame->lines, line->str, line->len);
    append(story, frame->lines, frame->boxes->str, frame->boxes->len);
    g_string_truncate(frame->paragraph, 0);
    g_string_truncate(frame->boxes, 0);
}

/* The last paragraph of a place ends with it even if its mark was deleted. */
static void end_story(Story *story)
{
    Frame *frame = top(story);
    if (!frame->mark_deleted)
        return;
    frame->mark_deleted = false;
    end_paragraph(story);
}

/* ---- Tables and boxes ------------------------------------------------------------------------ */

/* One cell of a row of several: its lines on one line. */
static void append_cell(Story *story, GString *row, const GString *cell)
{
    g_autofree char *text = g_strndup(cell->str, cell->len);
    g_strdelimit(text, "\n\t", ' ');
    g_strchomp(text);
    append(story, row, text, strlen(text));
}

static void end_row(Story *story)
{
    g_autoptr(GString) row = g_string_new(NULL);
    const Frame *frame = top(story);
    const GPtrArray *cells = frame->cells;
    if (cells->len == 1 && !frame->row_deleted) {
        const GString *cell = g_ptr_array_index(cells, 0);
        append(story, row, cell->str, cell->len);
    } else if (!frame->row_deleted) {
        for (guint i = 0; i < cells->len; i++) {
            if (i > 0)
                append(story, row, "\t", 1);
            append_cell(story, row, g_ptr_array_index(cells, i));
        }
        g_string_append_c(row, '\n');
    }
    g_ptr_array_set_size(story->frames, (int)story->frames->len - 1);
    if (!is_blank(row))
        append(story, top(story)->lines, row->str, row->len);
}

/* Takes the top frame away and gives its lines. */
static GString *pop(Story *story)
{
    end_story(story);
    Frame *frame = top(story);
    GString *lines = frame->lines;
    frame->lines = g_string_new(NULL);
    g_ptr_array_set_size(story->frames, (int)story->frames->len - 1);
    return lines;
}

static void end_cell(Story *story)
{
    GString *lines = pop(story);
    g_ptr_array_add(top(story)->cells, lines);
}

static void end_box(Story *story)
{
    g_autoptr(GString) lines = pop(story);
    append(story, top(story)->boxes, lines->str, lines->len);
}

/* ---- Elements -------------------------------------------------------------------------------- */

static void skip(Story *story)
{
    story->skip = (int)story->reader->depth;
}

/* Elements whose content no reader of the paper sees, or that says again what was said. */
static bool is_unseen(const char *element)
{
    static const char *const unseen[] = {
        "delText", "instrText", "delInstrText", "rt",         "sectPr",  "pPrChange", "rPrChange",
        "tblPr",   "tblGrid",   "tcPr",         "trPrChange", "fldData", NULL};
    return g_strv_contains(unseen, element);
}

static void start_in_properties(Story *story, Frame *frame, const char *element)
{
    PartReader *reader = story->reader;
    if (strcmp(element, "pStyle") == 0) {
        g_free(frame->style);
        frame->style = part_reader_attribute(reader, "val");
    } else if (strcmp(element, "numId") == 0) {
        frame->list = part_reader_number(reader, "val", NUMBERING_VALUE_MAX, NUMBERING_UNSET);
    } else if (strcmp(element, "ilvl") == 0) {
        frame->level = part_reader_number(reader, "val", NUMBERING_VALUE_MAX, NUMBERING_UNSET);
    }
}

static void append_symbol(Story *story, Frame *frame)
{
    g_autofree char *code = part_reader_attribute(story->reader, "char");
    guint64 symbol = 0;
    if (code == NULL || !g_ascii_string_to_unsigned(code, 16, 1, 0xFFFF, &symbol, NULL))
        return;
    /* Symbol fonts use the private area, which says nothing outside them. */
    if (g_unichar_validate((gunichar)symbol) &&
        g_unichar_type((gunichar)symbol) != G_UNICODE_PRIVATE_USE)
        g_string_append_unichar(frame->paragraph, (gunichar)symbol);
}

static void start_in_run(Story *story, Frame *frame, const char *element)
{
    if (strcmp(element, "vanish") == 0) {
        frame->run_hidden = part_reader_is_on(story->reader);
    } else if (frame->run_hidden) {
        return;
    } else if (strcmp(element, "tab") == 0 || strcmp(element, "ptab") == 0) {
        append(story, frame->paragraph, "\t", 1);
    } else if (strcmp(element, "br") == 0 || strcmp(element, "cr") == 0) {
        append(story, frame->paragraph, "\n", 1);
    } else if (strcmp(element, "noBreakHyphen") == 0) {
        append(story, frame->paragraph, "-", 1);
    } else if (strcmp(element, "sym") == 0) {
        append_symbol(story, frame);
    }
}

static void start_word(Story *story)
{
    story->in_word = true;
    g_string_truncate(story->word, 0);
    g_autofree char *space = part_reader_attribute(story->reader, "xml:space");
    story->keep_blanks = g_strcmp0(space, "preserve") == 0;
}

static void end_word(Story *story)
{
    story->in_word = false;
    char *text = g_strdelimit(story->word->str, "\r\n\t", ' ');
    if (!story->keep_blanks)
        text = g_strstrip(text);
    Frame *frame = top(story);
    if (!frame->run_hidden)
        append(story, frame->paragraph, text, strlen(text));
}

/* A table of contents made by Word stands in a content control of its own: w:sdt, w:sdtPr,
 * w:docPartObj, w:docPartGallery. All of it goes. */
static void start_gallery(Story *story)
{
    g_autofree char *gallery = part_reader_attribute(story->reader, "val");
    if (g_strcmp0(gallery, "Table of Contents") == 0 && story->reader->depth >= 3)
        story->skip = (int)story->reader->depth - 3;
}

static void start_word_element(Story *story, const char *element)
{
    Frame *frame = top(story);
    bool is_deletion = strcmp(element, "del") == 0 || strcmp(element, "moveFrom") == 0;
    if (is_deletion && frame->in_properties) {
        frame->mark_deleted = true;
    } else if (is_deletion && frame->in_row_properties) {
        frame->row_deleted = true;
    } else if (is_deletion || is_unseen(element)) {
        skip(story);
    } else if (strcmp(element, "p") == 0) {
        begin_paragraph(frame);
    } else if (strcmp(element, "pPr") == 0) {
        frame->in_properties = true;
    } else if (frame->in_properties) {
        start_in_properties(story, frame, element);
    } else if (strcmp(element, "trPr") == 0) {
        frame->in_row_properties = true;
    } else if (strcmp(element, "t") == 0) {
        start_word(story);
    } else if (strcmp(element, "r") == 0) {
        frame->run_hidden = false;
    } else if (strcmp(element, "tr") == 0) {
        push(story, FRAME_ROW);
    } else if (strcmp(element, "tc") == 0) {
        push(story, FRAME_CELL);
    } else if (strcmp(element, "txbxContent") == 0) {
        push(story, FRAME_BOX);
    } else if (strcmp(element, "docPartGallery") == 0) {
        start_gallery(story);
    } else {
        start_in_run(story, frame, element);
    }
}

static void end_word_element(Story *story, const char *element)
{
    Frame *frame = top(story);
    if (strcmp(element, "t") == 0)
        end_word(story);
    else if (strcmp(element, "p") == 0)
        end_paragraph(story);
    else if (strcmp(element, "pPr") == 0)
        frame->in_properties = false;
    else if (strcmp(element, "trPr") == 0)
        frame->in_row_properties = false;
    else if (strcmp(element, "tc") == 0 && frame->kind == FRAME_CELL)
        end_cell(story);
    else if (strcmp(element, "tr") == 0 && frame->kind == FRAME_ROW)
        end_row(story);
    else if (strcmp(element, "txbxContent") == 0 && frame->kind == FRAME_BOX)
        end_box(story);
}

/* The same thing twice, for newer and older programs: a text box is in mc:Choice as a shape and
 * in mc:Fallback as an older one. The newer is taken; Word always writes it. */
static bool is_fallback(const PartReader *reader)
{
    return reader->vocabulary == PART_COMPATIBILITY && strcmp(reader->element, "Fallback") == 0;
}

static void take(Story *story)
{
    PartReader *reader = story->reader;
    if (story->skip >= 0) {
        if (reader->event == PART_END && (int)reader->depth == story->skip)
            story->skip = -1;
        return;
    }
    switch (reader->event) {
    case PART_TEXT:
        if (story->in_word)
            append(story, story->word, reader->text, strlen(reader->text));
        return;
    case PART_START:
        if (reader->vocabulary == PART_WORD)
            start_word_element(story, reader->element);
        else if (is_fallback(reader))
            skip(story);
        else if (reader->vocabulary == PART_MATH && strcmp(reader->element, "t") == 0)
            start_word(story);
        return;
    case PART_END:
        if (reader->vocabulary == PART_WORD)
            end_word_element(story, reader->element);
        else if (reader->vocabulary == PART_MATH && strcmp(reader->element, "t") == 0)
            end_word(story);
        return;
    }
}

/* ---- The document ---------------------------------------------------------------------------- */

static bool read_story(Story *story, GError **error)
{
    PartReader *reader = story->reader;
    bool is_document = part_reader_next(reader) && reader->event == PART_START &&
                       reader->vocabulary == PART_WORD && strcmp(reader->element, "document") == 0;
    while (is_document && story->error == NULL && part_reader_next(reader))
        take(story);
    if (!part_reader_finish(reader, error))
        return false;
    if (story->error != NULL) {
        g_propagate_error(error, g_steal_pointer(&story->error));
        return false;
    }
    if (!is_document)
        error_set(error, LUOSHI_ERROR_UNSUPPORTED, "document.not_docx", NULL, "name", story->name,
                  "part", USUAL_MAIN_PART, NULL);
    return is_document;
}

/* The main part: what the package says, else where every program puts it. */
static char *main_part(const Package *package, GError **error)
{
    GError *fault = NULL;
    char *part = package_related(package, "", "/officeDocument", &fault);
    if (fault != NULL) {
        g_propagate_error(error, fault);
        return NULL;
    }
    return part != NULL ? part : g_strdup(USUAL_MAIN_PART);
}

GString *docx_text(const void *bytes, gsize length, const char *name, GError **error)
{
    g_autoptr(Package) package = package_open(bytes, length, name, error);
    if (package == NULL)
        return NULL;
    g_autofree char *part = main_part(package, error);
    if (part == NULL)
        return NULL;
    g_autoptr(PartReader) reader = part_reader_open(package, part, error);
    if (reader == NULL)
        return NULL;
    g_autoptr(Numbering) numbering = numbering_read(package, part, error);
    if (numbering == NULL)
        return NULL;
    g_autoptr(GPtrArray) frames = g_ptr_array_new_with_free_func(frame_free);
    g_autoptr(GString) word = g_string_new(NULL);
    Story story = {.reader = reader,
                   .numbering = numbering,
                   .frames = frames,
                   .skip = -1,
                   .word = word,
                   .name = name};
    push(&story, FRAME_BODY);
    if (!read_story(&story, error)) {
        g_clear_error(&story.error);
        return NULL;
    }
    end_story(&story);
    GString *lines = top(&story)->lines;
    top(&story)->lines = g_string_new(NULL);
    return lines;
}
