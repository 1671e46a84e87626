/*
 * paper_type.h - type on paper: the fonts of official papers by the names that machines have them
 * under, for whatever is drawn with Pango and Cairo. A point is 1/72 inch, nothing is hinted.
 */
#pragma once

#include "kernel/error.h"

#include <pango/pangocairo.h>

typedef enum {
    PAPER_FACE_BODY,  /* 仿宋 */
    PAPER_FACE_TITLE, /* 小标宋 */
    PAPER_FACE_KAI,   /* 楷体 */
    PAPER_FACE_HEI,   /* 黑体 */
    PAPER_FACE_SONG,  /* 宋体 */
    PAPER_FACES,
} PaperFace;

/* Type for one file: its own font map, as Pango's are not for several threads. */
typedef struct {
    PangoFontMap *map;
    PangoContext *context;
    PangoFontDescription *faces[PAPER_FACES];
} PaperType;

/* Finds a font for each face; document.no_font if one has none. */
bool paper_type_open(PaperType *type, GError **error);
void paper_type_close(PaperType *type);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PaperType, paper_type_close)

/* TEXT in FACE of SIZE points, its lines broken at WIDTH points (0: never). (transfer full) */
PangoLayout *paper_layout(const PaperType *type, PaperFace face, double size, double width,
                          const char *text);
