/*
 * disclosure.h - what the public may see (公示). So far: the projects for people's livelihood
 * (民生工程, row F3): commitments on a list that anyone can follow without an account, each with
 * its promise, its unit, how far it is and its figures.
 *
 * Published are the promise as it stands in the plan, the unit that leads, the due day, the state,
 * and the figures of its targets. How far it is comes from the figures; only where there are none
 * is it what the unit last said, and marked as such. Not what units wrote to the office, no
 * evidence, and nobody's name.
 */
#pragma once

#include "call/call.h"

#define LIVELIHOOD_PROJECTS_MAX 200

/* Route handlers; api/openapi.yaml has their contracts. */
bool livelihood_list(Call *call, GError **error);
bool livelihood_public(Call *call, GError **error);
bool livelihood_add(Call *call, GError **error);
bool livelihood_remove(Call *call, GError **error);
