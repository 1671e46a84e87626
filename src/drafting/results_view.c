/* The draft as JSON for the page, and as a paper. */
#include "drafting/drafting_internal.h"

static void write_sentence(JsonWriter *answer, const DraftSentence *sentence)
{
    json_begin_object(answer);
    json_member_text(answer, "text", sentence->text);
    json_key(answer, "sources");
    json_begin_array(answer);
    for (guint i = 0; i < sentence->sources->len; i++) {
        json_int(answer, g_array_index(sentence->sources, guint, i));
    }
    json_end_array(answer);
    json_member_text(answer, "verdict", sentence->verdict);
    json_member_text(answer, "indicator", sentence->indicator);
    json_member_text(answer, "commitment", sentence->commitment);
    json_member_text(answer, "case", sentence->case_id);
    json_end_object(answer);
}

static void write_sections(JsonWriter *answer, const Draft *draft)
{
    json_key(answer, "sections");
    json_begin_array(answer);
    for (guint i = 0; i < draft->sections->len; i++) {
        const DraftSection *section = draft->sections->pdata[i];
        json_begin_object(answer);
        json_member_text(answer, "title", section->title);
        json_key(answer, "sentences");
        json_begin_array(answer);
        for (guint s = 0; s < section->sentences->len; s++) {
            write_sentence(answer, section->sentences->pdata[s]);
        }
        json_end_array(answer);
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_figures(JsonWriter *answer, const Draft *draft, const ResultSource *observed)
{
    json_key(answer, "figures");
    json_begin_array(answer);
    for (guint i = 0; observed != NULL && i < observed->figures->len; i++) {
        const ResultFigure *figure = observed->figures->pdata[i];
        char value[DECIMAL_TEXT_MAX];
        decimal_format(figure->value, value);
        json_begin_object(answer);
        json_member_text(answer, "period", figure->period);
        json_member_raw(answer, "value", value);
        json_member_int(answer, "revision", figure->revision);
        json_member_time(answer, "at", figure->at);
        json_member_text(answer, "by_name", name_of(draft->names, NAME_ACCOUNT, figure->by));
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_sources(JsonWriter *answer, const Draft *draft)
{
    json_key(answer, "sources");
    json_begin_array(answer);
    for (guint i = 0; i < draft->sources->len; i++) {
        const DraftSource *source = draft->sources->pdata[i];
        json_begin_object(answer);
        json_member_int(answer, "number", source->number);
        json_member_text(answer, "kind", source->kind);
        json_member_text(answer, "name", source->name);
        json_member_text(answer, "value", source->value);
        json_member_text(answer, "unit_name", name_of(draft->names, NAME_UNIT, source->unit));
        json_member_text(answer, "periods", source->periods);
        json_member_time(answer, "at", source->at);
        json_member_int(answer, "revision", source->revision);
        json_member_text(answer, "by_name", name_of(draft->names, NAME_ACCOUNT, source->by));
        json_member_text(answer, "path", source->path);
        json_member_text(answer, "indicator",
                         source->observed != NULL ? source->observed->key : NULL);
        json_member_text(answer, "object",
                         source->observed != NULL ? source->observed->object : NULL);
        write_figures(answer, draft, source->observed);
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_unrecorded(JsonWriter *answer, const Draft *draft)
{
    json_key(answer, "unrecorded");
    json_begin_array(answer);
    for (guint i = 0; i < draft->unrecorded->len; i++) {
        const DraftGap *gap = draft->unrecorded->pdata[i];
        json_begin_object(answer);
        json_member_text(answer, "commitment", gap->commitment);
        json_member_int(answer, "number", gap->number);
        json_member_text(answer, "text", gap->text);
        json_member_text(answer, "unit_name", name_of(draft->names, NAME_UNIT, gap->unit));
        json_member_text(answer, "due", gap->due);
        json_member_text(answer, "missing", gap->missing);
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_unsupported(JsonWriter *answer, const Draft *draft)
{
    json_key(answer, "unsupported");
    json_begin_array(answer);
    for (guint i = 0; i < draft->unsupported->len; i++) {
        const DraftDoubt *doubt = draft->unsupported->pdata[i];
        json_begin_object(answer);
        json_member_text(answer, "indicator", doubt->indicator);
        json_member_text(answer, "commitment", doubt->commitment);
        json_member_text(answer, "case", doubt->case_id);
        json_member_text(answer, "name", doubt->name);
        json_member_text(answer, "value", doubt->value);
        json_member_text(answer, "period", doubt->period);
        json_member_text(answer, "unit_name", name_of(draft->names, NAME_UNIT, doubt->unit));
        json_member_text(answer, "reason", doubt->reason);
        json_member_text(answer, "needs", doubt->needs);
        json_end_object(answer);
    }
    json_end_array(answer);
}

static bool read_draft(Call *call, Draft **draft, GError **error)
{
    *draft = draft_results(call, (gint)call_parameter_int(call, "year", 0), error);
    return *draft != NULL;
}

bool drafting_results(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(Draft) draft = NULL;
    char as_of[DAY_LENGTH + 1];

    if (!read_draft(call, &draft, error)) {
        return false;
    }
    day_format(draft->as_of, as_of);
    json_begin_object(answer);
    json_member_int(answer, "year", draft->year);
    json_member_text(answer, "as_of", as_of);
    write_sections(answer, draft);
    write_sources(answer, draft);
    write_unrecorded(answer, draft);
    write_unsupported(answer, draft);
    json_end_object(answer);
    return true;
}

/* ---- On paper -------------------------------------------------------------------------------- */

static const char *say(const Draft *draft, const char *key)
{
    return text_find(call_language(draft->call), key);
}

static void add_sources_table(Paper *paper, const Draft *draft)
{
    const PaperColumn columns[] = {
        {say(draft, "drafting.column_number"), 12, PAPER_CENTER},
        {say(draft, "drafting.column_record"), 38, PAPER_LEFT},
        {say(draft, "drafting.column_value"), 24, PAPER_RIGHT},
        {say(draft, "drafting.column_unit"), 24, PAPER_LEFT},
        {say(draft, "drafting.column_period"), 30, PAPER_CENTER},
        {say(draft, "drafting.column_reported"), 28, PAPER_LEFT},
    };
    paper_heading(paper, 1, say(draft, "drafting.sources"));
    paper_table_begin(paper, NULL, columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < draft->sources->len; i++) {
        const DraftSource *source = draft->sources->pdata[i];
        g_autofree char *number = g_strdup_printf("[%u]", source->number);
        g_autofree char *day = words_of_day(call_language(draft->call), day_in_beijing(source->at));
        g_autofree char *revision = g_strdup_printf("%" G_GINT64_FORMAT, source->revision);
        const char *by = source->by != NULL ? name_of(draft->names, NAME_ACCOUNT, source->by) : "";
        const char *const arguments[] = {"day", day, "by", by, "revision", revision, NULL};
        g_autofree char *reported = text_format(
            call_language(draft->call),
            source->revision > 1 ? "drafting.reported_revised" : "drafting.reported", arguments);
        const char *const cells[] = {
            number,          source->name,
            source->value,   name_of(draft->names, NAME_UNIT, source->unit),
            source->periods, reported};
        paper_table_row(paper, cells);
    }
    paper_table_end(paper);
}

static void add_unrecorded_table(Paper *paper, const Draft *draft)
{
    const PaperColumn columns[] = {
        {say(draft, "drafting.column_serial"), 12, PAPER_CENTER},
        {say(draft, "drafting.column_promise"), 70, PAPER_LEFT},
        {say(draft, "drafting.column_lead"), 26, PAPER_LEFT},
        {say(draft, "drafting.column_due"), 22, PAPER_CENTER},
        {say(draft, "drafting.column_missing"), 26, PAPER_LEFT},
    };
    paper_heading(paper, 1, say(draft, "drafting.unrecorded"));
    if (draft->unrecorded->len == 0) {
        paper_body(paper, say(draft, "drafting.unrecorded_none"), NULL, 0);
        return;
    }
    paper_body(paper, say(draft, "drafting.unrecorded_note"), NULL, 0);
    paper_table_begin(paper, NULL, columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < draft->unrecorded->len; i++) {
        const DraftGap *gap = draft->unrecorded->pdata[i];
        g_autofree char *number =
            gap->number > 0 ? g_strdup_printf("%" G_GINT64_FORMAT, gap->number) : g_strdup("—");
        const char *const cells[] = {number, gap->text, name_of(draft->names, NAME_UNIT, gap->unit),
                                     gap->due, gap->missing};
        paper_table_row(paper, cells);
    }
    paper_table_end(paper);
}

static void add_unsupported_table(Paper *paper, const Draft *draft)
{
    const PaperColumn columns[] = {
        {say(draft, "drafting.column_figure"), 44, PAPER_LEFT},
        {say(draft, "drafting.column_value"), 26, PAPER_RIGHT},
        {say(draft, "drafting.column_unit"), 26, PAPER_LEFT},
        {say(draft, "drafting.column_reason"), 60, PAPER_LEFT},
    };
    paper_heading(paper, 1, say(draft, "drafting.unsupported"));
    if (draft->unsupported->len == 0) {
        paper_body(paper, say(draft, "drafting.unsupported_none"), NULL, 0);
        return;
    }
    paper_body(paper, say(draft, "drafting.unsupported_note"), NULL, 0);
    paper_table_begin(paper, NULL, columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < draft->unsupported->len; i++) {
        const DraftDoubt *doubt = draft->unsupported->pdata[i];
        const char *const cells[] = {doubt->name, doubt->value,
                                     name_of(draft->names, NAME_UNIT, doubt->unit), doubt->reason};
        paper_table_row(paper, cells);
    }
    paper_table_end(paper);
}

static void add_text(Paper *paper, const Draft *draft)
{
    for (guint i = 0; i < draft->sections->len; i++) {
        const DraftSection *section = draft->sections->pdata[i];
        paper_heading(paper, 1, section->title);
        for (guint s = 0; s < section->sentences->len; s++) {
            const DraftSentence *sentence = section->sentences->pdata[s];
            paper_body(paper, sentence->text, (const guint *)(const void *)sentence->sources->data,
                       sentence->sources->len);
        }
    }
}

bool drafting_results_file(Call *call, GError **error)
{
    g_autoptr(Draft) draft = NULL;
    g_autofree char *district = district_name(call, error);

    if (district == NULL || !read_draft(call, &draft, error)) {
        return false;
    }
    g_autofree char *year = g_strdup_printf("%d", draft->year);
    g_autofree char *next = g_strdup_printf("%d", draft->year + 1);
    g_autofree char *day = words_of_day(call_language(call), draft->as_of);
    const char *const arguments[] = {"district", district, "year", year, "next",
                                     next,       "day",    day,    NULL};
    if (draft->sentence_count == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "drafting.nothing_recorded", "year", "year", year,
                  NULL);
        return false;
    }
    g_autofree char *title = text_format(call_language(call), "drafting.results_title", arguments);
    g_autofree char *subtitle =
        text_format(call_language(call), "drafting.results_subtitle", arguments);
    g_autofree char *name = text_format(call_language(call), "drafting.results_name", arguments);
    const PaperHead head = {
        .title = title, .subtitle = subtitle, .created = call_now(call) / G_USEC_PER_SEC};
    g_autoptr(Paper) paper = paper_new(&head);
    add_text(paper, draft);
    add_unsupported_table(paper, draft);
    add_unrecorded_table(paper, draft);
    add_sources_table(paper, draft);
    return answer_paper(call, paper, name, error);
}
