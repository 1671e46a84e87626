/* What other mechanisms know of cases. */
#include "casework/casework_internal.h"

#include <string.h>

#define BRIEFS_MAX 5000

static void brief_free(gpointer data)
{
    CaseBrief *brief = data;

    g_free(brief->id);
    g_free(brief->type);
    g_free(brief->type_name);
    g_free(brief->number);
    g_free(brief->title);
    g_free(brief->state_name);
    g_free(brief->unit);
    g_free(brief->leader);
    g_free(brief->object_kind);
    g_free(brief->object_id);
    g_free(brief->due);
    g_free(brief->stopped);
    json_decref(brief->form);
    g_free(brief);
}

/* How BRIEF's case, closed in STATE, came to its end. */
static void describe_end(const CaseType *type, gint state, CaseBrief *brief)
{
    bool handled = false;

    for (guint i = 0; i < type->move_count; i++) {
        if (type->moves[i].to == state) {
            brief->verified = brief->verified || type->moves[i].verifies;
            handled = handled || (type->moves[i].who & CASE_WHO_HANDLER) != 0;
        }
    }
    brief->withdrawn = !brief->verified && !handled;
}

static CaseBrief *brief_of(Call *call, const CaseType *type, const Case *record)
{
    CaseBrief *brief = g_new0(CaseBrief, 1);
    gint state = case_type_state(type, record->state);

    *brief = (CaseBrief){
        .id = g_strdup(record->id),
        .type = g_strdup(record->type),
        .type_name = g_strdup(form_name(type->name, call_language(call))),
        .number = g_strdup(record->number),
        .title = g_strdup(record->title),
        .state_name = g_strdup(state >= 0 ? form_name(type->states[state].name, call_language(call))
                                          : record->state),
        .unit = g_strdup(record->unit),
        .leader = g_strdup(record->leader),
        .object_kind = g_strdup(record->object_kind),
        .object_id = g_strdup(record->object_id),
        .due = g_strdup(record->due),
        .raised = record->raised,
        .changed = record->changed,
        .returns = record->returns,
        .closed = record->closed,
        .stopped = g_strdup(record->stopped),
        .form = json_incref(record->form),
    };
    if (record->closed) {
        describe_end(type, state, brief);
    }
    return brief;
}

static GPtrArray *read_cases(Call *call, gint64 from, gint64 until, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_cases_between,
                    STORE_VALUES(store_text(call_district(call)), store_int(until), store_int(from),
                                 store_int(BRIEFS_MAX)),
                    error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_ptr_array_add(cases, case_from_row(rows));
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&cases) : NULL;
}

GPtrArray *casework_briefs(Call *call, gint64 from, gint64 until, GError **error)
{
    g_autoptr(GPtrArray) cases = read_cases(call, from, until, error);
    g_autoptr(GPtrArray) briefs = g_ptr_array_new_with_free_func(brief_free);
    g_autoptr(GHashTable) types = case_types_new();

    for (guint i = 0; cases != NULL && i < cases->len; i++) {
        const CaseType *type = case_type_of(call, types, cases->pdata[i], error);
        if (type == NULL) {
            return NULL;
        }
        g_ptr_array_add(briefs, brief_of(call, type, cases->pdata[i]));
    }
    return cases != NULL ? g_steal_pointer(&briefs) : NULL;
}

GPtrArray *casework_brief(Call *call, const char *id, GError **error)
{
    g_autoptr(GPtrArray) briefs = g_ptr_array_new_with_free_func(brief_free);
    g_autoptr(Case) record = case_find(call, id, error);
    g_autoptr(CaseType) type =
        record != NULL ? case_type_read(call, record->type, record->type_version, error) : NULL;

    if (type == NULL) {
        return NULL;
    }
    g_ptr_array_add(briefs, brief_of(call, type, record));
    return g_steal_pointer(&briefs);
}
