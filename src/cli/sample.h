/* sample.h - luoshi init --sample: a district with everything on its screens. */
#pragma once

#include "cli/cli.h"

/* Loads samples/NAME: areas, units, people and accounts; WITH_WORK also what work.yaml says: the
 * clock that the district lives by, and the reports that were read, reviewed and published, by the
 * same operations as the pages use. */
bool sample_load(Store *store, const char *name, bool with_work, GError **error);

/* Says which log-ins samples/NAME has; gives the exit code. */
int sample_report(const Cli *cli, const char *name);
