/* What papers can be made, and how they are handed out. */
#include "drafting/drafting_internal.h"

#include "org/org.h"

#include <string.h>

char *district_name(Call *call, GError **error)
{
    g_autoptr(GError) failed = NULL;
    char *name = NULL;
    g_autofree char *code =
        org_find_area(call_tx(call), call_district(call), call_district(call), &name, &failed);

    if (!error_pass(error, &failed)) {
        return NULL;
    }
    return code != NULL ? name : g_strdup("");
}

bool refuse_year(Call *call, gint year, GError **error)
{
    g_autoptr(GArray) years = plan_years_read(call, error);
    g_autoptr(GString) known = g_string_new(NULL);
    g_autofree char *asked = g_strdup_printf("%d", year);

    if (years == NULL) {
        return false;
    }
    for (guint i = 0; i < years->len; i++) {
        g_string_append_printf(known, "%s%" G_GINT64_FORMAT, i > 0 ? "、" : "",
                               g_array_index(years, gint64, i));
    }
    error_set(error, LUOSHI_ERROR_NOT_FOUND,
              years->len > 0 ? "drafting.no_plan" : "drafting.no_plans", "year", "year", asked,
              "years", known->str, NULL);
    return false;
}

char *issuing_unit(Call *call, GError **error)
{
    g_autoptr(GError) failed = NULL;
    char *name = org_unit_name(call_tx(call), call_district(call), call_actor(call)->unit, &failed);

    if (!error_pass(error, &failed)) {
        return NULL;
    }
    return name != NULL ? name : g_strdup("");
}

bool answer_paper(Call *call, const Paper *paper, const char *name, GError **error)
{
    bool pdf = g_strcmp0(call_parameter(call, "format"), "pdf") == 0;
    g_autoptr(GBytes) bytes = pdf ? paper_pdf(paper, error) : paper_docx(paper, error);

    if (bytes == NULL) {
        return false;
    }
    g_autofree char *filename = g_strconcat(name, pdf ? ".pdf" : ".docx", NULL);
    call_answer_bytes(
        call, bytes,
        pdf ? "application/pdf"
            : "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        filename);
    return true;
}

/* The months of YEAR that have begun, newest first. */
static void write_months(JsonWriter *answer, gint64 year, gint32 today)
{
    json_key(answer, "months");
    json_begin_array(answer);
    for (int month = 12; month >= 1; month--) {
        if (day_of((int)year, month, 1) <= today) {
            g_autofree char *text = g_strdup_printf("%04d-%02d", (int)year, month);
            json_text(answer, text);
        }
    }
    json_end_array(answer);
}

bool drafting_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GArray) years = plan_years_read(call, error);

    if (years == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "years");
    json_begin_array(answer);
    for (guint i = 0; i < years->len; i++) {
        gint64 year = g_array_index(years, gint64, i);
        json_begin_object(answer);
        json_member_int(answer, "year", year);
        write_months(answer, year, day_in_beijing(call_now(call)));
        json_end_object(answer);
    }
    json_end_array(answer);
    json_end_object(answer);
    return true;
}
