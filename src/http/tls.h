/* tls.h - the certificate and key that the server speaks TLS with. */
#pragma once

#include "kernel/error.h"

#include <stdbool.h>

/* Reads CERTIFICATE_FILE (PEM, the server's own certificate first, then those that lead to its
 * root) and KEY_FILE (PEM, without a password) into *CERTIFICATE and *KEY (transfer full). Fails
 * with http.tls_file if one cannot be read or holds no such thing, with http.tls_pair if the key is
 * not the certificate's, with http.tls_unsupported if libmicrohttpd was built without TLS. */
bool tls_load(const char *certificate_file, const char *key_file, char **certificate, char **key,
              GError **error);
