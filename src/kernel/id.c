#include "kernel/id.h"

#include <sodium.h>
#include <string.h>

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

#define SEQUENCE_BITS 12

/* The last moment and sequence given out: milliseconds << 12 | sequence. */
static guint64 next_stamp(gint64 now_us)
{
    static gint64 last;
    guint64 wanted = (guint64)(now_us / 1000) << SEQUENCE_BITS;
    guint64 before = (guint64)__atomic_load_n(&last, __ATOMIC_RELAXED);
    guint64 stamp;

    do {
        stamp = wanted > before ? wanted : before + 1;
    } while (!__atomic_compare_exchange_n(&last, (gint64 *)&before, (gint64)stamp, false,
                                          __ATOMIC_RELAXED, __ATOMIC_RELAXED));
    return stamp;
}

char *id_new(gint64 now_us)
{
    guint64 stamp = next_stamp(now_us);
    /* Word by word: those are drawn from a stock, a buffer would cost a whole block of ChaCha20. */
    guint64 random = (guint64)randombytes_random() << 32 | randombytes_random();
    guint64 high = (stamp >> SEQUENCE_BITS) << 16 | 0x7000 | (stamp & 0xfff);
    guint64 low = (random & 0x3fffffffffffffff) | 0x8000000000000000;
    char *text = g_malloc(ID_LENGTH + 1);
    for (int i = ID_LENGTH - 1; i >= 0; i--) {
        text[i] = alphabet[low & 31];
        low = low >> 5 | high << 59;
        high >>= 5;
    }
    text[ID_LENGTH] = '\0';
    return text;
}

bool id_is_valid(const char *text)
{
    return text != NULL && strlen(text) == ID_LENGTH && text[0] <= '7' &&
           strspn(text, alphabet) == ID_LENGTH;
}
