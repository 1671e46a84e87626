/* sample.h - luoshi init --sample: a district with everything on its screens. */
#pragma once

#include "cli/cli.h"

typedef enum {
    SAMPLE_ORG,  /* areas, units, people and accounts */
    SAMPLE_WORK, /* also what work.yaml says, all done on its day */
    SAMPLE_YEAR, /* also year.yaml: published in January, with figures and progress ever since */
} SampleExtent;

/* Loads samples/NAME as far as EXTENT says. Work sets the clock that the district lives by, and is
 * done by the same operations as the pages use. */
bool sample_load(Store *store, const char *name, SampleExtent extent, GError **error);

/* Says which log-ins samples/NAME has; gives the exit code. */
int sample_report(const Cli *cli, const char *name);
