/* live_internal.h - shared by the files of the mechanism. */
#pragma once

#include "live/live.h"

/* What a watcher may hear of. */
typedef struct {
    char *account;
    GHashTable *anywhere; /* permissions held at all */
    GHashTable *district; /* permissions held for the whole district */
    GHashTable *units;    /* ids of the units under commitment.read, and the actor's own */
} LiveRights;

/* Reads the rights of the call's actor in the call's transaction. (transfer full) */
LiveRights *live_rights_read(Call *call, GError **error);
void live_rights_free(LiveRights *rights);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LiveRights, live_rights_free)

/* May the holder know that an object of KIND, which belongs to UNITS (ids; NULL if to none), has
 * changed? An unknown kind is nobody's. */
bool live_rights_allow(const LiveRights *rights, const char *kind, const GStrv units);

/* Does a change of this object change what the holder may read? */
bool live_rights_depend_on(const LiveRights *rights, const char *kind, const char *id);

/* Changes as they cross between servers: texts of at most STORE_NOTICE_MAX bytes. (transfer full)
 */
GPtrArray *live_notices(const Call *call);
/* The changes in a notice, or NULL if it is another district's or none of ours. (transfer full,
 * elements Change) */
GPtrArray *live_notice_read(const char *text, const char *district);
