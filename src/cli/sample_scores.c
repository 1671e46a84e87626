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
    json_auto_t *body =
        json_pack("{s:O, s:O, s:O*}", "scheme", json_object_get(run, "scheme"), "period",
                  json_object_get(run, "period"), "grounds", json_object_get(run, "grounds"));
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

/* The run of WANTED's scheme and period in LIST, the latest; NULL if there is none. */
static const json_t *find_run(const json_t *list, const json_t *wanted)
{
    size_t i;
    json_t *run;

    json_array_foreach(json_object_get(list, "runs"), i, run)
    {
        if (strcmp(text(run, "scheme_key"), text(wanted, "scheme")) == 0 &&
            strcmp(text(run, "period"), text(wanted, "period")) == 0 &&
            json_is_null(json_object_get(run, "replaced_by"))) {
            return run;
        }
    }
    return NULL;
}

bool sample_publish(const Sample *sample, const json_t *runs, const char *approver, GError **error)
{
    const char *account = sample_account(sample, approver, error);
    json_auto_t *list =
        account != NULL ? sample_run_as(sample, account, "score_run_list", NULL, NULL, NULL, error)
                        : NULL;
    size_t i;
    json_t *wanted;

    if (list == NULL) {
        return false;
    }
    json_array_foreach(runs, i, wanted)
    {
        const json_t *run = find_run(list, wanted);
        if (run == NULL || strcmp(text(run, "state"), "frozen") != 0) {
            continue;
        }
        const char *parameters[] = {"run", text(run, "id"), NULL};
        json_auto_t *body = json_pack("{s:O}", "version", json_object_get(run, "version"));
        json_auto_t *published =
            sample_run_as(sample, account, "score_run_publish", parameters, body, NULL, error);
        if (published == NULL) {
            return false;
        }
    }
    return true;
}

/* WHO (a log-in) makes MOVE with FORM in the case ID that stands at VERSION. */
static bool move_as(const Sample *sample, const char *who, const char *id, const char *move,
                    json_int_t version, const json_t *form, GError **error)
{
    const char *account = sample_account(sample, who, error);

    return account != NULL && sample_move(sample, account, id, move, version, form, error);
}

/* What OBJECTION shows to be wrong is put right, and the units are scored again. */
static bool correct(const Sample *sample, const json_t *objection, GError **error)
{
    const json_t *correction = json_object_get(objection, "correction");
    const json_t *unit = find_unit(sample->units, text(objection, "unit"), error);
    json_auto_t *object = unit != NULL ? json_sprintf("unit:%s", text(unit, "id")) : NULL;
    json_auto_t *body = json_pack("{s:[{s:O, s:O*, s:O, s:O, s:O, s:b}], s:s}", "cells",
                                  "indicator", json_object_get(correction, "indicator"), "object",
                                  object, "period", json_object_get(correction, "period"), "value",
                                  json_object_get(correction, "value"), "reason",
                                  json_object_get(objection, "title"), "confirm", 1, "take", "all");
    json_auto_t *entered =
        object != NULL
            ? sample_run_as(sample, sample->clerk, "observation_write", NULL, body, NULL, error)
            : NULL;
    json_auto_t *again = json_pack(
        "{s:O, s:O, s:O}", "scheme", json_object_get(objection, "scheme"), "period",
        json_object_get(objection, "period"), "grounds", json_object_get(objection, "answer"));

    return entered != NULL && run_and_freeze(sample, again, error);
}

/* Raises OBJECTION to RUN; the case it opens. (transfer full) */
static json_t *raise_objection(const Sample *sample, const json_t *objection, const json_t *run,
                               GError **error)
{
    const char *account = sample_account(sample, text(objection, "as"), error);
    const json_t *unit =
        account != NULL ? find_unit(sample->units, text(objection, "unit"), error) : NULL;
    const char *parameters[] = {"run", text(run, "id"), NULL};

    if (unit == NULL) {
        return NULL;
    }
    json_auto_t *body =
        json_pack("{s:O, s:O, s:O, s:O}", "unit", json_object_get(unit, "id"), "item",
                  json_object_get(objection, "item"), "title", json_object_get(objection, "title"),
                  "facts", json_object_get(objection, "facts"));
    return sample_run_as(sample, account, "score_run_object", parameters, body, NULL, error);
}

bool sample_object(const Sample *sample, const json_t *objection, GError **error)
{
    const char *handler = text(objection, "handled_by");
    json_auto_t *list =
        sample_run_as(sample, sample->clerk, "score_run_list", NULL, NULL, NULL, error);
    const json_t *run = find_run(list, objection);
    json_auto_t *raised = run != NULL ? raise_objection(sample, objection, run, error) : NULL;
    const char *id = text(raised, "case");
    json_auto_t *nothing = json_object();
    json_auto_t *answer = json_pack("{s:O, s:O}", "answer", json_object_get(objection, "answer"),
                                    "decision", json_object_get(objection, "decision"));

    return raised != NULL && move_as(sample, handler, id, "accept", 1, nothing, error) &&
           move_as(sample, handler, id, "answer", 2, answer, error) &&
           move_as(sample, text(objection, "confirmed_by"), id, "confirm", 3, nothing, error) &&
           (json_object_get(objection, "correction") == NULL || correct(sample, objection, error));
}
