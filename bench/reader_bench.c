/*
 * How fast reports are read: bench/reader_bench [FILE] [MEGABYTES].
 *
 * The text (FILE, or sentences of our own) is repeated to the size wanted and read as `luoshi read
 * --format jsonl` does, lines of JSON and all. The limit is measured in the same run: the same
 * bytes read and checked for UTF-8. Prints what | this | limit | ratio.
 *
 * The peer: Microsoft Recognizers-Text reads such reports at about 4 kB/s.
 */
#include "reader/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_MEGABYTES 64
#define OUT_CHUNK         (1u << 20)

static const char own_text[] =
    "一、2021年工作回顾\n"
    "过去一年，面对多重压力，全县上下砥砺奋进，较好完成了各项目标任务。地区生产总值增长6.5%"
    "，一般公\n"
    "共预算收入增长 8.2%；城镇、农村居民人均可支配收入各增长 5.9%和 "
    "9.7%。新建高标准农田5万亩，粮\n"
    "食产量达到8."
    "1亿斤。坚持把改善生态环境作为重大任务，统筹推进山水林田湖草系统治理，河湖面貌明显改观。\n"
    "二、2022年重点工作\n"
    "（一）坚持项目为王。全年实施重点项目120个以上，争取上级资金13亿元、债券8."
    "8亿元，园区承载能力不断提升，\n"
    "营商环境持续优化，各类市场主体活力充分激发。新建改造2家便民市场和6座停车场，畜禽粪污综合利用率"
    "达到85%以上。\n";

typedef struct {
    GString *out;
    gsize bytes;
} Output;

static bool write_statement(const ReaderStatement *statement, const char *heading, gpointer data)
{
    Output *output = data;

    reader_statement_to_json(statement, heading, output->out);
    if (output->out->len >= OUT_CHUNK) {
        output->bytes += output->out->len;
        g_string_truncate(output->out, 0);
    }
    return true;
}

static char *repeat(const char *text, gsize length, gsize size)
{
    char *whole = g_malloc(size + length);
    gsize at = 0;

    while (at < size) {
        memcpy(whole + at, text, length);
        at += length;
    }
    return whole;
}

static double megabytes_per_second(gsize bytes, gint64 microseconds)
{
    return (double)bytes / (double)MAX(microseconds, 1);
}

int main(int argc, char **argv)
{
    g_autofree char *file = NULL;
    gsize length = sizeof own_text - 1;
    const char *text = own_text;
    g_autoptr(GError) error = NULL;

    if (argc > 1 && argv[1][0] != '\0') {
        if (!g_file_get_contents(argv[1], &file, &length, &error)) {
            fprintf(stderr, "%s\n", error->message);
            return EXIT_FAILURE;
        }
        text = file;
    }
    gsize size = (gsize)(argc > 2 ? g_ascii_strtoull(argv[2], NULL, 10) : DEFAULT_MEGABYTES) << 20;
    g_autoptr(ReaderLexicon) lexicon = reader_lexicon_new_default();
    printf("what | this | limit | ratio\n");
    for (gsize part = size / 8; part <= size; part = part < size ? size : size + 1) {
        gsize whole = (part + length - 1) / length * length;
        g_autofree char *bytes = repeat(text, length, part);
        Output output = {.out = g_string_new(NULL)};
        ReaderSink sink = {.statement = write_statement, .data = &output};
        ReaderSummary summary;
        gint64 start = g_get_monotonic_time();
        bool valid = g_utf8_validate_len(bytes, whole, NULL);
        gint64 validated = g_get_monotonic_time();
        bool read = reader_scan(lexicon, bytes, whole, NULL, &sink, &summary, &error);
        gint64 done = g_get_monotonic_time();
        g_string_free(output.out, TRUE);
        if (!read || !valid) {
            fprintf(stderr, "%s\n", error != NULL ? error->message : "not UTF-8");
            return EXIT_FAILURE;
        }
        double rate = megabytes_per_second(whole, done - validated);
        double limit = megabytes_per_second(whole, validated - start);
        printf(
            "read %zu MB, %zu statements, to JSON | %.0f MB/s | %.0f MB/s (UTF-8 check) | %.2f\n",
            whole >> 20, summary.statements, rate, limit, rate / limit);
    }
    return EXIT_SUCCESS;
}
