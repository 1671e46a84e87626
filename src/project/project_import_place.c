/* Where a row of an imported list says its project stands, and since when; which of its days are
 * not used. */
#include "project/project_import_internal.h"

#include <string.h>

static char *head_of(const Library *library)
{
    return g_strconcat("library:", library->key, NULL);
}

/* The library that the row names, or without one the furthest whose day it has; the first of TRACK
 * if it says nothing, NULL if it names none of them. */
static const Library *library_said(const ImportRow *row, const Track *track, bool *derived)
{
    const char *wanted = import_cell(row, "library");
    const Library *said = wanted != NULL ? NULL : track->libraries->pdata[0];

    *derived = false;
    for (guint l = 0; l < track->libraries->len; l++) {
        const Library *library = track->libraries->pdata[l];
        g_autofree char *head = head_of(library);
        if (wanted != NULL ? strcmp(library->key, wanted) == 0 ||
                                 strcmp(pack_name(library->name, LANGUAGE_ZH), wanted) == 0 ||
                                 strcmp(pack_name(library->name, LANGUAGE_EN), wanted) == 0
                           : import_cell(row, head) != NULL) {
            said = library;
            *derived = wanted == NULL && l > 0;
        }
    }
    return said;
}

/* The day on which ROW came into library L of TRACK, if it says one in order: not before AFTER, nor
 * after the day it came into the library it stands in. */
static const char *day_in(const ImportRow *row, const Track *track, guint l, const char *after)
{
    const Library *library = track->libraries->pdata[l];
    g_autofree char *head = head_of(library);
    const char *day = l == row->library->position ? row->since : import_cell(row, head);

    return day != NULL && day_parse(day, NULL) && strcmp(day, after) >= 0 &&
                   strcmp(day, row->since) <= 0
               ? day
               : NULL;
}

static void note_unused(ImportRow *row, const char *member)
{
    json_array_append(row->unused, json_object_get(row->line->places, member));
}

/* The days of ROW, a new project, that stand in no move of it. */
static void note_days(ImportRow *row, const Track *track)
{
    g_autoptr(GHashTable) used = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *here = head_of(row->library);
    const char *after = "";
    const char *member;
    json_t *value;

    for (guint l = 0; l <= row->library->position; l++) {
        const char *day = day_in(row, track, l, after);
        if (day != NULL) {
            g_hash_table_add(used, head_of(track->libraries->pdata[l]));
            after = day;
        }
    }
    json_object_foreach(row->line->cells, member, value)
    {
        if (g_str_has_prefix(member, "library:") && !g_hash_table_contains(used, member)) {
            note_unused(row, member);
        }
    }
    if (import_cell(row, "since") != NULL && import_cell(row, here) != NULL) {
        note_unused(row, "since");
    }
}

static void note_derived(const ImportDesk *desk, ImportRow *row, const char *head)
{
    Language language = call_language(desk->call);
    const char *arguments[] = {
        "cell",    json_string_value(json_object_get(row->line->places, head)),
        "day",     row->since,
        "library", pack_name(row->library->name, language),
        NULL};

    row->note = text_format(language, "project.import_derived", arguments);
}

bool import_place_new(const ImportDesk *desk, ImportRow *row)
{
    const Track *track = pack_track(desk->pack, row->project->track);
    bool derived = false;

    row->library = library_said(row, track, &derived);
    if (row->library == NULL) {
        return import_refuse(row, "project.no_library", "library");
    }
    g_autofree char *head = head_of(row->library);
    if (row->library->position > 0 && !desk->take_over) {
        return import_refuse(row, derived ? "project.import_days" : "project.import_library",
                             derived ? head : "library");
    }
    const char *since = import_cell(row, head) != NULL      ? import_cell(row, head)
                        : import_cell(row, "since") != NULL ? import_cell(row, "since")
                                                            : call_today(desk->call);
    if (!day_parse(since, NULL) || strcmp(since, call_today(desk->call)) > 0) {
        return import_refuse(row, "project.day", import_cell(row, head) != NULL ? head : "since");
    }
    row->since = g_strdup(since);
    if (derived) {
        note_derived(desk, row, head);
    }
    note_days(row, track);
    return true;
}

/* Does MATCH have the DAY of the library that MEMBER (“library:KEY”) names already? */
static bool has_day(const ImportDesk *desk, const Project *match, const char *member,
                    const char *day, bool *has, GError **error)
{
    g_autofree char *field = g_strconcat(member + strlen("library:"), "_on", NULL);
    g_autoptr(GError) failed = NULL;
    g_autofree char *known = register_known(desk->call, match->id, field, &failed);

    *has = g_strcmp0(known, day) == 0;
    return error_pass(error, &failed);
}

bool import_place_known(const ImportDesk *desk, ImportRow *row, const Project *match,
                        GError **error)
{
    const Track *track = pack_track(desk->pack, match->track);
    bool derived = false;
    const Library *said = track != NULL ? library_said(row, track, &derived) : NULL;
    bool speaks = import_cell(row, "library") != NULL || derived;
    const char *member;
    json_t *value;

    if (speaks && (said == NULL || strcmp(said->key, match->library) != 0)) {
        row->note = text_format(call_language(desk->call), "project.import_elsewhere", NULL);
        if (!derived) {
            note_unused(row, "library");
        }
    }
    json_object_foreach(row->line->cells, member, value)
    {
        const char *day = json_string_value(value);
        bool has = true;
        if (strcmp(member, "since") == 0) {
            has = strcmp(day, match->since) == 0;
        } else if (g_str_has_prefix(member, "library:") &&
                   !has_day(desk, match, member, day, &has, error)) {
            return false;
        }
        if (!has) {
            note_unused(row, member);
        }
    }
    return true;
}

bool import_take_history(ImportDesk *desk, ImportRow *row, GError **error)
{
    Call *call = desk->call;
    const Track *track = pack_track(desk->pack, row->project->track);
    const char *before = NULL;
    const char *after = "";

    for (guint l = 0; l <= row->library->position; l++) {
        const Library *library = track->libraries->pdata[l];
        const char *day = day_in(row, track, l, after);
        if (day == NULL) {
            continue;
        }
        if (!project_note_move(call, row->project, desk->pack,
                               row->library->position > 0 ? "taken" : "enter", before, library->key,
                               day, call_parameter(call, "reason"), error)) {
            return false;
        }
        before = library->key;
        after = day;
    }
    return true;
}
