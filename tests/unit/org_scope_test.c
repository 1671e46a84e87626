/* Whom a grant reaches: random trees of areas and units, random grants, held against the plainest
 * walk up the tree that there is. */
#include "call/call_internal.h"
#include "org_sql.h"
#include "support/engines.h"

#include <string.h>

#define ROUNDS     25
#define AREAS_MAX  12
#define UNITS_MAX  24
#define GRANTS_MAX 5

static const char permission[] = "thing.read";
static const char *const kinds[] = {"district", "area", "unit"};

typedef struct {
    char district[16]; /* one for each round, so that rounds cannot see each other */
    int areas;
    int area_parent[AREAS_MAX]; /* -1 for none */
    int units;
    int unit_parent[UNITS_MAX];
    int unit_area[UNITS_MAX];
    int grants;
    struct {
        int kind; /* index in kinds */
        int object;
        bool other_role; /* a role without the permission */
    } grant[GRANTS_MAX];
} World;

/* Codes and ids are shuffled and begin alike, so that neither order nor prefix tells anything. */
static char *area_code(int area)
{
    return g_strdup_printf("13%02d", (area * 7 + 3) % 100);
}

static char *unit_id(int unit)
{
    return g_strdup_printf("u%d", unit * 11 % 97);
}

static World random_world(int round)
{
    World world = {.areas = g_test_rand_int_range(1, AREAS_MAX + 1),
                   .units = g_test_rand_int_range(1, UNITS_MAX + 1),
                   .grants = g_test_rand_int_range(0, GRANTS_MAX + 1)};

    g_snprintf(world.district, sizeof world.district, "13%04d", round);
    for (int i = 0; i < world.areas; i++) {
        world.area_parent[i] = g_test_rand_int_range(-1, i);
    }
    for (int i = 0; i < world.units; i++) {
        world.unit_parent[i] = g_test_rand_int_range(-1, i);
        world.unit_area[i] = g_test_rand_int_range(-1, world.areas);
    }
    for (int i = 0; i < world.grants; i++) {
        int kind = g_test_rand_int_range(0, 8);
        world.grant[i].kind = kind == 0 ? 0 : kind < 4 ? 1 : 2; /* the district seldom */
        world.grant[i].object = g_test_rand_int_range(0, kind < 4 ? world.areas : world.units);
        world.grant[i].other_role = g_test_rand_int_range(0, 5) == 0;
    }
    return world;
}

static bool below(const int *parents, int object, int above)
{
    while (object >= 0 && object != above) {
        object = parents[object];
    }
    return object >= 0;
}

/* The oracle: may the holder reach AREA, by its area grants alone? */
static bool may_reach_area(const World *world, int area)
{
    bool reached = false;

    for (int i = 0; i < world->grants; i++) {
        reached = reached || (!world->grant[i].other_role &&
                              (world->grant[i].kind == 0 ||
                               (world->grant[i].kind == 1 &&
                                below(world->area_parent, area, world->grant[i].object))));
    }
    return reached;
}

/* A unit is reached itself, by its area, or through any unit above it. */
static bool may_reach_unit(const World *world, int unit)
{
    for (; unit >= 0; unit = world->unit_parent[unit]) {
        if (world->unit_area[unit] >= 0 && may_reach_area(world, world->unit_area[unit])) {
            return true;
        }
        for (int i = 0; i < world->grants; i++) {
            if (!world->grant[i].other_role &&
                (world->grant[i].kind == 0 ||
                 (world->grant[i].kind == 2 && world->grant[i].object == unit))) {
                return true;
            }
        }
    }
    return false;
}

static bool store_areas(StoreTx *tx, const World *world, GError **error)
{
    for (int i = 0; i < world->areas; i++) {
        g_autofree char *code = area_code(i);
        g_autofree char *parent =
            world->area_parent[i] >= 0 ? area_code(world->area_parent[i]) : NULL;
        if (!store_execute(tx, &sql_area_insert,
                           STORE_VALUES(store_text(world->district), store_text(code),
                                        store_text("某地"), store_text("township"),
                                        store_text(parent)),
                           NULL, error)) {
            return false;
        }
    }
    return true;
}

static bool store_units(StoreTx *tx, const World *world, GError **error)
{
    for (int i = 0; i < world->units; i++) {
        g_autofree char *id = unit_id(i);
        g_autofree char *parent =
            world->unit_parent[i] >= 0 ? unit_id(world->unit_parent[i]) : NULL;
        g_autofree char *area = world->unit_area[i] >= 0 ? area_code(world->unit_area[i]) : NULL;
        if (!store_execute(tx, &sql_unit_insert,
                           STORE_VALUES(store_text(world->district), store_text(id), store_text(id),
                                        store_text("某局"), store_text("某局"),
                                        store_text("department"), store_text(area),
                                        store_text(parent), store_text("[]")),
                           NULL, error)) {
            return false;
        }
    }
    return true;
}

static bool store_grants(StoreTx *tx, const World *world, GError **error)
{
    g_autoptr(GHashTable) made = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (int i = 0; i < world->grants; i++) {
        int kind = world->grant[i].kind;
        const char *role = world->grant[i].other_role ? "other" : "reader";
        g_autofree char *scope = kind == 0   ? g_strdup(world->district)
                                 : kind == 1 ? area_code(world->grant[i].object)
                                             : unit_id(world->grant[i].object);
        if (g_hash_table_add(made, g_strjoin("/", role, kinds[kind], scope, NULL)) &&
            !store_execute(tx, &sql_grant_insert,
                           STORE_VALUES(store_text(world->district), store_text("holder"),
                                        store_text(role), store_text(kinds[kind]),
                                        store_text(scope)),
                           NULL, error)) {
            return false;
        }
    }
    return store_execute(tx, &sql_role_permission_insert,
                         STORE_VALUES(store_text(world->district), store_text("reader"),
                                      store_text(permission)),
                         NULL, error) &&
           store_execute(tx, &sql_role_permission_insert,
                         STORE_VALUES(store_text(world->district), store_text("other"),
                                      store_text("thing.write")),
                         NULL, error);
}

static bool store_world(StoreTx *tx, gpointer data, GError **error)
{
    return store_areas(tx, data, error) && store_units(tx, data, error) &&
           store_grants(tx, data, error);
}

static bool allowed(Call *call, const char *unit, const char *area)
{
    g_autoptr(GError) error = NULL;
    bool done = call_authorize(call, unit, area, &error);

    if (!done) {
        g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_DENIED);
    }
    return done;
}

/* The list that queries filter by holds the same units. */
static bool in_scope(Call *call, const char *unit)
{
    g_autoptr(GError) error = NULL;
    const char *scope = call_scope(call, &error);
    g_autofree char *quoted = g_strdup_printf("\"%s\"", unit);

    g_assert_no_error(error);
    return scope == NULL || strstr(scope, quoted) != NULL;
}

static void check_world(Engine *engine, const World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Call) call = call_new(engine->store, world->district, NULL, 0, LANGUAGE_ZH);
    g_autoptr(StoreReadTx) tx = store_read_begin(engine->store, &error);

    g_assert_no_error(error);
    g_assert_true(call_set_actor(call, tx, "holder", NULL, NULL, NULL, &error));
    call->tx = tx;
    call->permission = permission;
    for (int i = 0; i < world->units; i++) {
        g_autofree char *id = unit_id(i);
        g_assert_cmpint(allowed(call, id, NULL), ==, may_reach_unit(world, i));
        g_assert_cmpint(in_scope(call, id), ==, may_reach_unit(world, i));
    }
    for (int i = 0; i < world->areas; i++) {
        g_autofree char *code = area_code(i);
        g_assert_cmpint(allowed(call, NULL, code), ==, may_reach_area(world, i));
    }
    bool whole = may_reach_unit(world, 0) && call_holds(call, permission);
    g_assert_cmpint(allowed(call, "no such unit", NULL), ==, whole);
    g_assert_cmpint(allowed(call, NULL, NULL), ==, whole);
    call->tx = NULL;
}

static void a_grant_reaches_what_lies_below_it_and_nothing_else(Engine *engine)
{
    for (int round = 0; round < ROUNDS; round++) {
        g_autoptr(GError) error = NULL;
        World world = random_world(round);
        g_assert_true(store_write(engine->store, store_world, &world, &error));
        g_assert_no_error(error);
        check_world(engine, &world);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    engines_add_test("/org/a_grant_reaches_what_lies_below_it_and_nothing_else",
                     a_grant_reaches_what_lies_below_it_and_nothing_else);
    return g_test_run();
}
