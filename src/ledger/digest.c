#include "ledger/digest_internal.h"

#include <openssl/evp.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_MD_CTX, EVP_MD_CTX_free)

static bool fail(GError **error)
{
    error_set(error, LUOSHI_ERROR_INTERNAL, "ledger.no_sm3", NULL, NULL);
    return false;
}

/* SM3, looked up once: OpenSSL searches its providers at each use of EVP_sm3(). */
static const EVP_MD *sm3(void)
{
    static gsize looked_up;
    static EVP_MD *digest;

    if (g_once_init_enter(&looked_up)) {
        digest = EVP_MD_fetch(NULL, "SM3", NULL);
        g_once_init_leave(&looked_up, 1);
    }
    return digest;
}

static bool begin(EVP_MD_CTX *context)
{
    return context != NULL && sm3() != NULL && EVP_DigestInit_ex2(context, sm3(), NULL) == 1;
}

static bool update_length(EVP_MD_CTX *context, guint64 length)
{
    guint64 big_endian = GUINT64_TO_BE(length);

    return EVP_DigestUpdate(context, &big_endian, sizeof big_endian) == 1;
}

static bool update_field(EVP_MD_CTX *context, const char *field)
{
    if (field == NULL) {
        return update_length(context, G_MAXUINT64);
    }
    gsize length = strlen(field);
    return update_length(context, length) && EVP_DigestUpdate(context, field, length) == 1;
}

bool ledger_digest_entry(const char *district, const char *const fields[LEDGER_FIELDS],
                         guint8 digest[LEDGER_HASH_LENGTH], GError **error)
{
    g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();

    if (!begin(context) || !update_field(context, district)) {
        return fail(error);
    }
    for (guint i = 0; i < LEDGER_FIELDS; i++) {
        if (!update_field(context, fields[i])) {
            return fail(error);
        }
    }
    return EVP_DigestFinal_ex(context, digest, NULL) == 1 || fail(error);
}

bool ledger_digest_row(const char *district, const StoreRows *rows,
                       guint8 digest[LEDGER_HASH_LENGTH], GError **error)
{
    const char *fields[LEDGER_FIELDS];

    for (guint i = 0; i < LEDGER_FIELDS; i++) {
        fields[i] = store_column_text(rows, i);
    }
    return ledger_digest_entry(district, fields, digest, error);
}

bool ledger_digest_block(const guint8 *previous, gint64 number, const guint8 *manifest,
                         gsize length, guint8 digest[LEDGER_HASH_LENGTH], GError **error)
{
    g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();

    if (!begin(context) || EVP_DigestUpdate(context, previous, LEDGER_HASH_LENGTH) != 1 ||
        !update_length(context, (guint64)number) ||
        EVP_DigestUpdate(context, manifest, length) != 1 ||
        EVP_DigestFinal_ex(context, digest, NULL) != 1) {
        return fail(error);
    }
    return true;
}

char *ledger_hash_text(const guint8 hash[LEDGER_HASH_LENGTH])
{
    GString *hex = g_string_sized_new(2 * LEDGER_HASH_LENGTH + 1);

    for (gsize i = 0; i < LEDGER_HASH_LENGTH; i++) {
        g_string_append_printf(hex, "%02x", hash[i]);
    }
    return g_string_free(hex, FALSE);
}
