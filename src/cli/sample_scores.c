/* The sample district's assessment: what was entered for and against, and the runs of a quarter. */
#include "cli/sample_internal.h"

#include <string.h>

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* Entered by the clerk, approved by a leader. */
static bool enter(const Sample *sample, const json_t *entry, GError **error)
{
    const char *approver = sample_account(sample, text(entry, "approved_by"), error);
    json_t *unit = approver != NULL ? find_unit(sample->units, text(entry, "unit"), error) : NULL;
    json_auto_t *body =
        unit != NULL
            ? json_pack("{s:O, s:O, s:O, s:O, s:O, s:O}", "list", json_object_get(entry, "list"),
                        "unit", json_object_get(unit, "id"), "day", json_object_get(entry, "day"),
                        "points", json_object_get(entry, "points"), "reason",
                        json_object_get(entry, "reason"), "proof", json_object_get(entry, "proof"))
            : NULL;
    json_auto_t *added = body != NULL ? sample_run_as(sample, sample->clerk, "score_entry_add",
                                                      NULL, body, NULL, error)
                                      : NULL;
    if (added == NULL) {
        return false;
    }
    const char *parameters[] = {"entry", text(added, "id"), NULL};
    json_auto_t *approval = json_pack("{s:i, s:b}", "version", 1, "approve", 1);
    json_auto_t *decided =
        sample_run_as(sample, approver, "score_entry_decide", parameters, approval, NULL, error);
    return decided != NULL;
}

static bool run_and_freeze(const Sample *sample, const json_t *run, GError **error)
{
    json_auto_t *body = json_pack("{s:O, s:O}", "scheme", json_object_get(run, "scheme"), "period",
                                  json_object_get(run, "period"));
    json_auto_t *made =
        sample_run_as(sample, sample->clerk, "score_run_make", NULL, body, NULL, error);

    if (made == NULL) {
        return false;
    }
    const char *parameters[] = {"run", text(json_object_get(made, "run"), "id"), NULL};
    json_auto_t *version = json_pack("{s:i}", "version", 1);
    json_auto_t *frozen =
        sample_run_as(sample, sample->clerk, "score_run_freeze", parameters, version, NULL, error);
    return frozen != NULL;
}

bool sample_scores(const Sample *sample, const json_t *scores, GError **error)
{
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(scores, "entries"), i, one)
    {
        if (!enter(sample, one, error)) {
            return false;
        }
    }
    json_array_foreach(json_object_get(scores, "runs"), i, one)
    {
        if (!run_and_freeze(sample, one, error)) {
            return false;
        }
    }
    return true;
}
