/* The members of a plan's JSON and where they are kept: the same tables read and write. */
#pragma once

#include "project/schedule_json.h"

#include <stddef.h>

typedef enum { FIELD_TEXT, FIELD_DAYS, FIELD_DAY, FIELD_FLAG, FIELD_ELSEWHERE } FieldKind;

/* A member of an object and where it is kept. The same tables read and write. */
typedef struct {
    const char *name;
    gsize offset;
    FieldKind kind;
    gint32 none; /* of days: not written */
} Field;

extern const Field schedule_plan_fields[];
extern const Field schedule_activity_fields[];
extern const Field schedule_calendar_fields[];
extern const Field schedule_exception_fields[];
extern const Field schedule_link_fields[];
extern const Field schedule_baseline_fields[];
extern const Field schedule_span_fields[];
extern const char *const schedule_link_types[4];
extern const char *const schedule_spreads[2];
