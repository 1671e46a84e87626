/* The briefing of a meeting (会议材料) before it, its minutes (会议纪要) from its start on. */
#include "round/round_internal.h"

#include "commitment/commitment.h"
#include "document/paper.h"
#include "drafting/drafting.h"
#include "light/light.h"
#include "score/score.h"

#include <string.h>

#define AGENDA_TITLE_MM  70
#define AGENDA_DETAIL_MM 76
#define NUMBER_MM        10
#define EARLIER_SHOWN    40u

/* What a paper is made from. */
typedef struct {
    Call *call;
    const Meeting *meeting;
    Language language;
    const Names *names;
    Paper *paper;
} Writing;

static const char *say(const Writing *writing, const char *key)
{
    return text_find(writing->language, key);
}

/* “2022年11月15日”. (transfer full) */
static char *written_day(const Writing *writing, const char *day)
{
    gint32 number = 0;
    int parts[3] = {0};

    day_parse(day, &number);
    day_parts(number, &parts[0], &parts[1], &parts[2]);
    g_autofree char *year = g_strdup_printf("%d", parts[0]);
    g_autofree char *month = g_strdup_printf("%d", parts[1]);
    g_autofree char *of_month = g_strdup_printf("%d", parts[2]);
    const char *const arguments[] = {"year", year, "month", month, "day", of_month, NULL};
    return text_format(writing->language, "round.written_day", arguments);
}

static bool write_agenda(const Writing *writing, GError **error)
{
    const PaperColumn columns[] = {
        {say(writing, "round.column_number"), NUMBER_MM, PAPER_CENTER},
        {say(writing, "round.column_item"), AGENDA_TITLE_MM, PAPER_LEFT},
        {say(writing, "round.column_detail"), AGENDA_DETAIL_MM, PAPER_LEFT},
    };
    g_autoptr(GPtrArray) agenda = agenda_read(writing->call, writing->meeting, error);

    if (agenda == NULL) {
        return false;
    }
    paper_heading(writing->paper, 1, say(writing, "round.heading_agenda"));
    if (agenda->len == 0) {
        paper_body(writing->paper, say(writing, "round.no_agenda"), NULL, 0);
        return true;
    }
    paper_table_begin(writing->paper, NULL, columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < agenda->len; i++) {
        const AgendaItem *item = agenda->pdata[i];
        g_autofree char *number = g_strdup_printf("%u", i + 1);
        const char *const cells[] = {number, item->title, item->detail};
        if (item->dropped == NULL) {
            paper_table_row(writing->paper, cells);
        }
    }
    paper_table_end(writing->paper);
    return true;
}

/* That a scheme could not be scored, and why. */
static void write_unscored(const Writing *writing, const json_t *unscored)
{
    const char *const arguments[] = {"name", json_string_value(json_object_get(unscored, "scheme")),
                                     NULL};
    g_autofree char *heading = text_format(writing->language, "round.unscored", arguments);

    paper_heading(writing->paper, 1, heading);
    paper_body(writing->paper, meeting_unscored_reason(unscored, writing->language), NULL, 0);
}

/* Each ranking that was prepared for the meeting, as a table. */
static bool write_rankings(const Writing *writing, GError **error)
{
    const PaperColumn columns[] = {
        {say(writing, "round.column_rank"), 20, PAPER_CENTER},
        {say(writing, "round.column_unit"), 90, PAPER_LEFT},
        {say(writing, "round.column_points"), 46, PAPER_RIGHT},
    };
    size_t i;
    json_t *run;

    json_array_foreach(writing->meeting->runs, i, run)
    {
        if (json_is_object(run)) {
            write_unscored(writing, run);
            continue;
        }
        g_autofree char *name = NULL;
        g_autoptr(GPtrArray) places =
            score_places(writing->call, json_string_value(run), &name, error);
        if (places == NULL) {
            return false;
        }
        const char *const arguments[] = {"name", name, NULL};
        g_autofree char *heading = text_format(writing->language, "round.ranking", arguments);
        paper_heading(writing->paper, 1, heading);
        paper_table_begin(writing->paper, NULL, columns, G_N_ELEMENTS(columns));
        for (guint p = 0; p < places->len; p++) {
            const ScorePlace *place = places->pdata[p];
            char points[DECIMAL_TEXT_MAX];
            g_autofree char *rank = g_strdup_printf("%" G_GINT64_FORMAT, place->rank);
            decimal_format_places(place->points, 2, points);
            const char *const cells[] = {rank, name_of(writing->names, NAME_UNIT, place->unit),
                                         points};
            paper_table_row(writing->paper, cells);
        }
        paper_table_end(writing->paper);
    }
    return true;
}

/* What became of what earlier meetings decided. */
static bool write_earlier(const Writing *writing, GError **error)
{
    const PaperColumn columns[] = {
        {say(writing, "round.column_number"), NUMBER_MM, PAPER_CENTER},
        {say(writing, "round.column_decision"), 52, PAPER_LEFT},
        {say(writing, "round.column_unit"), 30, PAPER_LEFT},
        {say(writing, "round.column_due"), 26, PAPER_CENTER},
        {say(writing, "round.column_state"), 38, PAPER_LEFT},
    };
    Call *call = writing->call;
    g_autoptr(GPtrArray) all = meeting_earlier(call, writing->meeting, error);

    if (all == NULL) {
        return false;
    }
    paper_heading(writing->paper, 1, say(writing, "round.heading_earlier"));
    if (all->len == 0) {
        paper_body(writing->paper, say(writing, "round.no_earlier"), NULL, 0);
        return true;
    }
    paper_table_begin(writing->paper, NULL, columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < MIN(all->len, EARLIER_SHOWN); i++) {
        const EarlierDecision *one = all->pdata[i];
        g_auto(CommitmentBrief) brief = {0};
        g_autofree char *reason = NULL;
        const char *colour = NULL;
        if (!commitment_brief(call, one->commitment, &brief, error) ||
            !light_find(call, "commitment", one->commitment, &colour, &reason, error)) {
            return false;
        }
        g_autofree char *number = g_strdup_printf("%u", i + 1);
        g_autofree char *due = written_day(writing, brief.due);
        const char *const cells[] = {number, brief.text,
                                     name_of(writing->names, NAME_UNIT, brief.lead_unit), due,
                                     reason != NULL ? reason : ""};
        paper_table_row(writing->paper, cells);
    }
    paper_table_end(writing->paper);
    return true;
}

/* What the year's plans came to since the round last met. */
static bool write_since(const Writing *writing, GError **error)
{
    const Meeting *meeting = writing->meeting;
    gint32 last = 0;
    gint32 first = 0;

    day_parse(meeting->day, &last);
    first = period_of(PERIOD_MONTH, last).first;
    g_autoptr(GError) failed = NULL;
    {
        g_autoptr(StoreRows) rows =
            store_query(call_tx(writing->call), &sql_meeting_before,
                        STORE_VALUES(store_text(call_district(writing->call)),
                                     store_text(meeting->round), store_text(meeting->day)),
                        error);
        if (rows != NULL && store_rows_next(rows, &failed)) {
            day_parse(store_column_text(rows, 0), &first);
            first++;
        }
        if (rows == NULL || !error_pass(error, &failed)) {
            return false;
        }
    }
    return drafting_add_briefing(writing->call, writing->paper, first,
                                 MIN(last, round_today(writing->call)), error);
}

/* What was discussed: items without a word were not. */
static bool write_minutes(const Writing *writing, GError **error)
{
    g_autoptr(GPtrArray) agenda = agenda_read(writing->call, writing->meeting, error);
    guint discussed = 0;

    if (agenda == NULL) {
        return false;
    }
    paper_heading(writing->paper, 1, say(writing, "round.heading_minutes"));
    for (guint i = 0; i < agenda->len; i++) {
        const AgendaItem *item = agenda->pdata[i];
        if (*item->minutes != '\0') {
            paper_heading(writing->paper, 2, item->title);
            paper_body(writing->paper, item->minutes, NULL, 0);
            discussed++;
        }
    }
    if (discussed == 0) {
        paper_body(writing->paper, say(writing, "round.no_minutes"), NULL, 0);
    }
    return true;
}

/* “区住建局（区农业农村局）”: who leads and who helps. (transfer full) */
static char *owners(const Writing *writing, const char *lead, const char *co_units)
{
    json_auto_t *helpers = json_loads(co_units, 0, NULL);
    g_autoptr(GString) names = g_string_new(name_of(writing->names, NAME_UNIT, lead));
    size_t i;
    json_t *one;

    json_array_foreach(helpers, i, one)
    {
        g_string_append_printf(names, "%s%s", say(writing, "round.list_comma"),
                               name_of(writing->names, NAME_UNIT, json_string_value(one)));
    }
    return g_string_free(g_steal_pointer(&names), FALSE);
}

static bool write_decisions(const Writing *writing, GError **error)
{
    const PaperColumn columns[] = {
        {say(writing, "round.column_number"), NUMBER_MM, PAPER_CENTER},
        {say(writing, "round.column_decision"), 62, PAPER_LEFT},
        {say(writing, "round.column_unit"), 36, PAPER_LEFT},
        {say(writing, "round.column_leader"), 20, PAPER_CENTER},
        {say(writing, "round.column_due"), 28, PAPER_CENTER},
    };
    Call *call = writing->call;
    g_autoptr(GError) failed = NULL;
    guint written = 0;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_decisions,
        STORE_VALUES(store_text(call_district(call)), store_text(writing->meeting->id)), error);

    paper_heading(writing->paper, 1, say(writing, "round.heading_decisions"));
    while (rows != NULL && store_rows_next(rows, &failed)) {
        if (written++ == 0) {
            paper_table_begin(writing->paper, NULL, columns, G_N_ELEMENTS(columns));
        }
        g_autofree char *number = g_strdup_printf("%u", written);
        g_autofree char *units =
            owners(writing, store_column_text(rows, 4), store_column_text(rows, 8));
        g_autofree char *due = written_day(writing, store_column_text(rows, 6));
        const char *leader = name_of(writing->names, NAME_PERSON, store_column_text(rows, 5));
        const char *const cells[] = {number, store_column_text(rows, 3), units,
                                     leader != NULL ? leader : "—", due};
        paper_table_row(writing->paper, cells);
    }
    if (written > 0) {
        paper_table_end(writing->paper);
    } else {
        paper_body(writing->paper, say(writing, "round.no_decisions"), NULL, 0);
    }
    return rows != NULL && error_pass(error, &failed);
}

/* “出席：…” for each manner of attendance. */
static bool write_attendance(const Writing *writing, GError **error)
{
    static const char *const states[] = {"present", "substitute", "leave", "absent"};
    Call *call = writing->call;
    GString *lists[G_N_ELEMENTS(states)] = {NULL};
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_meeting_people,
        STORE_VALUES(store_text(call_district(call)), store_text(writing->meeting->id)), error);

    for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
        lists[i] = g_string_new(NULL);
    }
    while (rows != NULL && store_rows_next(rows, &failed)) {
        for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
            if (g_strcmp0(states[i], store_column_text(rows, 2)) == 0) {
                g_string_append_printf(
                    lists[i], "%s%s", lists[i]->len > 0 ? say(writing, "round.list_comma") : "",
                    name_of(writing->names, NAME_PERSON, store_column_text(rows, 0)));
            }
        }
    }
    for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
        if (lists[i]->len > 0) {
            g_autofree char *key = g_strconcat("round.attended_", states[i], NULL);
            const char *const arguments[] = {"names", lists[i]->str, NULL};
            g_autofree char *line = text_format(writing->language, key, arguments);
            paper_body(writing->paper, line, NULL, 0);
        }
        g_string_free(lists[i], TRUE);
    }
    return rows != NULL && error_pass(error, &failed);
}

static void write_officer(const Writing *writing, const char *key, const char *person)
{
    const char *const arguments[] = {
        "name", person != NULL ? name_of(writing->names, NAME_PERSON, person) : "", NULL};
    g_autofree char *line = text_format(writing->language, key, arguments);

    if (person != NULL) {
        paper_body(writing->paper, line, NULL, 0);
    }
}

static bool write_content(const Writing *writing, GError **error)
{
    g_autofree char *day = written_day(writing, writing->meeting->day);
    const char *const arguments[] = {"day", day, NULL};
    g_autofree char *held = text_format(writing->language, "round.held_on", arguments);

    paper_body(writing->paper, held, NULL, 0);
    if (strcmp(writing->meeting->state, "planned") == 0) {
        return write_agenda(writing, error) && write_rankings(writing, error) &&
               write_earlier(writing, error) && write_since(writing, error);
    }
    write_officer(writing, "round.presided", writing->meeting->chair);
    write_officer(writing, "round.recorded", writing->meeting->recorder);
    return write_attendance(writing, error) && write_minutes(writing, error) &&
           write_decisions(writing, error);
}

typedef GBytes *(*MakeFile)(const Paper *paper, GError **error);

static bool answer_paper(Call *call, MakeFile make, const char *media_type, const char *suffix,
                         GError **error)
{
    g_autoptr(Meeting) meeting = meeting_find(call, error);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));

    if (meeting == NULL) {
        return false;
    }
    Language language = call_language(call);
    bool planned = strcmp(meeting->state, "planned") == 0;
    g_autofree char *title = g_strconcat(
        meeting->title, text_find(language, planned ? "round.briefing" : "round.minutes"), NULL);
    const PaperHead head = {.title = title, .created = call_now(call) / G_USEC_PER_SEC};
    g_autoptr(Paper) paper = paper_new(&head);
    const Writing writing = {
        .call = call, .meeting = meeting, .language = language, .names = names, .paper = paper};
    if (!write_content(&writing, error)) {
        return false;
    }
    g_autoptr(GBytes) bytes = make(paper, error);
    if (bytes == NULL) {
        return false;
    }
    g_autofree char *filename = g_strconcat(title, suffix, NULL);
    call_answer_bytes(call, bytes, media_type, filename);
    return true;
}

bool meeting_paper(Call *call, GError **error)
{
    return answer_paper(call, paper_docx,
                        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                        ".docx", error);
}

bool meeting_paper_pdf(Call *call, GError **error)
{
    return answer_paper(call, paper_pdf, "application/pdf", ".pdf", error);
}
