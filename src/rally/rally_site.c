/* The sites of a rally, their sheets, and what they come to. */
#include "rally/rally_internal.h"

#include <string.h>

static void free_site(gpointer data)
{
    RallySite *site = data;

    g_free(site->project);
    g_free(site->name);
    g_free(site->unit);
    g_free(site->leader);
    g_free(site);
}

GPtrArray *rally_sites(Call *call, const Rally *rally, GError **error)
{
    g_autoptr(GPtrArray) sites = g_ptr_array_new_with_free_func(free_site);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_rally_projects,
                    STORE_VALUES(store_text(call_district(call)), store_text(rally->id)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        RallySite *site = g_new0(RallySite, 1);
        *site = (RallySite){.project = g_strdup(store_column_text(rows, 0)),
                            .name = g_strdup(store_column_text(rows, 1)),
                            .unit = g_strdup(store_column_text(rows, 2)),
                            .leader = g_strdup(store_column_text(rows, 3))};
        g_ptr_array_add(sites, site);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&sites) : NULL;
}

const RallySite *rally_site_find(const GPtrArray *sites, const char *project, const char *place,
                                 GError **error)
{
    for (guint i = 0; i < sites->len; i++) {
        const RallySite *site = sites->pdata[i];
        if (strcmp(site->project, project) == 0) {
            return site;
        }
    }
    error_set(error, LUOSHI_ERROR_INVALID, "rally.no_project", place, NULL);
    return NULL;
}

/* ---- Sheets -----------------------------------------------------------------------------------
 */

static void free_correction(gpointer data)
{
    RallyCorrection *correction = data;

    g_free(correction->reason);
    g_free(correction->by);
    g_free(correction);
}

static void free_score(gpointer data)
{
    RallyScore *score = data;

    g_free(score->project);
    g_free(score->judge);
    g_free(score->note);
    g_free(score->day);
    json_decref(score->files);
    g_ptr_array_unref(score->corrections);
    g_free(score);
}

/* MARKS ({key: decimal}) as points in the items' order, and their *TOTAL. */
static void read_points(const RallySheet *sheet, const char *marks, Decimal points[RALLY_ITEMS_MAX],
                        Decimal *total)
{
    json_auto_t *kept = json_loads(marks, 0, NULL);

    rally_sheet_read(sheet, kept, LANGUAGE_ZH, points, total, NULL);
}

static RallyScore *find_score(const GPtrArray *scores, const char *project, const char *judge)
{
    for (guint i = 0; i < scores->len; i++) {
        RallyScore *score = scores->pdata[i];
        if (strcmp(score->project, project) == 0 && strcmp(score->judge, judge) == 0) {
            return score;
        }
    }
    return NULL;
}

/* Lays the corrections of RALLY over SCORES. */
static bool read_corrections(Call *call, const Rally *rally, const RallySheet *sheet,
                             const GPtrArray *scores, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_rally_corrections,
                    STORE_VALUES(store_text(call_district(call)), store_text(rally->id)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        RallyScore *score =
            find_score(scores, store_column_text(rows, 0), store_column_text(rows, 1));
        if (score == NULL) {
            continue;
        }
        RallyCorrection *correction = g_new0(RallyCorrection, 1);
        *correction = (RallyCorrection){.reason = g_strdup(store_column_text(rows, 4)),
                                        .at = store_column_int(rows, 5),
                                        .by = g_strdup(store_column_text(rows, 6))};
        read_points(sheet, store_column_text(rows, 3), correction->points, &correction->total);
        memcpy(score->marks.points, correction->points, sizeof correction->points);
        score->marks.total = correction->total;
        g_ptr_array_add(score->corrections, correction);
    }
    return rows != NULL && error_pass(error, &failed);
}

GPtrArray *rally_scores(Call *call, const Rally *rally, const RallySheet *sheet,
                        const char *project, const char *judge, GError **error)
{
    g_autoptr(GPtrArray) scores = g_ptr_array_new_with_free_func(free_score);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_rally_scores,
                    STORE_VALUES(store_text(call_district(call)), store_text(rally->id),
                                 store_text(project), store_text(judge)),
                    error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        RallyScore *score = g_new0(RallyScore, 1);
        *score = (RallyScore){.project = g_strdup(store_column_text(rows, 0)),
                              .judge = g_strdup(store_column_text(rows, 1)),
                              .note = g_strdup(store_column_text(rows, 3)),
                              .files = json_loads(store_column_text(rows, 4), 0, NULL),
                              .day = g_strdup(store_column_text(rows, 5)),
                              .at = store_column_int(rows, 6),
                              .corrections = g_ptr_array_new_with_free_func(free_correction)};
        read_points(sheet, store_column_text(rows, 2), score->given, &score->marks.total);
        memcpy(score->marks.points, score->given, sizeof score->given);
        g_ptr_array_add(scores, score);
    }
    return rows != NULL && error_pass(error, &failed) &&
                   read_corrections(call, rally, sheet, scores, error)
               ? g_steal_pointer(&scores)
               : NULL;
}

char *rally_marks_text(const RallySheet *sheet, const Decimal *points)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < sheet->item_count; i++) {
        char mark[DECIMAL_TEXT_MAX];
        decimal_format(points[i], mark);
        g_string_append_printf(text, "%s%s%s", i > 0 ? "，" : "",
                               rally_name(sheet->items[i].name, LANGUAGE_ZH), mark);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* ---- What they come to ------------------------------------------------------------------------
 */

static void clear_standing(gpointer data)
{
    RallyStanding *standing = data;

    g_array_unref(standing->sheets);
}

void rally_result_clear(RallyResult *result)
{
    rally_sheet_free(result->sheet);
    g_clear_pointer(&result->sites, g_ptr_array_unref);
    g_clear_pointer(&result->judges, g_ptr_array_unref);
    g_clear_pointer(&result->scores, g_ptr_array_unref);
    g_clear_pointer(&result->standings, g_array_unref);
    result->sheet = NULL;
}

static void gather(RallyResult *result)
{
    g_autoptr(GHashTable) places = g_hash_table_new(g_str_hash, g_str_equal);

    result->standings = g_array_new(FALSE, TRUE, sizeof(RallyStanding));
    g_array_set_clear_func(result->standings, clear_standing);
    for (guint i = 0; i < result->sites->len; i++) {
        const RallySite *site = result->sites->pdata[i];
        RallyStanding standing = {.sheets = g_array_new(FALSE, TRUE, sizeof(RallyMarks))};
        g_array_append_val(result->standings, standing);
        g_hash_table_insert(places, site->project, standing.sheets);
    }
    for (guint i = 0; i < result->scores->len; i++) {
        const RallyScore *score = result->scores->pdata[i];
        GArray *sheets = g_hash_table_lookup(places, score->project);
        if (sheets != NULL) {
            g_array_append_val(sheets, score->marks);
        }
    }
}

bool rally_result_read(Call *call, const Rally *rally, RallyResult *result, GError **error)
{
    result->sheet = rally_sheet_of(call, rally, error);
    result->sites = result->sheet != NULL ? rally_sites(call, rally, error) : NULL;
    result->judges = result->sites != NULL ? rally_judges(call, rally, error) : NULL;
    result->scores =
        result->judges != NULL ? rally_scores(call, rally, result->sheet, NULL, NULL, error) : NULL;
    if (result->scores == NULL) {
        return false;
    }
    gather(result);
    rally_rank(result->sheet, (RallyStanding *)(void *)result->standings->data,
               result->standings->len);
    return true;
}

/* The total of the sheet that was dropped as USE, as text; "" without one. */
static void dropped(const RallyStanding *standing, RallyUse use, char text[DECIMAL_TEXT_MAX])
{
    text[0] = '\0';
    for (guint i = 0; i < standing->sheets->len; i++) {
        const RallyMarks *marks = &g_array_index(standing->sheets, RallyMarks, i);
        if (marks->use == use) {
            decimal_format(marks->total, text);
        }
    }
}

char *rally_explain(const RallySheet *sheet, const RallyStanding *standing, Language language)
{
    char highest[DECIMAL_TEXT_MAX];
    char lowest[DECIMAL_TEXT_MAX];
    char score[DECIMAL_TEXT_MAX];
    g_autofree char *count = g_strdup_printf("%u", standing->sheets->len);
    g_autofree char *kept = g_strdup_printf("%u", standing->kept);
    g_autofree char *from = g_strdup_printf("%u", sheet->drop_from);
    const char *const arguments[] = {"count", count,   "kept", kept,   "highest", highest, "lowest",
                                     lowest,  "score", score,  "from", from,      NULL};

    dropped(standing, RALLY_HIGHEST, highest);
    dropped(standing, RALLY_LOWEST, lowest);
    decimal_format_places(standing->score, sheet->places, score);
    const char *key = standing->kept == 0                      ? "rally.why_none"
                      : standing->kept < standing->sheets->len ? "rally.why_dropped"
                      : sheet->drop_from > 0                   ? "rally.why_few"
                                                               : "rally.why_all";
    g_autofree char *why = text_format(language, key, arguments);
    const char *const item[] = {
        "item",
        standing->decided >= 0 ? rally_name(sheet->items[standing->decided].name, language) : "",
        NULL};
    g_autofree char *tie = text_format(language,
                                       standing->shared         ? "rally.why_shared"
                                       : standing->decided >= 0 ? "rally.why_tie"
                                                                : "rally.why_end",
                                       item);
    return g_strconcat(why, tie, NULL);
}
