/* Looking words up: a trie whose edges are one hash table, its first level a table of characters.
 */
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

static TrieNode *node_at(const ReaderLexicon *lexicon, guint32 node)
{
    return &g_array_index(lexicon->nodes, TrieNode, node);
}

static guint32 new_node(ReaderLexicon *lexicon, guint32 parent)
{
    TrieNode node = {.parent = parent};

    g_array_append_val(lexicon->nodes, node);
    return lexicon->nodes->len - 1;
}

/* The node of the words that begin with CELL, made if they are the first. */
static guint32 head_node(ReaderLexicon *lexicon, guint16 cell)
{
    guint32 number = lexicon->characters[cell] >> CHARACTER_HEAD;

    if (number == 0) {
        LexiconHead head = {.node = new_node(lexicon, 0)};
        number = lexicon->heads->len;
        g_array_append_val(lexicon->heads, head);
        lexicon->characters[cell] |= number << CHARACTER_HEAD | CLASS_WORD;
    }
    return g_array_index(lexicon->heads, LexiconHead, number).node;
}

void trie_init(ReaderLexicon *lexicon)
{
    const LexiconHead none = {0};

    lexicon->slot_mask = 16383;
    lexicon->slots = g_new0(TrieSlot, 16384);
    lexicon->nodes = g_array_new(FALSE, FALSE, sizeof(TrieNode));
    lexicon->heads = g_array_new(FALSE, FALSE, sizeof(LexiconHead));
    new_node(lexicon, 0); /* node 0 and head 0 are "none" */
    g_array_append_val(lexicon->heads, none);
}

LexiconEntry *trie_add(ReaderLexicon *lexicon, const guint16 *cells, gsize n)
{
    guint32 node = head_node(lexicon, cells[0]);

    for (gsize i = 1; i < n; i++) {
        guint32 child = find_child(lexicon, node, cells[i]);
        if (child == 0) {
            child = new_node(lexicon, node);
            if (++lexicon->slot_count * 2 > lexicon->slot_mask) {
                grow_slots(lexicon);
            }
            put_slot(lexicon, (guint64)node << 16 | cells[i], child);
            node_at(lexicon, node)->follow |= (guint64)1 << (cells[i] & 63);
        }
        node = child;
    }
    LexiconEntry *entry = &node_at(lexicon, node)->entry;
    entry->length = (guint8)n;
    return entry;
}

void trie_complete(ReaderLexicon *lexicon)
{
    for (guint32 i = lexicon->nodes->len - 1; i > 0; i--) {
        TrieNode *node = node_at(lexicon, i);
        node->roles |= node->entry.roles;
        node_at(lexicon, node->parent)->roles |= node->roles;
    }
    node_at(lexicon, 0)->roles = 0;
    for (guint32 i = 1; i < lexicon->heads->len; i++) {
        LexiconHead *head = &g_array_index(lexicon->heads, LexiconHead, i);
        head->roles = node_at(lexicon, head->node)->roles;
    }
}

const LexiconEntry *trie_match(const ReaderLexicon *lexicon, guint32 node, const guint16 *cells,
                               gsize at, gsize end, guint32 roles)
{
    const LexiconEntry *best = NULL;

    for (;;) {
        const TrieNode *here = node_at(lexicon, node);
        if ((here->roles & roles) == 0) {
            break;
        }
        best = (here->entry.roles & roles) != 0 ? &here->entry : best;
        if (++at >= end || (here->follow >> (cells[at] & 63) & 1) == 0) {
            break;
        }
        node = find_child(lexicon, node, cells[at]);
        if (node == 0) {
            break;
        }
    }
    return best;
}

void trie_clear(ReaderLexicon *lexicon)
{
    g_free(lexicon->slots);
    g_array_unref(lexicon->nodes);
    g_array_unref(lexicon->heads);
}
