/* Debts: what is owed, when it falls due, and how repayment stands against its plan. */
#include "budget/budget_internal.h"

#include "kernel/day.h"

#include <string.h>

#define SOON_DAYS 30 /* a repayment due within so many days warns */

typedef struct {
    char *id;
    char *name;
    char *kind;
    char *creditor;
    char *unit;
    Decimal principal;
    Decimal rate; /* percent a year */
    char *issued;
    char *matures;
    Decimal repaid;
    gint64 version;
    GArray *dues; /* Due, by day */
} Debt;

typedef struct {
    char day[DAY_LENGTH + 1];
    Decimal amount;
} Due;

static void debt_free(gpointer data)
{
    Debt *debt = data;

    g_free(debt->id);
    g_free(debt->name);
    g_free(debt->kind);
    g_free(debt->creditor);
    g_free(debt->unit);
    g_free(debt->issued);
    g_free(debt->matures);
    g_clear_pointer(&debt->dues, g_array_unref);
    g_free(debt);
}

static Debt *debt_from_row(const StoreRows *rows)
{
    Debt *debt = g_new0(Debt, 1);

    *debt = (Debt){.id = g_strdup(store_column_text(rows, 0)),
                   .name = g_strdup(store_column_text(rows, 1)),
                   .kind = g_strdup(store_column_text(rows, 2)),
                   .creditor = g_strdup(store_column_text(rows, 3)),
                   .unit = g_strdup(store_column_text(rows, 4)),
                   .principal = store_column_int(rows, 5),
                   .rate = store_column_int(rows, 6),
                   .issued = g_strdup(store_column_text(rows, 7)),
                   .matures = g_strdup(store_column_text(rows, 8)),
                   .repaid = store_column_int(rows, 9),
                   .version = store_column_int(rows, 10),
                   .dues = g_array_new(FALSE, FALSE, sizeof(Due))};
    return debt;
}

/* Adds to LIST the days and amounts of DEBT that STATEMENT finds. */
static bool read_days(Call *call, const StoreStatement *statement, const char *debt, GArray *list,
                      GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), statement,
                    STORE_VALUES(store_text(call_district(call)), store_text(debt)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        Due due = {.amount = store_column_int(rows, 1)};
        g_strlcpy(due.day, store_column_text(rows, 0), sizeof due.day);
        g_array_append_val(list, due);
    }
    return rows != NULL && error_pass(error, &failed);
}

/* All debts, or ID's; SCOPE as of call_scope(). (transfer full, elements Debt) */
static GPtrArray *read_debts(Call *call, const char *id, const char *scope, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(debt_free);
    g_autoptr(GError) failed = NULL;

    {
        g_autoptr(StoreRows) rows = store_query(
            call_tx(call), &sql_debts,
            STORE_VALUES(store_text(call_district(call)), store_text(id), store_text(scope)),
            error);
        while (rows != NULL && store_rows_next(rows, &failed)) {
            g_ptr_array_add(all, debt_from_row(rows));
        }
        if (rows == NULL || !error_pass(error, &failed)) {
            return NULL;
        }
    }
    for (guint i = 0; i < all->len; i++) {
        Debt *debt = all->pdata[i];
        if (!read_days(call, &sql_debt_dues, debt->id, debt->dues, error)) {
            return NULL;
        }
    }
    return g_steal_pointer(&all);
}

/* How a debt stands on a day. */
typedef struct {
    Decimal planned;  /* due by then */
    Decimal behind;   /* of that, not repaid */
    const char *next; /* the first day whose part is not wholly repaid, or NULL */
    Decimal next_amount;
    const char *state; /* repaid, late, soon, running */
} Standing;

static Standing stand(const Debt *debt, const char *today)
{
    Standing standing = {.state = "running"};
    Decimal sum = 0;
    gint32 now = 0;
    gint32 day = 0;

    for (guint i = 0; i < debt->dues->len; i++) {
        const Due *due = &g_array_index(debt->dues, Due, i);
        sum += due->amount;
        standing.planned += strcmp(due->day, today) < 0 ? due->amount : 0;
        if (standing.next == NULL && debt->repaid < sum) {
            standing.next = due->day;
            standing.next_amount = sum - debt->repaid;
        }
    }
    standing.behind = MAX(standing.planned - debt->repaid, 0);
    day_parse(today, &now);
    if (standing.next == NULL) {
        standing.state = "repaid";
    } else if (standing.behind > 0) {
        standing.state = "late";
    } else if (day_parse(standing.next, &day) && day - now <= SOON_DAYS) {
        standing.state = "soon";
    }
    return standing;
}

static void write_debt(Call *call, const Debt *debt, const Names *names)
{
    JsonWriter *answer = call_answer(call);
    Standing standing = stand(debt, call_today(call));

    json_begin_object(answer);
    json_member_text(answer, "id", debt->id);
    json_member_text(answer, "name", debt->name);
    json_member_text(answer, "kind", debt->kind);
    json_member_text(answer, "creditor", debt->creditor);
    json_member_text(answer, "unit", debt->unit);
    json_member_text(answer, "unit_name", name_of(names, NAME_UNIT, debt->unit));
    budget_member(answer, "principal", debt->principal);
    budget_member(answer, "rate", debt->rate);
    json_member_text(answer, "issued", debt->issued);
    json_member_text(answer, "matures", debt->matures);
    budget_member(answer, "repaid", debt->repaid);
    budget_member(answer, "owed", debt->principal - debt->repaid);
    budget_member(answer, "planned", standing.planned);
    budget_member(answer, "behind", standing.behind);
    json_member_text(answer, "next", standing.next);
    budget_member(answer, "next_amount", standing.next_amount);
    json_member_text(answer, "state", standing.state);
    json_member_int(answer, "version", debt->version);
    json_end_object(answer);
}

/* What falls due in each year, of all DEBTS together. */
static void write_ladder(Call *call, const GPtrArray *debts)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GTree) years =
        g_tree_new_full((GCompareDataFunc)(void (*)(void))strcmp, NULL, g_free, g_free);

    for (guint i = 0; i < debts->len; i++) {
        const Debt *debt = debts->pdata[i];
        for (guint d = 0; d < debt->dues->len; d++) {
            const Due *due = &g_array_index(debt->dues, Due, d);
            g_autofree char *year = g_strndup(due->day, 4);
            Decimal *sum = g_tree_lookup(years, year);
            if (sum == NULL) {
                sum = g_new0(Decimal, 1);
                g_tree_insert(years, g_strdup(year), sum);
            }
            *sum += due->amount;
        }
    }
    json_key(answer, "ladder");
    json_begin_array(answer);
    for (GTreeNode *node = g_tree_node_first(years); node != NULL; node = g_tree_node_next(node)) {
        const Decimal *sum = g_tree_node_value(node);
        json_begin_object(answer);
        json_member_int(answer, "year", g_ascii_strtoll(g_tree_node_key(node), NULL, 10));
        budget_member(answer, "amount", *sum);
        json_end_object(answer);
    }
    json_end_array(answer);
}

bool debt_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);
    g_autoptr(GPtrArray) debts =
        error_pass(error, &failed) ? read_debts(call, NULL, scope, error) : NULL;
    Decimal principal = 0;
    Decimal repaid = 0;
    Decimal behind = 0;

    if (debts == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "debts");
    json_begin_array(answer);
    for (guint i = 0; i < debts->len; i++) {
        const Debt *debt = debts->pdata[i];
        write_debt(call, debt, names);
        principal += debt->principal;
        repaid += debt->repaid;
        behind += stand(debt, call_today(call)).behind;
    }
    json_end_array(answer);
    budget_member(answer, "principal", principal);
    budget_member(answer, "owed", principal - repaid);
    budget_member(answer, "behind", behind);
    write_ladder(call, debts);
    json_end_object(answer);
    return true;
}

/* The one debt ID. (transfer full, an array of it) */
static GPtrArray *read_one(Call *call, const char *id, GError **error)
{
    g_autoptr(GPtrArray) found = read_debts(call, id, NULL, error);

    if (found != NULL && found->len == 0) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "budget.no_debt", NULL, NULL);
        return NULL;
    }
    return g_steal_pointer(&found);
}

static bool write_payment(Call *call, const StoreRows *rows, gconstpointer names, GError **error)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_int(answer, "number", store_column_int(rows, 0));
    if (!budget_write_entry(call, rows, 1, names, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

static bool write_payments(Call *call, const char *debt, const Names *names, GError **error)
{
    StoreRows *rows =
        store_query(call_tx(call), &sql_debt_payments,
                    STORE_VALUES(store_text(call_district(call)), store_text(debt)), error);

    return call_write_rows(call, "payments", rows, write_payment, names, error);
}

/* The day on which all that is due with part I was repaid, or NULL. */
static const char *repaid_on(const Debt *debt, guint i, const GArray *payments)
{
    Decimal due = 0;
    Decimal paid = 0;

    for (guint d = 0; d <= i; d++) {
        due += g_array_index(debt->dues, Due, d).amount;
    }
    for (guint p = 0; p < payments->len; p++) {
        const Due *payment = &g_array_index(payments, Due, p);
        paid += payment->amount;
        if (paid >= due) {
            return payment->day;
        }
    }
    return NULL;
}

/* The parts of the plan, each with how late it was repaid or is. */
static bool write_plan(Call *call, const Debt *debt, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GArray) payments = g_array_new(FALSE, FALSE, sizeof(Due));

    if (!read_days(call, &sql_debt_payment_days, debt->id, payments, error)) {
        return false;
    }
    json_key(answer, "plan");
    json_begin_array(answer);
    for (guint i = 0; i < debt->dues->len; i++) {
        const Due *due = &g_array_index(debt->dues, Due, i);
        const char *day = repaid_on(debt, i, payments);
        gint32 wanted = 0;
        gint32 until = 0;
        day_parse(due->day, &wanted);
        day_parse(day != NULL ? day : call_today(call), &until);
        json_begin_object(answer);
        json_member_text(answer, "day", due->day);
        budget_member(answer, "amount", due->amount);
        json_member_text(answer, "repaid_on", day);
        json_member_int(answer, "days_late", MAX(until - wanted, 0));
        json_end_object(answer);
    }
    json_end_array(answer);
    return true;
}

static bool write_detail(Call *call, const char *id, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(GPtrArray) found = read_one(call, id, error);

    if (found == NULL) {
        return false;
    }
    const Debt *debt = found->pdata[0];
    json_begin_object(answer);
    json_key(answer, "debt");
    write_debt(call, debt, names);
    if (!write_plan(call, debt, error) || !write_payments(call, id, names, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

bool debt_read(Call *call, GError **error)
{
    const char *id = call_parameter(call, "debt");
    g_autoptr(GPtrArray) found = read_one(call, id, error);

    return found != NULL &&
           call_authorize(call, ((const Debt *)found->pdata[0])->unit, NULL, error) &&
           write_detail(call, id, error);
}

/* The plan of BODY: days in order, from the issue to the maturity, that add up to PRINCIPAL. */
static bool check_plan(const json_t *body, Decimal principal, GError **error)
{
    const json_t *plan = json_object_get(body, "plan");
    const char *before = budget_text(body, "issued");
    Decimal sum = 0;
    size_t i;
    json_t *part;

    json_array_foreach(plan, i, part)
    {
        g_autofree char *amount_at = g_strdup_printf("/plan/%zu/amount", i);
        g_autofree char *day_at = g_strdup_printf("/plan/%zu/day", i);
        const char *day = budget_text(part, "day");
        Decimal amount = 0;
        if (!budget_amount(part, "amount", amount_at, false, &amount, error)) {
            return false;
        }
        if (!day_parse(day, NULL) || strcmp(day, before) <= 0 ||
            strcmp(day, budget_text(body, "matures")) > 0) {
            error_set(error, LUOSHI_ERROR_INVALID, "budget.plan_day", day_at, NULL);
            return false;
        }
        before = day;
        sum += amount;
    }
    if (sum != principal) {
        char planned[DECIMAL_TEXT_MAX];
        char owed[DECIMAL_TEXT_MAX];
        decimal_format(sum, planned);
        decimal_format(principal, owed);
        error_set(error, LUOSHI_ERROR_INVALID, "budget.plan_sum", "/plan", "sum", planned,
                  "principal", owed, NULL);
        return false;
    }
    return true;
}

static bool check_debt(Call *call, const json_t *body, Decimal *principal, Decimal *rate,
                       GError **error)
{
    const char *issued = budget_text(body, "issued");
    const char *matures = budget_text(body, "matures");

    if (!budget_check_unit(call, budget_text(body, "unit"), error) ||
        !budget_amount(body, "principal", "/principal", false, principal, error) ||
        !decimal_parse(budget_text(body, "rate"), "/rate", rate, error)) {
        return false;
    }
    if (*rate < 0 || *rate > 100 * DECIMAL_ONE) {
        error_set(error, LUOSHI_ERROR_INVALID, "budget.rate", "/rate", NULL);
        return false;
    }
    if (!day_parse(issued, NULL) || !day_parse(matures, NULL) || strcmp(issued, matures) >= 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "budget.matures", "/matures", NULL);
        return false;
    }
    return check_plan(body, *principal, error);
}

static bool insert_debt(Call *call, const char *id, const json_t *body, Decimal principal,
                        Decimal rate, GError **error)
{
    const char *district = call_district(call);
    size_t i;
    json_t *part;

    if (!store_execute(
            call_tx(call), &sql_debt_insert,
            STORE_VALUES(
                store_text(district), store_text(id), store_text(budget_text(body, "name")),
                store_text(budget_text(body, "kind")), store_text(budget_text(body, "creditor")),
                store_text(budget_text(body, "unit")), store_int(principal), store_int(rate),
                store_text(budget_text(body, "issued")), store_text(budget_text(body, "matures"))),
            NULL, error)) {
        return false;
    }
    json_array_foreach(json_object_get(body, "plan"), i, part)
    {
        Decimal amount = 0;
        if (!decimal_parse(budget_text(part, "amount"), NULL, &amount, error) ||
            !store_execute(call_tx(call), &sql_debt_due_insert,
                           STORE_VALUES(store_text(district), store_text(id),
                                        store_text(budget_text(part, "day")), store_int(amount)),
                           NULL, error)) {
            return false;
        }
    }
    return true;
}

static void tell(Call *call, const char *id, const char *unit)
{
    const char *units[] = {unit, NULL};

    call_changed_of(call, "budget", "debt", id, units);
    call_changed_of(call, "duties", "debt", id, units);
}

bool debt_add(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    g_autofree char *id = call_new_id(call);
    Decimal principal = 0;
    Decimal rate = 0;

    if (!check_debt(call, body, &principal, &rate, error) ||
        !insert_debt(call, id, body, principal, rate, error)) {
        return false;
    }
    tell(call, id, budget_text(body, "unit"));
    call_created(call);
    return call_record(call, "debt.add", "debt", id, NULL, NULL, (json_t *)body, error) &&
           write_detail(call, id, error);
}

static bool insert_payment(Call *call, const Debt *debt, const char *day, Decimal amount,
                           GError **error)
{
    const json_t *body = call_body(call);
    const EvidenceObject object = {.kind = "debt", .id = debt->id, .unit = debt->unit};
    g_autofree char *files = NULL;
    gint64 number = 0;

    {
        g_autoptr(StoreRows) rows =
            store_query(call_tx(call), &sql_debt_payment_last,
                        STORE_VALUES(store_text(call_district(call)), store_text(debt->id)), error);
        if (rows == NULL || !store_rows_next(rows, error)) {
            return false;
        }
        number = store_column_int(rows, 0) + 1;
    }
    return budget_files(call, body, &object, &files, error) &&
           store_execute(call_tx(call), &sql_debt_payment_insert,
                         STORE_VALUES(store_text(call_district(call)), store_text(debt->id),
                                      store_int(number), store_text(day), store_int(amount),
                                      store_text(budget_text(body, "text")), store_text(files),
                                      store_int(call_now(call)),
                                      store_text(call_actor(call)->account)),
                         NULL, error);
}

bool debt_payment_add(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const char *id = call_parameter(call, "debt");
    g_autoptr(GPtrArray) found = read_one(call, id, error);
    const char *day = NULL;
    Decimal amount = 0;
    gint64 changed = 0;

    if (found == NULL || !budget_past_day(call, body, &day, error) ||
        !budget_amount(body, "amount", "/amount", false, &amount, error)) {
        return false;
    }
    const Debt *debt = found->pdata[0];
    if (!store_execute(
            call_tx(call), &sql_debt_repay,
            STORE_VALUES(store_int(amount), store_text(call_district(call)), store_text(id)),
            &changed, error)) {
        return false;
    }
    if (changed == 0) {
        char owed[DECIMAL_TEXT_MAX];
        decimal_format(debt->principal - debt->repaid, owed);
        error_set(error, LUOSHI_ERROR_CONFLICT, "budget.over_repaid", "/amount", "owed", owed,
                  NULL);
        return false;
    }
    tell(call, id, debt->unit);
    call_created(call);
    return insert_payment(call, debt, day, amount, error) &&
           call_record(call, "debt.repay", "debt", id, NULL, NULL, (json_t *)body, error) &&
           write_detail(call, id, error);
}

bool budget_duties(Call *call, gint64 *total, GError **error)
{
    JsonWriter *answer = call_answer(call);
    gint32 today = 0;

    if (!call_holds(call, "budget.manage")) {
        return true;
    }
    g_autoptr(GPtrArray) debts = read_debts(call, NULL, NULL, error);
    day_parse(call_today(call), &today);
    for (guint i = 0; debts != NULL && i < debts->len; i++) {
        const Debt *debt = debts->pdata[i];
        Standing standing = stand(debt, call_today(call));
        gint32 due = 0;
        if (strcmp(standing.state, "late") != 0 && strcmp(standing.state, "soon") != 0) {
            continue;
        }
        day_parse(standing.next, &due);
        (*total)++;
        json_begin_object(answer);
        json_member_text(answer, "kind", "repay");
        json_member_text(answer, "object_kind", "debt");
        json_member_text(answer, "object_id", debt->id);
        json_member_text(answer, "title", debt->name);
        json_member_text(answer, "detail", debt->creditor);
        json_member_text(answer, "due", standing.next);
        json_member_int(answer, "days_left", due - today);
        json_member_text(answer, "role", NULL);
        json_end_object(answer);
    }
    return debts != NULL;
}
