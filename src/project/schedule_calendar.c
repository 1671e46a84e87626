/* Calendars as arrays over the days that are computed, so that a day's position among the worked
 * days, and the day of a position, are one look-up each. */
#include "project/schedule_internal.h"

#define TABLE_CELLS_MAX ((gint64)100 * 1000 * 1000) /* of all tables */

/* 1970-01-05 was a Monday. */
static guint weekday(gint32 day)
{
    gint32 rest = (day - 4) % 7;

    return (guint)(rest < 0 ? rest + 7 : rest);
}

static bool is_worked(const WorkCalendar *holidays, guint8 week, gint32 day)
{
    if (holidays != NULL && calendar_name(holidays, day) != NULL) {
        return calendar_is_work(holidays, day);
    }
    return ((week >> weekday(day)) & 1) != 0;
}

static void except(DayTable *table, const GArray *exceptions)
{
    for (guint i = 0; i < exceptions->len; i++) {
        const ScheduleException *exception = &g_array_index(exceptions, ScheduleException, i);
        gint32 last = MIN(exception->to, table->first + table->span - 1);
        for (gint32 day = MAX(exception->from, table->first); day <= last; day++) {
            table->worked[day - table->first] = exception->work ? 1 : 0;
        }
    }
}

/* WORKED holds 0 or 1 a day; it becomes what was worked before. */
static void number_days(DayTable *table)
{
    gint32 count = 0;

    for (gint32 i = 0; i <= table->span; i++) {
        bool work = i < table->span && table->worked[i] != 0;
        table->worked[i] = count;
        if (work) {
            table->day[count++] = table->first + i;
        }
    }
    table->count = count;
}

static void build(DayTable *table, const ScheduleCalendar *calendar, const WorkCalendar *holidays,
                  gint32 low, gint32 high)
{
    guint8 week = calendar != NULL ? calendar->week : SCHEDULE_WEEK_OFFICE;
    const WorkCalendar *national = calendar == NULL || calendar->holidays ? holidays : NULL;

    table->first = low;
    table->span = high - low + 1;
    table->worked = g_new(gint32, (gsize)table->span + 1);
    table->day = g_new(gint32, (gsize)table->span);
    for (gint32 i = 0; i < table->span; i++) {
        table->worked[i] = is_worked(national, week, low + i) ? 1 : 0;
    }
    if (calendar != NULL) {
        except(table, calendar->exceptions);
    }
    number_days(table);
}

void schedule_tables_free(ScheduleNetwork *network)
{
    for (guint i = 0; network->tables != NULL && i < network->table_count; i++) {
        g_free(network->tables[i].worked);
        g_free(network->tables[i].day);
    }
    g_clear_pointer(&network->tables, g_free);
}

bool schedule_tables_build(ScheduleNetwork *network, gint32 low, gint32 high)
{
    const GArray *calendars = network->plan->calendars;
    gint64 span = (gint64)high - low + 1;

    schedule_tables_free(network);
    if (span > SCHEDULE_DAYS_MAX || 2 * span * network->table_count > TABLE_CELLS_MAX ||
        low < day_of(DAY_YEAR_MIN, 1, 1) || high > day_of(DAY_YEAR_MAX, 12, 31)) {
        return false;
    }
    network->tables = g_new0(DayTable, network->table_count);
    network->low = low;
    network->high = high;
    network->edge_low = low;
    network->edge_high = high;
    for (guint i = 0; i < network->table_count; i++) {
        DayTable *table = &network->tables[i];
        const ScheduleCalendar *calendar =
            i < calendars->len ? &g_array_index(calendars, ScheduleCalendar, i) : NULL;
        build(table, calendar, network->holidays, low, high);
        if (table->count == 0) {
            network->edge_low = high; /* all off: look farther */
            network->edge_high = low;
            table->count = 1;
            table->day[0] = low;
            continue;
        }
        network->edge_low = MAX(network->edge_low, table->day[0]);
        network->edge_high = MIN(network->edge_high, table->day[table->count - 1]);
    }
    return true;
}
