/* Tables that people upload: what is read of them, and what is refused with its place. */
#include "document/sheet_reader.h"

#include "document_sample.h"

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

static const char book_rels[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" SAMPLE_REL "/officeDocument\" Target=\"xl/workbook.xml\"/>"
    "</Relationships>";

static const char sheet_rels[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"r1\" Type=\"" SAMPLE_REL "/worksheet\" Target=\"hidden.xml\"/>"
    "<Relationship Id=\"r2\" Type=\"" SAMPLE_REL "/worksheet\" Target=\"worksheets/a.xml\"/>"
    "<Relationship Id=\"r3\" Type=\"" SAMPLE_REL "/sharedStrings\" Target=\"strings.xml\"/>"
    "<Relationship Id=\"r4\" Type=\"" SAMPLE_REL
    "/styles\" Target=\"styles.xml\"/></Relationships>";

static const char strings[] =
    "<sst xmlns=\"" MAIN "\"><si><t>指标</t></si>"
    "<si><r><t>一般</t></r><r><t> 收入 </t></r><rPh sb=\"0\" eb=\"1\"><t>yi</t></rPh></si></sst>";

/* 0 general, 1 a built-in date, 2 percent, 3 a Chinese date, 4 a colour and a unit in quotes */
static const char styles[] =
    "<styleSheet xmlns=\"" MAIN "\"><numFmts>"
    "<numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/>"
    "<numFmt numFmtId=\"177\" formatCode=\"[Red]0.0&quot;yd&quot;\"/></numFmts>"
    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
    "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"10\"/>"
    "<xf numFmtId=\"176\"/><xf numFmtId=\"177\"/></cellXfs></styleSheet>";

static GBytes *workbook(const char *rows, const char *after)
{
    g_autofree char *sheet = g_strconcat("<worksheet xmlns=\"" MAIN "\"><sheetData>", rows,
                                         "</sheetData>", after, "</worksheet>", NULL);
    const SamplePart parts[] = {
        {"_rels/.rels", book_rels},
        {"xl/workbook.xml", "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" SAMPLE_REL "\"><sheets>"
                            "<sheet name=\"h\" sheetId=\"1\" state=\"hidden\" r:id=\"r1\"/>"
                            "<sheet name=\"a\" sheetId=\"2\" r:id=\"r2\"/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels", sheet_rels},
        {"xl/strings.xml", strings},
        {"xl/styles.xml", styles},
        {"xl/worksheets/a.xml", sheet},
        {NULL, NULL},
    };
    return sample_zip(parts, NULL);
}

/* Rows as “1:a|b;” */
static bool note_row(gpointer data, guint number, const char *const *cells, guint count,
                     G_GNUC_UNUSED GError **error)
{
    GString *out = data;

    g_string_append_printf(out, "%u:", number);
    for (guint i = 0; i < count; i++) {
        g_string_append_printf(out, "%s%s", i > 0 ? "|" : "", cells[i] != NULL ? cells[i] : "");
    }
    g_string_append_c(out, ';');
    return true;
}

static char *read_all(GBytes *file, GError **error)
{
    gsize length;
    const void *bytes = g_bytes_get_data(file, &length);
    g_autoptr(GString) out = g_string_new(NULL);

    return sheet_read(bytes, length, "表.xlsx", note_row, out, error)
               ? g_string_free(g_steal_pointer(&out), FALSE)
               : NULL;
}

static void check(const char *rows, const char *wanted)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) file = workbook(rows, "");
    g_autofree char *got = read_all(file, &error);

    g_assert_no_error(error);
    g_assert_cmpstr(got, ==, wanted);
}

static void refused(const char *rows, const char *after, const char *key, const char *place)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) file = workbook(rows, after);
    g_autofree char *got = read_all(file, &error);

    g_assert_null(got);
    g_assert_cmpstr(error_key(error), ==, key);
    g_assert_cmpstr(error_detail(error, 0)->field, ==, place);
}

static void text_is_read_wherever_it_is_kept(void)
{
    check("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"C2\" t=\"s\"><v>1</v></c></row>"
          "<row><c t=\"inlineStr\"><is><t>行内</t></is></c><c t=\"b\"><v>1</v></c></row>",
          "2:指标||一般 收入;3:行内|TRUE;");
}

static void a_number_is_what_excel_shows_of_it(void)
{
    check("<row><c><v>13.910000000000001</v></c><c><v>0.30000000000000004</v></c>"
          "<c><v>1E-3</v></c><c><v>1.5E+2</v></c><c><v>-0</v></c><c><v>75000</v></c>"
          "<c><v>9999999999999.99</v></c><c><v>-0.05</v></c><c><v>999999999999999.9</v></c></row>",
          "1:13.91|0.3|0.001|150|0|75000|9999999999999.99|-0.05|1000000000000000;");
    check("<row><c s=\"2\"><v>7.0000000000000007E-2</v></c><c s=\"4\"><v>2.5</v></c></row>",
          "1:7%|2.5;");
}

static void a_date_is_a_day_in_either_epoch(void)
{
    check("<row><c s=\"1\"><v>44621</v></c><c s=\"3\"><v>44621.75</v></c><c s=\"1\"><v>1</v></c>"
          "<c s=\"1\"><v>61</v></c></row>",
          "1:2022-03-01|2022-03-01|1900-01-01|1900-03-01;");
}

static void what_is_not_in_the_cell_is_refused_with_its_place(void)
{
    refused("<row r=\"7\"><c r=\"B7\"><f>A1*2</f><v>4</v></c></row>", "", "document.sheet_formula",
            "B7");
    refused("<row><c><v>1</v></c></row>", "<mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells>",
            "document.sheet_merged", "A1:B2");
    refused("<row><c/><c t=\"e\"><v>#REF!</v></c></row>", "", "document.sheet_error", "B1");
    refused("<row><c><v>vier</v></c></row>", "", "document.sheet_number", "A1");
    refused("<row><c t=\"s\"><v>9</v></c></row>", "", "document.sheet_number", "A1");
    refused("<row r=\"3\"><c r=\"A4\"><v>1</v></c></row>", "", "document.sheet_place", "A4");
    refused("<row r=\"3\"/><row r=\"2\"/>", "", "document.sheet_place", "2");
    refused("<row><c r=\"XFD1\"><v>1</v></c></row>", "", "document.sheet_columns", "XFD1");
}

static void what_is_no_table_is_refused(void)
{
    const struct {
        const char *bytes;
        gsize length;
        const char *key;
    } cases[] = {
        {"", 0, "document.empty"},
        {"\xd0\xcf\x11\xe0\xa1", 5, "document.old_excel"},
        {"PK\003\004 no zip", 11, "document.truncated"},
        {"a\0b", 3, "document.not_xlsx"},
        {"a,\"b\n", 5, "document.csv"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GString) out = g_string_new(NULL);
        g_assert_false(sheet_read(cases[i].bytes, cases[i].length, "x", note_row, out, &error));
        g_assert_cmpstr(error_key(error), ==, cases[i].key);
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) docx = sample_docx("", NULL, NULL);
    g_assert_null(read_all(docx, &error));
    g_assert_cmpstr(error_key(error), ==, "document.not_xlsx");
}

static void csv_is_read_in_both_encodings_with_its_row_numbers(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *gb =
        g_convert("指标,数值\r\n\r\n\"a,\"\"b\",7\r\n", -1, "GB18030", "UTF-8", NULL, NULL, NULL);
    g_autoptr(GBytes) file = g_bytes_new(gb, strlen(gb));
    g_autofree char *got = read_all(file, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(got, ==, "1:指标|数值;3:a,\"b|7;");
    g_autoptr(GBytes) marked = g_bytes_new_static("\xef\xbb\xbf一, 二 ,,\n", 13);
    g_autofree char *second = read_all(marked, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(second, ==, "1:一|二;");
}

static void a_million_empty_rows_are_cheap(void)
{
    g_autoptr(GString) rows = g_string_new("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>");
    g_autoptr(GError) error = NULL;

    for (guint i = 2; i <= 1000000; i++) {
        g_string_append_printf(rows, "<row r=\"%u\" s=\"1\"/>", i);
    }
    g_autoptr(GBytes) file = workbook(rows->str, "");
    gint64 begun = g_get_monotonic_time();
    g_autofree char *got = read_all(file, &error);
    g_test_message("a million empty rows: %" G_GINT64_FORMAT " ms",
                   (g_get_monotonic_time() - begun) / 1000);
    g_assert_no_error(error);
    g_assert_cmpstr(got, ==, "1:1;");
}

static void places_are_named_as_excel_names_them(void)
{
    char place[SHEET_PLACE_MAX];

    sheet_place(0, 1, place);
    g_assert_cmpstr(place, ==, "A1");
    sheet_place(25, 7, place);
    g_assert_cmpstr(place, ==, "Z7");
    sheet_place(26, 7, place);
    g_assert_cmpstr(place, ==, "AA7");
    sheet_place(16383, 1048576, place);
    g_assert_cmpstr(place, ==, "XFD1048576");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add_func("/sheet_read/" #name, name)
    ADD(text_is_read_wherever_it_is_kept);
    ADD(a_number_is_what_excel_shows_of_it);
    ADD(a_date_is_a_day_in_either_epoch);
    ADD(what_is_not_in_the_cell_is_refused_with_its_place);
    ADD(what_is_no_table_is_refused);
    ADD(csv_is_read_in_both_encodings_with_its_row_numbers);
    ADD(a_million_empty_rows_are_cheap);
    ADD(places_are_named_as_excel_names_them);
    return g_test_run();
}
