#include "document/docx_parts_internal.h"

#include "document/markup_internal.h"

#include <string.h>
#include <zip.h>

#define XML_HEAD  "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define WORD_NS   "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define REL_NS    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define WORD_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml."

static const char content_types[] = XML_HEAD
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\""
    " ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Default Extension=\"png\" ContentType=\"image/png\"/>"
    "<Override PartName=\"/word/document.xml\" ContentType=\"" WORD_TYPE "document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" ContentType=\"" WORD_TYPE "styles+xml\"/>"
    "<Override PartName=\"/word/settings.xml\" ContentType=\"" WORD_TYPE "settings+xml\"/>"
    "<Override PartName=\"/word/fontTable.xml\" ContentType=\"" WORD_TYPE "fontTable+xml\"/>"
    "<Override PartName=\"/word/footer1.xml\" ContentType=\"" WORD_TYPE "footer+xml\"/>"
    "<Override PartName=\"/word/footer2.xml\" ContentType=\"" WORD_TYPE "footer+xml\"/>"
    "<Override PartName=\"/docProps/core.xml\""
    " ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
    "<Override PartName=\"/docProps/app.xml\""
    " ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/>"
    "</Types>";

static const char package_relationships[] = XML_HEAD
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" REL_NS "/officeDocument\" Target=\"word/document.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/"
    "relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>"
    "<Relationship Id=\"rId3\" Type=\"" REL_NS "/extended-properties\""
    " Target=\"docProps/app.xml\"/>"
    "</Relationships>";

static const char document_relationships[] = XML_HEAD
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" REL_NS "/styles\" Target=\"styles.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"" REL_NS "/settings\" Target=\"settings.xml\"/>"
    "<Relationship Id=\"rId3\" Type=\"" REL_NS "/fontTable\" Target=\"fontTable.xml\"/>"
    "<Relationship Id=\"" DOCX_FOOTER_ODD "\" Type=\"" REL_NS "/footer\" Target=\"footer1.xml\"/>"
    "<Relationship Id=\"" DOCX_FOOTER_EVEN "\" Type=\"" REL_NS "/footer\" Target=\"footer2.xml\"/>";

static GString *relationships_part(guint pictures)
{
    GString *xml = g_string_new(document_relationships);
    for (guint i = 1; i <= pictures; i++)
        g_string_append_printf(xml,
                               "<Relationship Id=\"" DOCX_PICTURE "%u\" Type=\"" REL_NS
                               "/image\" Target=\"media/picture%u.png\"/>",
                               i, i);
    g_string_append(xml, "</Relationships>");
    return xml;
}

static const char settings[] = XML_HEAD
    "<w:settings xmlns:w=\"" WORD_NS "\"><w:defaultTabStop w:val=\"640\"/><w:evenAndOddHeaders/>"
    "<w:characterSpacingControl w:val=\"compressPunctuation\"/>"
    "<w:compat><w:compatSetting w:name=\"compatibilityMode\""
    " w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>"
    "<w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:settings>";

/* The four faces of official papers by the names that Chinese offices have them under, each with
 * the ones that Windows, WPS and Linux have instead. */
#define FONT(name, alternatives, family)                                                           \
    "<w:font w:name=\"" name "\"><w:altName w:val=\"" alternatives "\"/><w:charset w:val=\"86\"/>" \
    "<w:family w:val=\"" family "\"/></w:font>"
/* clang-format off */
static const char font_table[] = XML_HEAD
    "<w:fonts xmlns:w=\"" WORD_NS "\">"
    FONT("仿宋_GB2312", "仿宋,FangSong,FangSong_GB2312", "modern")
    FONT("楷体_GB2312", "楷体,KaiTi,KaiTi_GB2312", "modern")
    FONT("黑体", "SimHei,Noto Sans CJK SC", "modern")
    FONT("方正小标宋简体", "小标宋,宋体,SimSun,Noto Serif CJK SC", "auto")
    FONT("宋体", "SimSun,Noto Serif CJK SC", "auto")
    "</w:fonts>";
/* clang-format on */

/* ---- Styles ---------------------------------------------------------------------------------- */

#define FONTS(east_asian)                                                                          \
    "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"" east_asian   \
    "\" w:cs=\"Times New Roman\"/>"
#define SIZE(half_points) "<w:sz w:val=\"" half_points "\"/><w:szCs w:val=\"" half_points "\"/>"
#define INDENT            "<w:ind w:firstLineChars=\"200\" w:firstLine=\"632\"/>"
#define UNDRAWN           "<w:spacing w:val=\"0\"/>"
#define TABLE_LINE        "<w:spacing w:line=\"300\" w:lineRule=\"exact\"/>"
#define TABLE_RUN         UNDRAWN SIZE("21")

/* 22 lines of 28 characters without the help of the page's grid, which programs read differently:
 * LibreOffice gives a character of 16 pt two places of 15.79 pt. So text keeps off the grid, lines
 * are exactly 28.95 pt and characters are drawn in by a quarter of a point: 28 of 15.75 pt fill 441
 * of 442.2 pt. The section still declares the grid, for whoever goes on writing in the paper. */
/* clang-format off */
static const char styles_head[] = XML_HEAD
    "<w:styles xmlns:w=\"" WORD_NS "\">"
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    FONTS("仿宋_GB2312") SIZE("32") "<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/>"
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\">"
    "<w:name w:val=\"Normal\"/><w:qFormat/>"
    "<w:pPr><w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"579\" w:lineRule=\"exact\"/><w:jc w:val=\"both\"/></w:pPr>"
    "<w:rPr>" FONTS("仿宋_GB2312") "<w:spacing w:val=\"-5\"/>" SIZE("32") "</w:rPr></w:style>"
    "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\">"
    "<w:name w:val=\"Normal Table\"/><w:tblPr/></w:style>";
/* Paragraph styles, all on Normal: their paragraph's and their characters' properties. */
static const struct {
    const char *id;
    const char *name;
    const char *paragraph;
    const char *run;
} paragraph_styles[] = {
    {"Title", "Title",
     "<w:keepNext/><w:spacing w:after=\"200\" w:line=\"660\" w:lineRule=\"exact\"/>"
     "<w:jc w:val=\"center\"/>",
     FONTS("方正小标宋简体") UNDRAWN SIZE("44")},
    {"Subtitle", "Subtitle", "<w:keepNext/><w:jc w:val=\"center\"/>",
     FONTS("楷体_GB2312") UNDRAWN},
    {"Heading1", "heading 1", "<w:keepNext/>" INDENT "<w:outlineLvl w:val=\"0\"/>", FONTS("黑体")},
    {"Heading2", "heading 2", "<w:keepNext/>" INDENT "<w:outlineLvl w:val=\"1\"/>",
     FONTS("楷体_GB2312")},
    {"Heading3", "heading 3", "<w:keepNext/>" INDENT "<w:outlineLvl w:val=\"2\"/>",
     "<w:b/><w:bCs/>"},
    {"Heading4", "heading 4", "<w:keepNext/>" INDENT "<w:outlineLvl w:val=\"3\"/>", ""},
    {"BodyText", "Body Text", INDENT, ""},
    {"Note", "Note",
     "<w:spacing w:before=\"120\" w:line=\"400\" w:lineRule=\"exact\"/>",
     UNDRAWN SIZE("24")},
    {"Caption", "caption",
     "<w:keepNext/><w:spacing w:before=\"80\" w:after=\"40\" w:line=\"400\" w:lineRule=\"exact\"/>"
     "<w:jc w:val=\"center\"/>",
     FONTS("黑体") UNDRAWN SIZE("24")},
    {"Issuer", "Issuer",
     "<w:keepNext/><w:spacing w:before=\"1984\" w:after=\"1158\" w:line=\"240\" w:lineRule=\"auto\"/>"
     "<w:jc w:val=\"center\"/>",
     FONTS("方正小标宋简体") "<w:color w:val=\"D90000\"/>" UNDRAWN SIZE("92")},
    {"IssueNumber", "Issue Number",
     "<w:keepNext/><w:pBdr><w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"11\" w:color=\"D90000\"/></w:pBdr>"
     "<w:spacing w:after=\"1158\"/><w:jc w:val=\"center\"/>",
     ""},
    {"Recipient", "Recipient", "", ""},
    {"Picture", "Picture",
     "<w:spacing w:before=\"60\" w:after=\"60\" w:line=\"240\" w:lineRule=\"auto\"/>"
     "<w:jc w:val=\"center\"/>",
     ""},
    {"TableText", "Table Text", TABLE_LINE "<w:jc w:val=\"left\"/>", TABLE_RUN},
    {"TableHead", "Table Head", "<w:keepNext/>" TABLE_LINE "<w:jc w:val=\"center\"/>",
     FONTS("黑体") TABLE_RUN},
    {"TableGroup", "Table Group", "<w:keepNext/>" TABLE_LINE "<w:jc w:val=\"left\"/>",
     FONTS("黑体") TABLE_RUN},
    {"Footer", "footer", "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/>",
     "<w:rFonts w:ascii=\"宋体\" w:hAnsi=\"宋体\" w:eastAsia=\"宋体\"/>" UNDRAWN SIZE("28")},
};
/* clang-format on */

static GString *styles_part(void)
{
    GString *xml = g_string_new(styles_head);
    for (gsize i = 0; i < G_N_ELEMENTS(paragraph_styles); i++)
        g_string_append_printf(xml,
                               "<w:style w:type=\"paragraph\" w:styleId=\"%s\"><w:name"
                               " w:val=\"%s\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/>"
                               "<w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>",
                               paragraph_styles[i].id, paragraph_styles[i].name,
                               paragraph_styles[i].paragraph, paragraph_styles[i].run);
    g_string_append(xml, "</w:styles>");
    return xml;
}

/* ---- Page numbers ---------------------------------------------------------------------------- */

/* “— 1 —”: odd pages at the right and even ones at the left, one character (14 pt) from the edge
 * of the text block. */
#define FOOTER(indent, side)                                                                       \
    XML_HEAD "<w:ftr xmlns:w=\"" WORD_NS "\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/>"             \
             "<w:ind w:" indent "=\"280\"/><w:jc w:val=\"" side "\"/></w:pPr>"                     \
             "<w:r><w:t xml:space=\"preserve\">— </w:t></w:r>"                                   \
             "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>"                                     \
             "<w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>"                 \
             "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r>"           \
             "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"                                       \
             "<w:r><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>"
static const char footer_odd[] = FOOTER("right", "right");
static const char footer_even[] = FOOTER("left", "left");

/* ---- Properties ------------------------------------------------------------------------------ */

static const char app_properties[] =
    XML_HEAD "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/"
             "extended-properties\"><Application>Luoshi</Application></Properties>";

static GString *core_properties(const DocxProperties *properties)
{
    g_autoptr(GDateTime) created = g_date_time_new_from_unix_utc(properties->created);
    g_autofree char *time =
        created == NULL ? NULL : g_date_time_format(created, "%Y-%m-%dT%H:%M:%SZ");
    GString *xml = g_string_new(
        XML_HEAD
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/"
        "core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
        " xmlns:dcterms=\"http://purl.org/dc/terms/\""
        " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>");
    markup_append(xml, properties->title);
    g_string_append(xml, "</dc:title><dc:creator>");
    markup_append(xml, properties->creator);
    g_string_append(xml, "</dc:creator>");
    if (time != NULL)
        g_string_append_printf(
            xml, "<dcterms:created xsi:type=\"dcterms:W3CDTF\">%s</dcterms:created>", time);
    g_string_append(xml, "</cp:coreProperties>");
    return xml;
}

/* ---- Packing --------------------------------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *content;
    gsize length;
} Part;

static bool add_part(zip_t *zip, const Part *part, gint64 created)
{
    zip_source_t *source = zip_source_buffer(zip, part->content, part->length, 0);
    if (source == NULL)
        return false;
    zip_int64_t index = zip_file_add(zip, part->name, source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_file_set_mtime(zip, (zip_uint64_t)index, (time_t)created, 0) == 0;
}

/* What was written into SOURCE. */
static GBytes *read_back(zip_source_t *source)
{
    zip_stat_t stat;
    if (zip_source_stat(source, &stat) != 0 || zip_source_open(source) != 0)
        return NULL;
    g_autofree char *content = g_malloc(stat.size);
    zip_int64_t got = zip_source_read(source, content, stat.size);
    zip_source_close(source);
    if (got < 0 || (zip_uint64_t)got != stat.size)
        return NULL;
    return g_bytes_new_take(g_steal_pointer(&content), stat.size);
}

/* The picture of number I as a part. */
static bool add_picture(zip_t *zip, const GPtrArray *pictures, guint i, gint64 created)
{
    gsize length;
    const char *content = g_bytes_get_data(pictures->pdata[i], &length);
    g_autofree char *name = g_strdup_printf("word/media/picture%u.png", i + 1);
    const Part part = {name, content, length};
    return add_part(zip, &part, created);
}

static GBytes *pack(const Part *parts, gsize count, const GPtrArray *pictures, gint64 created,
                    GError **error)
{
    GBytes *bytes = NULL;
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = target == NULL ? NULL : zip_open_from_source(target, ZIP_TRUNCATE, NULL);
    if (zip != NULL) {
        zip_source_keep(target); /* zip_close() lets go of it */
        bool added = true;
        for (gsize i = 0; added && i < count; i++)
            added = add_part(zip, &parts[i], created);
        for (guint i = 0; added && i < pictures->len; i++)
            added = add_picture(zip, pictures, i, created);
        if (added && zip_close(zip) == 0)
            bytes = read_back(target);
        else
            zip_discard(zip);
    }
    if (target != NULL)
        zip_source_free(target);
    if (bytes == NULL)
        error_set(error, LUOSHI_ERROR_INTERNAL, "document.output_failed", NULL, "reason", "zip",
                  NULL);
    return bytes;
}

GBytes *docx_parts_pack(const DocxProperties *properties, const GString *document,
                        const GPtrArray *pictures, GError **error)
{
    g_autoptr(GString) relationships = relationships_part(pictures->len);
    g_autoptr(GString) core = core_properties(properties);
    g_autoptr(GString) styles = styles_part();
    const Part parts[] = {
        {"[Content_Types].xml", content_types, sizeof content_types - 1},
        {"_rels/.rels", package_relationships, sizeof package_relationships - 1},
        {"word/document.xml", document->str, document->len},
        {"word/_rels/document.xml.rels", relationships->str, relationships->len},
        {"word/styles.xml", styles->str, styles->len},
        {"word/settings.xml", settings, sizeof settings - 1},
        {"word/fontTable.xml", font_table, sizeof font_table - 1},
        {"word/footer1.xml", footer_odd, sizeof footer_odd - 1},
        {"word/footer2.xml", footer_even, sizeof footer_even - 1},
        {"docProps/core.xml", core->str, core->len},
        {"docProps/app.xml", app_properties, sizeof app_properties - 1},
    };
    return pack(parts, G_N_ELEMENTS(parts), pictures, properties->created, error);
}
