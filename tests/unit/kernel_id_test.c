/* Ids sort by the time they were made, are never given twice, and keep their time. */
#include "kernel/id.h"

#include <string.h>

#define THREADS 8
#define EACH    20000

/* The 128 bits of the id TEXT, read by another way than it was written: digit by digit. */
static void bits_of(const char *text, guint64 *high, guint64 *low)
{
    static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

    *high = 0;
    *low = 0;
    for (gsize i = 0; i < ID_LENGTH; i++) {
        const char *digit = strchr(digits, text[i]);
        g_assert_nonnull(digit);
        *high = *high << 5 | *low >> 59;
        *low = *low << 5 | (guint64)(digit - digits);
    }
}

static void ids_sort_by_their_moment(void)
{
    static const gint64 moments[] = {
        0, 999, 1000, 1646064000000000, 1646064000001000, 4102444800000000};
    g_autofree char *before = g_strdup("");

    for (gsize i = 0; i < G_N_ELEMENTS(moments); i++) {
        char *id = id_new(moments[i]);
        g_assert_cmpstr(before, <, id);
        g_free(before);
        before = id;
    }
}

static void ids_of_one_moment_sort_in_the_order_they_were_made(void)
{
    const gint64 moment = 4102444801000000;
    g_autofree char *before = id_new(moment);

    /* More than the sequence of a millisecond holds, and a clock that goes back. */
    for (int i = 0; i < 10000; i++) {
        char *id = id_new(i % 3 == 0 ? moment - 5000000 : moment);
        g_assert_cmpstr(before, <, id);
        g_free(before);
        before = id;
    }
}

static gpointer make_many(gpointer unused)
{
    GPtrArray *made = g_ptr_array_new_with_free_func(g_free);

    (void)unused;
    for (int i = 0; i < EACH; i++) {
        g_ptr_array_add(made, id_new(4102444900000000));
    }
    return made;
}

static void threads_never_get_the_same_id(void)
{
    /* Even without their random bits they differ. */
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    GThread *threads[THREADS];

    for (int i = 0; i < THREADS; i++) {
        threads[i] = g_thread_new("ids", make_many, NULL);
    }
    for (int i = 0; i < THREADS; i++) {
        g_autoptr(GPtrArray) made = g_thread_join(threads[i]);
        for (guint k = 0; k < made->len; k++) {
            guint64 stamp;
            guint64 random;
            bits_of(made->pdata[k], &stamp, &random);
            g_assert_true(k == 0 || strcmp(made->pdata[k - 1], made->pdata[k]) < 0);
            g_assert_true(g_hash_table_add(seen, g_memdup2(&stamp, sizeof stamp)));
        }
    }
    g_assert_cmpuint(g_hash_table_size(seen), ==, THREADS * EACH);
}

/* RFC 9562, 5.7: 48 bits of milliseconds, version 7, 12 bits, variant 2, 62 random bits. */
static void an_id_is_a_uuid_of_version_7_and_keeps_its_moment(void)
{
    const gint64 first = 4102445000000000;
    guint64 random = 0;
    guint64 low_before = 0;

    for (gint64 i = 0; i < 1000; i++) {
        const gint64 moment = first + i * 1000 + 123;
        guint64 high;
        guint64 low;
        g_autofree char *id = id_new(moment);
        g_assert_cmpuint(strlen(id), ==, ID_LENGTH);
        g_assert_true(id_is_valid(id));
        bits_of(id, &high, &low);
        g_assert_cmpint((gint64)(high >> 16), ==, moment / 1000);
        g_assert_cmpuint(high >> 12 & 0xf, ==, 7);
        g_assert_cmpuint(low >> 62, ==, 2);
        random |= low ^ low_before;
        low_before = low;
    }
    /* Each of the random bits was seen to change. */
    g_assert_cmphex(random << 2 >> 2, ==, G_MAXUINT64 >> 2);
}

static void what_is_no_id_is_refused(void)
{
    static const char *const wrong[] = {
        "",
        "0",
        "0123456789abcdefghjkmnpqr",   /* one too few */
        "0123456789abcdefghjkmnpqrst", /* one too many */
        "0123456789ABCDEFGHJKMNPQRS",  /* upper case */
        "0123456789abcdefghijkmnpqr",  /* i, l, o and u are no digits */
        "0123456789abcdefghlkmnpqrs",
        "0123456789abcdefghokmnpqrs",
        "0123456789abcdefghukmnpqrs",
        "8123456789abcdefghjkmnpqrs", /* more than 128 bits */
        "z123456789abcdefghjkmnpqrs",
        "0123456789abcdefghjkmnpqr ",
        " 123456789abcdefghjkmnpqrs",
        "0123456789abcdefghjkmnpq\xc3\xa4",
        "0123456789abcdefghjkmnpqr\n",
        "01234567-9abcdefghjkmnpqrs",
    };

    g_assert_false(id_is_valid(NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_test_message("%s", wrong[i]);
        g_assert_false(id_is_valid(wrong[i]));
    }
    g_assert_true(id_is_valid("0123456789abcdefghjkmnpqrs"));
    g_assert_true(id_is_valid("7zzzzzzzzzzzzzzzzzzzzzzzzz"));
}

#define ADD(name) g_test_add_func("/kernel/id/" #name, name)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(ids_sort_by_their_moment);
    ADD(ids_of_one_moment_sort_in_the_order_they_were_made);
    ADD(threads_never_get_the_same_id);
    ADD(an_id_is_a_uuid_of_version_7_and_keeps_its_moment);
    ADD(what_is_no_id_is_refused);
    return g_test_run();
}
