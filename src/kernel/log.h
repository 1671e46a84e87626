/*
 * log.h - the program's log: one line of logfmt on standard error for each event.
 *
 *     log_event(LOG_WARNING, "answers_not_forgotten", "reason", text, NULL);
 *     time=2022-03-01T01:02:03.000004Z level=warning event=answers_not_forgotten reason="disk full"
 */
#pragma once

#include <glib.h>

typedef enum { LOG_INFO, LOG_WARNING, LOG_ERROR } LogLevel;

/* Writes EVENT with pairs of name and value (const char *), ended by NULL; a pair whose value is
 * NULL is left out. Values are quoted where they must be, so that one never looks like another
 * field or another line. Never give personal data. */
void log_event(LogLevel level, const char *event, ...) G_GNUC_NULL_TERMINATED;
