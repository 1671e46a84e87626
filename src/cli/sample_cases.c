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

json_t *sample_upload(const Sample *sample, const char *account, const json_t *names,
                      GError **error)
{
    json_t *ids = json_array();
    size_t i;
    json_t *name;

    json_array_foreach(names, i, name)
    {
        const char *filename = json_string_value(name);
        const char *parameters[] = {"filename", filename, NULL};
        g_autofree char *path = g_build_filename(sample->folder, "evidence", filename, NULL);
        char *bytes = NULL;
        gsize length = 0;
        if (!g_file_get_contents(path, &bytes, &length, error)) {
            json_decref(ids);
            return NULL;
        }
        g_autoptr(GBytes) content = g_bytes_new_take(bytes, length);
        json_auto_t *file =
            sample_run_as(sample, account, "evidence_upload", parameters, NULL, content, error);
        if (file == NULL) {
            json_decref(ids);
            return NULL;
        }
        json_array_append(ids, json_object_get(file, "id"));
    }
    return ids;
}

/* The form of MOVE, its files uploaded by ACCOUNT and named as a case does: a space between them.
 * (transfer full) */
static json_t *form_of(const Sample *sample, const char *account, const json_t *move,
                       GError **error)
{
    json_auto_t *ids = sample_upload(sample, account, json_object_get(move, "files"), error);
    g_autoptr(GString) names = g_string_new(NULL);
    size_t i;
    json_t *id;

    if (ids == NULL) {
        return NULL;
    }
    json_array_foreach(ids, i, id)
    {
        g_string_append_printf(names, "%s%s", i > 0 ? " " : "", json_string_value(id));
    }
    json_t *form = json_copy(json_object_get(move, "form"));
    if (names->len > 0) {
        json_object_set_new(form, "files", json_string(names->str));
    }
    return form;
}

bool sample_move(const Sample *sample, const char *account, const char *id, const char *move,
                 json_int_t version, const json_t *form, GError **error)
{
    const char *parameters[] = {"case", id, NULL};
    json_auto_t *body =
        json_pack("{s:s, s:I, s:O}", "move", move, "version", version, "form", form);
    json_auto_t *moved =
        sample_run_as(sample, account, "case_make_move", parameters, body, NULL, error);

    return moved != NULL;
}

/* MOVE, {as, move, form, files}, in the case ID that stands at VERSION. */
static bool make_move(const Sample *sample, const char *id, json_int_t version, const json_t *move,
                      GError **error)
{
    const char *account = sample_account(sample, text(move, "as"), error);
    json_auto_t *form = account != NULL ? form_of(sample, account, move, error) : NULL;

    return form != NULL &&
           sample_move(sample, account, id, text(move, "move"), version, form, error);
}

/* Raises the notice ENTRY as the office does; the case. (transfer full) */
static json_t *raise_notice(const Sample *sample, const json_t *entry, GError **error)
{
    g_autofree char *about = find_commitment(sample, text(entry, "about"), error);
    json_t *unit = find_unit(sample->units, text(entry, "unit"), error);
    json_auto_t *body = unit == NULL ? NULL
                                     : json_pack("{s:s, s:s, s:s?, s:O, s:O}", "type", "notice",
                                                 "object_kind", "commitment", "object_id", about,
                                                 "form", json_object_get(entry, "form"), "unit",
                                                 json_object_get(unit, "id"));
    json_auto_t *raised =
        body != NULL ? sample_run_as(sample, sample->clerk, "case_raise", NULL, body, NULL, error)
                     : NULL;

    return json_incref(json_object_get(raised, "case"));
}

bool sample_cases(const Sample *sample, const json_t *cases, GError **error)
{
    size_t i;
    size_t k;
    json_t *entry;
    json_t *move;

    json_array_foreach(cases, i, entry)
    {
        json_auto_t *raised = raise_notice(sample, entry, error);
        json_int_t version = json_integer_value(json_object_get(raised, "version"));
        if (raised == NULL) {
            return false;
        }
        json_array_foreach(json_object_get(entry, "moves"), k, move)
        {
            if (!make_move(sample, text(raised, "id"), version++, move, error)) {
                return false;
            }
        }
    }
    return true;
}

bool sample_notice(const Sample *sample, json_t *notice, const json_t *move, GError **error)
{
    if (move == NULL) {
        json_auto_t *raised = raise_notice(sample, notice, error);
        json_object_set(notice, "case", json_object_get(raised, "id"));
        return raised != NULL;
    }
    const char *id = text(notice, "case");
    const char *parameters[] = {"case", id, NULL};
    json_auto_t *detail =
        sample_run_as(sample, sample->clerk, "case_read", parameters, NULL, NULL, error);
    const json_t *version = json_object_get(json_object_get(detail, "case"), "version");

    return detail != NULL && make_move(sample, id, json_integer_value(version), move, error);
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
