/* The web pages: files of one folder, made small at build time, and index.html for the pages' own
 * addresses. */
#include "http/server_internal.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    const char *suffix;
    const char *media_type;
} media_types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
};

static const char *media_type(const char *path)
{
    for (gsize i = 0; i < G_N_ELEMENTS(media_types); i++) {
        if (g_str_has_suffix(path, media_types[i].suffix)) {
            return media_types[i].media_type;
        }
    }
    return "application/octet-stream";
}

/* Only plain names: no "..", no hidden file, nothing empty. */
static bool is_plain(const char *path)
{
    g_auto(GStrv) segments = g_strsplit(path + 1, "/", 16);

    for (gsize i = 0; segments[i] != NULL; i++) {
        if (segments[i][0] == '.' || segments[i][0] == '\0' || strchr(segments[i], '\\') != NULL) {
            return false;
        }
    }
    return true;
}

static int open_file(const char *path, struct stat *status)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);

    if (file >= 0 && (fstat(file, status) != 0 || !S_ISREG(status->st_mode))) {
        close(file);
        return -1;
    }
    return file;
}

static enum MHD_Result send_file(Request *request, const char *name)
{
    struct stat status;
    const char *encodings = request_header(request, "Accept-Encoding");
    g_autofree char *plain = g_build_filename(request->server->web, name, NULL);
    g_autofree char *packed = g_strconcat(plain, ".gz", NULL);
    int file = -1;
    bool is_packed = false;

    if (encodings != NULL && strstr(encodings, "gzip") != NULL) {
        file = open_file(packed, &status);
        is_packed = file >= 0;
    }
    if (file < 0) {
        file = open_file(plain, &status);
    }
    if (file < 0) {
        return MHD_NO;
    }
    g_autofree char *tag = g_strdup_printf("\"%lx-%lx%s\"", (unsigned long)status.st_mtime,
                                           (unsigned long)status.st_size, is_packed ? "z" : "");
    const char *known = request_header(request, "If-None-Match");
    bool unchanged = known != NULL && strstr(known, tag) != NULL;
    struct MHD_Response *response;
    if (unchanged) {
        close(file);
        response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    } else {
        response = MHD_create_response_from_fd((size_t)status.st_size, file);
        MHD_add_response_header(response, "Content-Type", media_type(name));
        if (is_packed) {
            MHD_add_response_header(response, "Content-Encoding", "gzip");
        }
    }
    MHD_add_response_header(response, "ETag", tag);
    MHD_add_response_header(response, "Vary", "Accept-Encoding");
    /* Names under assets/ carry a digest of their content. */
    MHD_add_response_header(
        response, "Cache-Control",
        g_str_has_prefix(name, "/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    return respond_response(request, unchanged ? 304 : 200, response);
}

enum MHD_Result static_respond(Request *request)
{
    /* “/org/” is the page “/org”. */
    gsize length = strlen(request->path);
    g_autofree char *page = g_strndup(
        request->path, length > 1 && request->path[length - 1] == '/' ? length - 1 : length);
    const char *path = page;

    if (request->server->web != NULL && path[0] == '/' && !g_str_has_prefix(path, "/api/v")) {
        if (strcmp(path, "/api/docs") == 0) {
            path = "/docs.html";
        }
        bool plain = is_plain(path);
        if (plain && send_file(request, path) == MHD_YES) {
            return MHD_YES;
        }
        /* An address of the pages' own router has no dot in its last part. */
        if (plain && strchr(strrchr(path, '/'), '.') == NULL &&
            send_file(request, "/index.html") == MHD_YES) {
            return MHD_YES;
        }
    }
    error_set(&request->error, LUOSHI_ERROR_NOT_FOUND, "http.no_route", NULL, "method",
              request->method, "path", request->path, NULL);
    return respond_error(request, request->error);
}
