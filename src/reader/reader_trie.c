/* Looking words up: a trie whose edges are one hash table, its first level a plain array. */
#include "reader/reader_trie_internal.h"

#include <string.h>

static guint32 slot_of(guint64 key, guint32 mask)
{
    return (guint32)((key * 0x9E3779B97F4A7C15u) >> 40) & mask;
}

static inline guint32 find_child(const ReaderLexicon *lexicon, guint32 parent, guint16 cell)
{
    guint64 key = (guint64)parent << 16 | cell;

    for (guint32 i = slot_of(key, lexicon->slot_mask);; i = (i + 1) & lexicon->slot_mask) {
        TrieSlot slot = lexicon->slots[i];
        if (slot >> 24 == key) {
            return (guint32)(slot & 0xFFFFFF);
        }
        if (slot == 0) {
            return 0;
        }
    }
}

static void put_slot(ReaderLexicon *lexicon, guint64 key, guint32 node)
{
    guint32 i = slot_of(key, lexicon->slot_mask);

    while (lexicon->slots[i] != 0) {
        i = (i + 1) & lexicon->slot_mask;
    }
    lexicon->slots[i] = key << 24 | node;
}

static void grow_slots(ReaderLexicon *lexicon)
{
    TrieSlot *old = lexicon->slots;
    guint32 old_size = lexicon->slot_mask + 1;

    lexicon->slot_mask = old_size * 2 - 1;
    lexicon->slots = g_new0(TrieSlot, (gsize)old_size * 2);
    for (guint32 i = 0; i < old_size; i++) {
        if (old[i] != 0) {
            put_slot(lexicon, old[i] >> 24, (guint32)(old[i] & 0xFFFFFF));
        }
    }
    g_free(old);
}

static guint32 new_node(ReaderLexicon *lexicon)
{
    if (lexicon->node_count == lexicon->node_capacity) {
        lexicon->node_capacity *= 2;
        lexicon->node_entries = g_renew(guint32, lexicon->node_entries, lexicon->node_capacity);
        lexicon->node_masks = g_renew(guint64, lexicon->node_masks, lexicon->node_capacity);
    }
    lexicon->node_entries[lexicon->node_count] = 0;
    lexicon->node_masks[lexicon->node_count] = 0;
    return lexicon->node_count++;
}

void trie_init(ReaderLexicon *lexicon)
{
    lexicon->slot_mask = 16383;
    lexicon->slots = g_new0(TrieSlot, 16384);
    lexicon->node_capacity = 8192;
    lexicon->node_entries = g_new0(guint32, lexicon->node_capacity);
    lexicon->node_masks = g_new0(guint64, lexicon->node_capacity);
    lexicon->node_count = 1; /* node 0 is "none" */
    lexicon->entries = g_array_new(FALSE, TRUE, sizeof(LexiconEntry));
}

LexiconEntry *trie_add(ReaderLexicon *lexicon, const guint16 *cells, gsize n)
{
    guint32 node = lexicon->roots[cells[0]];

    if (node == 0) {
        node = lexicon->roots[cells[0]] = new_node(lexicon);
    }
    for (gsize i = 1; i < n; i++) {
        guint32 child = find_child(lexicon, node, cells[i]);
        if (child == 0) {
            child = new_node(lexicon);
            if (++lexicon->slot_count * 2 > lexicon->slot_mask) {
                grow_slots(lexicon);
            }
            put_slot(lexicon, (guint64)node << 16 | cells[i], child);
            lexicon->node_masks[node] |= (guint64)1 << (cells[i] & 63);
        }
        node = child;
    }
    if (lexicon->node_entries[node] == 0) {
        g_array_set_size(lexicon->entries, lexicon->entries->len + 1);
        lexicon->node_entries[node] = lexicon->entries->len;
        LexiconEntry *fresh =
            &g_array_index(lexicon->entries, LexiconEntry, lexicon->entries->len - 1);
        *fresh = (LexiconEntry){.length = (guint8)n};
    }
    lexicon->classes[cells[0]] |= CLASS_WORD;
    return &g_array_index(lexicon->entries, LexiconEntry, lexicon->node_entries[node] - 1);
}

const LexiconEntry *lexicon_match(const ReaderLexicon *lexicon, const guint16 *cells, gsize at,
                                  gsize end, guint32 roles)
{
    const LexiconEntry *best = NULL;

    if (at >= end) {
        return NULL;
    }
    guint32 node = lexicon->roots[cells[at]];
    while (node != 0) {
        guint32 entry = lexicon->node_entries[node];
        if (entry != 0) {
            const LexiconEntry *found = &g_array_index(lexicon->entries, LexiconEntry, entry - 1);
            if ((found->roles & roles) != 0) {
                best = found;
            }
        }
        if (++at >= end || (lexicon->node_masks[node] >> (cells[at] & 63) & 1) == 0) {
            break;
        }
        node = find_child(lexicon, node, cells[at]);
    }
    return best;
}

void trie_clear(ReaderLexicon *lexicon)
{
    g_free(lexicon->slots);
    g_free(lexicon->node_entries);
    g_free(lexicon->node_masks);
    g_array_unref(lexicon->entries);
}
