/*
 * text.h - what users read, in their language.
 *
 * Every sentence a user can see has a key, e.g. "report.empty", and one entry in i18n/NAME.yaml
 * with the Chinese (zh) and the English (en) wording:
 *
 *     report.empty:
 *       zh: 文件{file}是空的，请选择报告原文后重新上传。
 *       en: "The file {file} is empty; choose the text of the report and upload it again."
 *
 * The files are compiled into one sorted table (tools/generate_messages.py); a missing language or
 * a placeholder that differs between the languages stops the build. {name} is replaced by the
 * argument of that name; an argument that is not given stays as written.
 */
#pragma once

#include <glib.h>

typedef enum {
    LANGUAGE_ZH, /* Chinese, the default */
    LANGUAGE_EN,
} Language;

/* The language for an Accept-Language header or a LANG setting; NULL and unknown ones give Chinese.
 * Weights (q=) are honoured; only the primary tag counts ("en-GB" is English). */
Language language_parse(const char *accept_language);

/* "zh-CN" or "en", as used in Content-Language. Static. */
const char *language_tag(Language language);

/* The sentence of KEY with its placeholders unfilled; KEY itself if there is no such key. Static.
 */
const char *text_find(Language language, const char *key);

/* The sentence of KEY with {name} filled from ARGUMENTS: name, value, name, value, …, NULL.
 * ARGUMENTS may be NULL. (transfer full) */
char *text_format(Language language, const char *key, const char *const *arguments);
