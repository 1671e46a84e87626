#include "project/schedule_table.h"

#include "document/sheet_reader.h"
#include "project/schedule_table_internal.h"

#include <stddef.h>
#include <string.h>

const char *const schedule_table_titles[TABLE_COLUMNS][2] = {{"序号", "No."},
                                                             {"编号", "ID"},
                                                             {"WBS", "WBS"},
                                                             {"工序", "Name"},
                                                             {"工期", "Duration"},
                                                             {"乐观工期", "Optimistic"},
                                                             {"悲观工期", "Pessimistic"},
                                                             {"前置工序", "Predecessors"},
                                                             {"约束", "Constraint"},
                                                             {"日历", "Calendar"},
                                                             {"实际开工", "Actual start"},
                                                             {"实际完工", "Actual finish"},
                                                             {"剩余工期", "Remaining"},
                                                             {"计划开工", "Start"},
                                                             {"计划完工", "Finish"}};
const char *const schedule_table_types[4] = {"FS", "SS", "FF", "SF"};

/* Predecessors are found when all rows are read. */
typedef struct {
    guint row;
    guint activity;
    char *links;
} Waiting;

typedef struct {
    SchedulePlan *plan;
    int column[TABLE_READ]; /* of the sheet, or -1 */
    bool has_head;
    guint row;
    GArray *waiting;        /* of Waiting */
    GHashTable *by_number;  /* number → activity + 1 */
    GHashTable *by_wbs;     /* WBS → activity + 1 */
    GHashTable *by_pattern; /* calendar's cell → calendar + 1 */
    GError *fault;
} Reading;

static bool fail(Reading *reading, TableColumn column, const char *key, const char *value)
{
    char place[SHEET_PLACE_MAX];

    sheet_place((guint)MAX(reading->column[column], 0), reading->row, place);
    if (reading->fault == NULL) {
        error_set(&reading->fault, LUOSHI_ERROR_INVALID, key, place, "cell", place, "column",
                  schedule_table_titles[column][0], "value", value, NULL);
    } else {
        error_add(reading->fault, key, place, "cell", place, "column",
                  schedule_table_titles[column][0], "value", value, NULL);
    }
    return false;
}

static bool bad(Reading *reading, TableColumn column, const char *value)
{
    return fail(reading, column, "schedule.table_cell", value);
}

/* Texts of SPAN without blanks around, at any of ; , and their wide forms. (transfer full) */
static char **split(const char *text, const char *wide)
{
    g_auto(GStrv) parts = g_strsplit(text, wide, -1);
    g_autofree char *joined = g_strjoinv(";", parts);

    return g_strsplit_set(joined, ";,", -1);
}

static void read_days(Reading *reading, TableColumn column, const char *text, gint32 *days)
{
    gint64 number = 0;

    if (text == NULL) {
        return;
    }
    if (g_ascii_string_to_signed(text, 10, 0, SCHEDULE_DURATION_MAX, &number, NULL)) {
        *days = (gint32)number;
    } else {
        bad(reading, column, text);
    }
}

static void read_day(Reading *reading, TableColumn column, const char *text, gint32 *day)
{
    if (text != NULL && !day_parse(text, day)) {
        bad(reading, column, text);
    }
}

static bool take_constraint(ScheduleActivity *activity, const char *text)
{
    static const struct {
        const char *code;
        gsize first;
        gsize second;
    } kinds[] = {
        {"SNET", offsetof(ScheduleActivity, start_no_earlier), 0},
        {"SNLT", offsetof(ScheduleActivity, start_no_later), 0},
        {"FNET", offsetof(ScheduleActivity, finish_no_earlier), 0},
        {"FNLT", offsetof(ScheduleActivity, finish_no_later), 0},
        {"MSO", offsetof(ScheduleActivity, start_no_earlier),
         offsetof(ScheduleActivity, start_no_later)},
        {"MFO", offsetof(ScheduleActivity, finish_no_earlier),
         offsetof(ScheduleActivity, finish_no_later)},
    };
    gint32 day = SCHEDULE_NO_DAY;

    if (g_ascii_strcasecmp(text, "ALAP") == 0) {
        activity->late = true;
        return true;
    }
    const char *blank = strchr(text, ' ');
    if (blank == NULL || !day_parse(blank + 1, &day)) {
        return false;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        gsize length = strlen(kinds[i].code);
        if ((gsize)(blank - text) == length &&
            g_ascii_strncasecmp(text, kinds[i].code, length) == 0) {
            *(gint32 *)((char *)activity + kinds[i].first) = day;
            if (kinds[i].second != 0) {
                *(gint32 *)((char *)activity + kinds[i].second) = day;
            }
            return true;
        }
    }
    return false;
}

static void read_constraints(Reading *reading, ScheduleActivity *activity, const char *text)
{
    g_auto(GStrv) parts = split(text != NULL ? text : "", "；");

    for (guint i = 0; parts[i] != NULL; i++) {
        g_strstrip(parts[i]);
        if (*parts[i] != '\0' && !take_constraint(activity, parts[i])) {
            bad(reading, TABLE_CONSTRAINT, parts[i]);
        }
    }
}

/* “-2024-12-10/2025-02-15” */
static bool take_exception(ScheduleCalendar *calendar, const char *text)
{
    gint32 from = SCHEDULE_NO_DAY;
    gint32 to = SCHEDULE_NO_DAY;
    g_auto(GStrv) days = g_strsplit(text + 1, "/", 2);

    if ((*text != '-' && *text != '+') || days[0] == NULL || !day_parse(days[0], &from) ||
        (days[1] != NULL && !day_parse(days[1], &to))) {
        return false;
    }
    return schedule_plan_except(calendar, from, days[1] != NULL ? to : from, *text == '+', NULL);
}

static bool take_pattern(ScheduleCalendar *calendar, char **parts)
{
    calendar->week = 0;
    for (const char *at = parts[0]; *at != '\0'; at++) {
        if (*at < '1' || *at > '7') {
            return false;
        }
        calendar->week |= (guint8)(1U << (*at - '1'));
    }
    calendar->holidays = false;
    for (guint i = 1; parts[i] != NULL; i++) {
        if (strcmp(parts[i], "H") == 0) {
            calendar->holidays = true;
        } else if (!take_exception(calendar, parts[i])) {
            return false;
        }
    }
    return calendar->week != 0;
}

static guint read_calendar(Reading *reading, const char *text)
{
    gpointer found = NULL;

    if (text == NULL) {
        return SCHEDULE_NONE;
    }
    if (g_hash_table_lookup_extended(reading->by_pattern, text, NULL, &found)) {
        return GPOINTER_TO_UINT(found) - 1;
    }
    g_autofree char *id = g_strdup_printf("calendar%u", reading->plan->calendars->len + 1);
    g_auto(GStrv) parts = g_strsplit(text, " ", -1);
    ScheduleCalendar *calendar = schedule_plan_add_calendar(reading->plan, id, NULL, NULL);
    if (calendar == NULL || !take_pattern(calendar, parts)) {
        bad(reading, TABLE_CALENDAR, text);
        return SCHEDULE_NONE;
    }
    g_hash_table_insert(reading->by_pattern, g_strdup(text),
                        GUINT_TO_POINTER(reading->plan->calendars->len));
    return reading->plan->calendars->len - 1;
}

static bool read_head(Reading *reading, const char *const *cells, guint count, GError **error)
{
    for (guint column = 0; column < TABLE_READ; column++) {
        reading->column[column] = -1;
        for (guint i = 0; i < count; i++) {
            if (cells[i] != NULL &&
                (strcmp(cells[i], schedule_table_titles[column][0]) == 0 ||
                 g_ascii_strcasecmp(cells[i], schedule_table_titles[column][1]) == 0)) {
                reading->column[column] = (int)i;
            }
        }
        if (reading->column[column] < 0 && (column == TABLE_NAME || column == TABLE_DURATION)) {
            error_set(error, LUOSHI_ERROR_INVALID, "schedule.table_column", NULL, "column",
                      schedule_table_titles[column][0], "other", schedule_table_titles[column][1],
                      NULL);
            return false;
        }
    }
    reading->has_head = true;
    return true;
}

/* The summary that WBS lies in: “1.2” in “1”. */
static guint find_parent(const Reading *reading, const char *wbs)
{
    const char *dot = wbs != NULL ? strrchr(wbs, '.') : NULL;
    g_autofree char *over = dot != NULL ? g_strndup(wbs, (gsize)(dot - wbs)) : NULL;

    return over != NULL ? GPOINTER_TO_UINT(g_hash_table_lookup(reading->by_wbs, over)) - 1
                        : SCHEDULE_NONE;
}

static void fill(Reading *reading, const char *const *values, ScheduleActivity *activity)
{
    activity->parent = find_parent(reading, values[TABLE_WBS]);
    activity->calendar = read_calendar(reading, values[TABLE_CALENDAR]);
    read_days(reading, TABLE_DURATION, values[TABLE_DURATION], &activity->duration);
    read_days(reading, TABLE_BEST, values[TABLE_BEST], &activity->optimistic);
    read_days(reading, TABLE_WORST, values[TABLE_WORST], &activity->pessimistic);
    read_days(reading, TABLE_REMAINING, values[TABLE_REMAINING], &activity->remaining);
    read_day(reading, TABLE_ACTUAL_START, values[TABLE_ACTUAL_START], &activity->actual_start);
    read_day(reading, TABLE_ACTUAL_FINISH, values[TABLE_ACTUAL_FINISH], &activity->actual_finish);
    read_constraints(reading, activity, values[TABLE_CONSTRAINT]);
}

static bool read_row(gpointer data, guint row, const char *const *cells, guint count,
                     GError **error)
{
    Reading *reading = data;
    const char *values[TABLE_READ] = {0};
    guint activity = reading->plan->activities->len;
    g_autofree char *counted = g_strdup_printf("%u", activity + 1);

    reading->row = row;
    if (!reading->has_head) {
        return read_head(reading, cells, count, error);
    }
    for (guint i = 0; i < TABLE_READ; i++) {
        int column = reading->column[i];
        values[i] =
            column >= 0 && (guint)column < count && cells[column] != NULL && *cells[column] != '\0'
                ? cells[column]
                : NULL;
    }
    const char *number = values[TABLE_NUMBER] != NULL ? values[TABLE_NUMBER] : counted;
    const char *id = values[TABLE_ID] != NULL ? values[TABLE_ID] : number;
    ScheduleActivity *made = values[TABLE_NAME] != NULL
                                 ? schedule_plan_add(reading->plan, id, values[TABLE_NAME], NULL)
                                 : NULL;
    if (made == NULL || g_hash_table_contains(reading->by_number, number)) {
        bad(reading, values[TABLE_NAME] == NULL ? TABLE_NAME : TABLE_NUMBER,
            values[TABLE_NAME] == NULL ? "" : number);
        return true;
    }
    gpointer place = GUINT_TO_POINTER(activity + 1);
    fill(reading, values, made);
    g_hash_table_insert(reading->by_number, g_strdup(number), place);
    if (values[TABLE_WBS] != NULL) {
        g_hash_table_insert(reading->by_wbs, g_strdup(values[TABLE_WBS]), place);
    }
    if (values[TABLE_LINKS] != NULL) {
        Waiting waiting = {row, activity, g_strdup(values[TABLE_LINKS])};
        g_array_append_val(reading->waiting, waiting);
    }
    return true;
}

/* “5SS+2d”: number, type, lag. */
static bool read_link(Reading *reading, const char *text, guint to)
{
    ScheduleLink link = {.to = to, .type = SCHEDULE_FS};
    const char *at = text + strcspn(text, "FSfs+-");
    g_autofree char *number = g_strchomp(g_strndup(text, (gsize)(at - text)));
    char *end = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(schedule_table_types); i++) {
        if (g_ascii_strncasecmp(at, schedule_table_types[i], 2) == 0) {
            link.type = (guint8)i;
            at += 2;
            break;
        }
    }
    gint64 lag = *at != '\0' ? g_ascii_strtoll(at, &end, 10) : 0;
    const char *unit = end != NULL ? end : at;
    link.elapsed = strcmp(unit, "ed") == 0;
    if ((*at != '\0' && *at != '+' && *at != '-') || lag < -SCHEDULE_LAG_MAX ||
        lag > SCHEDULE_LAG_MAX || (unit == at && *at != '\0') ||
        (*unit != '\0' && strcmp(unit, "d") != 0 && strcmp(unit, "天") != 0 && !link.elapsed)) {
        return bad(reading, TABLE_LINKS, text);
    }
    link.lag = (gint32)lag;
    link.from = GPOINTER_TO_UINT(g_hash_table_lookup(reading->by_number, number)) - 1;
    if (link.from == SCHEDULE_NONE) {
        return fail(reading, TABLE_LINKS, "schedule.table_no_such", number);
    }
    return schedule_plan_link(reading->plan, link, NULL) || bad(reading, TABLE_LINKS, text);
}

static void read_links(Reading *reading)
{
    for (guint i = 0; i < reading->waiting->len; i++) {
        const Waiting *waiting = &g_array_index(reading->waiting, Waiting, i);
        g_auto(GStrv) parts = split(waiting->links, "；");
        reading->row = waiting->row;
        for (guint k = 0; parts[k] != NULL; k++) {
            g_strstrip(parts[k]);
            if (*parts[k] != '\0') {
                read_link(reading, parts[k], waiting->activity);
            }
        }
    }
}

static void clear_waiting(gpointer waiting)
{
    g_free(((Waiting *)waiting)->links);
}

SchedulePlan *schedule_table_read(const void *bytes, gsize length, const char *name, GError **error)
{
    g_autoptr(SchedulePlan) plan = schedule_plan_new();
    g_autoptr(GArray) waiting = g_array_new(FALSE, FALSE, sizeof(Waiting));
    g_autoptr(GHashTable) numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) wbs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) patterns = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Reading reading = {.plan = plan,
                       .waiting = waiting,
                       .by_number = numbers,
                       .by_wbs = wbs,
                       .by_pattern = patterns};

    g_array_set_clear_func(waiting, clear_waiting);
    if (!sheet_read(bytes, length, name, read_row, &reading, error)) {
        g_clear_error(&reading.fault);
        return NULL;
    }
    read_links(&reading);
    if (reading.fault != NULL) {
        g_propagate_error(error, reading.fault);
        return NULL;
    }
    return g_steal_pointer(&plan);
}
