/* What the sample district's units said of their commitments, and its supervision notices, each
 * step by whoever makes it. */
#include "cli/sample_internal.h"

#include <string.h>

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* The first commitment whose wording holds PHRASE: its id (transfer full), or NULL. */
static char *find_commitment(const Sample *sample, const char *phrase, GError **error)
{
    json_auto_t *plans = sample_run_as(sample, sample->clerk, "plan_list", NULL, NULL, NULL, error);
    const char *plan = text(json_array_get(json_object_get(plans, "plans"), 0), "id");
    const char *parameters[] = {"plan", plan, "q", phrase, NULL};

    if (plan == NULL) {
        return NULL;
    }
    json_auto_t *page =
        sample_run_as(sample, sample->clerk, "commitment_list", parameters, NULL, NULL, error);
    return g_strdup(text(json_array_get(json_object_get(page, "commitments"), 0), "id"));
}

static bool make_moves(const Sample *sample, const json_t *raised, const json_t *moves,
                       GError **error)
{
    const char *parameters[] = {"case", text(json_object_get(raised, "case"), "id"), NULL};
    json_int_t version =
        json_integer_value(json_object_get(json_object_get(raised, "case"), "version"));
    size_t i;
    json_t *move;

    json_array_foreach(moves, i, move)
    {
        const char *account = sample_account(sample, text(move, "as"), error);
        json_auto_t *body = json_pack("{s:O, s:I, s:O}", "move", json_object_get(move, "move"),
                                      "version", version++, "form", json_object_get(move, "form"));
        json_auto_t *moved = account != NULL ? sample_run_as(sample, account, "case_make_move",
                                                             parameters, body, NULL, error)
                                             : NULL;
        if (moved == NULL) {
            return false;
        }
    }
    return true;
}

bool sample_cases(const Sample *sample, const json_t *cases, GError **error)
{
    size_t i;
    json_t *entry;

    json_array_foreach(cases, i, entry)
    {
        g_autofree char *about = find_commitment(sample, text(entry, "about"), error);
        json_t *unit = find_unit(sample->units, text(entry, "unit"), error);
        json_auto_t *body = unit == NULL ? NULL
                                         : json_pack("{s:s, s:s, s:s?, s:O, s:O}", "type", "notice",
                                                     "object_kind", "commitment", "object_id",
                                                     about, "form", json_object_get(entry, "form"),
                                                     "unit", json_object_get(unit, "id"));
        json_auto_t *raised = body != NULL ? sample_run_as(sample, sample->clerk, "case_raise",
                                                           NULL, body, NULL, error)
                                           : NULL;
        if (raised == NULL || !make_moves(sample, raised, json_object_get(entry, "moves"), error)) {
            return false;
        }
    }
    return true;
}

bool sample_completion(const Sample *sample, const json_t *asked, GError **error)
{
    const char *account = sample_account(sample, text(asked, "as"), error);
    g_autofree char *about =
        account != NULL ? find_commitment(sample, text(asked, "about"), error) : NULL;

    if (about == NULL) {
        if (error != NULL && *error == NULL) {
            error_set(error, LUOSHI_ERROR_NOT_FOUND, "commitment.no_commitment", NULL, NULL);
        }
        return false;
    }
    json_auto_t *body =
        json_pack("{s:s, s:s, s:s, s:{s:O}}", "type", "completion", "object_kind", "commitment",
                  "object_id", about, "form", "result", json_object_get(asked, "result"));
    json_auto_t *raised = sample_run_as(sample, account, "case_raise", NULL, body, NULL, error);
    return raised != NULL;
}

bool sample_progress(const Sample *sample, const json_t *progress, GError **error)
{
    size_t i;
    json_t *entry;

    json_array_foreach(progress, i, entry)
    {
        g_autofree char *about = find_commitment(sample, text(entry, "about"), error);
        const char *parameters[] = {"commitment", about, NULL};
        json_auto_t *body = json_pack("{s:O, s:O*}", "text", json_object_get(entry, "text"),
                                      "percent", json_object_get(entry, "percent"));
        json_auto_t *added = about != NULL ? sample_run_as(sample, sample->clerk, "progress_add",
                                                           parameters, body, NULL, error)
                                           : NULL;
        if (added == NULL) {
            if (about == NULL && *error == NULL) {
                error_set(error, LUOSHI_ERROR_NOT_FOUND, "commitment.no_commitment", NULL, NULL);
            }
            return false;
        }
    }
    return true;
}

bool sample_livelihood(const Sample *sample, const json_t *phrases, GError **error)
{
    size_t i;
    json_t *phrase;

    json_array_foreach(phrases, i, phrase)
    {
        g_autofree char *id = find_commitment(sample, json_string_value(phrase), error);
        const char *parameters[] = {"commitment", id, NULL};
        json_auto_t *added = id != NULL ? sample_run_as(sample, sample->clerk, "livelihood_add",
                                                        parameters, NULL, NULL, error)
                                        : NULL;
        if (added == NULL) {
            if (id == NULL && *error == NULL) {
                error_set(error, LUOSHI_ERROR_NOT_FOUND, "commitment.no_commitment", NULL, NULL);
            }
            return false;
        }
    }
    return true;
}
