/* What units say of their commitments on the way (进展), and the end: done when somebody else has
 * verified it. */
#include "commitment/commitment_internal.h"

#include "evidence/evidence.h"

#include <string.h>

#define PERCENT_WHOLE 100

bool commitment_progress_last(Call *call, const char *commitment, CommitmentProgress *last,
                              GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_progress_last,
                    STORE_VALUES(store_text(call_district(call)), store_text(commitment)), error);

    *last = (CommitmentProgress){0};
    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        last->number = store_column_int(rows, 0);
        g_strlcpy(last->day, store_column_text(rows, 1), sizeof last->day);
        last->has_percent = !store_column_is_null(rows, 2);
        last->percent = store_column_int(rows, 2);
    }
    return error_pass(error, &failed);
}

GHashTable *commitment_progress_said(Call *call, const char *day, GError **error)
{
    g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_progress_said,
                    STORE_VALUES(store_text(call_district(call)), store_text(day)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_hash_table_insert(said, g_strdup(store_column_text(rows, 0)),
                            GINT_TO_POINTER((gint)store_column_int(rows, 1)));
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&said) : NULL;
}

static bool write_all(Call *call, const char *commitment, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_progress_of,
                    STORE_VALUES(store_text(call_district(call)), store_text(commitment)), error);

    if (rows == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "progress");
    json_begin_array(answer);
    while (store_rows_next(rows, &failed)) {
        json_auto_t *files = json_loads(store_column_text(rows, 6), 0, NULL);
        json_begin_object(answer);
        json_member_int(answer, "number", store_column_int(rows, 0));
        json_member_time(answer, "at", store_column_int(rows, 1));
        json_member_text(answer, "by_name",
                         name_of(names, NAME_ACCOUNT, store_column_text(rows, 2)));
        json_member_text(answer, "unit_name",
                         name_of(names, NAME_UNIT, store_column_text(rows, 3)));
        json_member_text(answer, "text", store_column_text(rows, 4));
        if (store_column_is_null(rows, 5)) {
            json_member_raw(answer, "percent", NULL);
        } else {
            json_member_int(answer, "percent", store_column_int(rows, 5));
        }
        json_key(answer, "files");
        if (!evidence_write(call, answer, files, names, error)) {
            return false;
        }
        json_end_object(answer);
    }
    json_end_array(answer);
    json_end_object(answer);
    return error_pass(error, &failed);
}

bool progress_list(Call *call, GError **error)
{
    const char *id = call_parameter(call, "commitment");
    g_auto(CommitmentBrief) brief = {0};

    return commitment_brief(call, id, &brief, error) &&
           commitment_may(call, brief.lead_unit, brief.co_units, error) &&
           write_all(call, id, error);
}

/* Only an open commitment makes progress, and 100 % is for the verified end. */
static bool check_progress(const CommitmentBrief *brief, const json_t *percent, GError **error)
{
    if (strcmp(brief->state, "open") != 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "commitment.progress_closed", NULL, NULL);
        return false;
    }
    if (json_integer_value(percent) == PERCENT_WHOLE) {
        error_set(error, LUOSHI_ERROR_INVALID, "commitment.progress_whole", "/percent", NULL);
        return false;
    }
    return true;
}

/* The unit that speaks: the actor's own where it owes the commitment, else the lead unit. */
static const char *speaker(const Call *call, const CommitmentBrief *brief)
{
    const char *own = call_actor(call)->unit;

    return *own != '\0' && strstr(brief->co_units, own) != NULL ? own : brief->lead_unit;
}

bool commitment_progress_report(Call *call, const char *id, const char *text, const json_t *percent,
                                const json_t *files, GError **error)
{
    json_auto_t *none = json_array();
    g_auto(CommitmentBrief) brief = {0};
    CommitmentProgress last = {0};

    files = files != NULL ? files : none;
    if (!commitment_brief(call, id, &brief, error) || !check_progress(&brief, percent, error) ||
        !commitment_progress_last(call, id, &last, error)) {
        return false;
    }
    const EvidenceObject object = {.kind = "commitment", .id = id, .unit = brief.lead_unit};
    g_autofree char *kept = json_dumps(files, JSON_COMPACT);
    bool known = json_is_integer(percent);
    if (!evidence_bind(call, files, &object, "/files", error) ||
        !store_execute(call_tx(call), &sql_progress_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                    store_int(last.number + 1), store_int(call_now(call)),
                                    store_text(call_today(call)),
                                    store_text(call_actor(call)->account),
                                    store_text(speaker(call, &brief)), store_text(text),
                                    known ? store_int(json_integer_value(percent)) : store_null(),
                                    store_text(kept)),
                       NULL, error)) {
        return false;
    }
    json_auto_t *after = json_pack("{s:s, s:O?}", "text", text, "percent", percent);
    commitment_changed(call, &brief);
    return call_record(call, "commitment.progress", "commitment", id, NULL, NULL, after, error);
}

bool progress_add(Call *call, GError **error)
{
    const char *id = call_parameter(call, "commitment");
    const json_t *body = call_body(call);
    g_auto(CommitmentBrief) brief = {0};

    if (!commitment_brief(call, id, &brief, error) ||
        !commitment_may(call, brief.lead_unit, brief.co_units, error) ||
        !commitment_progress_report(call, id, json_string_value(json_object_get(body, "text")),
                                    json_object_get(body, "percent"),
                                    json_object_get(body, "files"), error)) {
        return false;
    }
    call_created(call);
    return write_all(call, id, error);
}

bool commitment_complete(Call *call, const char *id, const char *why, GError **error)
{
    g_auto(CommitmentBrief) brief = {0};
    gint64 changed = 0;

    if (!commitment_brief(call, id, &brief, error) ||
        !store_execute(call_tx(call), &sql_commitment_complete,
                       STORE_VALUES(store_text(call_today(call)), store_text(call_district(call)),
                                    store_text(id)),
                       &changed, error)) {
        return false;
    }
    if (changed == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "commitment.progress_closed", NULL, NULL);
        return false;
    }
    json_auto_t *before = json_pack("{s:s}", "state", brief.state);
    json_auto_t *after = json_pack("{s:s}", "state", "done");
    commitment_changed(call, &brief);
    return call_record(call, "commitment.complete", "commitment", id, why, before, after, error);
}
