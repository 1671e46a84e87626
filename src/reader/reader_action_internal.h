/* reader_action_internal.h - the words of a piece, by which reader_action.c finds what it does. */
#pragma once

#include "reader/reader_internal.h"

#define OBJECT_MIN 2u /* cells of what a verb in a list does something to: 补齐|短板 */

const ActionWord *words_at(const Reader *reader, gsize i);
gsize words_count(const Reader *reader);
/* The one character C. */
bool words_are(const Reader *reader, gsize i, guint16 c);
/* The two characters FIRST, SECOND. */
bool words_are_pair(const Reader *reader, gsize i, guint16 first, guint16 second);
/* Cuts the cells [START, END) into reader->words; a quotation is one word, so is a number. */
void words_cut(Reader *reader, gsize start, gsize end);
/* A verb of two characters or more. */
bool words_verb(const Reader *reader, gsize i);
/* What stands in front of a verb: an adverb, a time, 确保. */
bool words_adverb(const Reader *reader, gsize i);
/* Whether a figure with its unit follows word I. */
bool words_measure(const Reader *reader, gsize i);
/* Cells from word I to the next 、 or the end. */
gsize words_object(const Reader *reader, gsize i);
/* Whether word I, an adverb that can be a verb (加快, 严格), is one here. */
bool words_govern(const Reader *reader, gsize i);
/* The first word from I on that is no adverb, area or date; *AIM is the first 确保 or 力争 among
 * those, G_MAXSIZE if there is none. */
gsize words_skip_lead(const Reader *reader, gsize i, gsize *aim);
/* The word behind the verb at I and the verbs that join it (排查|整治). */
gsize words_run_end(const Reader *reader, gsize i);
/* Whether the clause, or this member of its list, ends before word I. */
bool words_last(const Reader *reader, gsize i);
/* 项目|竣工: what the verb before makes a name of, with another verb behind it. */
bool words_name_project(const Reader *reader, gsize i);
