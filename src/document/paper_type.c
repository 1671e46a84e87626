/* Fonts of official papers by the names that machines have them under. */
#include "document/paper_type.h"

#include <string.h>

#define NAMES_MAX 7

/* The standard's face first, then what Windows, WPS and Debian have instead. The last of each is in
 * Debian's fonts-noto-cjk. */
static const struct {
    const char *names[NAMES_MAX];
    PangoWeight fallback; /* of the last one: 小标宋 and 黑体 are heavier than a text face */
} faces[PAPER_FACES] = {
    [PAPER_FACE_BODY] = {{"仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "FZFangSong-Z02",
                          "Noto Serif CJK SC"},
                         PANGO_WEIGHT_NORMAL},
    [PAPER_FACE_TITLE] = {{"方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK",
                           "FZXiaoBiaoSong-B05", "Noto Serif CJK SC"},
                          PANGO_WEIGHT_BOLD},
    [PAPER_FACE_KAI] = {{"楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "AR PL UKai CN",
                         "Noto Serif CJK SC"},
                        PANGO_WEIGHT_NORMAL},
    [PAPER_FACE_HEI] = {{"黑体", "SimHei", "FZHei-B01", "Noto Sans CJK SC"}, PANGO_WEIGHT_BOLD},
    [PAPER_FACE_SONG] = {{"宋体", "SimSun", "Noto Serif CJK SC"}, PANGO_WEIGHT_NORMAL},
};

/* The names of all families of MAP. */
static GHashTable *families_of(PangoFontMap *map)
{
    GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    PangoFontFamily **families = NULL;
    int count = 0;
    pango_font_map_list_families(map, &families, &count);
    for (int i = 0; i < count; i++)
        g_hash_table_add(names, g_strdup(pango_font_family_get_name(families[i])));
    g_free(families);
    return names;
}

static PangoFontDescription *find_face(GHashTable *families, PaperFace face)
{
    for (gsize i = 0; i < NAMES_MAX && faces[face].names[i] != NULL; i++) {
        if (!g_hash_table_contains(families, faces[face].names[i]))
            continue;
        bool last = i + 1 == NAMES_MAX || faces[face].names[i + 1] == NULL;
        PangoFontDescription *found = pango_font_description_new();
        pango_font_description_set_family(found, faces[face].names[i]);
        pango_font_description_set_weight(found, last ? faces[face].fallback : PANGO_WEIGHT_NORMAL);
        return found;
    }
    return NULL;
}

bool paper_type_open(PaperType *type, GError **error)
{
    type->map = pango_cairo_font_map_new();
    type->context = pango_font_map_create_context(type->map);
    pango_context_set_language(type->context, pango_language_from_string("zh-cn"));
    pango_context_set_round_glyph_positions(type->context, FALSE);
    /* A point is a point: what is drawn is paper, not a screen. */
    pango_cairo_context_set_resolution(type->context, 72.0);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(type->context, options);
    cairo_font_options_destroy(options);
    g_autoptr(GHashTable) families = families_of(type->map);
    for (gsize i = 0; i < PAPER_FACES; i++) {
        type->faces[i] = find_face(families, (PaperFace)i);
        if (type->faces[i] == NULL) {
            error_set(error, LUOSHI_ERROR_UNAVAILABLE, "document.no_font", NULL, "name",
                      faces[i].names[0], NULL);
            return false;
        }
    }
    return true;
}

void paper_type_close(PaperType *type)
{
    for (gsize i = 0; i < PAPER_FACES; i++)
        g_clear_pointer(&type->faces[i], pango_font_description_free);
    g_clear_object(&type->context);
    g_clear_object(&type->map);
}

PangoLayout *paper_layout(const PaperType *type, PaperFace face, double size, double width,
                          const char *text)
{
    PangoLayout *layout = pango_layout_new(type->context);
    g_autoptr(PangoFontDescription) font = pango_font_description_copy(type->faces[face]);
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, text, -1);
    if (width > 0) {
        pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    }
    return layout;
}
