/*
 * A PDF is a program: a few bytes can ask for hours of work or all memory there is, and poppler is
 * a large C++ library that has had its crashes. So it works in a child process that may use so much
 * time and memory and no more, has no open files but its pipe, and can take nothing down but
 * itself.
 *
 * The child is forked without exec, as the program is one file. Between the fork and the end it
 * uses malloc, which glibc keeps usable, and poppler, which the parent never runs; should it meet a
 * lock that another thread held at the fork, the deadline ends it like any other overlong reading.
 */
#include "document/text_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the child says before the text, or before the key of its error. */
typedef struct {
    gint32 failed;
    gint32 code; /* LuoshiErrorCode */
    guint32 pages;
    guint32 pages_without_text;
    guint32 length; /* of what follows */
} Answer;

/* ---- The child ------------------------------------------------------------------------------- */

static bool write_all(int pipe, const void *bytes, gsize length)
{
    const char *at = bytes;
    while (length > 0) {
        ssize_t written = write(pipe, at, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        at += written;
        length -= (gsize)written;
    }
    return true;
}

/* Bytes of memory that this process has for itself now: what RLIMIT_DATA counts. */
static rlim_t data_size(void)
{
    unsigned long long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL)
        return 0;
    if (fscanf(file, "%*u %*u %*u %*u %*u %llu", &pages) != 1)
        pages = 0;
    fclose(file);
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void confine(int pipe)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (pipe > 3)
        close_range(3, (unsigned)pipe - 1, 0);
    close_range((unsigned)pipe + 1, ~0u, 0);
    const struct rlimit seconds = {DOCUMENT_PDF_SECONDS_MAX, DOCUMENT_PDF_SECONDS_MAX};
    const struct rlimit no_core = {0, 0};
    rlim_t data = data_size() + DOCUMENT_PDF_MEMORY_MAX;
    const struct rlimit memory = {data, data};
    setrlimit(RLIMIT_CPU, &seconds);
    setrlimit(RLIMIT_CORE, &no_core);
    setrlimit(RLIMIT_DATA, &memory);
}

static G_NORETURN void read_as_child(const void *bytes, gsize length, const char *name, int pipe)
{
    confine(pipe);
    DocumentText text = {.kind = DOCUMENT_PDF};
    GError *error = NULL;
    bool done = pdf_text_here(bytes, length, name, &text, &error);
    const char *said = done ? g_bytes_get_data(text.text, NULL) : error_key(error);
    const Answer answer = {
        .failed = !done,
        .code = done ? 0 : error->code,
        .pages = text.pages,
        .pages_without_text = text.pages_without_text,
        .length = (guint32)(done ? g_bytes_get_size(text.text) : strlen(said)),
    };
    bool whole = write_all(pipe, &answer, sizeof answer) && write_all(pipe, said, answer.length);
    _exit(whole ? 0 : 1); /* nothing of the parent's is flushed, freed or closed twice */
}

/* ---- The parent ------------------------------------------------------------------------------ */

/* LENGTH bytes from PIPE before DEADLINE (monotonic, in microseconds). */
static bool read_all(int pipe, void *bytes, gsize length, gint64 deadline)
{
    char *at = bytes;
    while (length > 0) {
        gint64 left = (deadline - g_get_monotonic_time()) / 1000;
        struct pollfd wanted = {.fd = pipe, .events = POLLIN};
        if (left <= 0)
            return false;
        int ready = poll(&wanted, 1, (int)left);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        ssize_t got = read(pipe, at, length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += got;
        length -= (gsize)got;
    }
    return true;
}

static void set_too_costly(const char *name, GError **error)
{
    g_autofree char *seconds = g_strdup_printf("%u", DOCUMENT_PDF_SECONDS_MAX);
    error_set(error, LUOSHI_ERROR_TOO_LARGE, "document.pdf_too_costly", NULL, "name", name,
              "seconds", seconds, NULL);
}

/* The child's error again, with its placeholders. */
static void set_error_of(const Answer *answer, const char *key, const char *name, GError **error)
{
    g_autofree char *count = g_strdup_printf("%u", answer->pages);
    bool by_pages = strcmp(key, "document.too_many_pages") == 0;
    g_autofree char *limit =
        g_strdup_printf("%u", by_pages ? DOCUMENT_PDF_PAGES_MAX : DOCUMENT_TEXT_MAX >> 20);
    error_set(error, (LuoshiErrorCode)answer->code, key, NULL, "name", name, "part", "PDF", "count",
              count, "limit", limit, NULL);
}

static bool take_answer(int pipe, const char *name, DocumentText *text, GError **error)
{
    gint64 deadline =
        g_get_monotonic_time() + 2 * (gint64)DOCUMENT_PDF_SECONDS_MAX * G_USEC_PER_SEC;
    Answer answer;
    g_autofree char *said = NULL;
    bool whole =
        read_all(pipe, &answer, sizeof answer, deadline) && answer.length <= 2 * DOCUMENT_TEXT_MAX;
    if (whole) {
        said = g_malloc0((gsize)answer.length + 1);
        whole = read_all(pipe, said, answer.length, deadline);
    }
    if (!whole) {
        set_too_costly(name, error);
        return false;
    }
    if (answer.failed) {
        set_error_of(&answer, said, name, error);
        return false;
    }
    text->pages = answer.pages;
    text->pages_without_text = answer.pages_without_text;
    text->text = g_bytes_new_take(g_steal_pointer(&said), answer.length);
    return true;
}

bool pdf_text(const void *bytes, gsize length, const char *name, DocumentText *text, GError **error)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "document.busy", NULL, "name", name, NULL);
        return false;
    }
    pid_t child = fork();
    if (child == 0)
        read_as_child(bytes, length, name, ends[1]);
    close(ends[1]);
    bool done = false;
    if (child < 0) {
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "document.busy", NULL, "name", name, NULL);
    } else {
        done = take_answer(ends[0], name, text, error);
        kill(child, SIGKILL); /* it has answered, or will not */
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    close(ends[0]);
    return done;
}
