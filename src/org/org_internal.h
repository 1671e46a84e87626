/* org_internal.h - shared by the files of the mechanism. */
#pragma once

#include "call/call.h"

/* One unit or person as the answer. */
bool org_write_unit(Call *call, const char *id, GError **error);
bool org_write_person(Call *call, const char *id, GError **error);

/* Route handlers (api/openapi.yaml). */
bool area_list(Call *call, GError **error);
bool unit_list(Call *call, GError **error);
bool unit_add(Call *call, GError **error);
bool unit_change(Call *call, GError **error);
bool person_list(Call *call, GError **error);
bool person_add(Call *call, GError **error);
bool post_succeed(Call *call, GError **error);
bool role_list(Call *call, GError **error);
bool account_list(Call *call, GError **error);
bool account_prepare(Call *call, GError **error);
bool account_add(Call *call, GError **error);
bool account_change(Call *call, GError **error);
bool token_list(Call *call, GError **error);
bool token_add(Call *call, GError **error);
bool token_revoke(Call *call, GError **error);
