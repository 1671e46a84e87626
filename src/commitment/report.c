/* Reports: uploaded, read, shown, put away. */
#include "commitment/commitment_internal.h"

#include "document/document.h"
#include "reader/reader.h"

#include <string.h>

/* Clauses stand this far apart, so that a split finds a place in between. */
#define POSITION_STEP 1048576

/* What reading found, with places in UTF-16 units. */
typedef struct {
    ReaderResult *result;
    gsize *places; /* sections, clauses, statements: start and end of each */
    char *digest;
    gint64 year; /* that the plan is for */
} Upload;

static void upload_free(gpointer data)
{
    Upload *upload = data;

    if (upload != NULL) {
        reader_result_free(upload->result);
        g_free(upload->places);
        g_free(upload->digest);
        g_free(upload);
    }
}

typedef struct {
    gsize offset;
    gsize index;
} Place;

static int compare_places(const void *a, const void *b)
{
    gsize left = ((const Place *)a)->offset;
    gsize right = ((const Place *)b)->offset;

    return left < right ? -1 : left > right;
}

static gsize count_places(const ReaderResult *result)
{
    return 2 * (result->section_count + result->clause_count + result->statement_count);
}

/* Byte offsets to UTF-16 units in one pass: sorted, counted, put back. */
static gsize *convert_places(const ReaderResult *result)
{
    gsize count = count_places(result);
    g_autofree Place *order = g_new(Place, count + 1);
    g_autofree gsize *offsets = g_new(gsize, count + 1);
    g_autofree gsize *units = g_new(gsize, count + 1);
    gsize *places = g_new(gsize, count + 1);
    gsize n = 0;

    for (gsize i = 0; i < result->section_count; i++) {
        order[n++].offset = result->sections[i].text_start;
        order[n++].offset = result->sections[i].text_end;
    }
    for (gsize i = 0; i < result->clause_count; i++) {
        order[n++].offset = result->clauses[i].text_start;
        order[n++].offset = result->clauses[i].text_end;
    }
    for (gsize i = 0; i < result->statement_count; i++) {
        order[n++].offset = result->statements[i].figure_text_start;
        order[n++].offset = result->statements[i].figure_text_end;
    }
    for (gsize i = 0; i < count; i++) {
        order[i].index = i;
    }
    qsort(order, count, sizeof *order, compare_places);
    for (gsize i = 0; i < count; i++) {
        offsets[i] = order[i].offset;
    }
    reader_text_utf16(result->text, offsets, count, units);
    for (gsize i = 0; i < count; i++) {
        places[order[i].index] = units[i];
    }
    return places;
}

bool report_upload_prepare(Call *call, GError **error)
{
    gsize length = 0;
    const void *bytes =
        call_content(call) != NULL ? g_bytes_get_data(call_content(call), &length) : NULL;
    g_autoptr(DocumentText) document = NULL;

    if (!document_text_from_bytes(bytes, length, call_parameter(call, "filename"), &document,
                                  error)) {
        return false;
    }
    gsize text_length;
    const char *text = g_bytes_get_data(document->text, &text_length);
    const ReaderOptions options = {.report_year = (gint)call_parameter_int(call, "year", 0)};
    g_autoptr(ReaderLexicon) lexicon = reader_lexicon_new_default();
    ReaderResult *result = reader_read(lexicon, text, text_length, &options, error);
    if (result == NULL) {
        return false;
    }
    if (result->statement_count == 0) {
        reader_result_free(result);
        error_set(error, LUOSHI_ERROR_INVALID, "commitment.no_figures", NULL, NULL);
        return false;
    }
    Upload *upload = g_new0(Upload, 1);
    upload->result = result;
    upload->places = convert_places(result);
    upload->digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, call_content(call));
    upload->year = call_parameter_int(call, "year", result->summary.report_year);
    if (upload->year == 0) {
        upload->year = g_ascii_strtoll(call_today(call), NULL, 10);
    }
    call_set_prepared(call, upload, upload_free);
    return true;
}

static bool check_not_twice(Call *call, const char *digest, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_report_by_digest,
                    STORE_VALUES(store_text(call_district(call)), store_text(digest)), error);

    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "commitment.uploaded_before", NULL, "title",
                  store_column_text(rows, 0), NULL);
        return false;
    }
    return error_pass(error, &failed);
}

static bool insert_sections(Call *call, const char *report, const Upload *upload, GError **error)
{
    for (gsize i = 0; i < upload->result->section_count; i++) {
        const ReaderSection *section = &upload->result->sections[i];
        if (!store_execute(
                call_tx(call), &sql_report_section_insert,
                STORE_VALUES(store_text(call_district(call)), store_text(report),
                             store_int((gint64)i + 1),
                             section->parent >= 0 ? store_int(section->parent + 1) : store_null(),
                             store_text(section->heading), store_int(section->level),
                             store_int((gint64)upload->places[2 * i]),
                             store_int((gint64)upload->places[2 * i + 1])),
                NULL, error)) {
            return false;
        }
    }
    return true;
}

/* Section 0 holds what stands before the first heading. */
static bool insert_preamble(Call *call, const char *report, GError **error)
{
    return store_execute(call_tx(call), &sql_report_section_insert,
                         STORE_VALUES(store_text(call_district(call)), store_text(report),
                                      store_int(0), store_null(),
                                      store_text(call_parameter(call, "title")), store_int(0),
                                      store_int(0), store_int(0)),
                         NULL, error);
}

static bool insert_clauses(Call *call, const char *report, const Upload *upload, GPtrArray *ids,
                           GError **error)
{
    const gsize *places = upload->places + 2 * upload->result->section_count;
    g_autofree bool *has_figure = g_new0(bool, upload->result->clause_count + 1);

    for (gsize i = 0; i < upload->result->statement_count; i++) {
        if (upload->result->statements[i].clause >= 0) {
            has_figure[upload->result->statements[i].clause] = true;
        }
    }
    for (gsize i = 0; i < upload->result->clause_count; i++) {
        const ReaderClause *clause = &upload->result->clauses[i];
        char *id = call_new_id(call);
        g_ptr_array_add(ids, id);
        if (!store_execute(
                call_tx(call), &sql_clause_insert,
                STORE_VALUES(
                    store_text(call_district(call)), store_text(id), store_text(report),
                    store_int((gint64)(i + 1) * POSITION_STEP), store_int(clause->section + 1),
                    store_text(clause->text), store_text(clause->text),
                    store_int((gint64)places[2 * i]), store_int((gint64)places[2 * i + 1]),
                    store_text(reader_kind_name(clause->kind)), store_text("draft"), store_null(),
                    store_null(), store_text("[]"), store_null(),
                    store_text("[\"\",\"\",\"\",\"\"]"), store_null(), store_int(call_now(call)),
                    store_int(clause->action == NULL && !has_figure[i] ? 1 : 0)),
                NULL, error)) {
            return false;
        }
    }
    return true;
}

/* A statement without a figure keeps what it is compared with (高于2021年) where others have their
 * unit, so that it prints as “>2021年”. */
static const char *unit_or_reference(const ReaderStatement *statement)
{
    return statement->unit != NULL        ? statement->unit
           : statement->reference != NULL ? statement->reference
                                          : "";
}

static bool insert_statements(Call *call, const char *report, const Upload *upload,
                              const GPtrArray *ids, GError **error)
{
    const ReaderResult *result = upload->result;
    const gsize *places = upload->places + 2 * (result->section_count + result->clause_count);

    for (gsize i = 0; i < result->statement_count; i++) {
        const ReaderStatement *one = &result->statements[i];
        g_autoptr(GString) value = g_string_new(NULL);
        g_autoptr(GString) value2 = g_string_new(NULL);
        reader_decimal_append(one->value, value);
        reader_decimal_append(one->value2, value2);
        if (!store_execute(
                call_tx(call), &sql_statement_insert,
                STORE_VALUES(
                    store_text(call_district(call)), store_text(report), store_int((gint64)i + 1),
                    store_text(one->clause >= 0 ? ids->pdata[one->clause] : NULL),
                    store_text(one->subject), store_text(one->has_value ? value->str : NULL),
                    store_text(one->has_value2 ? value2->str : NULL),
                    store_text(unit_or_reference(one)), store_text(reader_cmp_name(one->cmp)),
                    store_text(reader_measure_name(one->measure)),
                    store_text(reader_kind_name(one->kind)),
                    one->year != 0 ? store_int(one->year) : store_null(),
                    store_int((gint64)places[2 * i]), store_int((gint64)places[2 * i + 1])),
                NULL, error)) {
            return false;
        }
    }
    return true;
}

static void write_report_row(JsonWriter *answer, const StoreRows *rows, const Names *names)
{
    static const char *const counts[] = {"clauses", "confirmed", "dropped", "assigned",
                                         "statements"};

    json_begin_object(answer);
    json_member_text(answer, "id", store_column_text(rows, 0));
    json_member_text(answer, "title", store_column_text(rows, 1));
    json_member_int(answer, "year", store_column_int(rows, 2));
    json_member_text(answer, "filename", store_column_text(rows, 3));
    json_member_text(answer, "state", store_column_text(rows, 4));
    json_member_time(answer, "uploaded", store_column_int(rows, 5));
    json_member_text(answer, "uploaded_by",
                     name_of(names, NAME_ACCOUNT, store_column_text(rows, 6)));
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++) {
        json_member_int(answer, counts[i], store_column_int(rows, 7 + i));
    }
    json_member_text(answer, "plan", store_column_text(rows, 12));
    json_end_object(answer);
}

static bool write_reports(Call *call, const char *id, gsize *written, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_report_list,
                    STORE_VALUES(store_text(call_district(call)), store_text(id)), error);

    *written = 0;
    if (rows == NULL) {
        return false;
    }
    while (store_rows_next(rows, &failed)) {
        write_report_row(call_answer(call), rows, names);
        (*written)++;
    }
    return error_pass(error, &failed);
}

static bool write_report(Call *call, const char *report, GError **error)
{
    gsize written;

    if (!write_reports(call, report, &written, error)) {
        return false;
    }
    if (written == 0) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "commitment.no_report", NULL, NULL);
    }
    return written > 0;
}

bool report_upload(Call *call, GError **error)
{
    const Upload *upload = call_prepared(call);
    g_autofree char *id = call_new_id(call);
    const char *title = call_parameter(call, "title");
    gint64 year = upload->year;
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

    if (!check_not_twice(call, upload->digest, error) ||
        !store_execute(call_tx(call), &sql_report_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                    store_text(title), store_int(year),
                                    store_text(call_parameter(call, "filename")),
                                    store_text(upload->digest), store_int(call_now(call)),
                                    store_text(call_actor(call)->account)),
                       NULL, error) ||
        !store_execute(call_tx(call), &sql_report_content_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                    store_blob(call_content(call)),
                                    store_text(upload->result->text)),
                       NULL, error) ||
        !insert_preamble(call, id, error) || !insert_sections(call, id, upload, error) ||
        !insert_clauses(call, id, upload, ids, error) ||
        !insert_statements(call, id, upload, ids, error)) {
        return false;
    }
    json_auto_t *after = json_pack("{s:s, s:I, s:s}", "title", title, "year", (json_int_t)year,
                                   "digest", upload->digest);
    call_created(call);
    call_changed(call, "reports", "report", id);
    call_changed(call, "duties", "report", id);
    return call_record(call, "report.upload", "report", id, NULL, NULL, after, error) &&
           write_report(call, id, error);
}

bool report_list(Call *call, GError **error)
{
    gsize written;

    json_begin_object(call_answer(call));
    json_key(call_answer(call), "reports");
    json_begin_array(call_answer(call));
    if (!write_reports(call, NULL, &written, error)) {
        return false;
    }
    json_end_array(call_answer(call));
    json_end_object(call_answer(call));
    return true;
}

bool report_read(Call *call, GError **error)
{
    return write_report(call, call_parameter(call, "report"), error);
}

static bool write_section(Call *call, const StoreRows *rows, G_GNUC_UNUSED gconstpointer data,
                          G_GNUC_UNUSED GError **error)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_int(answer, "number", store_column_int(rows, 0));
    json_key(answer, "parent");
    if (store_column_is_null(rows, 1)) {
        json_write_null(answer);
    } else {
        json_int(answer, store_column_int(rows, 1));
    }
    json_member_text(answer, "title", store_column_text(rows, 2));
    json_member_int(answer, "depth", store_column_int(rows, 3));
    json_member_text(answer, "kind", NULL);
    json_member_int(answer, "start", store_column_int(rows, 4));
    json_member_int(answer, "end", store_column_int(rows, 5));
    json_end_object(answer);
    return true;
}

static bool write_sections(Call *call, const char *report, GError **error)
{
    StoreRows *rows =
        store_query(call_tx(call), &sql_report_sections,
                    STORE_VALUES(store_text(call_district(call)), store_text(report)), error);

    return call_write_rows(call, "sections", rows, write_section, NULL, error);
}

static bool write_text(Call *call, const char *report, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query_one(call_tx(call), &sql_report_content,
                        STORE_VALUES(store_text(call_district(call)), store_text(report)),
                        "commitment.no_report", error);

    if (rows == NULL) {
        return false;
    }
    json_member_text(call_answer(call), "text", store_column_text(rows, 0));
    return true;
}

bool report_text(Call *call, GError **error)
{
    const char *report = call_parameter(call, "report");
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    if (!write_text(call, report, error) || !write_sections(call, report, error)) {
        return false;
    }
    g_autoptr(Statements) statements =
        statements_read(call, &sql_statements_of_report, report, error);
    if (statements == NULL) {
        return false;
    }
    json_key(answer, "statements");
    json_begin_array(answer);
    for (guint i = 0; i < statements->all->len; i++) {
        write_statement(answer, statements->all->pdata[i]);
    }
    json_end_array(answer);
    json_end_object(answer);
    return true;
}

bool report_withdraw(Call *call, GError **error)
{
    const char *report = call_parameter(call, "report");
    const char *reason = json_string_value(json_object_get(call_body(call), "reason"));
    json_auto_t *before = json_pack("{s:s}", "state", "review");
    json_auto_t *after = json_pack("{s:s}", "state", "withdrawn");

    if (!require_review(call, report, NULL, error) ||
        !store_execute(call_tx(call), &sql_report_set_state,
                       STORE_VALUES(store_text("withdrawn"), store_null(),
                                    store_text(call_district(call)), store_text(report)),
                       NULL, error)) {
        return false;
    }
    g_autofree char *topic = g_strdup_printf("report:%s", report);
    call_changed(call, topic, "report", report);
    call_changed(call, "reports", "report", report);
    call_changed(call, "duties", "report", report);
    return call_record(call, "report.withdraw", "report", report, reason, before, after, error) &&
           write_report(call, report, error);
}
