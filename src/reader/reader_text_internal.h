/*
 * reader_text_internal.h - short texts that are built once for every statement.
 *
 * They are GStrings, whose room is kept from one statement to the next; adding to one is a copy in
 * place here, and a call of the library only where the room must grow.
 */
#pragma once

#include <glib.h>
#include <string.h>

static inline void text_clear(GString *text)
{
    text->len = 0;
    text->str[0] = '\0';
}

static inline void text_add(GString *text, const char *bytes, gsize length)
{
    if (text->allocated_len - text->len <= length) {
        g_string_append_len(text, bytes, (gssize)length);
        return;
    }
    memcpy(text->str + text->len, bytes, length);
    text->len += length;
    text->str[text->len] = '\0';
}

static inline void text_set(GString *text, const char *bytes, gsize length)
{
    text->len = 0;
    text_add(text, bytes, length);
}

/* A character of the basic plane. */
static inline void text_add_cell(GString *text, guint16 cell)
{
    char bytes[6];

    text_add(text, bytes, (gsize)g_unichar_to_utf8(cell, bytes));
}

/* A list of names: their bytes one behind the other, each with its NUL. */
typedef struct {
    GString *bytes;
    gsize *starts;
    gsize count;
    gsize capacity;
} Names;

static inline void names_init(Names *names)
{
    *names = (Names){.bytes = g_string_new(NULL)};
}

static inline void names_free(Names *names)
{
    g_string_free(names->bytes, TRUE);
    g_free(names->starts);
}

static inline void names_clear(Names *names)
{
    names->bytes->len = 0;
    names->count = 0;
}

static inline void names_add(Names *names, const char *name, gsize length)
{
    if (names->count == names->capacity) {
        names->capacity = MAX(16, names->capacity * 2);
        names->starts = g_renew(gsize, names->starts, names->capacity);
    }
    names->starts[names->count++] = names->bytes->len;
    text_add(names->bytes, name, length);
    text_add(names->bytes, "", 1);
}

/* Good until the next name is added. */
static inline const char *names_get(const Names *names, gsize i)
{
    return names->bytes->str + names->starts[i];
}
