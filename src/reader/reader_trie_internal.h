/* reader_trie_internal.h - building the trie; lexicon_match() and trie_match() read it. */
#pragma once

#include "reader/reader_internal.h"

void trie_init(ReaderLexicon *lexicon);
void trie_clear(ReaderLexicon *lexicon);

/* The entry of the word of N cells, made if it is new. Good until the next call. */
LexiconEntry *trie_add(ReaderLexicon *lexicon, const guint16 *cells, gsize n);

/* Tells heads and nodes what the words behind them can be: after words or roles were added, before
 * any is looked up. */
void trie_complete(ReaderLexicon *lexicon);
