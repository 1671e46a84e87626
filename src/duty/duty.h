/* duty.h - my duties (我的待办): what I owe, by when, from all mechanisms in one list. */
#pragma once

#include "call/call.h"

/* Route handler; api/openapi.yaml has its contract. */
bool duty_list(Call *call, GError **error);
