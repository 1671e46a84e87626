/* Plans as they stood: today's commitments with later amendments taken back. */
#include "commitment/account.h"

#include "commitment/commitment_internal.h"

#include <string.h>

static void section_free(gpointer data)
{
    PlanSection *section = data;

    g_free(section->title);
    g_free(section);
}

static void commitment_free(gpointer data)
{
    PlanCommitment *commitment = data;

    g_free(commitment->id);
    g_free(commitment->text);
    g_free(commitment->target);
    g_free(commitment->lead_unit);
    g_free(commitment->leader);
    g_free(commitment->due);
    g_free(commitment->state);
    g_free(commitment->closed_by);
    g_free(commitment->progress.by);
    g_free(commitment->progress.unit);
    g_free(commitment->progress.text);
    g_free(commitment);
}

static void amendment_free(gpointer data)
{
    PlanAmendment *amendment = data;

    g_free(amendment->id);
    g_free(amendment->commitment);
    g_free(amendment->by);
    g_free(amendment->reason);
    json_decref(amendment->before);
    json_decref(amendment->after);
    g_free(amendment);
}

static void account_free(gpointer data)
{
    PlanAccount *account = data;

    g_free(account->id);
    g_free(account->title);
    g_ptr_array_unref(account->sections);
    g_ptr_array_unref(account->commitments);
    g_ptr_array_unref(account->amendments);
    g_free(account);
}

static bool read_sections(Call *call, PlanAccount *account, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_plan_section_titles,
                    STORE_VALUES(store_text(call_district(call)), store_text(account->id)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        PlanSection *section = g_new0(PlanSection, 1);
        section->number = store_column_int(rows, 0);
        section->title = g_strdup(store_column_text(rows, 1));
        section->depth = store_column_int(rows, 2);
        g_ptr_array_add(account->sections, section);
    }
    return rows != NULL && error_pass(error, &failed);
}

static bool read_commitments(Call *call, PlanAccount *account, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_commitment_list,
        STORE_VALUES(store_text(call_district(call)), store_text(account->id), store_int(0),
                     store_null(), store_null(), store_null(), store_int(0), store_int(G_MAXINT32),
                     store_null(), store_text(""), store_text("9999-99-99"), store_null(),
                     store_int(PLAN_ACCOUNT_MAX)),
        error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        PlanCommitment *one = g_new0(PlanCommitment, 1);
        one->id = g_strdup(store_column_text(rows, 0));
        one->number = store_column_int(rows, 2);
        one->section = store_column_int(rows, 3);
        one->text = g_strdup(store_column_text(rows, 4));
        one->target = g_strdup(store_column_text(rows, 5));
        one->leader = g_strdup(store_column_text(rows, 6));
        one->lead_unit = g_strdup(store_column_text(rows, 7));
        one->due = g_strdup(store_column_text(rows, 9));
        one->state = g_strdup(store_column_text(rows, 10));
        g_ptr_array_add(account->commitments, one);
    }
    return rows != NULL && error_pass(error, &failed);
}

/* The last word on each commitment up to MOMENT. */
static bool read_progress(Call *call, PlanAccount *account, gint64 moment, GError **error)
{
    g_autoptr(GError) failed = NULL;
    guint i = 0;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_progress_of_plan,
        STORE_VALUES(store_text(call_district(call)), store_text(account->id), store_int(moment)),
        error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        gint64 number = store_column_int(rows, 0);
        PlanCommitment *one = NULL;
        while (i < account->commitments->len &&
               (one = account->commitments->pdata[i])->number < number) {
            i++;
        }
        if (one == NULL || one->number != number) {
            continue;
        }
        one->progress =
            (PlanProgress){.number = store_column_int(rows, 1),
                           .at = store_column_int(rows, 2),
                           .by = g_strdup(store_column_text(rows, 3)),
                           .unit = g_strdup(store_column_text(rows, 4)),
                           .text = g_strdup(store_column_text(rows, 5)),
                           .has_percent = !store_column_is_null(rows, 6),
                           .percent = store_column_int(rows, 6),
                           .has_files = g_strcmp0(store_column_text(rows, 7), "[]") != 0};
    }
    return rows != NULL && error_pass(error, &failed);
}

static void take_back(char **member, const json_t *before, const char *name)
{
    const json_t *value = json_object_get(before, name);

    if (value != NULL) {
        g_free(*member);
        *member = g_strdup(json_string_value(value));
    }
}

/* Reads the amendments, newest first; those after MOMENT are taken back from their commitments. */
static bool read_amendments(Call *call, PlanAccount *account, gint64 moment, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_amendments_of_plan,
                    STORE_VALUES(store_text(call_district(call)), store_text(account->id),
                                 store_int(PLAN_ACCOUNT_MAX)),
                    error);

    for (guint i = 0; i < account->commitments->len; i++) {
        PlanCommitment *one = account->commitments->pdata[i];
        g_hash_table_insert(by_id, one->id, one);
    }
    while (rows != NULL && store_rows_next(rows, &failed)) {
        PlanCommitment *one = g_hash_table_lookup(by_id, store_column_text(rows, 1));
        json_t *before = json_loads(store_column_text(rows, 6), 0, NULL);
        if (store_column_int(rows, 2) > moment) {
            if (one != NULL) {
                take_back(&one->text, before, "text");
                take_back(&one->lead_unit, before, "lead_unit");
                take_back(&one->leader, before, "leader");
                take_back(&one->due, before, "due");
                take_back(&one->state, before, "state");
            }
            json_decref(before);
            continue;
        }
        PlanAmendment *amendment = g_new0(PlanAmendment, 1);
        *amendment = (PlanAmendment){.id = g_strdup(store_column_text(rows, 0)),
                                     .commitment = g_strdup(store_column_text(rows, 1)),
                                     .at = store_column_int(rows, 2),
                                     .by = g_strdup(store_column_text(rows, 3)),
                                     .reason = g_strdup(store_column_text(rows, 4)),
                                     .plan_version = store_column_int(rows, 5),
                                     .before = before,
                                     .after = json_loads(store_column_text(rows, 7), 0, NULL)};
        g_ptr_array_insert(account->amendments, 0, amendment);
        const char *state = json_string_value(json_object_get(amendment->after, "state"));
        if (one != NULL && one->closed_by == NULL && strcmp(one->state, "done") == 0 &&
            g_strcmp0(state, "done") == 0) {
            one->closed_by = g_strdup(amendment->id);
        }
    }
    return rows != NULL && error_pass(error, &failed);
}

/* Takes out what was decided after MOMENT. */
static bool remove_later(Call *call, PlanAccount *account, gint64 moment, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(GHashTable) later = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_decided_after,
        STORE_VALUES(store_text(call_district(call)), store_text(account->id), store_int(moment)),
        error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_hash_table_add(later, g_strdup(store_column_text(rows, 0)));
    }
    for (guint i = account->commitments->len; i > 0; i--) {
        const PlanCommitment *one = account->commitments->pdata[i - 1];
        if (g_hash_table_contains(later, one->id)) {
            g_ptr_array_remove_index(account->commitments, i - 1);
        }
    }
    return rows != NULL && error_pass(error, &failed);
}

GPtrArray *plan_accounts_read(Call *call, gint64 year, gint64 moment, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func(account_free);
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_plans_of_year,
                    STORE_VALUES(store_text(call_district(call)), store_int(year)), error);

    if (rows == NULL) {
        return NULL;
    }
    while (store_rows_next(rows, &failed)) {
        PlanAccount *account = g_new0(PlanAccount, 1);
        account->id = g_strdup(store_column_text(rows, 0));
        account->title = g_strdup(store_column_text(rows, 1));
        account->sections = g_ptr_array_new_with_free_func(section_free);
        account->commitments = g_ptr_array_new_with_free_func(commitment_free);
        account->amendments = g_ptr_array_new_with_free_func(amendment_free);
        g_ptr_array_add(accounts, account);
    }
    if (!error_pass(error, &failed)) {
        return NULL;
    }
    for (guint i = 0; i < accounts->len; i++) {
        PlanAccount *account = accounts->pdata[i];
        if (!read_sections(call, account, error) || !read_commitments(call, account, error) ||
            !remove_later(call, account, moment, error) ||
            !read_amendments(call, account, moment, error) ||
            !read_progress(call, account, moment, error)) {
            return NULL;
        }
    }
    return g_steal_pointer(&accounts);
}

GArray *plan_years_read(Call *call, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(GArray) years = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_plan_years,
                                            STORE_VALUES(store_text(call_district(call))), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        gint64 year = store_column_int(rows, 0);
        g_array_append_val(years, year);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&years) : NULL;
}
