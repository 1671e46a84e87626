/* What is sealed opens only with its key, in its place, unchanged. */
#include "kernel/seal.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

static void only_the_same_key_place_and_bytes_open_a_seal(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("luoshi-seal-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "key", NULL);
    g_autofree char *other_path = g_build_filename(folder, "other", NULL);
    Seal *seal = seal_new(path);
    Seal *again = seal_new(path);
    Seal *other = seal_new(other_path);
    GStatBuf status;

    g_autoptr(GBytes) sealed = seal_close(seal, "张三@example", "row/1/address", &error);
    g_assert_no_error(error);
    g_assert_cmpint(g_stat(path, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0600);
    g_autofree char *opened = seal_open(again, sealed, "row/1/address", &error);
    g_assert_no_error(error);
    g_assert_cmpstr(opened, ==, "张三@example");
    g_assert_null(seal_open(seal, sealed, "row/2/address", &error));
    g_assert_cmpstr(error_key(error), ==, "kernel.other_key");
    g_clear_error(&error);
    g_assert_null(seal_open(other, sealed, "row/1/address", &error));
    g_clear_error(&error);
    gsize length = 0;
    g_autofree guint8 *bytes =
        g_memdup2(g_bytes_get_data(sealed, &length), g_bytes_get_size(sealed));
    bytes[length - 1] ^= 1;
    g_autoptr(GBytes) changed = g_bytes_new(bytes, length);
    g_assert_null(seal_open(seal, changed, "row/1/address", &error));
    g_clear_error(&error);
    g_autoptr(GBytes) repeated = seal_close(seal, "张三@example", "row/1/address", &error);
    g_assert_false(g_bytes_equal(sealed, repeated));
    seal_free(seal);
    seal_free(again);
    seal_free(other);
    g_unlink(path);
    g_unlink(other_path);
    g_rmdir(folder);
}

static void a_missing_or_broken_key_is_said(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = NULL;
    int file = g_file_open_tmp("luoshi-seal-XXXXXX", &path, NULL);
    Seal *none = seal_new(NULL);
    Seal *broken = seal_new(path);

    g_assert_cmpint(file, >=, 0);
    g_assert_null(seal_close(none, "x", "y", &error));
    g_assert_cmpstr(error_key(error), ==, "kernel.no_key");
    g_clear_error(&error);
    g_assert_true(g_file_set_contents(path, "0123abcd", -1, NULL));
    g_assert_null(seal_close(broken, "x", "y", &error));
    g_assert_cmpstr(error_key(error), ==, "kernel.key_broken");
    seal_free(none);
    seal_free(broken);
    g_unlink(path);
    g_close(file, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (sodium_init() < 0) {
        return 1;
    }
    g_test_add_func("/seal/only_the_same_key_place_and_bytes_open_a_seal",
                    only_the_same_key_place_and_bytes_open_a_seal);
    g_test_add_func("/seal/a_missing_or_broken_key_is_said", a_missing_or_broken_key_is_said);
    return g_test_run();
}
