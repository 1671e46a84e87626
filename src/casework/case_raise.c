/* Raising a case: who may, and what it is about. */
#include "casework/casework_internal.h"

#include "commitment/commitment.h"
#include "indicator/indicator.h"
#include "org/org.h"
#include "project/project.h"

#include <string.h>

bool case_may_raise(Call *call, const CaseType *type, const char *unit, bool *may, GError **error)
{
    static const struct {
        CaseWho who;
        const char *permission;
    } others[] = {{CASE_WHO_HANDLER, "case.handle"}, {CASE_WHO_REPORTER, "case.report"}};

    *may = (type->opening_who & CASE_WHO_OFFICE) != 0 && call_holds(call, "case.raise");
    for (gsize i = 0; !*may && i < G_N_ELEMENTS(others); i++) {
        if ((type->opening_who & others[i].who) == 0) {
            continue;
        }
        if (unit == NULL) {
            *may = call_holds_anywhere(call, others[i].permission);
        } else if (!call_reaches(call, others[i].permission, unit, may, error)) {
            return false;
        }
    }
    return true;
}

static bool check_raiser(Call *call, const char *key, const char *unit, GError **error)
{
    g_autoptr(CaseType) type = case_type_read(call, key, 0, error);
    bool may = false;

    if (type == NULL || !case_may_raise(call, type, unit, &may, error)) {
        return false;
    }
    call_authorize(call, unit, NULL, NULL); /* the type says who may, not the route */
    if (!may) {
        error_set(error, LUOSHI_ERROR_DENIED, "casework.not_to_raise", "/type", NULL);
    }
    return may;
}

/* What the case is about: checks that there is such an object, and takes from it who will handle
 * the case and who is in charge, as far as OPENING does not say. What OPENING borrows is kept in
 * OWNED. */
static bool find_object(Call *call, CaseOpening *opening, GPtrArray *owned, GError **error)
{
    char *title = NULL;
    char *unit = NULL;
    char *leader = NULL;
    char *name = NULL;
    bool found = true;

    if (strcmp(opening->object_kind, "commitment") == 0) {
        g_auto(CommitmentBrief) brief = {0};
        found = commitment_brief(call, opening->object_id, &brief, error);
        title = g_strdup(brief.text);
        unit = g_strdup(brief.lead_unit);
        leader = g_strdup(brief.leader);
    } else if (strcmp(opening->object_kind, "indicator") == 0) {
        found = indicator_brief(call, opening->object_id, &title, &unit, error) &&
                org_unit_leader(call_tx(call), call_district(call), unit, &leader, &name, error);
    } else if (strcmp(opening->object_kind, PROJECT_KIND) == 0) {
        g_auto(ProjectBrief) brief = {0};
        found = project_brief(call, opening->object_id, &brief, error);
        title = g_strdup(brief.name);
        unit = g_strdup(brief.unit);
        leader = g_strdup(brief.leader);
    } else if (strcmp(opening->object_kind, "score") == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "casework.by_mechanism", "/object_kind", NULL);
        found = false;
    }
    opening->title = title;
    opening->unit = opening->unit != NULL ? opening->unit : unit;
    opening->leader = leader;
    g_ptr_array_add(owned, title);
    g_ptr_array_add(owned, unit);
    g_ptr_array_add(owned, leader);
    g_free(name);
    return found;
}

/* Is there such a type, and does it take such objects? */
static bool check_kind(Call *call, const CaseOpening *opening, GError **error)
{
    g_autoptr(CaseType) type = case_type_read(call, opening->type, 0, error);

    if (type != NULL && !case_type_takes(type, opening->object_kind)) {
        error_set(error, LUOSHI_ERROR_INVALID, "casework.wrong_object", "/object_kind", NULL);
        return false;
    }
    return type != NULL;
}

bool case_raise(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    CaseOpening opening = {.type = json_string_value(json_object_get(body, "type")),
                           .object_kind = json_string_value(json_object_get(body, "object_kind")),
                           .object_id = json_string_value(json_object_get(body, "object_id")),
                           .unit = json_string_value(json_object_get(body, "unit")),
                           .form = json_object_get(body, "form")};
    g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);

    if (!check_kind(call, &opening, error) || !find_object(call, &opening, owned, error)) {
        return false;
    }
    if (opening.unit == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.no_unit", "/unit", NULL);
        return false;
    }
    if (!check_raiser(call, opening.type, opening.unit, error)) {
        return false;
    }
    g_autofree char *id = casework_open(call, &opening, error);
    if (id == NULL) {
        return false;
    }
    call_set_result(call, "case", id);
    call_created(call);
    return case_read(call, error);
}
