#include "http/tls.h"

#include <glib.h>
#include <microhttpd.h>
#include <openssl/pem.h>
#include <string.h>

/* A chain of certificates is a few kilobytes. */
#define PEM_FILE_MAX (1024 * 1024)

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY, EVP_PKEY_free)

static char *read_pem(const char *file, gsize *length, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *text = NULL;

    if (!g_file_get_contents(file, &text, length, &failed) || *length > PEM_FILE_MAX) {
        error_set(error, LUOSHI_ERROR_INVALID, "http.tls_file", NULL, "file", file, "reason",
                  failed != NULL ? failed->message : "> 1 MiB", NULL);
        return NULL;
    }
    return g_steal_pointer(&text);
}

static bool refuse(const char *file, const char *wanted, GError **error)
{
    error_set(error, LUOSHI_ERROR_INVALID, "http.tls_file", NULL, "file", file, "reason", wanted,
              NULL);
    return false;
}

bool tls_load(const char *certificate_file, const char *key_file, char **certificate, char **key,
              GError **error)
{
    gsize certificate_length = 0;
    gsize key_length = 0;
    g_autofree char *certificate_text = read_pem(certificate_file, &certificate_length, error);
    g_autofree char *key_text =
        certificate_text != NULL ? read_pem(key_file, &key_length, error) : NULL;

    if (key_text == NULL) {
        return false;
    }
    if (MHD_is_feature_supported(MHD_FEATURE_SSL) != MHD_YES) {
        error_set(error, LUOSHI_ERROR_UNSUPPORTED, "http.tls_unsupported", NULL, NULL);
        return false;
    }
    g_autoptr(BIO) certificate_bio = BIO_new_mem_buf(certificate_text, (int)certificate_length);
    g_autoptr(BIO) key_bio = BIO_new_mem_buf(key_text, (int)key_length);
    g_autoptr(X509) x509 = PEM_read_bio_X509(certificate_bio, NULL, NULL, NULL);
    if (x509 == NULL) {
        return refuse(certificate_file, "BEGIN CERTIFICATE", error);
    }
    /* An empty password, so that an encrypted key is refused and not asked about on a terminal. */
    g_autoptr(EVP_PKEY) private_key =
        PEM_read_bio_PrivateKey(key_bio, NULL, NULL, (void *)(guintptr) "");
    if (private_key == NULL) {
        return refuse(key_file, "BEGIN PRIVATE KEY", error);
    }
    if (X509_check_private_key(x509, private_key) != 1) {
        error_set(error, LUOSHI_ERROR_INVALID, "http.tls_pair", NULL, "certificate",
                  certificate_file, "key", key_file, NULL);
        return false;
    }
    *certificate = g_steal_pointer(&certificate_text);
    *key = g_steal_pointer(&key_text);
    return true;
}
