/* problem.h - errors as application/problem+json (RFC 9457). */
#pragma once

#include "kernel/error.h"

/* The HTTP status for an error. */
int problem_status(const GError *error);

/* The problem document in LANGUAGE: type, title, status, detail, instance (PATH) and one entry in
 * errors for each fault. What went wrong inside is not told to the caller. (transfer full) */
GBytes *problem_document(const GError *error, const char *path, Language language);
