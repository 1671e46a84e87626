#include "kernel/error.h"

#include <stdarg.h>

typedef struct {
    GPtrArray *details; /* ErrorDetail */
} LuoshiErrorPrivate;

static void detail_free(gpointer data)
{
    ErrorDetail *detail = data;

    g_free(detail->key);
    g_free(detail->field);
    g_strfreev(detail->arguments);
    g_free(detail);
}

static gpointer detail_copy(gconstpointer source, G_GNUC_UNUSED gpointer data)
{
    const ErrorDetail *detail = source;
    ErrorDetail *copy = g_new0(ErrorDetail, 1);

    copy->key = g_strdup(detail->key);
    copy->field = g_strdup(detail->field);
    copy->arguments = g_strdupv(detail->arguments);
    return copy;
}

static void luoshi_error_private_init(LuoshiErrorPrivate *private)
{
    private->details = g_ptr_array_new_with_free_func(detail_free);
}

static void luoshi_error_private_copy(const LuoshiErrorPrivate *source,
                                      LuoshiErrorPrivate *destination)
{
    g_ptr_array_unref(destination->details);
    destination->details = g_ptr_array_copy(source->details, detail_copy, NULL);
    g_ptr_array_set_free_func(destination->details, detail_free);
}

static void luoshi_error_private_clear(LuoshiErrorPrivate *private)
{
    g_ptr_array_unref(private->details);
}

G_DEFINE_EXTENDED_ERROR(LuoshiError, luoshi_error)

static ErrorDetail *detail_new(const char *key, const char *field, va_list arguments)
{
    ErrorDetail *detail = g_new0(ErrorDetail, 1);
    GPtrArray *list = g_ptr_array_new();

    for (const char *name; (name = va_arg(arguments, const char *)) != NULL;) {
        const char *value = va_arg(arguments, const char *);
        g_ptr_array_add(list, g_strdup(name));
        g_ptr_array_add(list, g_utf8_make_valid(value != NULL ? value : "", -1));
    }
    g_ptr_array_add(list, NULL);
    detail->key = g_strdup(key);
    detail->field = g_strdup(field);
    detail->arguments = (char **)g_ptr_array_free(list, FALSE);
    return detail;
}

void error_set(GError **error, LuoshiErrorCode code, const char *key, const char *field, ...)
{
    va_list arguments;

    if (error == NULL) {
        return;
    }
    va_start(arguments, field);
    ErrorDetail *detail = detail_new(key, field, arguments);
    va_end(arguments);
    g_autofree char *english = error_detail_text(detail, LANGUAGE_EN);
    g_set_error_literal(error, LUOSHI_ERROR, (gint)code, english);
    g_ptr_array_add(luoshi_error_get_private(*error)->details, detail);
}

void error_add(GError *error, const char *key, const char *field, ...)
{
    va_list arguments;

    g_return_if_fail(error->domain == LUOSHI_ERROR);
    LuoshiErrorPrivate *private = luoshi_error_get_private(error);
    if (private->details->len >= ERROR_MAX_DETAILS) {
        return;
    }
    va_start(arguments, field);
    g_ptr_array_add(private->details, detail_new(key, field, arguments));
    va_end(arguments);
}

gsize error_detail_count(const GError *error)
{
    return error->domain == LUOSHI_ERROR ? luoshi_error_get_private(error)->details->len : 0;
}

const ErrorDetail *error_detail(const GError *error, gsize i)
{
    g_return_val_if_fail(i < error_detail_count(error), NULL);
    return luoshi_error_get_private(error)->details->pdata[i];
}

char *error_detail_text(const ErrorDetail *detail, Language language)
{
    return text_format(language, detail->key, (const char *const *)detail->arguments);
}

char *error_text(const GError *error, Language language)
{
    if (error_detail_count(error) == 0) {
        const char *const arguments[] = {"reason", error->message, NULL};
        return text_format(language, "kernel.other_error", arguments);
    }
    return error_detail_text(error_detail(error, 0), language);
}

const char *error_key(const GError *error)
{
    return error_detail_count(error) == 0 ? "" : error_detail(error, 0)->key;
}

bool error_pass(GError **error, GError **failed)
{
    if (*failed == NULL) {
        return true;
    }
    g_propagate_error(error, g_steal_pointer(failed));
    return false;
}
