/* Until when the figures of a run are taken (截止时间). */
#include "score/score_internal.h"

#include "casework/casework.h"
#include "indicator/result.h"
#include "kernel/day.h"

#include <string.h>

const char *const cut_off_names[] = {"made", "closing", "scheme", "asked", NULL};

/* The last moment of a Beijing day. */
static gint64 end_of(gint32 day)
{
    return day_begins(day + 1) - 1;
}

/* So many days after the period's end, as the scheme says; 0 where it says nothing. */
static gint64 declared(Call *call, const ScoreScheme *scheme, Period period)
{
    const json_t *cut_off = json_object_get(scheme->definition, "cut_off");
    gint32 days = (gint32)json_integer_value(json_object_get(cut_off, "days"));
    g_autoptr(WorkCalendar) calendar = NULL;

    if (cut_off == NULL) {
        return 0;
    }
    if (!json_is_true(json_object_get(cut_off, "working"))) {
        return end_of(period.last + days);
    }
    calendar = case_calendar(call);
    return end_of(calendar_add(calendar, period.last, days));
}

bool cut_off_find(Call *call, const ScoreScheme *scheme, Period period, CutOff *cut, GError **error)
{
    gint64 now = call_now(call);
    gint64 said = declared(call, scheme, period);
    gint64 closed = 0;

    if (said == 0 && !indicator_closed_at(call, period, &closed, error)) {
        return false;
    }
    *cut = said > 0     ? (CutOff){said, CUT_OFF_SCHEME}
           : closed > 0 ? (CutOff){closed, CUT_OFF_CLOSING}
                        : (CutOff){now, CUT_OFF_MADE};
    if (cut->moment >= now) {
        *cut = (CutOff){now, CUT_OFF_MADE};
    }
    return true;
}

bool cut_off_ask(Call *call, const char *text, Period period, CutOff *cut, GError **error)
{
    gint32 day = 0;

    if (!day_parse(text, &day) || day < period.first || strcmp(text, call_today(call)) > 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "score.figures_until", "/figures_until", NULL);
        return false;
    }
    *cut = (CutOff){MIN(end_of(day), call_now(call)), CUT_OFF_ASKED};
    return true;
}
