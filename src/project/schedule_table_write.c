#include "document/sheet_writer.h"
#include "project/schedule_table.h"
#include "project/schedule_table_internal.h"

#include <string.h>

#define WIDTH   12u
#define UNIT    10000 /* of a number in a cell */
#define CSV_BOM "\xEF\xBB\xBF"

typedef struct {
    const SchedulePlan *plan;
    const ScheduleResult *result;
    SheetWriter *sheet; /* or NULL: csv */
    GString *csv;
    guint *first_child; /* by activity */
    guint *next_child;
    guint *number;    /* by activity, from 1 */
    GString **links;  /* by activity, or NULL */
    GPtrArray *order; /* activities as they are written */
    GPtrArray *wbs;   /* their outline numbers */
} Writing;

static void add_day(GString *out, gint32 day)
{
    char text[DAY_LENGTH + 1];

    day_format(day, text);
    g_string_append(out, text);
}

static void add_constraint(GString *out, const char *code, gint32 day)
{
    if (day != SCHEDULE_NO_DAY) {
        g_string_append_printf(out, "%s%s ", out->len > 0 ? "; " : "", code);
        add_day(out, day);
    }
}

static char *constraints(const ScheduleActivity *activity)
{
    GString *out = g_string_new(activity->late ? "ALAP" : NULL);

    add_constraint(out, "SNET", activity->start_no_earlier);
    add_constraint(out, "SNLT", activity->start_no_later);
    add_constraint(out, "FNET", activity->finish_no_earlier);
    add_constraint(out, "FNLT", activity->finish_no_later);
    return g_string_free(out, FALSE);
}

static char *pattern(const SchedulePlan *plan, guint number)
{
    GString *out = g_string_new(NULL);

    number = number == SCHEDULE_NONE ? plan->calendar : number;
    if (number == SCHEDULE_NONE) {
        return g_string_free(out, FALSE);
    }
    const ScheduleCalendar *calendar = &g_array_index(plan->calendars, ScheduleCalendar, number);
    for (int day = 0; day < 7; day++) {
        if (((calendar->week >> day) & 1) != 0) {
            g_string_append_c(out, (char)('1' + day));
        }
    }
    g_string_append(out, calendar->holidays ? " H" : "");
    for (guint i = 0; i < calendar->exceptions->len; i++) {
        const ScheduleException *exception =
            &g_array_index(calendar->exceptions, ScheduleException, i);
        g_string_append(out, exception->work ? " +" : " -");
        add_day(out, exception->from);
        if (exception->to != exception->from) {
            g_string_append_c(out, '/');
            add_day(out, exception->to);
        }
    }
    return g_string_free(out, FALSE);
}

static void put_csv(GString *csv, const SheetCell *cells)
{
    for (guint i = 0; i < TABLE_COLUMNS; i++) {
        const char *text =
            cells[i].kind != SHEET_EMPTY && cells[i].text != NULL ? cells[i].text : "";
        g_string_append(csv, i > 0 ? "," : "");
        if (strpbrk(text, "\",\r\n") == NULL) {
            g_string_append(csv, text);
            continue;
        }
        g_auto(GStrv) parts = g_strsplit(text, "\"", -1);
        g_autofree char *doubled = g_strjoinv("\"\"", parts);
        g_string_append_printf(csv, "\"%s\"", doubled);
    }
    g_string_append(csv, "\r\n");
}

/* A number's text is kept by TEXTS. */
static SheetCell number_cell(GPtrArray *texts, gint32 number, gint32 none)
{
    char *text = g_strdup_printf("%d", number);

    g_ptr_array_add(texts, text);
    return number == none ? (SheetCell){.kind = SHEET_EMPTY}
                          : (SheetCell){SHEET_NUMBER, text, (gint64)number * UNIT};
}

static SheetCell day_cell(GPtrArray *texts, gint32 day)
{
    char *text = g_malloc0(DAY_LENGTH + 1);

    g_ptr_array_add(texts, text);
    if (day == SCHEDULE_NO_DAY) {
        return (SheetCell){.kind = SHEET_EMPTY};
    }
    day_format(day, text);
    return (SheetCell){SHEET_DATE, text, 0};
}

static SheetCell text_cell(GPtrArray *texts, char *text)
{
    g_ptr_array_add(texts, text);
    return (SheetCell){*text != '\0' ? SHEET_TEXT : SHEET_EMPTY, text, 0};
}

static void put_row(const Writing *writing, guint i, const char *wbs)
{
    const ScheduleActivity *activity = schedule_plan_activity(writing->plan, i);
    ScheduleDates dates = schedule_dates(writing->result, i);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    const char *links = writing->links[i] != NULL ? writing->links[i]->str : "";
    const SheetCell cells[TABLE_COLUMNS] = {
        [TABLE_NUMBER] = number_cell(texts, (gint32)writing->number[i], 0),
        [TABLE_ID] = {SHEET_TEXT, activity->id, 0},
        [TABLE_WBS] = {SHEET_TEXT, wbs, 0},
        [TABLE_NAME] = {SHEET_TEXT, activity->name, 0},
        [TABLE_DURATION] = number_cell(texts, activity->duration, SCHEDULE_UNSET),
        [TABLE_BEST] = number_cell(texts, activity->optimistic, SCHEDULE_UNSET),
        [TABLE_WORST] = number_cell(texts, activity->pessimistic, SCHEDULE_UNSET),
        [TABLE_LINKS] = text_cell(texts, g_strdup(links)),
        [TABLE_CONSTRAINT] = text_cell(texts, constraints(activity)),
        [TABLE_CALENDAR] = text_cell(texts, pattern(writing->plan, activity->calendar)),
        [TABLE_ACTUAL_START] = day_cell(texts, activity->actual_start),
        [TABLE_ACTUAL_FINISH] = day_cell(texts, activity->actual_finish),
        [TABLE_REMAINING] = number_cell(texts, activity->remaining, SCHEDULE_UNSET),
        [TABLE_START] = day_cell(texts, dates.start),
        [TABLE_FINISH] = day_cell(texts, dates.finish),
    };

    if (writing->sheet != NULL) {
        sheet_writer_row(writing->sheet, cells);
    } else {
        put_csv(writing->csv, cells);
    }
}

/* The outline from FIRST on, under the number OVER (“1.2.”). */
static void walk(Writing *writing, guint first, const char *over)
{
    guint place = 0;

    for (guint i = first; i != SCHEDULE_NONE; i = writing->next_child[i]) {
        g_autofree char *wbs = g_strdup_printf("%s%u", over, ++place);
        g_autofree char *below = g_strconcat(wbs, ".", NULL);
        g_ptr_array_add(writing->order, GUINT_TO_POINTER(i));
        g_ptr_array_add(writing->wbs, g_strdup(wbs));
        writing->number[i] = writing->order->len;
        walk(writing, writing->first_child[i], below); /* at most SCHEDULE_DEPTH_MAX deep */
    }
}

static void number_rows(Writing *writing)
{
    guint count = writing->plan->activities->len;
    guint root = SCHEDULE_NONE;

    for (guint i = 0; i < count; i++) {
        writing->first_child[i] = SCHEDULE_NONE;
    }
    for (guint i = count; i-- > 0;) {
        guint parent = schedule_plan_activity(writing->plan, i)->parent;
        guint *first = parent != SCHEDULE_NONE ? &writing->first_child[parent] : &root;
        writing->next_child[i] = *first;
        *first = i;
    }
    walk(writing, root, "");
}

static void collect_links(Writing *writing)
{
    for (guint i = 0; i < writing->plan->links->len; i++) {
        const ScheduleLink *link = &g_array_index(writing->plan->links, ScheduleLink, i);
        GString **out = &writing->links[link->to];
        if (*out == NULL) {
            *out = g_string_new(NULL);
        }
        g_string_append_printf(*out, "%s%u%s", (*out)->len > 0 ? "; " : "",
                               writing->number[link->from], schedule_table_types[link->type]);
        if (link->lag != 0 || link->elapsed) {
            g_string_append_printf(*out, "%+d%s", link->lag, link->elapsed ? "ed" : "d");
        }
    }
}

static void begin(Writing *writing, bool xlsx)
{
    SheetColumn columns[TABLE_COLUMNS];
    SheetCell head[TABLE_COLUMNS];
    const SheetProperties properties = {.title = writing->plan->name,
                                        .sheet_name = "进度计划",
                                        .paper = SHEET_A3_LANDSCAPE,
                                        .untitled = true};

    for (guint i = 0; i < TABLE_COLUMNS; i++) {
        guint width = i == TABLE_NAME || i == TABLE_LINKS || i == TABLE_CONSTRAINT ? 2 : 1;
        columns[i] = (SheetColumn){schedule_table_titles[i][0], WIDTH * width, SHEET_LEFT};
        head[i] = (SheetCell){SHEET_TEXT, schedule_table_titles[i][0], 0};
    }
    if (xlsx) {
        writing->sheet = sheet_writer_new(&properties, columns, TABLE_COLUMNS);
    } else {
        writing->csv = g_string_new(CSV_BOM);
        put_csv(writing->csv, head);
    }
}

static void clear_links(Writing *writing)
{
    for (guint i = 0; i < writing->plan->activities->len; i++) {
        if (writing->links[i] != NULL) {
            g_string_free(writing->links[i], TRUE);
        }
    }
    g_free(writing->links);
}

GBytes *schedule_table_write(const SchedulePlan *plan, const ScheduleResult *result, bool xlsx,
                             GError **error)
{
    guint count = plan->activities->len;
    g_autofree guint *first = g_new(guint, count + 1);
    g_autofree guint *next = g_new(guint, count + 1);
    g_autofree guint *number = g_new0(guint, count + 1);
    g_autoptr(GPtrArray) order = g_ptr_array_new();
    g_autoptr(GPtrArray) wbs = g_ptr_array_new_with_free_func(g_free);
    Writing writing = {.plan = plan,
                       .result = result,
                       .first_child = first,
                       .next_child = next,
                       .number = number,
                       .links = g_new0(GString *, count + 1),
                       .order = order,
                       .wbs = wbs};
    GBytes *bytes = NULL;

    number_rows(&writing);
    collect_links(&writing);
    begin(&writing, xlsx);
    for (guint i = 0; i < order->len; i++) {
        put_row(&writing, GPOINTER_TO_UINT(order->pdata[i]), wbs->pdata[i]);
    }
    bytes = xlsx ? sheet_writer_finish(writing.sheet, error) : g_string_free_to_bytes(writing.csv);
    sheet_writer_free(writing.sheet);
    clear_links(&writing);
    return bytes;
}
