/* Guessing passwords is made slow, by account and by address, on all servers together. */
#include "org/account_internal.h"

#include "account_sql.h"
#include "org/account.h"

/* Who failed: an account or an address, and how often without having to wait. */
typedef struct {
    char *name;
    gint64 free;
} Subject;

static void subject_clear(Subject *subject)
{
    g_free(subject->name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Subject, subject_clear)

/* The failures of SUBJECT that time has not forgiven, and when the last one was. */
static bool find_failures(Call *call, StoreTx *tx, const Subject *subject, gint64 *failures,
                          gint64 *last_at, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_login_failures,
                    STORE_VALUES(store_text(call->district), store_text(subject->name)), error);

    *failures = 0;
    *last_at = call->now;
    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        *last_at = store_column_int(rows, 1);
        gint64 passed = (call->now - *last_at) / G_USEC_PER_SEC;
        *failures = MAX(store_column_int(rows, 0) - passed / ACCOUNT_FORGIVE_SECONDS, 0);
    }
    return error_pass(error, &failed);
}

/* How many seconds SUBJECT must still wait; -1 with *error. */
static gint64 seconds_to_wait(Call *call, StoreTx *tx, const Subject *subject, GError **error)
{
    gint64 failures;
    gint64 last_at;

    if (!find_failures(call, tx, subject, &failures, &last_at, error)) {
        return -1;
    }
    gint64 beyond = failures - subject->free;
    if (beyond < 0) {
        return 0;
    }
    gint64 wait = MIN((gint64)ACCOUNT_WAIT_SECONDS << MIN(beyond, 10), ACCOUNT_WAIT_MAX_SECONDS);
    return MAX(wait - (call->now - last_at) / G_USEC_PER_SEC, 0);
}

static Subject account_subject(const Call *call)
{
    const char *login = json_string_value(json_object_get(call->body, "login"));

    return (Subject){g_strconcat("account:", login, NULL), ACCOUNT_FREE_FAILURES};
}

/* Addresses are kept as digests: who tried is not a record we need. */
static Subject address_subject(const Call *call)
{
    g_autofree char *digest = account_digest(call->address != NULL ? call->address : "");

    return (Subject){g_strconcat("address:", digest, NULL), ADDRESS_FREE_FAILURES};
}

bool throttle_check(Call *call, StoreTx *tx, GError **error)
{
    g_auto(Subject) account = account_subject(call);
    g_auto(Subject) address = address_subject(call);
    gint64 by_account = seconds_to_wait(call, tx, &account, error);
    gint64 by_address = by_account < 0 ? -1 : seconds_to_wait(call, tx, &address, error);

    if (by_address < 0) {
        return false;
    }
    if (by_account > 0 || by_address > 0) {
        g_autofree char *seconds =
            g_strdup_printf("%" G_GINT64_FORMAT, MAX(by_account, by_address));
        error_set(error, LUOSHI_ERROR_TOO_MANY, "org.login_wait", NULL, "seconds", seconds, NULL);
        return false;
    }
    return true;
}

bool account_forget_failures(StoreTx *tx, gint64 now, GError **error)
{
    gint64 forgive = (gint64)ACCOUNT_FORGIVE_SECONDS * G_USEC_PER_SEC;

    return store_execute(tx, &sql_login_failure_expire,
                         STORE_VALUES(store_int(forgive), store_int(now)), NULL, error);
}

static bool add_failure(Call *call, const Subject *subject, GError **error)
{
    gint64 failures;
    gint64 last_at;

    return find_failures(call, call->tx, subject, &failures, &last_at, error) &&
           store_execute(call->tx, &sql_login_failure_set,
                         STORE_VALUES(store_text(call->district), store_text(subject->name),
                                      store_int(failures + 1), store_int(call->now)),
                         NULL, error);
}

bool throttle_fail(Call *call, GError **error)
{
    g_auto(Subject) account = account_subject(call);
    g_auto(Subject) address = address_subject(call);

    return add_failure(call, &account, error) && add_failure(call, &address, error);
}

bool throttle_clear(Call *call, GError **error)
{
    g_auto(Subject) account = account_subject(call);

    return store_execute(call->tx, &sql_login_failure_clear,
                         STORE_VALUES(store_text(call->district), store_text(account.name)), NULL,
                         error);
}
