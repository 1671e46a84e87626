/*
 * register.h - registers (台账): typed objects that a district keeps a list of, such as firms
 * (企业), parks (园区) and plots (标准地). A type is declared in packs/base/registers.yaml
 * (register_type.h); a new one needs no code.
 *
 * What holds for every type is kept here and nowhere else:
 *   - every value is of its field's kind; what is required is there, what is unique is held by one
 *     object only, and what names a unit, an area or another object names one that exists;
 *   - a change names the version it was made from (register.changed_meanwhile); what was before is
 *     kept, with who, when and why, and a ledger entry in the same transaction;
 *   - nothing is deleted: an object is retired, with a reason, and only when no other names it;
 *   - figures about an object are counted and derived when asked, never typed;
 *   - places are WGS-84 longitude and latitude, in degrees.
 *
 * An object belongs to a unit (the type's manager unless another is named); whoever holds
 * register.read or register.manage for the unit may read or change it.
 */
#pragma once

#include "call/call.h"

/* Loads the types of PACKS/base/registers.yaml and OUTSIDE, which declares what lies outside the
 * registers as a type of its own with the member “outside”: a definition that has changed becomes a
 * new version, *OUTSIDE_CHANGED says whether that one has. Call it at the start. */
bool register_load(Store *store, const char *district, const char *packs, const json_t *outside,
                   bool *outside_changed, GError **error);

/* Is FILE (registers.yaml), checked against its schema, a set of types that compile and name each
 * other, and OUTSIDE as above, rightly? */
bool register_check(const char *file, const json_t *outside, GError **error);

/* An object in short. */
typedef struct {
    char *id;
    char *type;
    char *name;
    char *unit;
    bool retired;
} RegisterBrief;

void register_brief_free(RegisterBrief *brief);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RegisterBrief, register_brief_free)

/* The object ID, or NULL without an error if there is none. The caller authorises. (transfer full)
 */
RegisterBrief *register_brief(Call *call, const char *id, GError **error);

/* The object in use of TYPE that TEXT means, by its id or as the only one of that name; NULL
 * without an error if there is none. (transfer full) */
RegisterBrief *register_meant(Call *call, const char *type, const char *text, GError **error);

/* The object of TYPE that holds VALUE in its unique FIELD; NULL without an error if none does.
 * (transfer full) */
RegisterBrief *register_holding(Call *call, const char *type, const char *field, const char *value,
                                GError **error);

/* One whose name is like another's. */
typedef struct {
    char *id;
    char *name;
    char *unit;
    guint percent; /* see kernel/code.h */
} RegisterLike;

/* At most LIMIT objects in use of TYPE, but EXCEPT (or NULL), whose name is like that of the firm
 * NAME. (transfer full, elements RegisterLike) */
GPtrArray *register_alike(Call *call, const char *type, const char *name, const char *except,
                          guint limit, GError **error);

/* What is known in FIELD of ID, an object or what lies outside the registers; NULL without an error
 * if nothing is. (transfer full) */
char *register_known(Call *call, const char *id, const char *field, GError **error);

/* What registers of DISTRICT may know of ID, a KIND that lies outside them (“project”), in place of
 * what was said before: texts by the fields of its declaration, its “name” and “unit” among them.
 * Fields that hold ids of objects are what types count by; those that are decimals can be added up.
 */
bool register_put_outside(StoreTx *tx, const char *district, const char *kind, const char *id,
                          const json_t *values, GError **error);

/* Route handlers; api/openapi.yaml has their contracts. */
bool register_type_list(Call *call, GError **error);
bool register_list(Call *call, GError **error);
bool register_names_list(Call *call, GError **error);
bool register_calendar(Call *call, GError **error);
bool register_map(Call *call, GError **error);
bool register_export(Call *call, GError **error);
bool register_read(Call *call, GError **error);
bool register_counted(Call *call, GError **error);
bool register_add(Call *call, GError **error);
bool register_change(Call *call, GError **error);
bool register_retire(Call *call, GError **error);
bool register_import_prepare(Call *call, GError **error);
bool register_import(Call *call, GError **error);
