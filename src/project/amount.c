/* Investment (投资): plan and actual by month and source of money, with every revision. */
#include "project/project_internal.h"

#include "kernel/period.h"

#include <string.h>

#define AMOUNT_MAX ((Decimal)10000000 * DECIMAL_ONE) /* 1000亿元 in a month */

/* One figure of a command. */
typedef struct {
    const char *month;
    const char *kind;
    const char *source;
    Decimal amount;
    bool known; /* was there before */
    Decimal before;
} Figure;

static bool refuse(LuoshiErrorCode code, const char *key, size_t entry, const char *member,
                   GError **error)
{
    g_autofree char *place = g_strdup_printf("/entries/%zu/%s", entry, member);

    error_set(error, code, key, place, NULL);
    return false;
}

static bool read_before(Call *call, const char *project, Figure *figure, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_project_amount_of,
                    STORE_VALUES(store_text(call_district(call)), store_text(project),
                                 store_text(figure->month), store_text(figure->kind),
                                 store_text(figure->source)),
                    error);

    if (rows == NULL) {
        return false;
    }
    figure->known = store_rows_next(rows, &failed);
    figure->before = figure->known ? store_column_int(rows, 0) : 0;
    return error_pass(error, &failed);
}

/* Entry NUMBER of the body as a figure that can stand. */
static bool take_figure(Call *call, const ProjectPack *pack, size_t number, const json_t *entry,
                        Figure *figure, GError **error)
{
    g_autofree char *place = g_strdup_printf("/entries/%zu/amount", number);
    Period month;

    *figure = (Figure){.month = project_text(entry, "month"),
                       .kind = project_text(entry, "kind"),
                       .source = project_text(entry, "source")};
    if (!period_parse(figure->month, NULL, &month, NULL) || month.kind != PERIOD_MONTH) {
        return refuse(LUOSHI_ERROR_INVALID, "project.month", number, "month", error);
    }
    if (strcmp(figure->kind, "actual") == 0 && strncmp(figure->month, call_today(call), 7) > 0) {
        return refuse(LUOSHI_ERROR_INVALID, "project.month_ahead", number, "month", error);
    }
    if (pack_entry(pack, "sources", figure->source) == NULL) {
        return refuse(LUOSHI_ERROR_INVALID, "project.no_source", number, "source", error);
    }
    if (!decimal_parse(project_text(entry, "amount"), place, &figure->amount, error)) {
        return false;
    }
    return (figure->amount >= 0 && figure->amount <= AMOUNT_MAX) ||
           refuse(LUOSHI_ERROR_INVALID, "project.amount", number, "amount", error);
}

/* Somebody else's figure is not written over unseen, and none gets less without a reason. */
static bool check_before(const json_t *entry, const Figure *figure, const char *reason,
                         size_t number, GError **error)
{
    const char *was = project_text(entry, "was");
    Decimal seen = 0;

    if (was != NULL && (!decimal_parse(was, NULL, &seen, NULL) || seen != figure->before)) {
        return refuse(LUOSHI_ERROR_CONFLICT, "project.amount_meanwhile", number, "amount", error);
    }
    return !figure->known || figure->amount >= figure->before || reason != NULL ||
           refuse(LUOSHI_ERROR_INVALID, "project.amount_less", number, "amount", error);
}

static bool write_figure(Call *call, const char *project, const Figure *figure, const char *reason,
                         GError **error)
{
    const char *district = call_district(call);
    StoreValue before = figure->known ? store_int(figure->before) : store_null();
    gint64 number = 0;

    return project_number_next(call, &sql_project_revision_last, project, &number, error) &&
           store_execute(call_tx(call), &sql_project_amount_set,
                         STORE_VALUES(store_text(district), store_text(project),
                                      store_text(figure->month), store_text(figure->kind),
                                      store_text(figure->source), store_int(figure->amount)),
                         NULL, error) &&
           store_execute(call_tx(call), &sql_project_revision_insert,
                         STORE_VALUES(store_text(district), store_text(project), store_int(number),
                                      store_text(figure->month), store_text(figure->kind),
                                      store_text(figure->source), before, store_int(figure->amount),
                                      store_text(reason), store_int(call_now(call)),
                                      store_text(call_actor(call)->account)),
                         NULL, error);
}

static bool take_entries(Call *call, const ProjectPack *pack, const char *project, GError **error)
{
    const json_t *body = call_body(call);
    const char *reason = project_text(body, "reason");
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(body, "entries"), i, entry)
    {
        Figure figure = {0};
        if (!take_figure(call, pack, i, entry, &figure, error) ||
            !read_before(call, project, &figure, error) ||
            !check_before(entry, &figure, reason, i, error)) {
            return false;
        }
        bool same = figure.known ? figure.amount == figure.before : figure.amount == 0;
        if (!same && !write_figure(call, project, &figure, reason, error)) {
            return false;
        }
    }
    return true;
}

static bool write_revision(Call *call, const StoreRows *rows, gconstpointer names,
                           G_GNUC_UNUSED GError **error)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_int(answer, "number", store_column_int(rows, 0));
    json_member_text(answer, "month", store_column_text(rows, 1));
    json_member_text(answer, "kind", store_column_text(rows, 2));
    json_member_text(answer, "source", store_column_text(rows, 3));
    json_key(answer, "before");
    if (store_column_is_null(rows, 4)) {
        json_write_null(answer);
    } else {
        json_decimal(answer, store_column_int(rows, 4));
    }
    project_member(answer, "amount", store_column_int(rows, 5));
    json_member_text(answer, "reason", store_column_text(rows, 6));
    json_member_time(answer, "at", store_column_int(rows, 7));
    json_member_text(answer, "by_name", name_of(names, NAME_ACCOUNT, store_column_text(rows, 8)));
    json_end_object(answer);
    return true;
}

static bool write_revisions(Call *call, const char *project, GError **error)
{
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    StoreRows *rows =
        store_query(call_tx(call), &sql_project_revisions,
                    STORE_VALUES(store_text(call_district(call)), store_text(project)), error);

    return call_write_rows(call, "revisions", rows, write_revision, names, error);
}

static bool write_amounts(Call *call, const char *project, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_project_amounts,
                    STORE_VALUES(store_text(call_district(call)), store_text(project)), error);

    json_begin_object(answer);
    json_key(answer, "amounts");
    json_begin_array(answer);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        json_begin_object(answer);
        json_member_text(answer, "month", store_column_text(rows, 0));
        json_member_text(answer, "kind", store_column_text(rows, 1));
        json_member_text(answer, "source", store_column_text(rows, 2));
        project_member(answer, "amount", store_column_int(rows, 3));
        json_end_object(answer);
    }
    json_end_array(answer);
    if (rows == NULL || !error_pass(error, &failed) || !write_revisions(call, project, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

bool project_amount_list(Call *call, GError **error)
{
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);

    return project != NULL && write_amounts(call, project->id, error);
}

bool project_amount_set(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);
    g_autoptr(ProjectPack) pack = project != NULL ? project_pack_read(call, error) : NULL;

    if (pack == NULL || !take_entries(call, pack, project->id, error)) {
        return false;
    }
    project_tell(call, project);
    return call_record(call, "project.money", PROJECT_KIND, project->id,
                       project_text(body, "reason"), NULL, (json_t *)body, error) &&
           write_amounts(call, project->id, error);
}

GHashTable *project_months(Call *call, gint64 year, const char *source, const char *project,
                           GError **error)
{
    g_autoptr(GHashTable) months = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autofree char *first = g_strdup_printf("%04d-01", (int)year);
    g_autofree char *last = g_strdup_printf("%04d-12", (int)year);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_project_months,
                    STORE_VALUES(store_text(call_district(call)), store_text(first),
                                 store_text(last), store_text(source), store_text(project)),
                    error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        const char *id = store_column_text(rows, 0);
        gint64 month = g_ascii_strtoll(store_column_text(rows, 1) + 5, NULL, 10) - 1;
        Months *one = g_hash_table_lookup(months, id);
        if (one == NULL) {
            one = g_new0(Months, 1);
            g_hash_table_insert(months, g_strdup(id), one);
        }
        Decimal *side =
            strcmp(store_column_text(rows, 2), "plan") == 0 ? one->planned : one->actual;
        side[CLAMP(month, 0, MONTHS_OF_YEAR - 1)] = store_column_int(rows, 3);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&months) : NULL;
}

static void add_months(Months *sum, const Months *one)
{
    for (guint m = 0; m < MONTHS_OF_YEAR; m++) {
        sum->planned[m] += one->planned[m];
        sum->actual[m] += one->actual[m];
    }
}

static void write_months(JsonWriter *answer, const Months *months)
{
    json_key(answer, "months");
    json_begin_array(answer);
    for (guint m = 0; m < MONTHS_OF_YEAR; m++) {
        json_begin_object(answer);
        project_member(answer, "planned", months->planned[m]);
        project_member(answer, "actual", months->actual[m]);
        json_end_object(answer);
    }
    json_end_array(answer);
}

/* Of the first COUNT months. */
static Decimal sum_of(const Decimal *side, gint64 count)
{
    Decimal sum = 0;

    for (gint64 m = 0; m < count && m < MONTHS_OF_YEAR; m++) {
        sum += side[m];
    }
    return sum;
}

static void write_row(const ProjectDesk *desk, const Project *project, const Months *months)
{
    JsonWriter *answer = call_answer(desk->call);

    json_begin_object(answer);
    json_key(answer, "project");
    json_begin_object(answer);
    project_write_members(desk, project);
    json_end_object(answer);
    project_member(answer, "planned", sum_of(months->planned, MONTHS_OF_YEAR));
    project_member(answer, "actual", sum_of(months->actual, MONTHS_OF_YEAR));
    write_months(answer, months);
    json_end_object(answer);
}

/* The rows of the projects in scope; their sums in *SUM and, of the year before, in *BEFORE. */
static bool write_rows(const ProjectDesk *desk, const GPtrArray *found, GHashTable *months,
                       GHashTable *earlier, Months *sum, Months *before)
{
    JsonWriter *answer = call_answer(desk->call);
    static const Months none = {0};

    json_key(answer, "rows");
    json_begin_array(answer);
    for (guint i = 0; i < found->len; i++) {
        const Project *project = found->pdata[i];
        const Months *one = g_hash_table_lookup(months, project->id);
        const Months *last = g_hash_table_lookup(earlier, project->id);
        add_months(before, last != NULL ? last : &none);
        add_months(sum, one != NULL ? one : &none);
        /* Whoever enters figures needs the projects that run too. */
        if (one != NULL || strcmp(project->state, "active") == 0) {
            write_row(desk, project, one != NULL ? one : &none);
        }
    }
    json_end_array(answer);
    return true;
}

/* What one source (or all) gives. */
typedef struct {
    Decimal planned[3]; /* of the year, of its months so far, of all years */
    Decimal actual[3];  /* of the year, of its months so far, since the start */
} SourceSums;

static void write_source_sums(JsonWriter *answer, const SourceSums *sums)
{
    project_member(answer, "planned", sums->planned[0]);
    project_member(answer, "planned_so_far", sums->planned[1]);
    project_member(answer, "actual", sums->actual[0]);
    project_member(answer, "planned_in_all", sums->planned[2]);
    project_member(answer, "actual_in_all", sums->actual[2]);
}

/* Of those of FOUND, what each source plans and gave (key → SourceSums), and which have any money
 * at all, in *WITH. */
static GHashTable *read_sources(Call *call, const GPtrArray *found, gint64 year, gint64 until,
                                GHashTable *with, GError **error)
{
    g_autoptr(GHashTable) sums = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree char *first = g_strdup_printf("%04d-01", (int)year);
    g_autofree char *last = g_strdup_printf("%04d-12", (int)year);
    g_autofree char *month = g_strdup_printf("%04d-%02d", (int)year, (int)until);
    g_autoptr(GError) failed = NULL;

    for (guint i = 0; i < found->len; i++) {
        const Project *project = found->pdata[i];
        g_hash_table_insert(by_id, project->id, (gpointer)project);
    }
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_project_source_sums,
                    STORE_VALUES(store_text(first), store_text(last), store_text(month),
                                 store_text(call_district(call))),
                    error);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        const Project *project = g_hash_table_lookup(by_id, store_column_text(rows, 0));
        const char *source = store_column_text(rows, 1);
        SourceSums *one = g_hash_table_lookup(sums, source);
        if (project == NULL) {
            continue;
        }
        g_hash_table_add(with, (gpointer)project);
        if (one == NULL) {
            one = g_new0(SourceSums, 1);
            g_hash_table_insert(sums, g_strdup(source), one);
        }
        Decimal *side =
            strcmp(store_column_text(rows, 2), "plan") == 0 ? one->planned : one->actual;
        for (guint i = 0; i < G_N_ELEMENTS(one->planned); i++) {
            side[i] += store_column_int(rows, 3 + i);
        }
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&sums) : NULL;
}

/* By source, and since the start of the projects that have any money planned or done. */
static bool write_sources(const ProjectDesk *desk, const GPtrArray *found, gint64 year,
                          gint64 until, GError **error)
{
    JsonWriter *answer = call_answer(desk->call);
    g_autoptr(GHashTable) with = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) sums = read_sources(desk->call, found, year, until, with, error);
    SourceSums all = {0};
    Decimal total = 0;
    GHashTableIter iter;
    gpointer project;
    size_t i;
    json_t *source;

    if (sums == NULL) {
        return false;
    }
    json_key(answer, "sources");
    json_begin_array(answer);
    json_array_foreach(json_object_get(desk->pack->source, "sources"), i, source)
    {
        const char *key = project_text(source, "key");
        const SourceSums *found_sums = g_hash_table_lookup(sums, key);
        const SourceSums one = found_sums != NULL ? *found_sums : (SourceSums){0};
        for (guint s = 0; s < G_N_ELEMENTS(all.planned); s++) {
            all.planned[s] += one.planned[s];
            all.actual[s] += one.actual[s];
        }
        json_begin_object(answer);
        json_member_text(answer, "key", key);
        json_member_text(answer, "name",
                         pack_name(json_object_get(source, "name"), call_language(desk->call)));
        write_source_sums(answer, &one);
        json_end_object(answer);
    }
    json_end_array(answer);
    g_hash_table_iter_init(&iter, with);
    while (g_hash_table_iter_next(&iter, &project, NULL)) {
        total += ((const Project *)project)->total;
    }
    json_key(answer, "in_all");
    json_begin_object(answer);
    json_member_int(answer, "projects", g_hash_table_size(with));
    project_member(answer, "total", total);
    write_source_sums(answer, &all);
    json_end_object(answer);
    return true;
}

bool project_investment(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    gint64 this_year = g_ascii_strtoll(call_today(call), NULL, 10);
    gint64 year = call_parameter_int(call, "year", this_year);
    const char *source = call_parameter(call, "source");
    const ProjectFilter filter = {.track = call_parameter(call, "track"),
                                  .library = call_parameter(call, "library"),
                                  .kind = call_parameter(call, "kind")};
    /* Against last year's same months. */
    gint64 until =
        year < this_year ? MONTHS_OF_YEAR : g_ascii_strtoll(call_today(call) + 5, NULL, 10);
    g_auto(ProjectDesk) desk = {0};
    g_autoptr(GError) failed = NULL;
    Months sum = {0};
    Months before = {0};
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed) || !project_desk_open(&desk, call, NULL, error)) {
        return false;
    }
    g_autoptr(GHashTable) months = project_months(call, year, source, NULL, error);
    g_autoptr(GHashTable) earlier =
        months != NULL ? project_months(call, year - 1, source, NULL, error) : NULL;
    g_autoptr(GPtrArray) found =
        earlier != NULL ? project_rows(call, &filter, scope, NULL, error) : NULL;
    if (found == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_member_int(answer, "year", year);
    json_member_int(answer, "until", until);
    write_rows(&desk, found, months, earlier, &sum, &before);
    write_months(answer, &sum);
    project_member(answer, "planned", sum_of(sum.planned, MONTHS_OF_YEAR));
    project_member(answer, "actual", sum_of(sum.actual, MONTHS_OF_YEAR));
    project_member(answer, "planned_so_far", sum_of(sum.planned, until));
    project_member(answer, "last_so_far", sum_of(before.actual, until));
    project_member(answer, "last_year", sum_of(before.actual, MONTHS_OF_YEAR));
    if (!write_sources(&desk, found, year, until, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}
