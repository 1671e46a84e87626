/* reader_trie_internal.h - building the trie; lexicon_match() reads it. */
#pragma once

#include "reader/reader_internal.h"

void trie_init(ReaderLexicon *lexicon);
void trie_clear(ReaderLexicon *lexicon);

/* The entry of the word of N cells, made if it is new. Good until the next call. */
LexiconEntry *trie_add(ReaderLexicon *lexicon, const guint16 *cells, gsize n);
