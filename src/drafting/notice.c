/* The notice (督办单) of a case as an official paper. */
#include "drafting/drafting_internal.h"

#include "commitment/commitment.h"
#include "org/org.h"

#include "indicator/indicator.h"
#include "light/light.h"

#include <string.h>

static const char *filled(const CaseBrief *brief, const char *key)
{
    const char *text = json_string_value(json_object_get(brief->form, key));

    return text != NULL ? text : "";
}

/* The full name of UNIT. (transfer full) */
static char *full_name(Call *call, const char *unit, GError **error)
{
    g_autoptr(GError) failed = NULL;
    char *name = org_unit_name(call_tx(call), call_district(call), unit, &failed);

    if (!error_pass(error, &failed)) {
        return NULL;
    }
    return name != NULL ? name : g_strdup(unit);
}

static char *due_in_words(Language language, const char *due)
{
    gint32 day;

    return due != NULL && day_parse(due, &day) ? words_of_day(language, day) : g_strdup("");
}

/* How the figure that the notice is about stands. */
static bool add_figure(Call *call, Paper *paper, const CaseBrief *brief, GError **error)
{
    g_autofree char *name = NULL;
    g_autofree char *owner = NULL;
    g_autofree char *reason = NULL;
    const char *colour = NULL;

    if (!indicator_brief(call, brief->object_id, &name, &owner, error) ||
        !light_find(call, "indicator", brief->object_id, &colour, &reason, error)) {
        return false;
    }
    const char *const arguments[] = {"name", name, "words", reason != NULL ? reason : "", NULL};
    g_autofree char *text = text_format(
        call_language(call),
        reason != NULL ? "drafting.notice_figure_light" : "drafting.notice_figure", arguments);
    paper_heading(paper, 1, text_find(call_language(call), "drafting.notice_matter_heading"));
    paper_body(paper, text, NULL, 0);
    return true;
}

/* What the notice is about, in the words of the plan. */
static bool add_matter(Call *call, Paper *paper, const CaseBrief *brief, GError **error)
{
    Language language = call_language(call);
    g_auto(CommitmentBrief) commitment = {0};

    if (strcmp(brief->object_kind, "indicator") == 0) {
        return add_figure(call, paper, brief, error);
    }
    if (strcmp(brief->object_kind, "commitment") != 0) {
        return true;
    }
    if (!commitment_brief(call, brief->object_id, &commitment, error)) {
        return false;
    }
    g_autofree char *due = due_in_words(language, commitment.due);
    const char *const arguments[] = {"text", commitment.text, "due", due, NULL};
    g_autofree char *text = text_format(language, "drafting.notice_matter", arguments);
    paper_heading(paper, 1, text_find(language, "drafting.notice_matter_heading"));
    paper_body(paper, text, NULL, 0);
    return true;
}

static void add_part(Paper *paper, Language language, const char *heading, const char *text)
{
    if (*text != '\0') {
        g_auto(GStrv) paragraphs = g_strsplit(text, "\n", -1);
        paper_heading(paper, 1, text_find(language, heading));
        for (gsize i = 0; paragraphs[i] != NULL; i++) {
            if (*g_strstrip(paragraphs[i]) != '\0') {
                paper_body(paper, paragraphs[i], NULL, 0);
            }
        }
    }
}

static void add_parts(Paper *paper, const CaseBrief *brief, Language language)
{
    g_autofree char *due = due_in_words(language, brief->due);
    const char *const arguments[] = {"due", due, NULL};
    g_autofree char *deadline = text_format(language, "drafting.notice_deadline", arguments);

    add_part(paper, language, "drafting.notice_demand_heading", filled(brief, "demand"));
    if (*due != '\0') {
        paper_body(paper, deadline, NULL, 0);
    }
    add_part(paper, language, "drafting.notice_reply_heading", filled(brief, "reply"));
    add_part(paper, language, "drafting.notice_proof_heading", filled(brief, "proof"));
    add_part(paper, language, "drafting.notice_finding_heading", filled(brief, "finding"));
}

static bool answer_notice(Call *call, const CaseBrief *brief, GError **error)
{
    Language language = call_language(call);
    g_autofree char *district = district_name(call, error);
    g_autofree char *recipients = district != NULL ? full_name(call, brief->unit, error) : NULL;

    if (recipients == NULL) {
        return false;
    }
    g_autofree char *day = words_of_day(language, day_in_beijing(brief->raised));
    const char *const arguments[] = {"district",   district,      "title",
                                     brief->title, "type",        brief->type_name,
                                     "number",     brief->number, NULL};
    g_autofree char *issuer = text_format(language, "drafting.notice_issuer", arguments);
    g_autofree char *signer = text_format(language, "drafting.notice_signer", arguments);
    g_autofree char *title = text_format(language, "drafting.notice_title", arguments);
    g_autofree char *name = text_format(language, "drafting.notice_name", arguments);
    const PaperHead head = {
        .issuer = issuer,
        .number = brief->number,
        .title = title,
        .recipients = recipients,
        .signer = signer,
        .day = day,
        .created = call_now(call) / G_USEC_PER_SEC,
    };
    g_autoptr(Paper) paper = paper_new(&head);
    if (!add_matter(call, paper, brief, error)) {
        return false;
    }
    add_parts(paper, brief, language);
    return answer_paper(call, paper, name, error);
}

bool drafting_notice_file(Call *call, GError **error)
{
    g_autoptr(GPtrArray) briefs = casework_brief(call, call_parameter(call, "case"), error);

    if (briefs == NULL) {
        return false;
    }
    const CaseBrief *brief = briefs->pdata[0];
    if (!call_authorize(call, brief->unit, NULL, error)) {
        return false;
    }
    if (strcmp(brief->type, "notice") != 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "drafting.not_a_notice", "case", "type",
                  brief->type_name, NULL);
        return false;
    }
    return answer_notice(call, brief, error);
}
