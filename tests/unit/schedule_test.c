/* Schedules worked by hand: the textbook network, calendars with swapped days, links, progress,
 * backward plans, loops, chains, baselines, risk. */
#include "project/schedule.h"
#include "project/schedule_json.h"
#include "project/schedule_simulate.h"
#include "schedule_oracle.h"

#include <math.h>
#include <string.h>

/* A plan from JSON with ' for ", computed. */
typedef struct {
    SchedulePlan *plan;
    WorkCalendar *holidays;
    ScheduleNetwork *network;
    ScheduleResult *result;
} Case;

static void case_clear(Case *made)
{
    schedule_result_free(made->result);
    schedule_network_free(made->network);
    calendar_free(made->holidays);
    schedule_plan_free(made->plan);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Case, case_clear)

static SchedulePlan *read_plan(const char *text, GError **error)
{
    g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');

    return schedule_json_read(json, strlen(json), error);
}

static Case compute(const char *text)
{
    g_autoptr(GError) error = NULL;
    Case made = {.plan = read_plan(text, &error), .holidays = oracle_holidays()};

    g_assert_no_error(error);
    made.network = schedule_compile(made.plan, made.holidays, &error);
    g_assert_no_error(error);
    made.result = schedule_compute(made.network, &error);
    g_assert_no_error(error);
    return made;
}

static void assert_refused(const char *text, const char *key, const char *said)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SchedulePlan) plan = read_plan(text, &error);

    if (plan != NULL) {
        g_autoptr(ScheduleNetwork) network = schedule_compile(plan, NULL, &error);
        g_autoptr(ScheduleResult) result =
            network != NULL ? schedule_compute(network, &error) : NULL;
        g_assert_null(result);
    }
    g_assert_cmpstr(error_key(error), ==, key);
    if (strstr(error->message, said) == NULL) {
        g_error("“%s” does not say “%s”", error->message, said);
    }
}

static ScheduleDates dates_of(const Case *made, const char *id)
{
    return schedule_dates(made->result, schedule_plan_find(made->plan, id));
}

static void assert_day(gint32 day, const char *expected)
{
    char text[DAY_LENGTH + 1];

    day_format(day, text);
    g_assert_cmpstr(text, ==, expected);
}

static void assert_dates(const Case *made, const char *id, const char *start, const char *finish,
                         gint32 total, gint32 free_float)
{
    ScheduleDates dates = dates_of(made, id);

    assert_day(dates.start, start);
    assert_day(dates.finish, finish);
    g_assert_cmpint(dates.total_float, ==, total);
    g_assert_cmpint(dates.free_float, ==, free_float);
}

static void assert_path(const Case *made, const GArray *steps, const char *expected)
{
    g_autoptr(GString) path = g_string_new(NULL);

    for (guint i = 0; i < steps->len; i++) {
        guint activity = g_array_index(steps, ScheduleStep, i).activity;
        g_string_append_printf(path, "%s%s", i > 0 ? " " : "",
                               schedule_plan_activity(made->plan, activity)->id);
    }
    g_assert_cmpstr(path->str, ==, expected);
}

/* The activities that drive the dates of ID, or with NULL the finish, are EXPECTED. */
static void assert_driving(const Case *made, const char *id, const char *expected)
{
    guint activity = id != NULL ? schedule_plan_find(made->plan, id) : SCHEDULE_NONE;
    g_autoptr(GArray) driving = schedule_driving_path(made->result, activity);

    g_assert_true(id == NULL || activity != SCHEDULE_NONE);
    assert_path(made, driving, expected);
}

/* Of textbooks: A 3; B 4 and C 2 after A; D 5 after B; E 1 after C; F 2 after D and E. Days 1 to
 * 14 from Monday 2024-03-04, two weeks and four days without a holiday. */
#define TEXTBOOK                                                                                   \
    "'activities':[{'id':'A','duration':3},{'id':'B','duration':4},{'id':'C','duration':2},"       \
    "{'id':'D','duration':5},{'id':'E','duration':1},{'id':'F','duration':2}],"                    \
    "'links':[{'from':'A','to':'B'},{'from':'A','to':'C'},{'from':'B','to':'D'},"                  \
    "{'from':'C','to':'E'},{'from':'D','to':'F'},{'from':'E','to':'F'}]}"

static void the_textbook_network(void)
{
    g_auto(Case) made = compute("{'start':'2024-03-04'," TEXTBOOK);

    assert_dates(&made, "A", "2024-03-04", "2024-03-06", 0, 0);
    assert_dates(&made, "B", "2024-03-07", "2024-03-12", 0, 0);
    assert_dates(&made, "C", "2024-03-07", "2024-03-08", 6, 0);
    assert_dates(&made, "D", "2024-03-13", "2024-03-19", 0, 0);
    assert_dates(&made, "E", "2024-03-11", "2024-03-11", 6, 6);
    assert_dates(&made, "F", "2024-03-20", "2024-03-21", 0, 0);
    assert_driving(&made, NULL, "A B D F");
    g_autoptr(GPtrArray) paths = schedule_near_paths(made.result, 6, 5);
    g_assert_cmpuint(paths->len, ==, 2);
    assert_path(&made, paths->pdata[0], "A B D F");
    assert_path(&made, paths->pdata[1], "C E");
}

/* LibrePlan #1688, bryntum/support #12622: early and late dates changed with the direction. */
static void early_and_late_dates_are_the_same_whichever_way_is_planned(void)
{
    g_auto(Case) forward = compute("{'start':'2024-03-04','finish':'2024-03-28'," TEXTBOOK);
    g_auto(Case) backward =
        compute("{'start':'2024-03-04','finish':'2024-03-28','late':true," TEXTBOOK);

    for (guint i = 0; i < 6; i++) {
        ScheduleDates first = schedule_dates(forward.result, i);
        ScheduleDates second = schedule_dates(backward.result, i);
        g_assert_cmpint(first.early_start, ==, second.early_start);
        g_assert_cmpint(first.late_start, ==, second.late_start);
        g_assert_cmpint(first.early_finish, ==, second.early_finish);
        g_assert_cmpint(first.late_finish, ==, second.late_finish);
        g_assert_cmpint(first.total_float, ==, second.total_float);
        g_assert_cmpint(first.start, ==, first.early_start);
        g_assert_cmpint(second.start, ==, second.late_start);
    }
    assert_day(dates_of(&backward, "F").finish, "2024-03-28");
}

static void counted_back_from_the_finish_without_a_start(void)
{
    g_auto(Case) made = compute("{'finish':'2024-03-21'," TEXTBOOK);
    ScheduleTotals totals = schedule_totals(made.result);

    assert_dates(&made, "A", "2024-03-04", "2024-03-06", 0, 0);
    assert_day(totals.must_start, "2024-03-04");
    g_assert_cmpint(totals.float_least, ==, 0);
}

static void a_finish_that_cannot_be_met_says_how_many_days_are_short_and_why(void)
{
    g_auto(Case) made = compute("{'start':'2024-03-04','finish':'2024-03-15'," TEXTBOOK);
    ScheduleTotals totals = schedule_totals(made.result);
    g_autoptr(GPtrArray) conflicts = schedule_conflicts(made.result);
    const ScheduleConflict *conflict = conflicts->pdata[0];

    g_assert_cmpint(totals.float_least, ==, -4);
    assert_day(totals.must_start, "2024-02-27");
    g_assert_cmpuint(conflicts->len, ==, 1);
    g_assert_cmpint(conflict->short_by, ==, 4);
    g_assert_cmpint(conflict->broken, ==, SCHEDULE_BY_REQUIRED_FINISH);
    g_assert_cmpint(conflict->cause, ==, SCHEDULE_BY_START);
    assert_path(&made, conflict->steps, "A B D F");
}

static void an_impossible_day_gives_the_chain_from_what_pushes_to_what_cannot_yield(void)
{
    g_auto(Case) made = compute(
        "{'start':'2024-03-04','activities':[{'id':'land','duration':2,"
        "'start_no_earlier':'2024-03-11'},{'id':'side','duration':1},{'id':'dig','duration':3},"
        "{'id':'pour','duration':4,'finish_no_later':'2024-03-15'}],'links':["
        "{'from':'land','to':'dig'},{'from':'side','to':'dig'},{'from':'dig','to':'pour',"
        "'type':'SS','lag':1}]}");
    g_autoptr(GPtrArray) conflicts = schedule_conflicts(made.result);
    const ScheduleConflict *conflict = conflicts->pdata[0];

    g_assert_cmpuint(conflicts->len, ==, 1);
    g_assert_cmpint(conflict->cause, ==, SCHEDULE_BY_START_NO_EARLIER);
    assert_day(conflict->cause_day, "2024-03-11");
    g_assert_cmpint(conflict->broken, ==, SCHEDULE_BY_FINISH_NO_LATER);
    assert_day(conflict->possible, "2024-03-19");
    g_assert_cmpint(conflict->short_by, ==, 2);
    assert_path(&made, conflict->steps, "land dig pour");
}

static void holidays_and_swapped_days_count(void)
{
    /* Spring festival 2024: off 10 to 17 February, Sundays 4 and 18 worked. */
    g_auto(Case) made = compute("{'start':'2024-02-01','activities':[{'id':'a','duration':8},"
                                "{'id':'b','duration':1}],'links':[{'from':'a','to':'b'}]}");

    assert_dates(&made, "a", "2024-02-01", "2024-02-09", 0, 0);
    assert_dates(&made, "b", "2024-02-18", "2024-02-18", 0, 0);
}

static void milestones_fall_on_the_day_of_what_they_wait_for(void)
{
    g_auto(Case) made = compute(
        "{'start':'2024-03-04','activities':[{'id':'begin'},{'id':'a','duration':5},{'id':'done'},"
        "{'id':'b','duration':1}],'links':[{'from':'begin','to':'a'},{'from':'a','to':'done'},"
        "{'from':'done','to':'b'}]}");

    assert_dates(&made, "begin", "2024-03-04", "2024-03-04", 0, 0);
    assert_dates(&made, "done", "2024-03-08", "2024-03-08", 0, 0);
    assert_dates(&made, "b", "2024-03-11", "2024-03-11", 0, 0);
}

static void links_to_and_from_summaries_hold_for_all_below(void)
{
    g_auto(Case) made =
        compute("{'start':'2024-03-04','activities':[{'id':'first','duration':2},{'id':'s'},"
                "{'id':'inner','parent':'s'},{'id':'x','duration':3,'parent':'inner'},"
                "{'id':'y','duration':1,'parent':'s'},{'id':'last','duration':1}],"
                "'links':[{'from':'first','to':'s','lag':1},{'from':'s','to':'last'}]}");

    assert_dates(&made, "x", "2024-03-07", "2024-03-11", 0, 0);
    assert_dates(&made, "y", "2024-03-07", "2024-03-07", 2, 2);
    assert_dates(&made, "s", "2024-03-07", "2024-03-11", 0, 0);
    assert_dates(&made, "last", "2024-03-12", "2024-03-12", 0, 0);
    g_assert_cmpuint(dates_of(&made, "s").flags & SCHEDULE_SUMMARY, !=, 0);
    assert_driving(&made, NULL, "first x last");
}

static void a_backward_plan_with_a_start_is_late_across_the_links_of_summaries(void)
{
    g_auto(Case) made =
        compute("{'start':'2022-11-01','finish':'2022-12-30','late':true,'activities':[{'id':'s'},"
                "{'id':'x','duration':3,'parent':'s'},{'id':'y','duration':3,'parent':'s'},"
                "{'id':'last','duration':2}],"
                "'links':[{'from':'x','to':'y'},{'from':'s','to':'last'}]}");

    assert_dates(&made, "x", "2022-12-21", "2022-12-23", 36, 0);
    assert_dates(&made, "y", "2022-12-26", "2022-12-28", 36, 0);
    assert_dates(&made, "s", "2022-12-21", "2022-12-28", 36, 0);
    assert_dates(&made, "last", "2022-12-29", "2022-12-30", 36, 0);
}

static void what_waits_for_a_finished_summary_counts_from_when_that_ended(void)
{
    g_auto(Case) made =
        compute("{'start':'2024-03-04','data_date':'2024-03-13','activities':[{'id':'s'},"
                "{'id':'x','duration':3,'parent':'s','actual_start':'2024-03-04',"
                "'actual_finish':'2024-03-06'},{'id':'last','duration':1}],"
                "'links':[{'from':'s','to':'last','lag':10,'elapsed':true}]}");

    assert_dates(&made, "last", "2024-03-18", "2024-03-18", 0, 0);
}

static void what_is_left_is_done_from_the_data_date_on(void)
{
    g_auto(Case) made = compute(
        "{'start':'2024-03-04','data_date':'2024-03-13','activities':[{'id':'a','duration':3,"
        "'actual_start':'2024-03-04','actual_finish':'2024-03-08'},{'id':'b','duration':6,"
        "'actual_start':'2024-03-11','remaining':4},{'id':'c','duration':2}],"
        "'links':[{'from':'a','to':'b'},{'from':'b','to':'c'}]}");

    assert_dates(&made, "a", "2024-03-04", "2024-03-08", 0, 0);
    assert_dates(&made, "b", "2024-03-11", "2024-03-18", 0, 0);
    assert_dates(&made, "c", "2024-03-19", "2024-03-20", 0, 0);
    g_assert_cmpuint(dates_of(&made, "a").flags & SCHEDULE_CRITICAL, ==, 0);
}

/* What has begun below a summary has its start behind it: what holds the summary's start holds
 * only what has not begun. Day 13 is the data date. */
#define BEGUN_BELOW                                                                                \
    "{'start':'2024-03-04','data_date':'2024-03-13','activities':["                                \
    "{'id':'s','start_no_earlier':'2024-03-20','finish_no_later':'2024-03-20'},"                   \
    "{'id':'inner','parent':'s'},"                                                                 \
    "{'id':'x','parent':'inner','duration':5,'optimistic':4,'pessimistic':8,"                      \
    "'actual_start':'2024-03-11','remaining':3,'finish_no_later':'2024-03-14'},"                   \
    "{'id':'y','parent':'inner','duration':2},{'id':'last','duration':1}],"                        \
    "'links':[{'from':'s','to':'last'}]}"

static void a_day_before_which_a_summary_may_not_start_holds_what_has_not_begun(void)
{
    g_auto(Case) made = compute(BEGUN_BELOW);

    assert_dates(&made, "x", "2024-03-11", "2024-03-15", -1, 0);
    assert_dates(&made, "y", "2024-03-20", "2024-03-21", -1, 0);
    assert_dates(&made, "s", "2024-03-11", "2024-03-21", -1, 0);
    assert_dates(&made, "last", "2024-03-22", "2024-03-22", 0, 0);
    assert_driving(&made, NULL, "y last");
}

static void what_has_begun_is_pushed_by_the_data_date_not_by_its_summary(void)
{
    g_auto(Case) made = compute(BEGUN_BELOW);
    g_autoptr(GPtrArray) conflicts = schedule_conflicts(made.result);

    g_assert_cmpuint(conflicts->len, ==, 2);
    for (guint i = 0; i < conflicts->len; i++) {
        const ScheduleConflict *conflict = conflicts->pdata[i];
        bool of_x = conflict->owner == schedule_plan_find(made.plan, "x");
        g_assert_cmpint(conflict->broken, ==, SCHEDULE_BY_FINISH_NO_LATER);
        g_assert_cmpint(conflict->short_by, ==, 1);
        g_assert_cmpint(conflict->cause, ==,
                        of_x ? SCHEDULE_BY_DATA_DATE : SCHEDULE_BY_START_NO_EARLIER);
        assert_day(conflict->cause_day, of_x ? "2024-03-13" : "2024-03-20");
        assert_day(conflict->possible, of_x ? "2024-03-15" : "2024-03-21");
        assert_path(&made, conflict->steps, of_x ? "x" : "y");
    }
}

static void what_has_begun_before_the_start_goes_on_from_the_data_date(void)
{
    g_auto(Case) made = compute(
        "{'start':'2024-03-18','data_date':'2024-03-13','activities':[{'id':'x','duration':5,"
        "'actual_start':'2024-03-11','remaining':3,'finish_no_later':'2024-03-14'}]}");
    g_autoptr(GPtrArray) conflicts = schedule_conflicts(made.result);
    const ScheduleConflict *conflict = conflicts->pdata[0];

    assert_dates(&made, "x", "2024-03-11", "2024-03-15", -1, 0);
    g_assert_cmpint(conflict->cause, ==, SCHEDULE_BY_DATA_DATE);
    assert_day(conflict->cause_day, "2024-03-13");
}

static void what_if_and_risk_leave_what_has_begun_below_a_summary_free(void)
{
    g_auto(Case) made = compute(BEGUN_BELOW);
    guint x = schedule_plan_find(made.plan, "x");
    guint y = schedule_plan_find(made.plan, "y");
    ScheduleChange change = {x, 1, SCHEDULE_NO_DAY};
    g_autoptr(ScheduleResult) tried = schedule_try(made.network, &change, NULL);
    g_autoptr(ScheduleSimulation) simulation = schedule_simulate(made.network, 2000, 7, NULL);

    assert_day(schedule_dates(tried, x).finish, "2024-03-13");
    g_assert_cmpint(schedule_dates(tried, x).total_float, ==, 1);
    assert_day(schedule_dates(tried, y).finish, "2024-03-21");
    /* At most 6 days are left, to the 20th: it never moves the finish. */
    assert_day(schedule_simulation_finish(simulation, 100), "2024-03-22");
    g_assert_cmpfloat(schedule_simulation_risk(simulation, x).criticality, ==, 0);
    g_assert_cmpfloat(schedule_simulation_risk(simulation, y).criticality, ==, 1);
}

/* Links in place of the summary's day; b is a third part, which the summary waits for. */
#define BEGUN_WITHIN(links)                                                                        \
    "{'start':'2024-03-04','data_date':'2024-03-13','activities':["                                \
    "{'id':'a','duration':7},{'id':'b','duration':3},{'id':'s'},{'id':'inner','parent':'s'},"      \
    "{'id':'x','parent':'inner','duration':4,'actual_start':'2024-03-11'},"                        \
    "{'id':'y','parent':'inner','duration':2},{'id':'last','duration':1}],"                        \
    "'links':[{'from':'a','to':'s','type':'SS','lag':4},{'from':'s','to':'last'}" links "]}"

static void a_link_from_start_to_start_of_a_summary_holds_what_has_not_begun(void)
{
    g_auto(Case) made = compute(BEGUN_WITHIN(""));

    assert_dates(&made, "x", "2024-03-11", "2024-03-14", 4, 4);
    assert_dates(&made, "y", "2024-03-19", "2024-03-20", 0, 0);
    assert_dates(&made, "inner", "2024-03-11", "2024-03-20", 0, 0);
    assert_dates(&made, "a", "2024-03-13", "2024-03-21", 0, 0);
    assert_driving(&made, "x", "x");
    assert_driving(&made, "last", "a y last");
}

/* Retained logic: what is left of x waits for b, and for b alone. */
static void what_is_left_below_a_summary_waits_for_what_that_waits_for(void)
{
    g_auto(Case) made = compute(BEGUN_WITHIN(",{'from':'b','to':'s'}"));

    assert_dates(&made, "b", "2024-03-13", "2024-03-15", 1, 0);
    assert_dates(&made, "x", "2024-03-11", "2024-03-19", 1, 1);
    assert_dates(&made, "y", "2024-03-19", "2024-03-20", 0, 0);
    assert_driving(&made, "x", "b x");
    assert_driving(&made, "last", "a y last");
}

static void a_summary_whose_parts_have_all_begun_holds_back_nobody_who_waits_with_it(void)
{
    g_auto(Case) made = compute(
        "{'start':'2024-03-04','data_date':'2024-03-13','activities':[{'id':'a','duration':2},"
        "{'id':'s'},{'id':'x','parent':'s','duration':9,'actual_start':'2024-03-11'},"
        "{'id':'done'},{'id':'z','parent':'done','duration':1,'actual_start':'2024-03-04',"
        "'actual_finish':'2024-03-04'}],'links':[{'from':'a','to':'s','type':'SS','lag':900},"
        "{'from':'a','to':'done','lag':900}]}");

    assert_dates(&made, "a", "2024-03-13", "2024-03-14", 5, 5);
    assert_dates(&made, "x", "2024-03-11", "2024-03-21", 0, 0);
}

/* Whatever has begun: who takes back an actual start does not find a plan that goes round. */
static void a_loop_through_a_summary_stays_one_when_its_parts_have_begun(void)
{
    assert_refused("{'start':'2024-03-04','data_date':'2024-03-13','activities':["
                   "{'id':'a','name':'甲','duration':1},{'id':'s','name':'总'},{'id':'x',"
                   "'name':'乙','parent':'s','duration':4,'actual_start':'2024-03-11'}],'links':["
                   "{'from':'a','to':'s','type':'SS'},{'from':'x','to':'a'}]}",
                   "schedule.loop", "甲 → 总 → 乙 → 甲");
}

static void a_loop_is_named_in_its_order(void)
{
    assert_refused("{'start':'2024-03-04','activities':[{'id':'a','name':'甲','duration':1},"
                   "{'id':'b','name':'乙','duration':1},{'id':'c','name':'丙','duration':1},"
                   "{'id':'d','name':'丁','duration':1},{'id':'e','duration':1}],"
                   "'links':[{'from':'e','to':'a'},{'from':'a','to':'b'},{'from':'b','to':'c'},"
                   "{'from':'c','to':'d'},{'from':'d','to':'a'},{'from':'c','to':'b'},"
                   "{'from':'d','to':'e'}]}",
                   "schedule.loop", "乙 → 丙 → 乙");
}

static void wrong_plans_are_refused_with_name_and_place(void)
{
    assert_refused("{'activities':[]}", "schedule.no_start", "start");
    assert_refused("{'start':'2024-02-30','activities':[]}", "kernel.schema.date", "/start");
    assert_refused("{'start':'2024-03-04','activities':[{'id':'a','duration':1.5}]}",
                   "kernel.schema.type", "/activities/0/duration");
    assert_refused("{'start':'2024-03-04','activities':[{'id':'a','name':'打桩','duration':-1}]}",
                   "schedule.number", "打桩");
    assert_refused("{'start':'2024-03-04','activities':[{'id':'a'},{'id':'a'}]}",
                   "schedule.id_twice", "“a”");
    assert_refused("{'start':'2024-03-04','activities':[{'id':'a'}],'links':[{'from':'a',"
                   "'to':'z'}]}",
                   "schedule.no_such", "/links/0/to");
    assert_refused("{'start':'2024-03-04','activities':[{'id':'a','calendar':5}]}",
                   "kernel.schema.type", "/activities/0/calendar");
    assert_refused("{'start':'2024-03-04','activities':[{'id':'a','parent':'b'},{'id':'b',"
                   "'parent':'a'}]}",
                   "schedule.parent", "/activities/0/parent");
    assert_refused("{'start':'0999-03-04','activities':[]}", "schedule.plan_day", "/start");
    assert_refused("{'start':'2024-03-04','finish':'3000-01-01','activities':[]}",
                   "schedule.plan_day", "/finish");
    assert_refused(
        "{'start':'2999-03-04','activities':[{'id':'a','name':'远','duration':100000},"
        "{'id':'b','name':'更远','duration':100000,'calendar':'c'},{'id':'d','name':'最远',"
        "'duration':100000,'calendar':'c'},{'id':'e','name':'尽头','duration':100000,"
        "'calendar':'c'}],'calendars':[{'id':'c','week':[1]}],'links':[{'from':'a',"
        "'to':'b'},{'from':'b','to':'d'},{'from':'d','to':'e'}]}",
        "schedule.beyond", "远");
}

static void dates_that_are_computed_lie_in_the_years_of_a_plan(void)
{
    g_auto(Case) last = compute("{'start':'2999-12-30','activities':[{'id':'a','duration':2}]}");
    g_auto(Case) first = compute("{'finish':'1900-01-03','activities':[{'id':'a','duration':3}]}");

    assert_dates(&last, "a", "2999-12-30", "2999-12-31", 0, 0);
    assert_dates(&first, "a", "1900-01-01", "1900-01-03", 0, 0);
    assert_refused("{'start':'2024-03-04','activities':[{'id':'a','duration':2},{'id':'b',"
                   "'name':'远','duration':3,'start_no_earlier':'2999-12-30'},{'id':'c'}],"
                   "'links':[{'from':'b','to':'c'}]}",
                   "schedule.beyond", "远");
    assert_refused("{'start':'2999-12-31','activities':[{'id':'a','name':'次日'},{'id':'b'}],"
                   "'links':[{'from':'b','to':'a','lag':1,'elapsed':true}]}",
                   "schedule.beyond", "次日");
    assert_refused("{'finish':'1900-01-31','activities':[{'id':'a','name':'先'},{'id':'b',"
                   "'name':'早','duration':30}],'links':[{'from':'a','to':'b'}]}",
                   "schedule.beyond", "早");
    assert_refused("{'start':'1900-01-01','activities':[{'id':'b','name':'迟','duration':9,"
                   "'finish_no_later':'1900-01-03'}]}",
                   "schedule.beyond", "迟");
}

static void slip_is_counted_in_working_days(void)
{
    g_auto(Case) made = compute(
        "{'start':'2024-03-04','activities':[{'id':'a','duration':8},{'id':'b','duration':1}],"
        "'baselines':[{'name':'初版','activities':[{'id':'a','start':'2024-03-04',"
        "'finish':'2024-03-08'}]}]}");
    const ScheduleBaseline *baseline = &g_array_index(made.plan->baselines, ScheduleBaseline, 0);
    gint32 slip = 0;

    g_assert_true(schedule_slip(made.result, baseline, 0, &slip));
    g_assert_cmpint(slip, ==, 3);
    g_assert_false(schedule_slip(made.result, baseline, 1, &slip));
}

static void a_plan_written_and_read_is_the_same_plan(void)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    g_assert_true(g_file_get_contents("samples/schedule/school.json", &text, &length, NULL));
    g_autoptr(SchedulePlan) plan = schedule_json_read(text, length, NULL);
    g_autoptr(JsonWriter) once = json_writer_new();
    g_autoptr(JsonWriter) twice = json_writer_new();

    schedule_json_write(plan, once);
    const char *written = json_writer_text(once, &length);
    g_autoptr(SchedulePlan) again = schedule_json_read(written, length, NULL);
    schedule_json_write(again, twice);
    g_assert_cmpstr(json_writer_text(twice, NULL), ==, written);
    g_assert_cmpuint(again->activities->len, ==, plan->activities->len);
}

/* One activity of 2, 4, 12 days: its mean is 6 by the triangle and 5 by PERT; P50 by the
 * triangle's formula is 12 − √(0.5·10·8) = 5.7, a sixth day. */
static void a_simulation_draws_from_the_spread_and_repeats_itself(void)
{
    static const char plan[] =
        "{'start':'2024-03-04','finish':'2024-03-11','spread':'triangular','activities':[{'id':'a',"
        "'duration':4,'optimistic':2,'pessimistic':12},{'id':'b','duration':1},{'id':'c'}],"
        "'links':[{'from':'a','to':'c'},{'from':'b','to':'c'}]}";
    g_auto(Case) made = compute(plan);
    g_autoptr(ScheduleSimulation) first = schedule_simulate(made.network, 20000, 7, NULL);
    g_autoptr(ScheduleSimulation) second = schedule_simulate(made.network, 20000, 7, NULL);

    assert_day(schedule_simulation_finish(first, 50), "2024-03-11");
    g_assert_cmpint(schedule_simulation_finish(first, 100), <=, day_of(2024, 3, 19));
    for (guint percent = 1; percent <= 100; percent++) {
        g_assert_cmpint(schedule_simulation_finish(first, percent), ==,
                        schedule_simulation_finish(second, percent));
    }
    /* P(round(x) ≤ 6) = 1 − (12 − 6.5)² ÷ (10·8) = 0.6219 */
    g_assert_cmpfloat(fabs(schedule_simulation_chance(first, made.plan->finish) - 0.6219), <,
                      0.012);
    ScheduleRisk risk = schedule_simulation_risk(first, 0);
    g_assert_cmpfloat(risk.criticality, ==, 1);
    g_assert_cmpfloat(risk.correlation, >, 0.999);
    g_assert_cmpfloat(schedule_simulation_risk(first, 1).criticality, ==, 0);
    g_assert_null(schedule_simulate(made.network, SCHEDULE_RUNS_MAX + 1, 7, NULL));
}

/* Beta(1.8, 4.2) on 2 to 12: its mean is 5, so that the mean of the rounded ones is too. */
static void pert_has_the_mean_of_pert(void)
{
    g_auto(Case) made =
        compute("{'start':'2024-03-04','activities':[{'id':'a','duration':4,'optimistic':2,"
                "'pessimistic':12,'calendar':'all'}],'calendars':[{'id':'all','holidays':false,"
                "'week':[1,2,3,4,5,6,7]}]}");
    g_autoptr(ScheduleSimulation) simulation = schedule_simulate(made.network, 20000, 3, NULL);
    double mean = 0;

    for (gint32 days = 0; days < 13; days++) {
        mean += 1 - schedule_simulation_chance(simulation, made.plan->start + days - 1);
    }
    g_assert_cmpfloat(fabs(mean - 5), <, 0.05);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define TEST(name) g_test_add_func("/schedule/" #name, name)
    TEST(the_textbook_network);
    TEST(early_and_late_dates_are_the_same_whichever_way_is_planned);
    TEST(counted_back_from_the_finish_without_a_start);
    TEST(a_finish_that_cannot_be_met_says_how_many_days_are_short_and_why);
    TEST(an_impossible_day_gives_the_chain_from_what_pushes_to_what_cannot_yield);
    TEST(holidays_and_swapped_days_count);
    TEST(milestones_fall_on_the_day_of_what_they_wait_for);
    TEST(links_to_and_from_summaries_hold_for_all_below);
    TEST(a_backward_plan_with_a_start_is_late_across_the_links_of_summaries);
    TEST(what_waits_for_a_finished_summary_counts_from_when_that_ended);
    TEST(what_is_left_is_done_from_the_data_date_on);
    TEST(a_day_before_which_a_summary_may_not_start_holds_what_has_not_begun);
    TEST(what_has_begun_is_pushed_by_the_data_date_not_by_its_summary);
    TEST(what_has_begun_before_the_start_goes_on_from_the_data_date);
    TEST(what_if_and_risk_leave_what_has_begun_below_a_summary_free);
    TEST(a_link_from_start_to_start_of_a_summary_holds_what_has_not_begun);
    TEST(what_is_left_below_a_summary_waits_for_what_that_waits_for);
    TEST(a_summary_whose_parts_have_all_begun_holds_back_nobody_who_waits_with_it);
    TEST(a_loop_through_a_summary_stays_one_when_its_parts_have_begun);
    TEST(a_loop_is_named_in_its_order);
    TEST(wrong_plans_are_refused_with_name_and_place);
    TEST(dates_that_are_computed_lie_in_the_years_of_a_plan);
    TEST(slip_is_counted_in_working_days);
    TEST(a_plan_written_and_read_is_the_same_plan);
    TEST(a_simulation_draws_from_the_spread_and_repeats_itself);
    TEST(pert_has_the_mean_of_pert);
#undef TEST
    return g_test_run();
}
