/*
 * schedule_json.h - plans as JSON in UTF-8, in the form of packs/schema/schedule.schema.json:
 *
 *     {"name": "…", "start": "2024-03-01", "finish": "2024-11-30",
 *      "calendars": [{"id": "site", "week": [1,2,3,4,5,6], "off": [{"from": "…", "to": "…"}]}],
 *      "activities": [{"id": "dig", "name": "…", "duration": 20, "calendar": "site"}, …],
 *      "links": [{"from": "dig", "to": "pour", "type": "FS", "lag": 2}]}
 */
#pragma once

#include "kernel/json_writer.h"
#include "project/schedule_plan.h"

#define SCHEDULE_JSON_MAX (256u * 1024 * 1024) /* bytes */

/* Reads a plan from LENGTH bytes of TEXT. Errors name the place ("/activities/3/duration") and,
 * where there is one, the activity. The plan is not checked further: schedule_compile() does.
 * (transfer full) */
SchedulePlan *schedule_json_read(const char *text, gsize length, GError **error);

/* Writes PLAN in the same form; read again it is the same plan. */
void schedule_json_write(const SchedulePlan *plan, JsonWriter *writer);
