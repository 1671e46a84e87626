/* Money from above (上级资金、债券): applied for, approved, received, used, against last year. */
#include "project/project_internal.h"

#include <string.h>

#define STAGES     4
#define AMOUNT_MAX ((Decimal)100000000 * DECIMAL_ONE)

static const char *const STAGE[STAGES] = {"applied", "approved", "received", "used"};

typedef struct {
    char *id;
    gint64 year;
    char *kind;
    char *name;
    char *unit;
    char *project; /* or NULL */
    char *project_name;
    Decimal sums[STAGES];
    gint64 version;
} Fund;

static void fund_free(gpointer data)
{
    Fund *fund = data;

    if (fund != NULL) {
        g_free(fund->id);
        g_free(fund->kind);
        g_free(fund->name);
        g_free(fund->unit);
        g_free(fund->project);
        g_free(fund->project_name);
        g_free(fund);
    }
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Fund, fund_free)

/* Which funds: of a year (0: all), a project (NULL: any), in a scope (NULL: all). */
typedef struct {
    gint64 year;
    const char *project;
    const char *scope;
} FundFilter;

static GPtrArray *read_funds(Call *call, const FundFilter *filter, const char *id, GError **error)
{
    g_autoptr(GPtrArray) funds = g_ptr_array_new_with_free_func(fund_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_project_funds,
        STORE_VALUES(store_text(call_district(call)),
                     filter->year > 0 ? store_int(filter->year) : store_null(), store_text(id),
                     store_text(filter->project), store_text(filter->scope)),
        error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        Fund *fund = g_new0(Fund, 1);
        fund->id = g_strdup(store_column_text(rows, 0));
        fund->year = store_column_int(rows, 1);
        fund->kind = g_strdup(store_column_text(rows, 2));
        fund->name = g_strdup(store_column_text(rows, 3));
        fund->unit = g_strdup(store_column_text(rows, 4));
        fund->project = g_strdup(store_column_text(rows, 5));
        for (guint s = 0; s < STAGES; s++) {
            fund->sums[s] = store_column_int(rows, 6 + s);
        }
        fund->version = store_column_int(rows, 10);
        fund->project_name = g_strdup(store_column_text(rows, 11));
        g_ptr_array_add(funds, fund);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&funds) : NULL;
}

static Fund *find_fund(Call *call, const char *id, GError **error)
{
    static const FundFilter any = {0};
    g_autoptr(GPtrArray) found = read_funds(call, &any, id, error);

    if (found != NULL && found->len == 0) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "project.no_fund", NULL, NULL);
    }
    return found != NULL && found->len > 0 ? g_ptr_array_steal_index(found, 0) : NULL;
}

static const char *fund_name(Call *call, const ProjectPack *pack, const char *key,
                             const char **group)
{
    const json_t *entry = pack_entry(pack, "funds", key);

    *group = entry != NULL ? project_text(entry, "group") : "fund";
    return entry != NULL ? pack_name(json_object_get(entry, "name"), call_language(call)) : key;
}

static void write_sums(JsonWriter *answer, const Decimal sums[STAGES])
{
    for (guint s = 0; s < STAGES; s++) {
        project_member(answer, STAGE[s], sums[s]);
    }
}

static bool write_fund(Call *call, const ProjectPack *pack, const Fund *fund, const Names *names)
{
    JsonWriter *answer = call_answer(call);
    const char *group = NULL;
    const char *name = fund_name(call, pack, fund->kind, &group);

    json_begin_object(answer);
    json_member_text(answer, "id", fund->id);
    json_member_int(answer, "year", fund->year);
    json_member_text(answer, "kind", fund->kind);
    json_member_text(answer, "kind_name", name);
    json_member_text(answer, "group", group);
    json_member_text(answer, "name", fund->name);
    json_member_text(answer, "unit", fund->unit);
    json_member_text(answer, "unit_name", name_of(names, NAME_UNIT, fund->unit));
    json_member_text(answer, "project", fund->project);
    json_member_text(answer, "project_name", fund->project_name);
    write_sums(answer, fund->sums);
    json_member_int(answer, "version", fund->version);
    json_end_object(answer);
    return true;
}

/* The sums of YEAR's funds by kind, of entries up to UNTIL, whatever year FILTER says. (transfer
 * full, kind → Decimal[STAGES]) */
static GHashTable *read_sums(Call *call, const FundFilter *filter, gint64 year, const char *until,
                             GError **error)
{
    g_autoptr(GHashTable) sums = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_project_fund_sums,
        STORE_VALUES(store_text(call_district(call)), store_int(year), store_text(until),
                     store_text(filter->project), store_text(filter->scope)),
        error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        const char *kind = store_column_text(rows, 0);
        Decimal *one = g_hash_table_lookup(sums, kind);
        if (one == NULL) {
            one = g_new0(Decimal, STAGES);
            g_hash_table_insert(sums, g_strdup(kind), one);
        }
        for (guint s = 0; s < STAGES; s++) {
            if (strcmp(STAGE[s], store_column_text(rows, 1)) == 0) {
                one[s] = store_column_int(rows, 2);
            }
        }
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&sums) : NULL;
}

/* What a group of funds (“fund”, “bond”) or a kind comes to: this year, last year's same time, the
 * whole of last year. */
typedef struct {
    Decimal now[STAGES];
    Decimal then[STAGES];
    Decimal whole[STAGES];
} Compared;

static void add_sums(Decimal sum[STAGES], const Decimal *one)
{
    for (guint s = 0; one != NULL && s < STAGES; s++) {
        sum[s] += one[s];
    }
}

static void write_compared(JsonWriter *answer, const Compared *compared)
{
    json_key(answer, "now");
    json_begin_object(answer);
    write_sums(answer, compared->now);
    json_end_object(answer);
    json_key(answer, "last_so_far");
    json_begin_object(answer);
    write_sums(answer, compared->then);
    json_end_object(answer);
    json_key(answer, "last_year");
    json_begin_object(answer);
    write_sums(answer, compared->whole);
    json_end_object(answer);
}

/* The day a year before DAY; 29 February becomes the 28th. (transfer full) */
static char *year_before(const char *day)
{
    gint64 year = g_ascii_strtoll(day, NULL, 10) - 1;
    const char *rest = strcmp(day + 4, "-02-29") == 0 ? "-02-28" : day + 4;

    return g_strdup_printf("%04d%s", (int)year, rest);
}

static bool write_summary(Call *call, const ProjectPack *pack, const FundFilter *filter,
                          gint64 year, GError **error)
{
    static const char *const groups[] = {"fund", "bond"};
    JsonWriter *answer = call_answer(call);
    gint64 this_year = g_ascii_strtoll(call_today(call), NULL, 10);
    g_autofree char *until = year < this_year ? g_strdup_printf("%04d-12-31", (int)year + 1)
                                              : g_strdup(call_today(call));
    g_autofree char *then =
        year < this_year ? g_strdup_printf("%04d-12-31", (int)year) : year_before(until);
    g_autoptr(GHashTable) now = read_sums(call, filter, year, until, error);
    g_autoptr(GHashTable) earlier =
        now != NULL ? read_sums(call, filter, year - 1, then, error) : NULL;
    g_autoptr(GHashTable) whole =
        earlier != NULL ? read_sums(call, filter, year - 1, until, error) : NULL;
    Compared by_group[G_N_ELEMENTS(groups)] = {0};
    size_t i;
    json_t *one;

    if (whole == NULL) {
        return false;
    }
    json_key(answer, "kinds");
    json_begin_array(answer);
    json_array_foreach(json_object_get(pack->source, "funds"), i, one)
    {
        const char *key = project_text(one, "key");
        const char *group = NULL;
        const char *name = fund_name(call, pack, key, &group);
        Compared kind = {0};
        Compared *sum = &by_group[strcmp(group, groups[1]) == 0 ? 1 : 0];
        add_sums(kind.now, g_hash_table_lookup(now, key));
        add_sums(kind.then, g_hash_table_lookup(earlier, key));
        add_sums(kind.whole, g_hash_table_lookup(whole, key));
        add_sums(sum->now, kind.now);
        add_sums(sum->then, kind.then);
        add_sums(sum->whole, kind.whole);
        json_begin_object(answer);
        json_member_text(answer, "key", key);
        json_member_text(answer, "name", name);
        json_member_text(answer, "group", group);
        write_compared(answer, &kind);
        json_end_object(answer);
    }
    json_end_array(answer);
    json_key(answer, "groups");
    json_begin_array(answer);
    for (guint g = 0; g < G_N_ELEMENTS(groups); g++) {
        json_begin_object(answer);
        json_member_text(answer, "key", groups[g]);
        write_compared(answer, &by_group[g]);
        json_end_object(answer);
    }
    json_end_array(answer);
    json_member_text(answer, "as_of", then);
    return true;
}

bool project_fund_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    gint64 year = call_parameter_int(call, "year", g_ascii_strtoll(call_today(call), NULL, 10));
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(ProjectPack) pack = project_pack_read(call, error);
    g_autoptr(GError) failed = NULL;
    const char *scope = pack != NULL ? call_scope(call, &failed) : NULL;

    if (pack == NULL || !error_pass(error, &failed)) {
        return false;
    }
    /* Those of a project are listed whatever their year, unless one is asked for. */
    const char *project = call_parameter(call, "project");
    bool of_year = project == NULL || call_parameter(call, "year") != NULL;
    const FundFilter filter = {.year = of_year ? year : 0, .project = project, .scope = scope};
    g_autoptr(GPtrArray) funds = read_funds(call, &filter, NULL, error);
    if (funds == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_member_int(answer, "year", year);
    json_key(answer, "funds");
    json_begin_array(answer);
    for (guint i = 0; i < funds->len; i++) {
        write_fund(call, pack, funds->pdata[i], names);
    }
    json_end_array(answer);
    if (!write_summary(call, pack, &filter, year, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

static bool write_entry(Call *call, const StoreRows *rows, gconstpointer names, GError **error)
{
    JsonWriter *answer = call_answer(call);
    json_auto_t *files = json_loads(store_column_text(rows, 5), 0, NULL);

    json_begin_object(answer);
    json_member_int(answer, "number", store_column_int(rows, 0));
    json_member_text(answer, "stage", store_column_text(rows, 1));
    json_member_text(answer, "day", store_column_text(rows, 2));
    project_member(answer, "amount", store_column_int(rows, 3));
    json_member_text(answer, "text", store_column_text(rows, 4));
    json_member_time(answer, "at", store_column_int(rows, 6));
    json_member_text(answer, "by_name", name_of(names, NAME_ACCOUNT, store_column_text(rows, 7)));
    json_key(answer, "files");
    if (!evidence_write(call, answer, files, names, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

static bool write_entries(Call *call, const char *id, const Names *names, GError **error)
{
    StoreRows *rows =
        store_query(call_tx(call), &sql_project_fund_entries,
                    STORE_VALUES(store_text(call_district(call)), store_text(id)), error);

    return call_write_rows(call, "entries", rows, write_entry, names, error);
}

static bool write_detail(Call *call, const char *id, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(ProjectPack) pack = project_pack_read(call, error);
    g_autoptr(Fund) fund = pack != NULL ? find_fund(call, id, error) : NULL;

    if (fund == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "fund");
    write_fund(call, pack, fund, names);
    if (!write_entries(call, id, names, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

bool project_fund_read(Call *call, GError **error)
{
    g_autoptr(Fund) fund = find_fund(call, call_parameter(call, "fund"), error);

    return fund != NULL && call_authorize(call, fund->unit, NULL, error) &&
           write_detail(call, fund->id, error);
}

static void tell(Call *call, const char *id, const char *unit)
{
    const char *units[] = {unit, NULL};

    call_changed_of(call, "project-funds", "project_fund", id, units);
}

/* The fund of the body must be of a declared kind, of a unit there is, about a project there is,
 * and have a name of its own. */
static bool check_fund(Call *call, const ProjectPack *pack, const json_t *body, GError **error)
{
    const char *project = project_text(body, "project");
    const char *unit = project_text(body, "unit");
    g_autoptr(GError) failed = NULL;
    bool exists = true;

    if (pack_entry(pack, "funds", project_text(body, "kind")) == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.no_fund_kind", "/kind", NULL);
        return false;
    }
    g_autofree char *name = org_unit_name(call_tx(call), call_district(call), unit, &failed);
    if (!error_pass(error, &failed) ||
        (project != NULL && !project_exists(call, project, &exists, error))) {
        return false;
    }
    if (name == NULL || !exists) {
        error_set(error, LUOSHI_ERROR_INVALID, name == NULL ? "org.no_unit" : "project.none",
                  name == NULL ? "/unit" : "/project", NULL);
        return false;
    }
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_project_fund_named,
                    STORE_VALUES(store_text(call_district(call)),
                                 store_int(json_integer_value(json_object_get(body, "year"))),
                                 store_text(project_text(body, "kind")), store_text(unit),
                                 store_text(project_text(body, "name"))),
                    error);
    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "project.fund_twice", "/name", NULL);
        return false;
    }
    return error_pass(error, &failed);
}

bool project_fund_add(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    g_autofree char *id = call_new_id(call);
    g_autoptr(ProjectPack) pack = project_pack_read(call, error);

    if (pack == NULL || !check_fund(call, pack, body, error) ||
        !store_execute(call_tx(call), &sql_project_fund_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                    store_int(json_integer_value(json_object_get(body, "year"))),
                                    store_text(project_text(body, "kind")),
                                    store_text(project_text(body, "name")),
                                    store_text(project_text(body, "unit")),
                                    store_text(project_text(body, "project"))),
                       NULL, error)) {
        return false;
    }
    tell(call, id, project_text(body, "unit"));
    call_created(call);
    return call_record(call, "project_fund.add", "project_fund", id, NULL, NULL, (json_t *)body,
                       error) &&
           write_detail(call, id, error);
}

/* No more is received than was approved, nor used than was received; nothing goes below zero. */
static bool check_sums(const Fund *fund, GError **error)
{
    char limit[DECIMAL_TEXT_MAX];

    for (guint s = 0; s < STAGES; s++) {
        bool over = s >= 2 && fund->sums[s] > fund->sums[s - 1];
        if (fund->sums[s] < 0 || fund->sums[s] > AMOUNT_MAX || over) {
            decimal_format(over ? fund->sums[s - 1] : 0, limit);
            error_set(error, LUOSHI_ERROR_CONFLICT,
                      over ? (s == 2 ? "project.fund_received" : "project.fund_used")
                           : "project.fund_bounds",
                      "/amount", "limit", limit, NULL);
            return false;
        }
    }
    return true;
}

static bool add_entry(Call *call, const Fund *fund, const char *day, Decimal amount, GError **error)
{
    const json_t *body = call_body(call);
    const json_t *given = json_object_get(body, "files");
    const EvidenceObject object = {.kind = "project_fund", .id = fund->id, .unit = fund->unit};
    g_autofree char *files = given != NULL ? json_dumps(given, JSON_COMPACT) : g_strdup("[]");
    gint64 number = 0;

    return project_number_next(call, &sql_project_fund_entry_last, fund->id, &number, error) &&
           (given == NULL || evidence_bind(call, given, &object, "/files", error)) &&
           store_execute(call_tx(call), &sql_project_fund_entry_insert,
                         STORE_VALUES(store_text(call_district(call)), store_text(fund->id),
                                      store_int(number), store_text(project_text(body, "stage")),
                                      store_text(day), store_int(amount),
                                      store_text(project_text(body, "text")), store_text(files),
                                      store_int(call_now(call)),
                                      store_text(call_actor(call)->account)),
                         NULL, error);
}

bool project_fund_entry_add(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    g_autoptr(Fund) fund = find_fund(call, call_parameter(call, "fund"), error);
    const char *day = NULL;
    Decimal amount = 0;
    gint64 changed = 0;

    if (fund == NULL || !call_authorize(call, fund->unit, NULL, error) ||
        !project_past_day(call, body, &day, error) ||
        !decimal_parse(project_text(body, "amount"), "/amount", &amount, error)) {
        return false;
    }
    if (amount == 0 || amount > AMOUNT_MAX || amount < -AMOUNT_MAX ||
        g_ascii_strtoll(day, NULL, 10) < fund->year) {
        error_set(error, LUOSHI_ERROR_INVALID,
                  g_ascii_strtoll(day, NULL, 10) < fund->year ? "project.fund_year"
                                                              : "project.fund_zero",
                  g_ascii_strtoll(day, NULL, 10) < fund->year ? "/day" : "/amount", NULL);
        return false;
    }
    for (guint s = 0; s < STAGES; s++) {
        fund->sums[s] += strcmp(STAGE[s], project_text(body, "stage")) == 0 ? amount : 0;
    }
    if (!check_sums(fund, error) || !add_entry(call, fund, day, amount, error) ||
        !store_execute(call_tx(call), &sql_project_fund_add,
                       STORE_VALUES(store_int(fund->sums[0]), store_int(fund->sums[1]),
                                    store_int(fund->sums[2]), store_int(fund->sums[3]),
                                    store_text(call_district(call)), store_text(fund->id),
                                    store_int(fund->version)),
                       &changed, error)) {
        return false;
    }
    tell(call, fund->id, fund->unit);
    call_created(call);
    return call_record(call, "project_fund.enter", "project_fund", fund->id, NULL, NULL,
                       (json_t *)body, error) &&
           write_detail(call, fund->id, error);
}
