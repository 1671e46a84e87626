/*
 * light.h - lights (亮灯): how every commitment, every target of an indicator, every key project
 * and the reserve of projects stands, by the rules of the pack (light_rule.h), since when, and why
 * in words.
 *
 * A light is kept, not computed when it is looked at: it is evaluated in the transaction of
 * whatever changed the object, its cases or its figures, and all are evaluated once a day, when the
 * days that are left have become fewer. So lists and the leader's dashboard read one table, “since”
 * is true, and a light that turns is an entry of the object's ledger.
 */
#pragma once

#include "casework/casework.h"

/* Loads PACKS/base/lights.yaml; changed rules become a new version. Call it at the start. */
bool light_load(Store *store, const char *district, const char *packs, GError **error);

/* Evaluates what CALL's command has changed, in its transaction: call it after the handler. */
bool light_follow(Call *call, GError **error);

/* Evaluates everything, once a day and when the rules are new, in portions, so that no command
 * waits long however many commitments there are: one portion in a write transaction, *MORE if
 * another follows. To be run every minute or so; a look that was broken off is taken up again. */
bool light_tick(Call *call, bool *more, GError **error);

/* An object that stands badly, in the call's language. */
typedef struct {
    char *id;
    char *title;
    char *reason;
    char *since; /* day */
    char *unit;
    bool red; /* else yellow */
} LightBrief;

/* Objects of KIND (“commitment”, “indicator”, “project”) whose light is red or yellow, the worst
 * and oldest first, at most LIMIT. (transfer full, elements LightBrief) */
GPtrArray *light_bad(Call *call, const char *kind, guint limit, GError **error);

/* The light of an object in the call's language: *COLOUR as light_colour_names has it (owned by the
 * program) and *REASON (transfer full), both NULL if it has none. */
bool light_find(Call *call, const char *kind, const char *id, const char **colour, char **reason,
                GError **error);

/* How the lights of KIND stood at the end of DAY: object → colour, as light_colour_names has it;
 * what had none yet is missing. (transfer full) */
GHashTable *light_colours_at(Call *call, const char *kind, const char *day, GError **error);

/* CaseLights of casework.h: what a type's rules about lights raise cases about. An overdue
 * commitment is left to rules about what is overdue, an indicator that a commitment promised to
 * those about the commitment. */
GPtrArray *light_causes(Call *call, const char *kind, const char *colour, const char *day,
                        GError **error);

/* Route handlers; api/openapi.yaml has their contracts. */
bool light_list(Call *call, GError **error);
bool light_chart_read(Call *call, GError **error);
bool light_chart_file(Call *call, GError **error);
bool dashboard_read(Call *call, GError **error);
