#include "kernel/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define KEY_BYTES   crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES

struct Seal {
    char *path;
    GMutex mutex;
    bool ready;
    unsigned char key[KEY_BYTES];
};

Seal *seal_new(const char *path)
{
    Seal *seal = g_new0(Seal, 1);

    seal->path = g_strdup(path);
    g_mutex_init(&seal->mutex);
    return seal;
}

void seal_free(Seal *seal)
{
    if (seal != NULL) {
        sodium_memzero(seal->key, sizeof seal->key);
        g_mutex_clear(&seal->mutex);
        g_free(seal->path);
        g_free(seal);
    }
}

static bool fail(GError **error, const Seal *seal, const char *key, const char *reason)
{
    error_set(error, LUOSHI_ERROR_INTERNAL, key, NULL, "file", seal->path, "reason", reason, NULL);
    return false;
}

static bool read_key(Seal *seal, GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    gsize taken = 0;

    if (!g_file_get_contents(seal->path, &text, &length, NULL)) {
        return fail(error, seal, "kernel.key_unreadable", g_strerror(errno));
    }
    bool sound =
        sodium_hex2bin(seal->key, sizeof seal->key, text, length, "\r\n ", &taken, NULL) == 0 &&
        taken == KEY_BYTES;
    sodium_memzero(text, length);
    return sound || fail(error, seal, "kernel.key_broken", "");
}

/* Writes a new key, unless another process has written one just now. */
static bool make_key(Seal *seal, GError **error)
{
    unsigned char key[KEY_BYTES];
    char text[2 * KEY_BYTES + 1];
    int file = open(seal->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (file < 0) {
        return errno == EEXIST || fail(error, seal, "kernel.key_unreadable", g_strerror(errno));
    }
    randombytes_buf(key, sizeof key);
    sodium_bin2hex(text, sizeof text, key, sizeof key);
    bool done =
        write(file, text, sizeof text - 1) == (ssize_t)(sizeof text - 1) && fsync(file) == 0;
    int code = errno;
    close(file);
    sodium_memzero(key, sizeof key);
    sodium_memzero(text, sizeof text);
    return done || fail(error, seal, "kernel.key_unreadable", g_strerror(code));
}

static bool ensure_key(Seal *seal, GError **error)
{
    if (seal->path == NULL) {
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "kernel.no_key", NULL, NULL);
        return false;
    }
    g_mutex_lock(&seal->mutex);
    seal->ready =
        seal->ready || ((g_file_test(seal->path, G_FILE_TEST_EXISTS) || make_key(seal, error)) &&
                        read_key(seal, error));
    bool ready = seal->ready;
    g_mutex_unlock(&seal->mutex);
    return ready;
}

GBytes *seal_close(Seal *seal, const char *text, const char *place, GError **error)
{
    gsize length = strlen(text);

    if (!ensure_key(seal, error)) {
        return NULL;
    }
    unsigned char *sealed = g_malloc(NONCE_BYTES + length + TAG_BYTES);
    randombytes_buf(sealed, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        sealed + NONCE_BYTES, NULL, (const unsigned char *)text, length,
        (const unsigned char *)place, strlen(place), NULL, sealed, seal->key);
    return g_bytes_new_take(sealed, NONCE_BYTES + length + TAG_BYTES);
}

char *seal_open(Seal *seal, GBytes *sealed, const char *place, GError **error)
{
    gsize length = 0;
    const unsigned char *bytes = g_bytes_get_data(sealed, &length);

    if (!ensure_key(seal, error)) {
        return NULL;
    }
    if (length >= NONCE_BYTES + TAG_BYTES) {
        char *text = g_malloc0(length - NONCE_BYTES - TAG_BYTES + 1);
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(
                (unsigned char *)text, NULL, NULL, bytes + NONCE_BYTES, length - NONCE_BYTES,
                (const unsigned char *)place, strlen(place), bytes, seal->key) == 0) {
            return text;
        }
        g_free(text);
    }
    fail(error, seal, "kernel.other_key", "");
    return NULL;
}
