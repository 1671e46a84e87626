/* text_internal.h - the generated table behind text.h, sorted by key. */
#pragma once

#include <stddef.h>

typedef struct {
    const char *key;
    const char *sentences[2]; /* indexed by Language */
} TextEntry;

extern const TextEntry text_entries[];
extern const size_t text_entry_count;
