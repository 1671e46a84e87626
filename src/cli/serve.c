#include "cli/cli.h"
#include "cli/process.h"
#include "http/http.h"
#include "org/org.h"

#include <glib-unix.h>
#include <stdio.h>
#include <string.h>

#define FORGET_EVERY_SECONDS 3600

static gboolean stop(gpointer loop)
{
    g_main_loop_quit(loop);
    return G_SOURCE_CONTINUE;
}

static gboolean forget_answers(gpointer server)
{
    http_forget_answers(server);
    return G_SOURCE_CONTINUE;
}

static bool split_listen(const char *listen, char **address, guint16 *port)
{
    const char *colon = strrchr(listen, ':');
    guint64 number;

    if (colon == NULL || !g_ascii_string_to_unsigned(colon + 1, 10, 0, 65535, &number, NULL)) {
        return false;
    }
    *address = g_strndup(listen, (gsize)(colon - listen));
    *port = (guint16)number;
    return true;
}

static int run(Store *store, const HttpOptions *options)
{
    g_autoptr(GError) error = NULL;
    HttpServer *server = http_start(options, &error);

    if (server == NULL) {
        return cli_fail(error);
    }
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_unix_signal_add(SIGTERM, stop, loop);
    g_unix_signal_add(SIGINT, stop, loop);
    http_forget_answers(server);
    g_timeout_add_seconds(FORGET_EVERY_SECONDS, forget_answers, server);
    g_print("%s://%s:%u\n", options->tls_certificate != NULL ? "https" : "http", options->address,
            http_port(server));
    fflush(stdout);
    g_main_loop_run(loop);
    g_printerr("level=info event=stopping\n");
    http_stop(server);
    store_close(store);
    return CLI_DONE;
}

int cli_serve(int argc, char **argv)
{
    g_autofree char *database = NULL;
    g_autofree char *listen_given = NULL;
    g_autofree char *web = NULL;
    g_autofree char *certificate_given = NULL;
    g_autofree char *key_given = NULL;
    gboolean secure_cookie = FALSE;
    gint threads = 0;
    const GOptionEntry options[] = {
        {"database", 0, 0, G_OPTION_ARG_STRING, &database, "sqlite:PATH or postgresql://…", "URL"},
        {"listen", 0, 0, G_OPTION_ARG_STRING, &listen_given, "default 127.0.0.1:8080",
         "ADDRESS:PORT"},
        {"web", 0, 0, G_OPTION_ARG_STRING, &web, "folder of the web pages", "DIR"},
        {"threads", 0, 0, G_OPTION_ARG_INT, &threads, "default: one for each processor", "N"},
        {"secure-cookie", 0, 0, G_OPTION_ARG_NONE, &secure_cookie, "behind TLS", NULL},
        {"tls-certificate", 0, 0, G_OPTION_ARG_FILENAME, &certificate_given,
         "speak TLS with this certificate (PEM)", "FILE"},
        {"tls-key", 0, 0, G_OPTION_ARG_FILENAME, &key_given, "and its key (PEM)", "FILE"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    g_autofree char *address = NULL;
    guint16 port = 0;

    if (!cli_parse(&argc, &argv, options, NULL, "Serve the web pages and the interface.")) {
        return CLI_USAGE;
    }
    g_autofree char *listen = cli_setting(listen_given, "listen", "127.0.0.1:8080");
    if (!split_listen(listen, &address, &port)) {
        g_printerr("luoshi: --listen takes ADDRESS:PORT, not “%s”\n", listen);
        return CLI_USAGE;
    }
    g_autofree char *certificate = cli_setting(certificate_given, "tls_certificate", NULL);
    g_autofree char *key = cli_setting(key_given, "tls_key", NULL);
    if ((certificate == NULL) != (key == NULL)) {
        return cli_usage("cli.serve.tls");
    }
    process_harden();
    Store *store = cli_open(database, &error);
    if (store == NULL) {
        return cli_fail(error);
    }
    g_autofree char *district = org_district(store, &error);
    g_autofree char *data = cli_data_folder();
    g_autofree char *pages =
        web != NULL ? g_strdup(web) : g_build_filename(data, "web", "dist", NULL);
    g_autofree char *packs = g_build_filename(data, "packs", NULL);
    if (district == NULL) {
        store_close(store);
        return cli_fail(error);
    }
    const HttpOptions http = {.store = store,
                              .district = district,
                              .address = address,
                              .port = port,
                              .web = pages,
                              .packs = packs,
                              .secure_cookie = secure_cookie,
                              .tls_certificate = certificate,
                              .tls_key = key,
                              .threads = threads > 0 ? (guint)threads : 0};
    return run(store, &http);
}
