/* reader_lexicon_data.h - packs/base/lexicon/, built into the program by embed_lexicon.py. */
#pragma once

#include <stddef.h>

typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t length;
} ReaderLexiconFile;

extern const ReaderLexiconFile reader_lexicon_files[];
extern const size_t reader_lexicon_file_count;
