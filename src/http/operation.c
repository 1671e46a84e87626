#include "http/operation.h"

#include "casework/casework.h"
#include "evidence/evidence.h"
#include "http/routes_internal.h"
#include "light/light.h"
#include "message/message.h"
#include "org/account.h"
#include "round/round.h"

#include <string.h>

struct Operator {
    Store *store;
    const char *district;
    const char *packs;
    WorkCalendar *calendar;
    Language language;
    Router *router;
};

Operator *operator_new(Store *store, const char *district, const char *packs, Language language,
                       GError **error)
{
    Router *router = router_new(error);

    if (router == NULL) {
        return NULL;
    }
    Operator *op = g_new0(Operator, 1);
    *op = (Operator){.store = store,
                     .district = district,
                     .packs = packs,
                     .calendar = calendar_of_packs(packs),
                     .language = language,
                     .router = router};
    return op;
}

void operator_free(Operator *op)
{
    if (op != NULL) {
        router_free(op->router);
        calendar_free(op->calendar);
        g_free(op);
    }
}

static gsize find_route(const char *operation)
{
    gsize i = 0;

    while (i < route_count && strcmp(routes[i].operation, operation) != 0) {
        i++;
    }
    return i;
}

/* The call, checked against the interface and prepared. */
static Call *make_call(const Operator *op, gsize route, const OperatorRequest *request,
                       GError **error)
{
    g_autoptr(Call) call =
        call_new(op->store, op->district, op->packs, store_now(op->store), op->language);

    call->calendar = calendar_ref(op->calendar);
    call_set_account(call, request->account != NULL ? request->account : "operator");
    for (gsize i = 0; request->parameters != NULL && request->parameters[i] != NULL; i += 2) {
        if (request->parameters[i + 1] != NULL) {
            call_set_parameter(call, request->parameters[i], request->parameters[i + 1]);
        }
    }
    call->body = json_deep_copy(request->body);
    call->content = request->content != NULL ? g_bytes_ref(request->content) : NULL;
    if (!router_check_parameters(op->router, route, call->parameters, error) ||
        (call->body != NULL && !router_check_body(op->router, route, call->body, error)) ||
        (routes[route].prepare != NULL && !routes[route].prepare(call, error))) {
        return NULL;
    }
    return g_steal_pointer(&call);
}

static bool handle(Call *call, gsize route, StoreTx *tx, GError **error)
{
    g_autofree char *account = g_strdup(call_actor(call)->account);

    call->tx = tx;
    bool done = account_by_id(call, tx, account, error) && routes[route].handler(call, error) &&
                (routes[route].kind == ROUTE_QUERY ||
                 (light_follow(call, error) && message_follow(call, error)));
    call->tx = NULL;
    if (done && call->refusal != NULL) {
        g_propagate_error(error, g_error_copy(call->refusal));
        return false;
    }
    return done;
}

typedef struct {
    Call *call;
    gsize route;
} Command;

static bool command_work(StoreTx *tx, gpointer data, GError **error)
{
    const Command *command = data;

    call_reset(command->call);
    return handle(command->call, command->route, tx, error);
}

Call *operator_run(const Operator *op, const OperatorRequest *request, GError **error)
{
    gsize route = find_route(request->operation);
    g_return_val_if_fail(route < route_count, NULL);
    g_autoptr(Call) call = make_call(op, route, request, error);

    if (call == NULL) {
        return NULL;
    }
    if (routes[route].kind == ROUTE_QUERY) {
        g_autoptr(StoreReadTx) tx = store_read_begin(op->store, error);
        return tx != NULL && handle(call, route, tx, error) ? g_steal_pointer(&call) : NULL;
    }
    Command command = {.call = call, .route = route};
    return store_write(op->store, command_work, &command, error) ? g_steal_pointer(&call) : NULL;
}

Call *operator_run_in(const Operator *op, StoreTx *tx, const OperatorRequest *request,
                      GError **error)
{
    gsize route = find_route(request->operation);
    g_return_val_if_fail(route < route_count, NULL);
    g_autoptr(Call) call = make_call(op, route, request, error);

    return call != NULL && handle(call, route, tx, error) ? g_steal_pointer(&call) : NULL;
}

static bool tick_work(StoreTx *tx, gpointer data, GError **error)
{
    Call *call = data;

    call_reset(call);
    call->tx = tx;
    bool done = casework_tick(call, light_causes, error) && evidence_tick(call, error) &&
                round_tick(call, error) && light_follow(call, error) && message_follow(call, error);
    call->tx = NULL;
    return done;
}

bool operator_tick(Store *store, const char *district, const char *packs, GError **error)
{
    g_autoptr(Call) call = call_new(store, district, packs, store_now(store), LANGUAGE_ZH);

    call_set_account(call, "system");
    return store_write(store, tick_work, call, error);
}

typedef struct {
    Call *call;
    bool more;
} LightTick;

static bool light_work(StoreTx *tx, gpointer data, GError **error)
{
    LightTick *tick = data;

    call_reset(tick->call);
    tick->call->tx = tx;
    bool done = light_tick(tick->call, &tick->more, error);
    tick->call->tx = NULL;
    return done;
}

bool operator_tick_lights(Store *store, const char *district, const char *packs, bool *more,
                          GError **error)
{
    g_autoptr(Call) call = call_new(store, district, packs, store_now(store), LANGUAGE_ZH);
    LightTick tick = {.call = call};

    call_set_account(call, "system");
    bool done = store_write(store, light_work, &tick, error);
    *more = done && tick.more;
    return done;
}
