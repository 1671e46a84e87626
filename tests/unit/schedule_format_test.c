/* Plans in other programs' formats: as Microsoft Project and ProjectLibre write them, there and
 * back, and files that are refused. */
#include "project/schedule_json.h"
#include "project/schedule_table.h"
#include "project/schedule_xml.h"

#include <string.h>

#define FOLDER "tests/unit/schedule/"

static const char *const everything =
    "{'name': '<试> & 验', 'start': '2024-03-04', 'finish': '2024-09-30', 'data_date': "
    "'2024-03-12', 'near_float': 7, 'critical_float': 1, 'spread': 'triangular',"
    " 'calendars': [{'id': 'site', 'name': '工地', 'week': [1,2,3,4,5,6], 'off': [{'from': "
    "'2024-04-10', 'to': '2024-04-12'}], 'work': [{'from': '2024-04-14', 'to': '2024-04-14'}]},"
    " {'id': 'all', 'week': [1,2,3,4,5,6,7], 'holidays': false}],"
    " 'activities': [{'id': 'a', 'name': '甲', 'duration': 4, 'actual_start': '2024-03-04', "
    "'actual_finish': '2024-03-07'}, {'id': 's', 'name': '汇总', 'start_no_earlier': "
    "'2024-03-05'}, {'id': 'b', 'parent': 's', 'duration': 9, 'optimistic': 5, 'pessimistic': 20, "
    "'calendar': 'site', 'actual_start': '2024-03-08', 'remaining': 6}, {'id': 'c', 'parent': "
    "'s', 'duration': 3, 'calendar': 'all', 'start_no_earlier': '2024-04-01', 'start_no_later': "
    "'2024-04-01', 'finish_no_later': '2024-04-20'}, {'id': 'd', 'duration': 5, 'late': true, "
    "'finish_no_later': '2024-08-30'}, {'id': 'e', 'duration': 2, 'finish_no_earlier': "
    "'2024-05-20', 'finish_no_later': '2024-05-20'}, {'id': 'f', 'duration': 1, "
    "'finish_no_earlier': '2024-05-21'}, {'id': 'g', 'duration': 1, 'start_no_later': "
    "'2024-06-21'}, {'id': 'end', 'name': '竣工', 'duration': 0, 'finish_no_later': "
    "'2024-09-30'}], 'links': [{'from': 'a', 'to': 's'}, {'from': 'a', 'to': 'b', 'type': 'SS', "
    "'lag': 2}, {'from': 'b', 'to': 'd', 'type': 'FF', 'lag': -3}, {'from': 'c', 'to': 'd', "
    "'lag': 7, 'elapsed': true}, {'from': 'd', 'to': 'e', 'type': 'SF', 'lag': 1}, {'from': 's', "
    "'to': 'end'}], 'baselines': [{'name': '一月', 'activities': [{'id': 'a', 'start': "
    "'2024-03-04', 'finish': '2024-03-06'}, {'id': 'end', 'start': '2024-09-01', 'finish': "
    "'2024-09-01'}]}]}";

static SchedulePlan *read_json(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');
    SchedulePlan *plan = schedule_json_read(json, strlen(json), &error);

    g_assert_no_error(error);
    return plan;
}

static char *as_json(const SchedulePlan *plan)
{
    g_autoptr(JsonWriter) writer = json_writer_new();
    gsize length = 0;

    schedule_json_write(plan, writer);
    return g_strdup(json_writer_text(writer, &length));
}

static GBytes *write_xml(const SchedulePlan *plan, const WorkCalendar *holidays, GError **error)
{
    g_autoptr(ScheduleNetwork) network = schedule_compile(plan, holidays, error);
    g_autoptr(ScheduleResult) result = network != NULL ? schedule_compute(network, error) : NULL;

    return result != NULL ? schedule_xml_write(plan, result, holidays, error) : NULL;
}

static SchedulePlan *read_file(const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_strconcat(FOLDER, name, NULL);
    g_autofree char *text = NULL;
    gsize length = 0;

    g_assert_true(g_file_get_contents(path, &text, &length, &error));
    SchedulePlan *plan = schedule_xml_read(text, length, &error);
    g_assert_no_error(error);
    return plan;
}

static void assert_xml_again(const SchedulePlan *plan)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WorkCalendar) holidays =
        calendar_load("data/calendar/cn.csv", CALENDAR_HOURS, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) bytes = write_xml(plan, holidays, &error);
    g_assert_no_error(error);
    g_autoptr(SchedulePlan) again =
        schedule_xml_read(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), &error);
    g_assert_no_error(error);
    g_autofree char *was = as_json(plan);
    g_autofree char *is = as_json(again);
    g_assert_cmpstr(is, ==, was);
}

static void test_a_plan_goes_to_project_and_back_unchanged(void)
{
    g_autoptr(SchedulePlan) plan = read_json(everything);
    g_autoptr(SchedulePlan) backward =
        read_json("{'finish': '2024-09-30', 'late': true, 'activities': [{'id': 'a', 'duration': "
                  "3}, {'id': 'b', 'duration': 3}], 'links': [{'from': 'a', 'to': 'b'}]}");
    g_autofree char *text = NULL;

    assert_xml_again(plan);
    assert_xml_again(backward);
    g_assert_true(g_file_get_contents("samples/schedule/school.json", &text, NULL, NULL));
    g_autoptr(SchedulePlan) sample = read_json(text);
    assert_xml_again(sample);
}

/* Without what only we read in it, the file gives the same dates without the national calendar. */
static void test_project_comes_to_the_same_dates(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WorkCalendar) holidays = calendar_load("data/calendar/cn.csv", CALENDAR_HOURS, NULL);
    g_autoptr(SchedulePlan) plan = read_json(everything);
    g_autoptr(GBytes) bytes = write_xml(plan, holidays, &error);
    g_assert_no_error(error);
    g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    char *own = strstr(text, "<?luoshi");
    g_assert_nonnull(own);
    memcpy(own, "<?strange", strlen("<?strange") - 1);
    own[strlen("<?luosh")] = 'x';
    g_autoptr(SchedulePlan) theirs = schedule_xml_read(text, strlen(text), &error);
    g_assert_no_error(error);
    g_autoptr(ScheduleNetwork) ours_network = schedule_compile(plan, holidays, &error);
    g_autoptr(ScheduleResult) ours_result = schedule_compute(ours_network, &error);
    g_autoptr(ScheduleNetwork) network = schedule_compile(theirs, NULL, &error);
    g_assert_no_error(error);
    g_autoptr(ScheduleResult) result = schedule_compute(network, &error);
    for (guint i = 0; i < plan->activities->len; i++) {
        g_assert_cmpint(schedule_dates(result, i).early_start, ==,
                        schedule_dates(ours_result, i).early_start);
        g_assert_cmpint(schedule_dates(result, i).early_finish, ==,
                        schedule_dates(ours_result, i).early_finish);
    }
}

static const ScheduleLink *link_at(const SchedulePlan *plan, guint i)
{
    return &g_array_index(plan->links, ScheduleLink, i);
}

static void test_a_file_of_project_is_read(void)
{
    g_autoptr(SchedulePlan) plan = read_file("project.xml");
    guint demolish = schedule_plan_find(plan, "6");
    guint clear = schedule_plan_find(plan, "7");
    const ScheduleActivity *pump = schedule_plan_activity(plan, schedule_plan_find(plan, "10"));
    const ScheduleActivity *open = schedule_plan_activity(plan, schedule_plan_find(plan, "11"));
    const ScheduleActivity *cure = schedule_plan_activity(plan, schedule_plan_find(plan, "8"));

    g_assert_cmpstr(plan->name, ==, "道路改造");
    g_assert_cmpuint(plan->activities->len, ==, 6);
    g_assert_cmpstr(schedule_plan_activity(plan, 0)->name, ==, "拆迁 & 清表");
    g_assert_cmpuint(schedule_plan_activity(plan, demolish)->parent, ==, 0);
    g_assert_cmpint(schedule_plan_activity(plan, demolish)->remaining, ==, 2);
    g_assert_cmpint(schedule_plan_activity(plan, clear)->duration, ==, 5);
    g_assert_cmpint(schedule_plan_activity(plan, clear)->finish_no_later, ==, day_of(2024, 3, 29));
    g_assert_cmpint(cure->duration, ==, 7);
    g_assert_cmpint(pump->duration, ==, 2); /* 48 hours of a calendar of 24 */
    g_assert_true(pump->late);
    g_assert_cmpint(open->duration, ==, 0);
    g_assert_cmpint(open->finish_no_later, ==, day_of(2024, 5, 31));
    g_assert_cmpint(plan->data_date, ==, day_of(2024, 3, 8));
    g_assert_cmpint(link_at(plan, 0)->lag, ==, 2);
    g_assert_cmpuint(link_at(plan, 1)->from, ==, demolish); /* begins the summary */
    g_assert_cmpuint(link_at(plan, 1)->type, ==, SCHEDULE_SS);
    g_assert_cmpint(link_at(plan, 1)->lag, ==, -1);
    g_assert_true(link_at(plan, 1)->elapsed);
    g_assert_cmpint(link_at(plan, 2)->lag, ==, 1); /* half of 36 hours, in days of 24 */
    g_assert_cmpuint(plan->baselines->len, ==, 1);
    g_assert_cmpuint(g_array_index(plan->calendars, ScheduleCalendar, 0).exceptions->len, ==, 1);
    assert_xml_again(plan);
}

static void test_a_file_of_projectlibre_is_read(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SchedulePlan) plan = read_file("projectlibre.xml");
    g_autoptr(ScheduleNetwork) network = schedule_compile(plan, NULL, &error);
    g_assert_no_error(error);
    g_autoptr(ScheduleResult) result = schedule_compute(network, &error);

    g_assert_true(plan->late);
    g_assert_cmpint(plan->finish, ==, day_of(2024, 6, 28));
    g_assert_cmpint(plan->data_date, ==, day_of(2024, 6, 11));
    g_assert_cmpint(schedule_plan_activity(plan, 1)->duration, ==, 3);
    g_assert_cmpint(schedule_dates(result, 1).start, ==, day_of(2024, 6, 26));
    g_assert_cmpint(schedule_dates(result, 0).start, ==, day_of(2024, 6, 20));
}

static void assert_refused(const char *text, gsize length, const char *key, const char *said)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SchedulePlan) plan = schedule_xml_read(text, length, &error);

    g_assert_null(plan);
    g_assert_cmpstr(error_key(error), ==, key);
    if (strstr(error->message, said) == NULL) {
        g_error("“%s” does not say “%s”", error->message, said);
    }
}

#define OPEN "<Project xmlns='http://schemas.microsoft.com/project'>\n"

static void test_a_file_cut_in_half_is_refused_with_its_line(void)
{
    g_autofree char *text = NULL;
    gsize length = 0;

    g_assert_true(g_file_get_contents(FOLDER "project.xml", &text, &length, NULL));
    for (gsize cut = 0; cut < length - strlen("</Project>\n"); cut += 97) {
        assert_refused(text, cut, "schedule.xml_bad", "ine ");
    }
    assert_refused(OPEN "<Tasks>\n<Task>", strlen(OPEN "<Tasks>\n<Task>"), "schedule.xml_bad",
                   "Line 3");
}

static void test_entities_are_never_expanded(void)
{
    const char *bomb = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c SYSTEM "
                       "'file:///etc/hostname'>]>\n" OPEN "<Title>&b;&c;</Title></Project>";

    assert_refused(bomb, strlen(bomb), "schedule.xml_dtd", "entity");
}

static void test_wrong_files_say_what_and_where(void)
{
    static const struct {
        const char *text;
        const char *key;
        const char *said;
    } cases[] = {
        {"<html/>", "schedule.xml_other", "html"},
        {OPEN "<Tasks><Task><UID>1</UID>\n<Duration>two days</Duration></Task></Tasks></Project>",
         "schedule.xml_value", "Duration (two days) at line 3"},
        {OPEN "<Tasks><Task><UID>1</UID><Name>路基</Name><PredecessorLink><PredecessorUID>9"
              "</PredecessorUID></PredecessorLink></Task></Tasks></Project>",
         "schedule.xml_no_task", "路基"},
        {OPEN "<Tasks><Task><UID>1</UID><Name>路基</Name><PredecessorLink><PredecessorUID>9"
              "</PredecessorUID><CrossProject>1</CrossProject></PredecessorLink></Task></Tasks>"
              "</Project>",
         "schedule.xml_external", "路基"},
        {OPEN "<Calendars><Calendar><UID>1</UID><Name>早班</Name><Exceptions><Exception><TimePeriod"
              "><FromDate>2024-01-01T00:00:00</FromDate><ToDate>2024-12-31T23:59:00</ToDate>"
              "</TimePeriod><Type>6</Type></Exception></Exceptions></Calendar></Calendars>"
              "</Project>",
         "schedule.xml_calendar", "早班"},
        {OPEN "<Tasks><Task><UID>1</UID><CalendarUID>7</CalendarUID></Task></Tasks></Project>",
         "schedule.xml_value", "CalendarUID (7)"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        assert_refused(cases[i].text, strlen(cases[i].text), cases[i].key, cases[i].said);
    }
    g_autoptr(GString) deep = g_string_new(OPEN);
    for (guint i = 0; i < 200; i++) {
        g_string_append(deep, "<Tasks>");
    }
    g_autoptr(GString) deeper = g_string_new(deep->str);
    for (guint i = 0; i < 200; i++) {
        g_string_append(deeper, "<Tasks>");
    }
    assert_refused(deeper->str, deeper->len, "schedule.xml_deep", "deep");
}

static void test_more_constraints_than_project_has_are_refused_by_name(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SchedulePlan) plan =
        read_json("{'start': '2024-03-04', 'activities': [{'id': 'a', 'name': '吊装', 'duration': "
                  "3, 'start_no_earlier': '2024-03-05', 'finish_no_earlier': '2024-03-20'}]}");
    g_autoptr(GBytes) bytes = write_xml(plan, NULL, &error);

    g_assert_null(bytes);
    g_assert_cmpstr(error_key(error), ==, "schedule.xml_constraints");
    g_assert_nonnull(strstr(error->message, "吊装"));
}

/* A table has no names of calendars, no start, no baselines; the rest is the same. */
static void assert_table_again(const SchedulePlan *plan, bool xlsx)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ScheduleNetwork) network = schedule_compile(plan, NULL, &error);
    g_autoptr(ScheduleResult) result = schedule_compute(network, &error);
    g_autoptr(GBytes) bytes = schedule_table_write(plan, result, xlsx, &error);
    g_assert_no_error(error);
    g_autoptr(SchedulePlan) again = schedule_table_read(
        g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), xlsx ? "p.xlsx" : "p.csv", &error);
    g_assert_no_error(error);
    again->start = plan->start;
    again->finish = plan->finish;
    again->data_date = plan->data_date;
    g_autoptr(ScheduleNetwork) network_again = schedule_compile(again, NULL, &error);
    g_assert_no_error(error);
    g_autoptr(ScheduleResult) result_again = schedule_compute(network_again, &error);
    g_assert_cmpuint(again->links->len, ==, plan->links->len);
    g_assert_cmpuint(again->activities->len, ==, plan->activities->len);
    for (guint i = 0; i < plan->activities->len; i++) {
        const ScheduleActivity *was = schedule_plan_activity(plan, i);
        const ScheduleActivity *is = schedule_plan_activity(again, i);
        ScheduleDates dates = schedule_dates(result, i);
        ScheduleDates dates_again = schedule_dates(result_again, i);
        g_assert_cmpstr(is->id, ==, was->id);
        g_assert_cmpstr(is->name, ==, was->name);
        g_assert_cmpuint(is->parent, ==, was->parent);
        g_assert_cmpint(is->optimistic, ==, was->optimistic);
        g_assert_cmpint(is->pessimistic, ==, was->pessimistic);
        g_assert_true(memcmp(&dates_again, &dates, sizeof dates) == 0);
    }
}

static void test_a_plan_goes_to_a_table_and_back(void)
{
    g_autoptr(SchedulePlan) plan = read_json(everything);

    assert_table_again(plan, false);
    assert_table_again(plan, true);
}

static void test_a_wrong_table_names_each_cell(void)
{
    const char *table = "No.,Name,Duration,Predecessors,Constraint,Calendar\n1,挖土,ten,,,\n"
                        "2,浇筑,5,9FS,,\n3,养护,5,2XX,SNET soon,89\n3,回填,1,,,\n";
    static const char *const places[] = {"C2", "D3", "D4", "E4", "F4", "A5"};
    g_autoptr(GError) error = NULL;
    g_autoptr(SchedulePlan) plan = schedule_table_read(table, strlen(table), "p.csv", &error);
    g_autoptr(GString) found = g_string_new(NULL);

    g_assert_null(plan);
    for (gsize i = 0; i < error_detail_count(error); i++) {
        g_string_append_printf(found, "%s ", error_detail(error, i)->field);
    }
    g_assert_cmpuint(error_detail_count(error), ==, G_N_ELEMENTS(places));
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        g_assert_nonnull(strstr(found->str, places[i]));
    }
    g_clear_error(&error);
    g_assert_null(schedule_table_read("a,b\n1,2\n", 8, "p.csv", &error));
    g_assert_cmpstr(error_key(error), ==, "schedule.table_column");
}

static void test_predecessors_are_read_as_planners_write_them(void)
{
    const char *table = "序号,工序,工期,前置工序\n10,甲,2,\n20,乙,3,10ss+2天；10\n"
                        "30,丙,1,\"20FF-1d, 10FS+3ed\"\n";
    g_autoptr(GError) error = NULL;
    g_autoptr(SchedulePlan) plan = schedule_table_read(table, strlen(table), "p.csv", &error);

    g_assert_no_error(error);
    g_assert_cmpuint(plan->links->len, ==, 4);
    g_assert_cmpuint(link_at(plan, 0)->type, ==, SCHEDULE_SS);
    g_assert_cmpint(link_at(plan, 0)->lag, ==, 2);
    g_assert_cmpuint(link_at(plan, 1)->type, ==, SCHEDULE_FS);
    g_assert_cmpint(link_at(plan, 2)->lag, ==, -1);
    g_assert_true(link_at(plan, 3)->elapsed);
    g_assert_cmpint(link_at(plan, 3)->lag, ==, 3);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/schedule_format/a_plan_goes_to_project_and_back_unchanged",
                    test_a_plan_goes_to_project_and_back_unchanged);
    g_test_add_func("/schedule_format/project_comes_to_the_same_dates",
                    test_project_comes_to_the_same_dates);
    g_test_add_func("/schedule_format/a_file_of_project_is_read", test_a_file_of_project_is_read);
    g_test_add_func("/schedule_format/a_file_of_projectlibre_is_read",
                    test_a_file_of_projectlibre_is_read);
    g_test_add_func("/schedule_format/a_file_cut_in_half_is_refused_with_its_line",
                    test_a_file_cut_in_half_is_refused_with_its_line);
    g_test_add_func("/schedule_format/entities_are_never_expanded",
                    test_entities_are_never_expanded);
    g_test_add_func("/schedule_format/wrong_files_say_what_and_where",
                    test_wrong_files_say_what_and_where);
    g_test_add_func("/schedule_format/more_constraints_than_project_has_are_refused_by_name",
                    test_more_constraints_than_project_has_are_refused_by_name);
    g_test_add_func("/schedule_format/a_plan_goes_to_a_table_and_back",
                    test_a_plan_goes_to_a_table_and_back);
    g_test_add_func("/schedule_format/a_wrong_table_names_each_cell",
                    test_a_wrong_table_names_each_cell);
    g_test_add_func("/schedule_format/predecessors_are_read_as_planners_write_them",
                    test_predecessors_are_read_as_planners_write_them);
    return g_test_run();
}
