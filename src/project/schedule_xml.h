/*
 * schedule_xml.h - plans as Microsoft Project reads and writes them: MSPDI, the “Project XML Data
 * Interchange Schema” of http://schemas.microsoft.com/project, which ProjectLibre and others share.
 *
 * READING. Durations and lags are minutes there and whole working days here: minutes divided by
 * those of a day of the task's calendar (of the successor's for a lag), rounded up. Elapsed
 * durations get a calendar of their own that works each day. Tasks are numbered by their outline.
 *
 *   deadline            finish_no_later
 *   manual scheduling   start_no_earlier
 *   ScheduleFromStart 0 late, counted back from FinishDate
 *   StatusDate          the data date: the day itself before noon, else the next. Where there is
 *                       none but something happened: CurrentDate, but after all that happened
 *   links from a summary's start (SS, SF) or to its finish (FF, SF)
 *                       of the part below that begins first or ends last by the dates in the file
 *   left out            resources, assignments, costs, inactive and empty tasks, the project's own
 *                       summary, dates that were computed
 *   refused             recurring exceptions, working weeks of a period, links to other projects
 *
 * WRITING. What the format lacks (ids, three-point durations) stands in the fields Text10,
 * Duration1 and Duration3, and what it has no field for (a required finish, the holidays rule,
 * names of baselines) in a processing instruction <?luoshi …?>, which other programs pass over. The
 * national calendar is written as exceptions, so that others come to the same dates.
 */
#pragma once

#include "project/schedule.h"

#define SCHEDULE_XML_MAX       (256u * 1024 * 1024) /* bytes */
#define SCHEDULE_XML_DEPTH_MAX 64u                  /* elements within elements; MSPDI needs 8 */
#define SCHEDULE_XML_BASELINES 11u

/* Reads LENGTH bytes of TEXT. Errors name the line: schedule.xml_bad for what is no XML or was cut
 * off, schedule.xml_dtd for a document type (so no entity is ever expanded), schedule.xml_deep,
 * schedule.xml_other for another kind of XML, schedule.xml_value, schedule.xml_calendar,
 * schedule.xml_external, schedule.xml_no_task. The plan is not checked further. (transfer full) */
SchedulePlan *schedule_xml_read(const char *text, gsize length, GError **error);

/* Writes the plan of RESULT, with the dates as planned. HOLIDAYS (may be NULL) as it was computed
 * with. Tasks come in the order of their outline. Fails with schedule.xml_constraints for an
 * activity with more constraints than one task can have, with schedule.too_many for more baselines
 * than SCHEDULE_XML_BASELINES. (transfer full) */
GBytes *schedule_xml_write(const SchedulePlan *plan, const ScheduleResult *result,
                           const WorkCalendar *holidays, GError **error);
