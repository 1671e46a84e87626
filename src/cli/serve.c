#include "cli/cli.h"
#include "cli/process.h"
#include "http/http.h"
#include "http/operation.h"
#include "kernel/log.h"
#include "message/message.h"
#include "org/org.h"

#include <glib-unix.h>
#include <stdio.h>
#include <string.h>

#define FORGET_EVERY_SECONDS 3600
#define TICK_EVERY_SECONDS   60
#define RETRY_SECONDS        30

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

/* An entry of the ledger that no block holds was put there by somebody else. */
static void look_for_unsealed(const HttpOptions *options)
{
    g_autofree char *id = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreReadTx) tx = store_read_begin(options->store, &error);

    if (tx == NULL || !ledger_find_unsealed(tx, options->district, &id, &error)) {
        log_event(LOG_ERROR, "ledger", "error", error->message, NULL);
    } else if (id != NULL) {
        log_event(LOG_ERROR, "ledger_unsealed_entry", "entry", id, NULL);
    }
}

/* One portion of the day's look at all lights; the next follows when nothing else waits. */
static gboolean tick_lights(gpointer data)
{
    const HttpOptions *options = data;
    g_autoptr(GError) error = NULL;
    bool more = false;

    if (!operator_tick_lights(options->store, options->district, options->packs, &more, &error)) {
        log_event(LOG_ERROR, "tick", "error", error->message, NULL);
    }
    return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* What time does, once a minute. A failure is told, and tried again the next time. */
static gboolean tick(gpointer data)
{
    const HttpOptions *options = data;
    g_autoptr(GError) error = NULL;

    if (!operator_tick(options->store, options->district, options->packs, &error)) {
        log_event(LOG_ERROR, "tick", "error", error->message, NULL);
    }
    look_for_unsealed(options);
    g_idle_remove_by_data(data); /* a look that takes longer than a minute */
    if (tick_lights(data) == G_SOURCE_CONTINUE) {
        g_idle_add(tick_lights, data);
    }
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

/* Addresses with commas between, and nothing else; none at all is right too. */
static bool are_addresses(const char *list)
{
    g_auto(GStrv) addresses = g_strsplit(list != NULL ? list : "", ",", -1);
    bool all = true;

    for (guint i = 0; addresses[i] != NULL; i++) {
        all = all && address_is(addresses[i]);
    }
    return all;
}

static int serve(Store *store, const HttpOptions *options, const MessageOptions *messages)
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
    MessageSender *sender = message_sender_start(messages);
    tick((gpointer)options);
    g_timeout_add_seconds(TICK_EVERY_SECONDS, tick, (gpointer)options);
    g_autofree char *place =
        g_strdup_printf("%s://%s:%u", options->tls_certificate != NULL ? "https" : "http",
                        options->address, http_port(server));
    log_event(LOG_INFO, "started", "version", LUOSHI_VERSION, "address", place, "district",
              options->district, NULL);
    g_print("%s\n", place);
    fflush(stdout);
    g_main_loop_run(loop);
    log_event(LOG_INFO, "stopping", NULL);
    message_sender_stop(sender);
    http_stop(server);
    store_close(store);
    return CLI_DONE;
}

/* Where the server finds what it serves; freed by the caller. */
typedef struct {
    char *address;
    guint16 port;
    char *district;
    char *pages;
    char *packs;
    char *url;           /* where people reach the pages, or NULL */
    char *smtp_password; /* or NULL */
} Place;

static void place_clear(Place *place)
{
    g_free(place->address);
    g_free(place->district);
    g_free(place->pages);
    g_free(place->packs);
    g_free(place->url);
    g_free(place->smtp_password);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_clear)

static bool find_place(const Cli *cli, Store *store, Place *place, GError **error)
{
    g_autofree char *data = cli_data_folder();
    const char *web = cli_text(cli, "web");

    place->district = org_district(store, error);
    place->pages = web != NULL ? g_strdup(web) : g_build_filename(data, "web", "dist", NULL);
    place->packs = cli_packs_folder();
    return place->district != NULL;
}

/* What the settings say of messages. */
static bool read_messages(const Cli *cli, Place *place, MessageOptions *messages, GError **error)
{
    const char *password_file = cli_text(cli, "smtp-password-file");
    const char *url = cli_text(cli, "public-url");
    gint64 retry = cli_number(cli, "retry-seconds");

    if (password_file != NULL) {
        if (!g_file_get_contents(password_file, &place->smtp_password, NULL, NULL)) {
            error_set(error, LUOSHI_ERROR_INVALID, "cli.serve.password_file", "smtp-password-file",
                      "file", password_file, NULL);
            return false;
        }
        g_strchomp(place->smtp_password);
    }
    place->url = g_strdup(url);
    while (url != NULL && g_str_has_suffix(place->url, "/")) {
        place->url[strlen(place->url) - 1] = '\0';
    }
    *messages = (MessageOptions){.smtp = cli_text(cli, "smtp"),
                                 .smtp_user = cli_text(cli, "smtp-user"),
                                 .smtp_password = place->smtp_password,
                                 .smtp_tls = cli_text(cli, "smtp-tls"),
                                 .smtp_ca = cli_text(cli, "smtp-ca"),
                                 .from = cli_text(cli, "mail-from"),
                                 .url = place->url,
                                 .private_webhooks = cli_flag(cli, "private-webhooks"),
                                 .retry_seconds = retry > 0 ? retry : RETRY_SECONDS};
    return message_options_check(messages, error);
}

static int run_serve(const Cli *cli)
{
    const char *listen = cli_text(cli, "listen");
    const char *certificate = cli_text(cli, "tls-certificate");
    const char *key = cli_text(cli, "tls-key");
    g_autoptr(GError) error = NULL;
    g_auto(Place) place = {0};
    MessageOptions messages;

    if (cli_argument_count(cli) > 0) {
        return cli_usage(cli);
    }
    if (!split_listen(listen, &place.address, &place.port)) {
        error_set(&error, LUOSHI_ERROR_INVALID, "cli.serve.listen", NULL, "listen", listen, NULL);
        cli_fail(error);
        return CLI_USAGE;
    }
    if ((certificate == NULL) != (key == NULL)) {
        return cli_misused("cli.serve.tls");
    }
    if (!are_addresses(cli_text(cli, "trusted-proxy"))) {
        return cli_misused("cli.serve.trusted_proxy");
    }
    if (!read_messages(cli, &place, &messages, &error)) {
        cli_fail(error);
        return CLI_USAGE;
    }
    process_harden();
    Store *store = cli_open(cli, CLI_UPGRADE, &error);
    if (store == NULL || !find_place(cli, store, &place, &error) ||
        !cli_load_packs(store, place.district, &error)) {
        store_close(store);
        return cli_fail(error);
    }
    messages.store = store;
    messages.district = place.district;
    messages.packs = place.packs;
    const HttpOptions http = {.store = store,
                              .district = place.district,
                              .address = place.address,
                              .port = place.port,
                              .web = place.pages,
                              .packs = place.packs,
                              .site = {.url = place.url, .mail = messages.smtp != NULL},
                              .secure_cookie = cli_flag(cli, "secure-cookie"),
                              .tls_certificate = certificate,
                              .tls_key = key,
                              .threads = (guint)cli_number(cli, "threads"),
                              .trusted_proxies = cli_text(cli, "trusted-proxy"),
                              .metrics_token = cli_text(cli, "metrics-token")};
    return serve(store, &http, &messages);
}

const CliCommand cli_serve = {
    .name = "serve",
    .run = run_serve,
    .options = (const CliOption[]){
        {.name = "listen",
         .value = "ADDRESS:PORT",
         .text = "cli.option.listen",
         .setting = true,
         .fallback = "127.0.0.1:8080"},
        CLI_DATABASE,
        {.name = "tls-certificate",
         .value = "FILE",
         .text = "cli.option.tls_certificate",
         .setting = true},
        {.name = "tls-key", .value = "FILE", .text = "cli.option.tls_key", .setting = true},
        {.name = "secure-cookie", .text = "cli.option.secure_cookie", .setting = true},
        {.name = "trusted-proxy",
         .value = "ADDRESS[,ADDRESS]",
         .text = "cli.option.trusted_proxy",
         .setting = true},
        {.name = "metrics-token",
         .value = "TOKEN",
         .text = "cli.option.metrics_token",
         .setting = true},
        {.name = "web", .value = "DIR", .text = "cli.option.web", .setting = true},
        {.name = "threads",
         .value = "N",
         .text = "cli.option.threads",
         .number = true,
         .setting = true},
        {.name = "public-url", .value = "URL", .text = "cli.option.public_url", .setting = true},
        {.name = "key-file", .value = "FILE", .text = "cli.option.key_file", .setting = true},
        {.name = "smtp", .value = "URL", .text = "cli.option.smtp", .setting = true},
        {.name = "smtp-user", .value = "NAME", .text = "cli.option.smtp_user", .setting = true},
        {.name = "smtp-password-file",
         .value = "FILE",
         .text = "cli.option.smtp_password_file",
         .setting = true},
        {.name = "smtp-tls",
         .value = "MODE",
         .text = "cli.option.smtp_tls",
         .setting = true,
         .fallback = "starttls"},
        {.name = "smtp-ca", .value = "FILE", .text = "cli.option.smtp_ca", .setting = true},
        {.name = "mail-from", .value = "ADDRESS", .text = "cli.option.mail_from", .setting = true},
        {.name = "private-webhooks", .text = "cli.option.private_webhooks", .setting = true},
        {.name = "retry-seconds",
         .value = "N",
         .text = "cli.option.retry_seconds",
         .number = true,
         .setting = true},
        CLI_CONFIG,
        CLI_OPTIONS_END,
    }};
