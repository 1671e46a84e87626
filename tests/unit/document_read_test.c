/* Documents in: what the text of docx and PDF holds, and what is said of a file that is refused. */
#include "document/document.h"
#include "document_sample.h"

#define T(text) "<w:r><w:t>" text "</w:t></w:r>"
#define P(text) "<w:p>" T(text) "</w:p>"

static char *read_bytes(GBytes *file, DocumentKind kind)
{
    g_autoptr(DocumentText) text = NULL;
    g_autoptr(GError) error = NULL;
    gsize length;
    const void *bytes = g_bytes_get_data(file, &length);
    document_text_from_bytes(bytes, length, "报告", &text, &error);
    g_assert_no_error(error);
    g_assert_cmpint(text->kind, ==, kind);
    gsize text_length;
    const char *content = g_bytes_get_data(text->text, &text_length);
    g_assert_true(g_utf8_validate_len(content, text_length, NULL));
    return g_strndup(content, text_length);
}

static void assert_docx(const char *body, const char *styles, const char *numbering,
                        const char *expected)
{
    g_autoptr(GBytes) file = sample_docx(body, styles, numbering);
    g_autofree char *text = read_bytes(file, DOCUMENT_DOCX);
    g_assert_cmpstr(text, ==, expected);
}

static void assert_refused_bytes(const void *bytes, gsize length, const char *key)
{
    g_autoptr(DocumentText) text = NULL;
    g_autoptr(GError) error = NULL;
    g_assert_false(document_text_from_bytes(bytes, length, "报告", &text, &error));
    g_assert_null(text);
    g_assert_nonnull(error);
    g_assert_cmpstr(error_key(error), ==, key);
    /* The sentence is whole in both languages: no placeholder stays unfilled. */
    for (int language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
        g_autofree char *sentence = error_text(error, (Language)language);
        g_assert_null(strchr(sentence, '{'));
        g_assert_nonnull(strstr(sentence, "报告"));
    }
}

static void assert_refused(GBytes *file, const char *key)
{
    gsize length;
    const void *bytes = g_bytes_get_data(file, &length);
    assert_refused_bytes(bytes, length, key);
}

/* The value of a placeholder of the error that FILE gives. */
static char *refused_argument(GBytes *file, const char *name)
{
    g_autoptr(DocumentText) text = NULL;
    g_autoptr(GError) error = NULL;
    gsize length;
    const void *bytes = g_bytes_get_data(file, &length);
    g_assert_false(document_text_from_bytes(bytes, length, NULL, &text, &error));
    const ErrorDetail *detail = error_detail(error, 0);
    for (gsize i = 0; detail->arguments[i] != NULL; i += 2) {
        if (strcmp(detail->arguments[i], name) == 0)
            return g_strdup(detail->arguments[i + 1]);
    }
    return NULL;
}

/* ---- docx ------------------------------------------------------------------------------------ */

static void paragraphs_become_lines(void)
{
    assert_docx(P("一、经济") P("增长7%") "<w:p/>" P("  "), NULL, NULL, "一、经济\n增长7%\n");
    assert_docx("<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t xml:space=\"preserve\"> 丙"
                "</w:t><w:br w:type=\"page\"/><w:t> 丁 </w:t><w:noBreakHyphen/></w:r></w:p>",
                NULL, NULL, "甲\t乙\n 丙\n丁-\n");
    assert_docx("<w:p>" T("&lt;7 &amp; 8&#x4EBF;") "<w:hyperlink>" T("链接") "</w:hyperlink></w:p>",
                NULL, NULL, "<7 & 8亿链接\n");
}

static void deletions_go_and_insertions_stay(void)
{
    assert_docx("<w:p>" T("建设") "<w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>"
                                  "<w:ins>" T("新") "</w:ins>" T("路") "</w:p>",
                NULL, NULL, "建设新路\n");
    assert_docx("<w:p><w:moveFrom>" T("甲") "</w:moveFrom>" T("乙") "<w:moveTo>" T(
                    "甲") "</w:moveTo></w:p>",
                NULL, NULL, "乙甲\n");
    /* A deleted end of paragraph joins it to the next. */
    assert_docx("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" T("前") "</w:p>" P("后"), NULL, NULL,
                "前后\n");
    assert_docx("<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" P(
                    "删") "</w:tc></w:tr><w:tr><w:tc>" P("留") "</w:tc></w:tr></w:tbl>",
                NULL, NULL, "留\n");
}

static void unseen_text_is_left_out(void)
{
    assert_docx("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
                "<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>显</w:t></w:r>"
                "<w:r><w:instrText>PAGE</w:instrText></w:r>"
                "<w:r><w:ruby><w:rt>" T("jì") "</w:rt><w:rubyBase>" T(
                    "冀") "</w:rubyBase></w:ruby></w:r></w:p>",
                NULL, NULL, "显冀\n");
}

static void contents_pages_are_left_out(void)
{
    assert_docx(
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/>"
        "</w:docPartObj></w:sdtPr><w:sdtContent>" P(
            "一、经济 1") "</w:sdtContent></w:sdt>"
                          "<w:sdt><w:sdtPr/><w:sdtContent>" P("一、经济") "</w:sdtContent></w:sdt>",
        NULL, NULL, "一、经济\n");
    assert_docx("<w:p><w:pPr><w:pStyle w:val=\"11\"/></w:pPr>" T("目录行") "</w:p>" P("正文"),
                "<w:styles xmlns:w=\"" SAMPLE_W "\"><w:style w:styleId=\"11\">"
                "<w:name w:val=\"toc 1\"/></w:style></w:styles>",
                NULL, "正文\n");
}

static void tables_go_row_by_row(void)
{
    assert_docx(
        P("前") "<w:tbl><w:tr><w:tc>" P("指标") "</w:tc><w:tc>" P(
            "目标") "</w:tc></w:tr>"
                    "<w:tr><w:tc>" P("高标准") P("农田") "</w:tc><w:tc>" P(
                        "7.5万亩") "</w:tc></w:tr>"
                                   "<w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>" P(
                                       "后"),
        NULL, NULL, "前\n指标\t目标\n高标准 农田\t7.5万亩\n后\n");
    /* A frame of one cell around the whole report keeps its paragraphs; a table in a cell too. */
    assert_docx("<w:tbl><w:tr><w:tc>" P("一、甲")
                    P("乙") "<w:tbl><w:tr><w:tc>" P("1") "</w:tc><w:tc>" P(
                        "2") "</w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
                NULL, NULL, "一、甲\n乙\n1\t2\n");
}

static void a_text_box_is_read_once_after_its_paragraph(void)
{
    assert_docx(
        "<w:p>" T("正") "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing>"
                        "<w:txbxContent>" P("框一")
                            P("框二") "</w:txbxContent></w:drawing></mc:Choice>"
                                      "<mc:Fallback><w:pict><w:txbxContent>" P(
                                          "框一") "</w:txbxContent></w:pict>"
                                                  "</mc:Fallback></mc:AlternateContent></w:r>" T(
                                                      "文") "</w:p>",
        NULL, NULL, "正文\n框一\n框二\n");
}

#define LEVEL(level, format, text)                                                                 \
    "<w:lvl w:ilvl=\"" level "\"><w:start w:val=\"1\"/><w:numFmt w:val=\"" format                  \
    "\"/><w:lvlText w:val=\"" text "\"/></w:lvl>"
#define NUMBERED(list, level, text)                                                                \
    "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"" level "\"/><w:numId w:val=\"" list                     \
    "\"/></w:numPr></w:pPr>" T(text) "</w:p>"

static const char sample_numbering[] =
    "<w:numbering xmlns:w=\"" SAMPLE_W "\"><w:abstractNum w:abstractNumId=\"0\">"
    "<w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/>"
    "<w:pStyle w:val=\"1\"/><w:lvlText w:val=\"%1、\"/></w:lvl>"
    "<w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/>"
    "<w:pStyle w:val=\"2\"/><w:lvlText w:val=\"（%2）\"/></w:lvl>" LEVEL(
        "2", "decimal",
        "%3.") LEVEL("3", "decimalEnclosedCircle",
                     "%4") "</w:abstractNum><w:abstractNum w:abstractNumId=\"1\">" LEVEL("0",
                                                                                         "decimal",
                                                                                         "%1.")
        LEVEL("1", "decimal", "%1.%2") LEVEL(
            "2", "bullet",
            "●") "</w:abstractNum>"
                 "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>"
                 "<w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>"
                 "<w:num w:numId=\"3\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride w:ilvl=\"0\">"
                 "<w:startOverride w:val=\"5\"/></w:lvlOverride></w:num></w:numbering>";

static const char sample_styles[] =
    "<w:styles xmlns:w=\"" SAMPLE_W "\"><w:style w:styleId=\"1\"><w:name w:val=\"heading 1\"/>"
    "<w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>"
    "<w:style w:styleId=\"2\"><w:name w:val=\"heading 2\"/><w:pPr><w:numPr><w:ilvl w:val=\"1\"/>"
    "<w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>"
    "<w:style w:styleId=\"3\"><w:name w:val=\"own\"/><w:basedOn w:val=\"2\"/></w:style>"
    "<w:style w:styleId=\"4\"><w:basedOn w:val=\"4\"/></w:style></w:styles>";

#define STYLED(style, text) "<w:p><w:pPr><w:pStyle w:val=\"" style "\"/></w:pPr>" T(text) "</w:p>"

static void automatic_numbers_are_written_out(void)
{
    assert_docx(STYLED("1", "经济") STYLED("2", "农业") STYLED("3", "工业")
                    NUMBERED("1", "2", "粮食") NUMBERED("1", "3", "小麦") STYLED("1", "民生")
                        STYLED("2", "教育"),
                sample_styles, sample_numbering,
                "一、经济\n（一）农业\n（二）工业\n1. 粮食\n①小麦\n二、民生\n（一）教育\n");
    assert_docx(NUMBERED("2", "0", "甲") NUMBERED("2", "1", "乙") NUMBERED("2", "1", "丙")
                    NUMBERED("2", "2", "丁") NUMBERED("3", "0", "戊") NUMBERED("3", "0", "己"),
                sample_styles, sample_numbering, "1. 甲\n1.1 乙\n1.2 丙\n丁\n5. 戊\n6. 己\n");
    /* List 0 takes the style's number away; unknown lists and a style based on itself do no harm.
     */
    assert_docx(
        "<w:p><w:pPr><w:pStyle w:val=\"1\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr></w:pPr>" T(
            "无号") "</w:p>" NUMBERED("99", "0", "甲") STYLED("4", "乙") NUMBERED("1", "12", "丙"),
        sample_styles, sample_numbering, "无号\n甲\n乙\n丙\n");
}

static void numbers_follow_chinese_counting(void)
{
    g_autoptr(GString) body = g_string_new(NULL);
    for (int i = 0; i < 110; i++)
        g_string_append(body, STYLED("1", "x"));
    g_autoptr(GBytes) file = sample_docx(body->str, sample_styles, sample_numbering);
    g_autofree char *text = read_bytes(file, DOCUMENT_DOCX);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_assert_cmpstr(lines[9], ==, "十、x");
    g_assert_cmpstr(lines[10], ==, "十一、x");
    g_assert_cmpstr(lines[19], ==, "二十、x");
    g_assert_cmpstr(lines[99], ==, "一百、x");
    g_assert_cmpstr(lines[104], ==, "一百零五、x");
    g_assert_cmpstr(lines[109], ==, "一百一十、x");
}

static void strict_documents_are_read(void)
{
    const SamplePart parts[] = {
        {"_rels/.rels", sample_rels},
        {"word/document.xml",
         "<d:document xmlns:d=\"http://purl.oclc.org/ooxml/wordprocessingml/main\">"
         "<d:body><d:p><d:r><d:t>严格</d:t></d:r></d:p></d:body></d:document>"},
        {NULL, NULL},
    };
    g_autoptr(GBytes) file = sample_zip(parts, NULL);
    g_autofree char *text = read_bytes(file, DOCUMENT_DOCX);
    g_assert_cmpstr(text, ==, "严格\n");
}

/* ---- docx that are refused ------------------------------------------------------------------- */

static void other_zip_files_are_named(void)
{
    const SamplePart workbook[] = {{"xl/workbook.xml", "<workbook/>"}, {NULL, NULL}};
    g_autoptr(GBytes) file = sample_zip(workbook, NULL);
    assert_refused(file, "document.not_docx");
    g_autofree char *part = refused_argument(file, "part");
    g_assert_cmpstr(part, ==, "word/document.xml");
    /* A whole workbook, which has a main part of its own. */
    static const char rels[] =
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        "<Relationship Id=\"a\" Type=\"" SAMPLE_REL "/officeDocument\" Target=\"xl/workbook.xml\"/>"
        "</Relationships>";
    const SamplePart whole[] = {
        {"_rels/.rels", rels}, {"xl/workbook.xml", "<workbook/>"}, {NULL, NULL}};
    g_autoptr(GBytes) whole_file = sample_zip(whole, NULL);
    g_autofree char *lacking = refused_argument(whole_file, "part");
    g_assert_cmpstr(lacking, ==, "word/document.xml");
    const SamplePart other[] = {{"word/document.xml", "<html/>"}, {NULL, NULL}};
    g_autoptr(GBytes) html = sample_zip(other, NULL);
    assert_refused(html, "document.not_docx");
    assert_refused_bytes("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22, "document.not_docx");
}

static void a_zip_bomb_is_not_unpacked(void)
{
    g_autofree char *blanks = g_malloc(70u << 20);
    memset(blanks, ' ', 70u << 20);
    blanks[(70u << 20) - 1] = '\0';
    const SamplePart huge[] = {{"word/document.xml", blanks}, {NULL, NULL}};
    g_autoptr(GBytes) too_big = sample_zip(huge, NULL);
    g_assert_cmpuint(g_bytes_get_size(too_big), <, 1u << 20);
    assert_refused(too_big, "document.bomb");
    /* Within the size but packed as no prose is. */
    blanks[2u << 20] = '\0';
    g_autoptr(GBytes) dense = sample_zip(huge, NULL);
    assert_refused(dense, "document.bomb");
    /* In a part that is read on the way. */
    const SamplePart in_styles[] = {{"_rels/.rels", sample_rels},
                                    {"word/document.xml", "<w:document xmlns:w=\"" SAMPLE_W "\"/>"},
                                    {"word/_rels/document.xml.rels", sample_document_rels},
                                    {"word/styles.xml", blanks},
                                    {NULL, NULL}};
    g_autoptr(GBytes) styles = sample_zip(in_styles, NULL);
    g_autofree char *part = refused_argument(styles, "part");
    assert_refused(styles, "document.bomb");
    g_assert_cmpstr(part, ==, "word/styles.xml");
}

/* The directory says 4096 bytes, 2 MiB come out. */
static void a_lying_zip_directory_is_found_out(void)
{
    g_autofree char *blanks = g_malloc0((2u << 20) + 1);
    memset(blanks, ' ', 2u << 20);
    const SamplePart parts[] = {{"word/document.xml", blanks}, {NULL, NULL}};
    g_autoptr(GBytes) file = sample_zip(parts, NULL);
    gsize length;
    g_autofree guint8 *bytes = g_bytes_unref_to_data(g_steal_pointer(&file), &length);
    static const guint8 local[] = {'P', 'K', 3, 4};
    static const guint8 central[] = {'P', 'K', 1, 2};
    guint8 *head = memmem(bytes, length, local, sizeof local);
    guint8 *directory = memmem(bytes, length, central, sizeof central);
    g_assert_nonnull(head);
    g_assert_nonnull(directory);
    static const guint8 declared[] = {0, 16, 0, 0};
    memcpy(head + 22, declared, 4);
    memcpy(directory + 24, declared, 4);
    g_autoptr(DocumentText) text = NULL;
    g_autoptr(GError) error = NULL;
    g_assert_false(document_text_from_bytes(bytes, length, "x", &text, &error));
    g_assert_true(strcmp(error_key(error), "document.bomb") == 0 ||
                  strcmp(error_key(error), "document.truncated") == 0 ||
                  strcmp(error_key(error), "document.bad_xml") == 0);
}

static void document_types_and_entities_are_refused(void)
{
    static const char *const bombs[] = {
        "<!DOCTYPE w:document [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">"
        "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><w:document xmlns:w=\"" SAMPLE_W "\"><w:body>"
        "<w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:body></w:document>",
        "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><w:document xmlns:w=\"" SAMPLE_W "\"/>",
        "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>",
        "<!DOCTYPE x [<!ENTITY a \"&a;\">]><x b=\"&a;\"/>",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(bombs); i++) {
        const SamplePart parts[] = {{"word/document.xml", bombs[i]}, {NULL, NULL}};
        g_autoptr(GBytes) file = sample_zip(parts, NULL);
        assert_refused(file, "document.dtd");
    }
}

static void broken_xml_is_placed(void)
{
    const SamplePart parts[] = {
        {"word/document.xml", "<w:document xmlns:w=\"" SAMPLE_W "\">\n<w:body>\n<w:p></w:body>"},
        {NULL, NULL}};
    g_autoptr(GBytes) file = sample_zip(parts, NULL);
    assert_refused(file, "document.bad_xml");
    g_autofree char *line = refused_argument(file, "line");
    g_assert_cmpstr(line, ==, "3");
}

static void too_deep_a_nesting_is_refused(void)
{
    for (guint depth = DOCUMENT_DEPTH_MAX - 2; depth < 100000; depth = depth * 2 + 10) {
        g_autoptr(GString) xml = g_string_new("<w:document xmlns:w=\"" SAMPLE_W "\">");
        for (guint i = 0; i < depth; i++)
            g_string_append(xml, "<w:p>");
        g_string_append(xml, "<w:r><w:t>底</w:t></w:r>");
        for (guint i = 0; i < depth; i++)
            g_string_append(xml, "</w:p>");
        g_string_append(xml, "</w:document>");
        const SamplePart parts[] = {{"word/document.xml", xml->str}, {NULL, NULL}};
        g_autoptr(GBytes) file = sample_zip(parts, NULL);
        if (depth + 2 <= DOCUMENT_DEPTH_MAX) {
            g_autofree char *text = read_bytes(file, DOCUMENT_DOCX);
            g_assert_cmpstr(text, ==, "底\n");
        } else {
            assert_refused(file, "document.too_deep");
        }
    }
}

static void too_many_files_inside_are_refused(void)
{
    SamplePart *parts = g_new0(SamplePart, DOCUMENT_ENTRIES_MAX + 2);
    for (guint i = 0; i <= DOCUMENT_ENTRIES_MAX; i++)
        parts[i] = (SamplePart){g_strdup_printf("%u", i), ""};
    g_autoptr(GBytes) file = sample_zip(parts, NULL);
    assert_refused(file, "document.too_many_entries");
    for (guint i = 0; i <= DOCUMENT_ENTRIES_MAX; i++)
        g_free((char *)(gintptr)parts[i].name);
    g_free(parts);
}

static void too_many_styles_are_refused(void)
{
    g_autoptr(GString) styles = g_string_new("<w:styles xmlns:w=\"" SAMPLE_W "\">");
    for (guint i = 0; i <= DOCUMENT_STYLES_MAX; i++)
        g_string_append_printf(styles, "<w:style w:styleId=\"s%u%08x\"/>", i, i * 2654435761u);
    g_string_append(styles, "</w:styles>");
    g_autoptr(GBytes) file = sample_docx(P("x"), styles->str, NULL);
    assert_refused(file, "document.too_many_styles");
}

static void passwords_are_told(void)
{
    const SamplePart parts[] = {{"word/document.xml", "<x/>"}, {NULL, NULL}};
    g_autoptr(GBytes) file = sample_zip(parts, "secret");
    assert_refused(file, "document.encrypted");
    /* Word puts a docx with a password into an OLE2 file. */
    static const char ole2[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a"
                               "\0c\0k\0a\0g\0e\0";
    assert_refused_bytes(ole2, sizeof ole2, "document.encrypted");
    assert_refused_bytes(ole2, 10, "document.old_word");
}

/* Every prefix of a sound docx is refused as damaged, never half read. */
static void a_truncated_docx_is_never_half_read(void)
{
    g_autoptr(GBytes) file =
        sample_docx(STYLED("1", "经济") P("增长7%"), sample_styles, sample_numbering);
    gsize length;
    const char *bytes = g_bytes_get_data(file, &length);
    for (gsize cut = 4; cut < length; cut++) {
        /* A copy of its own, so that the sanitiser sees a step beyond. */
        g_autofree char *prefix = g_memdup2(bytes, cut);
        assert_refused_bytes(prefix, cut, "document.truncated");
    }
}

static void an_empty_docx_is_told(void)
{
    g_autoptr(GBytes) file = sample_docx("<w:p/>", NULL, NULL);
    assert_refused(file, "document.empty");
}

/* ---- txt and others -------------------------------------------------------------------------- */

static void text_is_left_as_it_is(void)
{
    static const char gb18030[] = "\xBC\xBD\xD6\xDD\xC7\xF8\r\n7.5";
    g_autoptr(DocumentText) text = NULL;
    g_autoptr(GError) error = NULL;
    document_text_from_bytes(gb18030, sizeof gb18030 - 1, NULL, &text, &error);
    g_assert_no_error(error);
    g_assert_cmpint(text->kind, ==, DOCUMENT_TXT);
    gsize length;
    const char *bytes = g_bytes_get_data(text->text, &length);
    g_assert_cmpuint(length, ==, sizeof gb18030 - 1);
    g_assert_true(memcmp(bytes, gb18030, length) == 0);
}

static void other_files_are_named(void)
{
    assert_refused_bytes("", 0, "document.empty");
    assert_refused_bytes(" \r\n\t", 4, "document.empty");
    assert_refused_bytes("\xEF\xBB\xBF\n", 4, "document.empty");
    assert_refused_bytes("{\\rtf1", 6, "document.unsupported");
    assert_refused_bytes("\xFF\xFE\x80\x51", 4, "document.unsupported");
    assert_refused_bytes("\x89PNG\r\n", 6, "document.unsupported");
    assert_refused_bytes("\n<!DOCTYPE html>", 16, "document.unsupported");
    assert_refused_bytes("a\0b", 3, "document.not_text");
    g_autofree char *large = g_malloc(DOCUMENT_INPUT_MAX + 1);
    memset(large, 'a', DOCUMENT_INPUT_MAX + 1);
    assert_refused_bytes(large, DOCUMENT_INPUT_MAX + 1, "document.too_large");
}

/* ---- PDF ------------------------------------------------------------------------------------- */

static char *page_of_columns(void)
{
    static const char *const left[] = {"左栏第一行建设高标准农田", "左栏第二行七点五万亩其中",
                                       "左栏第三行新建五万亩以上"};
    static const char *const right[] = {"右栏第一行改造老旧小区", "右栏第二行十六个涉及",
                                        "右栏第三行居民两千户"};
    g_autofree char *title = sample_pdf_text(200, 780, "政府工作报告");
    GString *stream = g_string_new(title);
    for (int i = 0; i < 3; i++) {
        g_autofree char *first = sample_pdf_text(60, 740 - 14 * i, left[i]);
        g_autofree char *second = sample_pdf_text(320, 740 - 14 * i, right[i]);
        g_string_append(stream, first);
        g_string_append(stream, second);
    }
    return g_string_free(stream, FALSE);
}

static void columns_are_read_one_after_another(void)
{
    g_autofree char *page = page_of_columns();
    const char *const pages[] = {page, NULL};
    g_autoptr(GBytes) file = sample_pdf(pages, "");
    g_autofree char *text = read_bytes(file, DOCUMENT_PDF);
    g_assert_cmpstr(text, ==,
                    "政府工作报告\n左栏第一行建设高标准农田\n左栏第二行七点五万亩其中\n"
                    "左栏第三行新建五万亩以上\n右栏第一行改造老旧小区\n右栏第二行十六个涉及\n"
                    "右栏第三行居民两千户\n");
}

static void page_numbers_are_left_out(void)
{
    g_autofree char *first = sample_pdf_text(60, 700, "全年新建学校3所，完成投资");
    g_autofree char *first_number = sample_pdf_text(280, 60, "— 1 —");
    g_autofree char *second = sample_pdf_text(60, 700, "2022");
    g_autofree char *second_rest = sample_pdf_text(60, 600, "万元");
    g_autofree char *second_number = sample_pdf_text(280, 60, "2");
    g_autofree char *page1 = g_strconcat(first, first_number, NULL);
    g_autofree char *page2 = g_strconcat(second, second_rest, second_number, NULL);
    const char *const pages[] = {page1, page2, NULL};
    g_autoptr(GBytes) file = sample_pdf(pages, "");
    g_autofree char *text = read_bytes(file, DOCUMENT_PDF);
    g_assert_cmpstr(text, ==, "全年新建学校3所，完成投资\n2022\n万元\n");
}

#define PICTURE "q 500 0 0 700 40 40 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q\n"

static void a_scan_is_told(void)
{
    const char *const pages[] = {PICTURE, PICTURE, NULL};
    g_autoptr(GBytes) file = sample_pdf(pages, "");
    assert_refused(file, "document.no_text_layer");
}

static void scanned_pages_among_typed_ones_are_counted(void)
{
    g_autofree char *typed = sample_pdf_text(60, 700, "全年新建学校3所");
    const char *const pages[] = {typed, PICTURE, "", NULL};
    g_autoptr(GBytes) file = sample_pdf(pages, "");
    g_autoptr(DocumentText) text = NULL;
    g_autoptr(GError) error = NULL;
    gsize length;
    const void *bytes = g_bytes_get_data(file, &length);
    document_text_from_bytes(bytes, length, "x", &text, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(text->pages, ==, 3);
    g_assert_cmpuint(text->pages_without_text, ==, 1);
}

static void a_pdf_with_a_password_is_told(void)
{
    g_autofree char *typed = sample_pdf_text(60, 700, "全年新建学校3所");
    const char *const pages[] = {typed, NULL};
    g_autoptr(GBytes) file = sample_pdf(
        pages, "/ID [ <00> <00> ] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4"
               " /O <0000000000000000000000000000000000000000000000000000000000000000>"
               " /U <0000000000000000000000000000000000000000000000000000000000000000> >>");
    assert_refused(file, "document.encrypted");
}

static void a_truncated_pdf_is_never_half_read(void)
{
    g_autofree char *typed = sample_pdf_text(60, 700, "全年新建学校3所");
    const char *const pages[] = {typed, typed, NULL};
    g_autoptr(GBytes) file = sample_pdf(pages, "");
    gsize length;
    const char *bytes = g_bytes_get_data(file, &length);
    for (gsize cut = 5; cut + 7 < length; cut += 13) {
        g_autofree char *prefix = g_memdup2(bytes, cut);
        assert_refused_bytes(prefix, cut, "document.truncated");
    }
    assert_refused_bytes("%PDF-1.7\nnothing\n%%EOF", 22, "document.truncated");
}

/* Forms that call one another ten times each: a few hundred bytes ask for ten thousand million
 * characters. */
static void a_pdf_that_asks_for_too_much_is_stopped(void)
{
    g_autoptr(GString) pdf = g_string_new(
        "%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"
        "2 0 obj << /Type /Pages /Kids [ 3 0 R ] /Count 1 >> endobj\n"
        "3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [ 0 0 200 200 ] /Contents 4 0 R /Resources"
        " << /XObject << /X 5 0 R >> >> >> endobj\n"
        "4 0 obj << /Length 5 >> stream\n/X Do\nendstream endobj\n");
    for (int i = 5; i < 15; i++)
        g_string_append_printf(pdf,
                               "%d 0 obj << /Type /XObject /Subtype /Form /BBox [ 0 0 200 200 ]"
                               " /Resources << /XObject << /X %d 0 R >> >> /Length 60 >> stream\n"
                               "/X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do \n"
                               "endstream endobj\n",
                               i, i + 1);
    g_string_append(pdf,
                    "15 0 obj << /Type /XObject /Subtype /Form /BBox [ 0 0 200 200 ] /Resources"
                    " << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
                    " >> /Length 25 >> stream\nBT /F 9 Tf (abcdefg) Tj ET\nendstream endobj\n"
                    "trailer << /Root 1 0 R >>\n%%EOF\n");
    gint64 begin = g_get_monotonic_time();
    assert_refused_bytes(pdf->str, pdf->len, "document.pdf_too_costly");
    g_assert_cmpint((g_get_monotonic_time() - begin) / G_USEC_PER_SEC, <=,
                    2 * DOCUMENT_PDF_SECONDS_MAX + 5);
}

static void too_many_pages_are_refused(void)
{
    const guint count = DOCUMENT_PDF_PAGES_MAX + 1;
    g_autoptr(GString) pdf =
        g_string_new("%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n");
    for (guint i = 0; i < count; i++)
        g_string_append_printf(pdf,
                               "%u 0 obj << /Type /Page /Parent 2 0 R /MediaBox [ 0 0 9 9 ] >>"
                               " endobj\n",
                               3 + i);
    g_string_append(pdf, "2 0 obj << /Type /Pages /Kids [");
    for (guint i = 0; i < count; i++)
        g_string_append_printf(pdf, " %u 0 R", 3 + i);
    g_string_append_printf(pdf, " ] /Count %u >> endobj\ntrailer << /Root 1 0 R >>\n%%%%EOF\n",
                           count);
    g_autoptr(GBytes) file = g_bytes_new_static(pdf->str, pdf->len);
    assert_refused(file, "document.too_many_pages");
    g_autofree char *said = refused_argument(file, "count");
    g_assert_cmpuint(g_ascii_strtoull(said, NULL, 10), ==, count);
}

int main(int count, char **arguments)
{
    g_test_init(&count, &arguments, NULL);
#define ADD(test) g_test_add_func("/document/read/" #test, test)
    ADD(paragraphs_become_lines);
    ADD(deletions_go_and_insertions_stay);
    ADD(unseen_text_is_left_out);
    ADD(contents_pages_are_left_out);
    ADD(tables_go_row_by_row);
    ADD(a_text_box_is_read_once_after_its_paragraph);
    ADD(automatic_numbers_are_written_out);
    ADD(numbers_follow_chinese_counting);
    ADD(strict_documents_are_read);
    ADD(other_zip_files_are_named);
    ADD(a_zip_bomb_is_not_unpacked);
    ADD(a_lying_zip_directory_is_found_out);
    ADD(document_types_and_entities_are_refused);
    ADD(broken_xml_is_placed);
    ADD(too_deep_a_nesting_is_refused);
    ADD(too_many_files_inside_are_refused);
    ADD(too_many_styles_are_refused);
    ADD(passwords_are_told);
    ADD(a_truncated_docx_is_never_half_read);
    ADD(an_empty_docx_is_told);
    ADD(text_is_left_as_it_is);
    ADD(other_files_are_named);
    ADD(columns_are_read_one_after_another);
    ADD(page_numbers_are_left_out);
    ADD(a_scan_is_told);
    ADD(scanned_pages_among_typed_ones_are_counted);
    ADD(a_pdf_with_a_password_is_told);
    ADD(a_truncated_pdf_is_never_half_read);
    ADD(too_many_pages_are_refused);
    ADD(a_pdf_that_asks_for_too_much_is_stopped);
    return g_test_run();
}
