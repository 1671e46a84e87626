/*
 * markup_internal.h - text on its way into a file that is made.
 */
#pragma once

#include <glib.h>

/* TEXT (NULL is "") with what XML 1.0 cannot hold, control characters and broken UTF-8, replaced by
 * U+FFFD. CR LF becomes LF. (transfer full) */
char *markup_clean(const char *text);

/* Appends TEXT, cleaned, with & < > " escaped: fit for content and for attributes. */
void markup_append(GString *to, const char *text);
