/* Gates (入库条件): what a project has, and what it lacks. */
#include "project/project_internal.h"

#include <string.h>

void project_facts_free(ProjectFacts *facts)
{
    if (facts != NULL) {
        g_clear_pointer(&facts->papers, g_hash_table_unref);
        g_clear_pointer(&facts->sums, g_hash_table_unref);
        g_clear_pointer(&facts->chosen, g_hash_table_unref);
        g_clear_pointer(&facts->charges, g_hash_table_unref);
        g_free(facts);
    }
}

static char *paper_key(const char *project, const char *condition)
{
    return g_strconcat(project, " ", condition, NULL);
}

static bool read_papers(Call *call, const char *project, GHashTable *papers, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_project_held,
                    STORE_VALUES(store_text(call_district(call)), store_text(project)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_hash_table_replace(papers,
                             paper_key(store_column_text(rows, 0), store_column_text(rows, 1)),
                             GSIZE_TO_POINTER((gsize)store_column_int(rows, 2)));
    }
    return rows != NULL && error_pass(error, &failed);
}

static bool read_sums(Call *call, const char *project, GHashTable *sums, GError **error)
{
    g_autofree char *year = g_strdup_printf("%.4s-%%", call_today(call));
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_project_sums,
        STORE_VALUES(store_text(year), store_text(call_district(call)), store_text(project)),
        error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        Sums *one = g_new(Sums, 1);
        *one = (Sums){store_column_int(rows, 1), store_column_int(rows, 2),
                      store_column_int(rows, 3), store_column_int(rows, 4)};
        g_hash_table_replace(sums, g_strdup(store_column_text(rows, 0)), one);
    }
    return rows != NULL && error_pass(error, &failed);
}

ProjectFacts *project_facts(Call *call, const ProjectPack *pack, const char *project,
                            GError **error)
{
    g_autoptr(ProjectFacts) facts = g_new0(ProjectFacts, 1);

    facts->papers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    facts->sums = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    facts->charges = org_charges(call_tx(call), call_district(call), PROJECT_KIND, project, error);
    facts->chosen = facts->charges != NULL ? project_chosen(call, pack, project, error) : NULL;
    return facts->chosen != NULL && read_papers(call, project, facts->papers, error) &&
                   read_sums(call, project, facts->sums, error)
               ? g_steal_pointer(&facts)
               : NULL;
}

Sums project_sums_of(const ProjectFacts *facts, const char *project)
{
    const Sums *sums = g_hash_table_lookup(facts->sums, project);

    return sums != NULL ? *sums : (Sums){0};
}

gint64 project_days(const char *since, const char *until)
{
    return MAX(0, day_between(since, until));
}

gint64 project_workdays(const WorkCalendar *calendar, const char *since, const char *until)
{
    gint32 from = 0;
    gint32 to = 0;

    return day_parse(since, &from) && day_parse(until, &to) && to > from
               ? calendar_count(calendar, from, to)
               : 0;
}

bool project_stuck(const ProjectPack *pack, const Project *project, const char *today)
{
    const Library *library = pack_library(pack, project->library);

    return library != NULL && library->limit > 0 && strcmp(project->state, "active") == 0 &&
           project_days(project->since, today) > library->limit;
}

static FormulaValue text_value(const char *text)
{
    return text != NULL ? formula_text(text) : formula_null();
}

/* The declared field FIELD of PROJECT. */
static FormulaValue field_value(const Project *project, const Field *field)
{
    const char *text = project_text(project->fields, field->key);
    Decimal number = 0;

    if (field->type != FIELD_NUMBER) {
        return text_value(text);
    }
    return text != NULL && decimal_parse(text, NULL, &number, NULL) ? formula_number(number)
                                                                    : formula_null();
}

static bool formula_holds(const ProjectPack *pack, const ProjectFacts *facts,
                          const Project *project, const Formula *formula, const char *today)
{
    g_autofree FormulaValue *values = g_new0(FormulaValue, pack->names->len);
    Sums sums = project_sums_of(facts, project->id);
    FormulaValue result = formula_null();

    values[FACT_TOTAL] = project->has_total ? formula_number(project->total) : formula_null();
    values[FACT_PLANNED] = formula_number(sums.planned);
    values[FACT_INVESTED] = formula_number(sums.invested);
    values[FACT_DAYS] = formula_number(project_days(project->since, today) * DECIMAL_ONE);
    values[FACT_CODE] = formula_truth(project->code != NULL);
    values[FACT_FIRM] = formula_truth(project->firm != NULL ||
                                      (project->firm_name != NULL && project->firm_code != NULL));
    values[FACT_PLOT] = formula_truth(project->plot != NULL);
    values[FACT_CHOSEN] = formula_truth(g_hash_table_contains(facts->chosen, project->id));
    values[FACT_KEY_LEVEL] = text_value(project->key_level);
    values[FACT_START_BY] = text_value(project->start_by);
    values[FACT_FINISH_BY] = text_value(project->finish_by);
    for (guint i = 0; i < pack->fields->len; i++) {
        values[FACT_COUNT + i] = field_value(project, pack->fields->pdata[i]);
    }
    /* What cannot be computed, because a value is missing, does not hold. */
    return formula_evaluate(formula, values, &result, NULL) && result.kind == FORMULA_BOOLEAN &&
           result.truth;
}

bool gate_asks(const Condition *condition, const Project *project)
{
    return pack_applies(condition->kinds, project->kind);
}

bool gate_holds(const ProjectPack *pack, const ProjectFacts *facts, const Project *project,
                const Condition *condition, const char *today, gint64 *paper)
{
    *paper = 0;
    if (!gate_asks(condition, project)) {
        return true;
    }
    if (condition->kind == CONDITION_FIELD) {
        return formula_holds(pack, facts, project, condition->formula, today);
    }
    g_autofree char *key = paper_key(project->id, condition->key);
    *paper = (gint64)GPOINTER_TO_SIZE(g_hash_table_lookup(facts->papers, key));
    return *paper > 0;
}

GPtrArray *gate_missing(const ProjectPack *pack, const ProjectFacts *facts, const Project *project,
                        const Library *library, const char *today)
{
    GPtrArray *missing = g_ptr_array_new();
    const Track *track = pack->tracks->pdata[library->track];
    gint64 paper = 0;

    for (guint i = 0; i <= library->position; i++) {
        /* The gate ahead comes first, then what is still owed of those before it, in order. */
        guint position = i == 0 ? library->position : i - 1;
        const GPtrArray *gate = ((const Library *)track->libraries->pdata[position])->gate;
        for (guint c = 0; c < gate->len; c++) {
            if (!gate_holds(pack, facts, project, gate->pdata[c], today, &paper)) {
                g_ptr_array_add(missing, gate->pdata[c]);
            }
        }
    }
    return missing;
}

const Library *project_next(const ProjectPack *pack, const Project *project)
{
    const Library *library = pack_library(pack, project->library);

    if (library == NULL) {
        return NULL;
    }
    const Track *track = pack->tracks->pdata[library->track];
    return library->position + 1 < track->libraries->len
               ? track->libraries->pdata[library->position + 1]
               : NULL;
}
