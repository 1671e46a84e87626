#include "http/problem.h"

#include "kernel/json_writer.h"

static const int statuses[] = {
    [LUOSHI_ERROR_INVALID] = 422,         [LUOSHI_ERROR_MALFORMED] = 400,
    [LUOSHI_ERROR_UNAUTHENTICATED] = 401, [LUOSHI_ERROR_DENIED] = 403,
    [LUOSHI_ERROR_NOT_FOUND] = 404,       [LUOSHI_ERROR_METHOD] = 405,
    [LUOSHI_ERROR_CONFLICT] = 409,        [LUOSHI_ERROR_TOO_LARGE] = 413,
    [LUOSHI_ERROR_UNSUPPORTED] = 415,     [LUOSHI_ERROR_TOO_MANY] = 429,
    [LUOSHI_ERROR_INTERNAL] = 500,        [LUOSHI_ERROR_UNAVAILABLE] = 503,
};

int problem_status(const GError *error)
{
    return error->domain == LUOSHI_ERROR ? statuses[error->code] : 500;
}

/* What a fault that names an object by its “id” says of it, so that a page can offer it. */
static void write_about(JsonWriter *writer, const ErrorDetail *detail)
{
    char **arguments = detail->arguments;
    bool named = false;

    for (gsize i = 0; arguments != NULL && arguments[i] != NULL; i += 2) {
        named = named || g_str_equal(arguments[i], "id");
    }
    if (!named) {
        return;
    }
    json_key(writer, "about");
    json_begin_object(writer);
    for (gsize i = 0; arguments[i] != NULL; i += 2) {
        json_member_text(writer, arguments[i], arguments[i + 1]);
    }
    json_end_object(writer);
}

static void write_faults(JsonWriter *writer, const GError *error, Language language)
{
    json_key(writer, "errors");
    json_begin_array(writer);
    for (gsize i = 0; i < error_detail_count(error); i++) {
        const ErrorDetail *detail = error_detail(error, i);
        g_autofree char *message = error_detail_text(detail, language);
        json_begin_object(writer);
        json_member_text(writer, "code", detail->key);
        json_member_text(writer, "field", detail->field);
        json_member_text(writer, "message", message);
        write_about(writer, detail);
        json_end_object(writer);
    }
    json_end_array(writer);
}

GBytes *problem_document(const GError *error, const char *path, Language language)
{
    int status = problem_status(error);
    g_autofree char *title_key = g_strdup_printf("http.status_%d", status);
    g_autofree char *detail = status == 500 ? g_strdup(text_find(language, "http.internal"))
                                            : error_text(error, language);
    g_autoptr(JsonWriter) writer = json_writer_new();

    json_begin_object(writer);
    json_member_text(writer, "type", "about:blank");
    json_member_text(writer, "title", text_find(language, title_key));
    json_member_int(writer, "status", status);
    json_member_text(writer, "detail", detail);
    json_member_text(writer, "instance", path);
    if (status == 500) {
        json_key(writer, "errors");
        json_begin_array(writer);
        json_end_array(writer);
    } else {
        write_faults(writer, error, language);
    }
    json_end_object(writer);
    return json_writer_steal(writer);
}
