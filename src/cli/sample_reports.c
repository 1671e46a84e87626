/* How the sample district's units answer the monthly reports of its year: on time, late or not at
 * all, by habit; a unit's log-in is its key. */
#include "cli/sample_internal.h"

#include <string.h>

#define PAGE "200"

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* A number of TITLE's own, so that what is said differs from task to task but not from run to run.
 */
static guint number_of(const char *title)
{
    guint number = 0;

    for (const char *c = title; *c != '\0'; c++) {
        number = number * 31 + (guchar)*c;
    }
    return number;
}

/* What is said of TITLE for PERIOD: of the first kind of task one of whose words it holds (the last
 * kind has none). */
static const char *words_of(const json_t *habits, const char *title, const char *period)
{
    const json_t *found = NULL;
    size_t i;
    json_t *kind;

    json_array_foreach(json_object_get(habits, "kinds"), i, kind)
    {
        const json_t *words = json_object_get(kind, "words");
        if (words == NULL || sample_speaks_of(title, words)) {
            found = json_object_get(json_object_get(kind, "months"), period);
            break;
        }
    }
    size_t count = json_array_size(found);
    return count > 0 ? json_string_value(json_array_get(found, number_of(title) % count)) : NULL;
}

static bool is_missed(const json_t *habits, const char *unit, const char *period)
{
    const json_t *missed = json_object_get(json_object_get(habits, "missed"), unit);

    return sample_speaks_of(period, missed);
}

/* Does the unit of DUTY answer it so many days LATE, as ENTRY says? */
static bool is_due(const Sample *sample, const json_t *habits, const json_t *duty,
                   const json_t *entry, const char **unit)
{
    static const char *const by_id[] = {"id", NULL};
    const char *period = text(entry, "period");

    *unit = text(find_object(sample->units, by_id, text(duty, "unit")), "key");
    return *unit != NULL && text(duty, "answered") == NULL &&
           json_integer_value(json_object_get(json_object_get(habits, "late"), *unit)) ==
               json_integer_value(json_object_get(entry, "late")) &&
           !is_missed(habits, *unit, period) &&
           !sample_speaks_of(text(duty, "title"),
                             json_object_get(json_object_get(habits, "kept"), period));
}

json_int_t sample_percent(const json_t *habits, const char *title, json_int_t percent)
{
    size_t i;
    json_t *slow;

    json_array_foreach(json_object_get(habits, "slow"), i, slow)
    {
        if (strstr(title, text(slow, "about")) != NULL) {
            return percent * json_integer_value(json_object_get(slow, "percent")) / 100;
        }
    }
    return percent;
}

/* The files that ACCOUNT of UNIT, which reports on TITLE for PERIOD, sends along: those about it,
 * else those of the unit. (transfer full) */
static json_t *files_of(const Sample *sample, const json_t *habits, const char *account,
                        const char *unit, const char *title, const char *period, GError **error)
{
    const json_t *names = NULL;
    size_t i;
    json_t *proof;

    json_array_foreach(json_object_get(habits, "proofs"), i, proof)
    {
        const char *about = text(proof, "about");
        if (strcmp(text(proof, "period"), period) == 0 &&
            (about != NULL ? strstr(title, about) != NULL
                           : names == NULL && strcmp(text(proof, "unit"), unit) == 0)) {
            names = json_object_get(proof, "files");
        }
    }
    return sample_upload(sample, account, names, error);
}

static bool answer(const Sample *sample, const json_t *habits, const json_t *duty,
                   const json_t *entry, GError **error)
{
    const char *period = text(entry, "period");
    const char *title = text(duty, "title");
    const char *parameters[] = {"duty", text(duty, "id"), NULL};
    const char *unit = NULL;

    if (!is_due(sample, habits, duty, entry, &unit)) {
        return true;
    }
    const char *account = sample_account(sample, unit, error);
    json_auto_t *files =
        account != NULL ? files_of(sample, habits, account, unit, title, period, error) : NULL;
    json_int_t percent =
        json_integer_value(json_object_get(json_object_get(habits, "percent"), period));
    json_auto_t *body = json_pack(
        "{s:O, s:s*, s:I, s:O*}", "version", json_object_get(duty, "version"), "text",
        words_of(habits, title, period), "percent",
        sample_percent(habits, title, MAX(percent - (json_int_t)(number_of(title) % 5), 0)),
        "files", json_array_size(files) > 0 ? files : NULL);
    json_auto_t *done = files != NULL ? sample_run_as(sample, account, "round_duty_answer",
                                                      parameters, body, NULL, error)
                                      : NULL;
    return done != NULL;
}

bool sample_reports(const Sample *sample, const json_t *habits, const json_t *entry, GError **error)
{
    g_autofree char *cursor = NULL;
    bool more = true;

    while (more) {
        const char *parameters[] = {"round",
                                    text(habits, "round"),
                                    "period",
                                    text(entry, "period"),
                                    "limit",
                                    PAGE,
                                    cursor != NULL ? "cursor" : NULL,
                                    cursor,
                                    NULL};
        json_auto_t *page =
            sample_run_as(sample, sample->clerk, "round_duty_list", parameters, NULL, NULL, error);
        size_t i;
        json_t *duty;
        json_array_foreach(json_object_get(page, "duties"), i, duty)
        {
            if (!answer(sample, habits, duty, entry, error)) {
                return false;
            }
        }
        if (page == NULL) {
            return false;
        }
        g_free(cursor);
        cursor = g_strdup(text(page, "next"));
        more = cursor != NULL;
    }
    return true;
}
