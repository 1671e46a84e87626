/*
 * org.h - who and where: areas (GB/T 2260), units, people, posts (岗位) and charges (包联、分管).
 * Routes are in org_read.c and org_change.c; other mechanisms ask here.
 */
#pragma once

#include "call/call.h"

/* Loads a district from a folder of YAML files (samples/README.md): areas, units, people, accounts,
 * and the roles of ROLES, a YAML file. Every account gets PASSWORD. Fails, with nothing kept, if
 * the database holds a district already. CLOCK_OFFSET, kept with the district, is what its clock is
 * ahead of the machine's (microseconds). */
bool org_load(Store *store, const char *folder, const char *roles, const char *password,
              gint64 clock_offset, GError **error);

/* A district that begins with its office, and in it one administrator. */
typedef struct {
    const char *code;     /* GB/T 2260, 6 digits */
    const char *name;     /* 冀州区 */
    const char *admin;    /* the administrator's log-in */
    const char *password; /* 10 to 200 bytes */
    const char *areas; /* a file as samples/README.md says, CODE among them; NULL for CODE alone */
    Language language; /* in which the office and the administrator's post are named */
} OrgFounding;

/* Is everything in FOUNDING as it must be? Reads the file of areas. */
bool org_check_founding(const OrgFounding *founding, GError **error);

/* Makes it, with the roles of ROLES. Fails, with nothing kept, if the database holds a district
 * already. */
bool org_found(Store *store, const OrgFounding *founding, const char *roles, GError **error);

/* Brings the roles that the district has up to the file ROLES: a new program's roles may do what is
 * new in it. Roles that are not in the file stay as they are. */
bool org_update_roles(Store *store, const char *district, const char *roles, GError **error);

/* Sets STORE's clock as the district has it; a database without one keeps the machine's. */
bool org_set_clock(Store *store, GError **error);

/* Lets DISTRICT, and STORE's clock, live at CLOCK_OFFSET (see org_load) from now on. */
bool org_move_clock(Store *store, const char *district, gint64 clock_offset, GError **error);

/* The code of the database's district (transfer full); fails with org.no_district when there is
 * none. */
char *org_district(Store *store, GError **error);

/* The name of UNIT, or NULL (no error) if there is none or it is not active. (transfer full) */
char *org_unit_name(StoreTx *tx, const char *district, const char *unit, GError **error);

/* The name of PERSON, or NULL (no error) if there is none. (transfer full) */
char *org_person_name(StoreTx *tx, const char *district, const char *person, GError **error);

/* Who is in charge (分管) of UNIT now: the person's id and name, NULL if nobody. Each (transfer
 * full). */
bool org_unit_leader(StoreTx *tx, const char *district, const char *unit, char **person,
                     char **name, GError **error);

/* The id of the active unit whose id, key, short or full name TEXT is; NULL (no error) if there is
 * none. (transfer full) */
char *org_find_unit(StoreTx *tx, const char *district, const char *text, GError **error);

/* The id of the person whose id or name TEXT is; NULL (no error) if there is none or more than one.
 * (transfer full) */
char *org_find_person(StoreTx *tx, const char *district, const char *text, GError **error);

/* The code of the area whose code or name TEXT is, and in *NAME (or NULL) what it is called; NULL
 * (no error) if there is none. Each (transfer full). */
char *org_find_area(StoreTx *tx, const char *district, const char *text, char **name,
                    GError **error);

/* The names of the district's areas above villages, with and without their 省, 市, 区, 县, 镇, 乡:
 * what does not tell its firms apart. (transfer full) */
char **org_place_names(StoreTx *tx, const char *district, GError **error);

/* The active units that are of one of KINDS or have one of KEYS (arrays of texts, or NULL), in the
 * order they were set up. (transfer full, elements ids) */
GPtrArray *org_units_of(StoreTx *tx, const char *district, const json_t *kinds, const json_t *keys,
                        GError **error);

/* Replaces what HOLDER (an account, a token, a webhook) may do by GRANTS: an array of {role,
 * scope_kind, scope}, or NULL for nothing. Errors name the grant. */
bool org_set_grants(Call *call, const char *holder, const json_t *grants, GError **error);

/* Who holds a post now. */
typedef struct {
    char *person;
    char *unit; /* the post's */
} OrgHolder;

/* The people who hold a post of one of RANKS (NULL: any), each once, in the order of their posts.
 * (transfer full, elements OrgHolder) */
GPtrArray *org_holders(StoreTx *tx, const char *district, const json_t *ranks, GError **error);

/* Who is in charge of an object. */
typedef struct {
    char *person;
    char *name;
} OrgCharge;

/* Who is in charge now of the objects of KIND: of OBJECT, or of all with NULL. (transfer full, keys
 * object ids, values OrgCharge) */
GHashTable *org_charges(StoreTx *tx, const char *district, const char *kind, const char *object,
                        GError **error);

/* From today PERSON (by the first of his posts; NULL: nobody) is in charge of OBJECT of KIND
 * instead of whoever was. LUOSHI_ERROR_INVALID at PLACE if he holds no post. */
bool org_charge_set(Call *call, const char *kind, const char *object, const char *person,
                    const char *place, GError **error);
