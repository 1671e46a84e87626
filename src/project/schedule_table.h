/*
 * schedule_table.h - plans as a table: xlsx or csv, one activity a row, as a planner types it.
 *
 *   序号 No.             the number that predecessors name; without the column, counted from 1
 *   编号 ID              the activity's id; without it, its number
 *   WBS                  1.2 lies in 1, which is then a summary
 *   工序 Name, 工期 Duration (working days)
 *   乐观工期 Optimistic, 悲观工期 Pessimistic
 *   前置工序 Predecessors  3; 5SS+2d; 7FF-1d; 8FS+3ed (elapsed days), parted by ; or ,
 *   约束 Constraint       SNET 2024-03-05; FNLT 2024-08-01: MSPDI's SNET, SNLT, FNET, FNLT, MSO,
 *                        MFO with a day, ALAP without one
 *   日历 Calendar         the days worked, 1 Monday to 7 Sunday: 123456; then H where the national
 *                        holidays hold, and exceptions -2024-12-10/2025-02-15 (off), +2024-04-14;
 *                        empty: offices
 *   实际开工 Actual start, 实际完工 Actual finish, 剩余工期 Remaining
 *
 * Other columns are passed over. A table has no start, required finish, data date or baselines.
 */
#pragma once

#include "project/schedule.h"

/* Reads LENGTH bytes at BYTES; NAME is the file's for messages. All faults at once, each with its
 * cell: schedule.table_cell, schedule.table_no_such, schedule.table_column for one that is missing,
 * and what sheet_read() refuses. The plan is not checked further. (transfer full) */
SchedulePlan *schedule_table_read(const void *bytes, gsize length, const char *name,
                                  GError **error);

/* Writes the plan of RESULT with its planned dates, as xlsx or else csv. (transfer full) */
GBytes *schedule_table_write(const SchedulePlan *plan, const ScheduleResult *result, bool xlsx,
                             GError **error);
