/* register_internal.h - shared by the files of the mechanism. */
#pragma once

#include "org/names.h"
#include "register/outline.h"
#include "register/register.h"
#include "register/register_type.h"

#include "register_sql.h"

#define REGISTER_EXPORT_MAX 20000 /* objects in one file or on one map */

typedef struct {
    char *id;
    char *type;
    char *name;
    char *unit;
    char *area;    /* or NULL */
    char *retired; /* why, or NULL */
    bool placed;
    OutlinePoint point;
    char *outline; /* GeoJSON, or NULL */
    json_t *form;  /* its filled fields by key */
    gint64 version;
    gint64 changed;
    gint64 rank; /* its place in a list that is in the order of a derived figure; 0: none */
} RegisterObject;

RegisterObject *register_object_from_row(const StoreRows *rows);
RegisterObject *register_object_copy(const RegisterObject *object);
void register_object_free(RegisterObject *object);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RegisterObject, register_object_free)

/* The types as they are now, in their order. (transfer full, elements RegisterType) */
GPtrArray *register_types(Call *call, GError **error);

/* The one among TYPES with KEY, or NULL. */
const RegisterType *register_type_among(const GPtrArray *types, const char *key);

/* The same, but NOT_FOUND if there is none. */
const RegisterType *register_type_of(const GPtrArray *types, const char *key, GError **error);

/* *WHOLE: may the actor read all of TYPE, as one who reads the whole district or the unit that
 * keeps it? Boards and calendars, which say what is missing, are for them. */
bool register_sees_whole(Call *call, const RegisterType *type, bool *whole, GError **error);

/* NOT_FOUND if there is none, or it is of another type than TYPE (NULL: any). (transfer full) */
RegisterObject *register_object_find(Call *call, const char *type, const char *id, GError **error);

/* Text in BODY, or NULL. */
const char *register_text(const json_t *body, const char *name);

/* An object of TYPE that is not there yet. (transfer full) */
RegisterObject *register_object_new(Call *call, const RegisterType *type);

/* Puts the fields of VALUES into OBJECT's form, each in its normal form, an empty one taken out;
 * then checks the whole. The name and the unit follow. */
bool register_take_values(Call *call, const RegisterType *type, RegisterObject *object,
                          const json_t *values, FormFaults *faults, GError **error);

/* What TEXT, as people write it in a table, means for FIELD: a choice's name, a unit's, an area's,
 * an object's. TEXT itself if it means nothing else. (transfer full) */
char *register_meaning(Call *call, const GPtrArray *types, const RegisterField *field,
                       const char *text, GError **error);

/* Writes OBJECT as new, or over BEFORE; its history row and ledger entry too. KIND is add, change,
 * import or retire; REASON may be NULL. */
bool register_save(Call *call, const RegisterType *type, const RegisterObject *before,
                   RegisterObject *object, const char *kind, const char *reason, GError **error);

/* The fields in which BEFORE (or NULL) and AFTER differ, as two objects. (transfer full) */
void register_differences(const RegisterObject *before, const RegisterObject *after,
                          json_t **old_values, json_t **new_values);

/* The keys of the fields of TYPES that name an object of TARGET, as an array. (transfer full) */
json_t *register_fields_naming(const GPtrArray *types, const char *target);

/* What is counted for all objects of a type, or for one: made once for a request. */
typedef struct RegisterSums RegisterSums;
RegisterSums *register_sums_read(Call *call, const RegisterType *type, const char *object,
                                 GError **error);
void register_sums_free(RegisterSums *sums);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RegisterSums, register_sums_free)
void register_sums_of(const RegisterSums *sums, const char *object,
                      Decimal counted[REGISTER_COUNTS_MAX]);

/* What is shown beside ids: of units, areas and objects, each looked up once. */
typedef struct RegisterNames RegisterNames;
RegisterNames *register_names_new(Call *call);
void register_names_free(RegisterNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RegisterNames, register_names_free)

/* VALUE of FIELD as it is read. Owned by NAMES, the definition or VALUE. */
const char *register_shown(RegisterNames *names, const RegisterField *field, const char *value);
const Names *register_org_names(const RegisterNames *names);
const char *register_unit_shown(RegisterNames *names, const char *unit);
const char *register_area_shown(RegisterNames *names, const char *area);

Language register_names_language(const RegisterNames *names);

/* What is known of OBJECTS, an array of ids: id → JSON object of texts by field. (transfer full) */
GHashTable *register_values_of(Call *call, const json_t *objects, GError **error);

/* The listed fields of TYPE, one bit each, but its title and EXCEPT (or NULL). */
guint64 register_listed(const RegisterType *type, const char *except);

/* “values” of FORM: those of FIELDS (one bit each) that are filled in, with names. */
void register_write_shown(JsonWriter *answer, const RegisterType *type, guint64 fields,
                          const json_t *form, RegisterNames *names);

/* “measure”, in words of LANGUAGE, if there is one. */
void register_member_measure(JsonWriter *answer, const char *measure, Language language);

/* A coordinate as a JSON number. */
void register_write_degrees(JsonWriter *answer, gint64 coordinate);

/* Writes one object as lists have it. */
void register_write(JsonWriter *answer, const RegisterType *type, const RegisterObject *object,
                    const RegisterSums *sums, RegisterNames *names);

#define REGISTER_PAGE_TOTAL 12 /* the column of register_page() that says how many there are */

/* The page that the request's parameters ask for; by name where they ask for the order of a derived
 * figure. (transfer full) */
StoreRows *register_page(Call *call, const RegisterType *type, gint64 count, gint64 offset,
                         GError **error);

/* The same as objects, in the order of a derived figure too: then all that the filters leave, at
 * most REGISTER_EXPORT_MAX, are ranked before the page is taken. *TOTAL is how many there are.
 * (transfer full, elements RegisterObject) */
GPtrArray *register_objects(Call *call, const RegisterType *type, const RegisterSums *sums,
                            gint64 count, gint64 offset, gint64 *total, GError **error);
