/* Sentences are found by key, in the reader's language, and filled. */
#include "kernel/text.h"
#include "kernel/text_internal.h"

#include <string.h>

static void the_language_asked_for_is_given(void)
{
    static const struct {
        const char *asked;
        Language given;
    } cases[] = {
        {"", LANGUAGE_ZH},
        {"zh-CN", LANGUAGE_ZH},
        {"en", LANGUAGE_EN},
        {"EN-gb", LANGUAGE_EN},
        {"en_US.UTF-8", LANGUAGE_EN},
        {"zh_CN.UTF-8", LANGUAGE_ZH},
        {"C", LANGUAGE_ZH},
        {"eng", LANGUAGE_ZH},
        {"e", LANGUAGE_ZH},
        {",,;q=1,", LANGUAGE_ZH},
        {"fr-CH, fr;q=0.9, en;q=0.8, *;q=0.5", LANGUAGE_EN},
        {"zh;q=0.1,en;q=0.2", LANGUAGE_EN},
        {"zh; q=0.1, en; q=0.2", LANGUAGE_EN},
        {"zh ;\tQ=0.1,en ; Q=0.2", LANGUAGE_EN},
        {"fr;q=1, en; q=0.2, zh; Q=0.3", LANGUAGE_ZH},
        {"en ; q=0.3 , zh ;q=0.2", LANGUAGE_EN},
        {"en;level=1; q=0.1, zh;q=0.5", LANGUAGE_ZH},
        {"en; Q=0", LANGUAGE_ZH},
        {"zh;q=0.5, en;q=2", LANGUAGE_ZH}, /* no weight: at most 1 */
        {"zh;q=0.5, en;q=inf", LANGUAGE_ZH},
        {"en;q=0", LANGUAGE_ZH},
        {"en;q=-1", LANGUAGE_ZH},
        {"en;q=x", LANGUAGE_ZH},
        {"en;q=nan", LANGUAGE_ZH},
        {"\xff\xfe", LANGUAGE_ZH},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *shown = g_strescape(cases[i].asked, NULL);
        g_test_message("%s", shown);
        g_assert_cmpint(language_parse(cases[i].asked), ==, cases[i].given);
    }
}

static void an_endless_header_is_not_looked_at(void)
{
    g_autofree char *blanks = g_strnfill(100000, ',');
    g_autofree char *asked = g_strconcat("en,", blanks, NULL);

    g_assert_cmpint(language_parse(asked), ==, LANGUAGE_ZH);
}

static void a_language_has_its_tag(void)
{
    g_assert_cmpstr(language_tag(LANGUAGE_ZH), ==, "zh-CN");
    g_assert_cmpstr(language_tag(LANGUAGE_EN), ==, "en");
    g_assert_cmpint(language_parse(language_tag(LANGUAGE_EN)), ==, LANGUAGE_EN);
}

static void every_key_is_found_in_both_languages(void)
{
    g_assert_cmpuint(text_entry_count, >, 100);
    for (size_t i = 0; i < text_entry_count; i++) {
        const TextEntry *entry = &text_entries[i];
        g_assert_true(i == 0 || strcmp(text_entries[i - 1].key, entry->key) < 0);
        for (Language language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
            g_assert_true(text_find(language, entry->key) == entry->sentences[language]);
            g_assert_true(g_utf8_validate(entry->sentences[language], -1, NULL));
        }
    }
}

static void a_key_without_a_sentence_stands_for_itself(void)
{
    static const char *const unknown[] = {"", "kernel", "kernel.no_such_key", "~", "键"};

    for (gsize i = 0; i < G_N_ELEMENTS(unknown); i++) {
        g_autofree char *filled = text_format(LANGUAGE_EN, unknown[i], NULL);
        g_assert_true(text_find(LANGUAGE_ZH, unknown[i]) == unknown[i]);
        g_assert_cmpstr(filled, ==, unknown[i]);
    }
}

static void expect(const char *key, const char *const *arguments, const char *wanted)
{
    g_autofree char *found = text_format(LANGUAGE_EN, key, arguments);

    g_assert_cmpstr(found, ==, wanted);
}

static void placeholders_are_filled_by_name(void)
{
    static const char *const unordered[] = {"type", "string", "field", "/due", "more", "x", NULL};
    static const char *const repeated[] = {"field", "/a", "field", "/b", "type", "null", NULL};

    expect("kernel.schema.type", unordered, "/due has the wrong type; it must be string.");
    expect("kernel.schema.type", repeated, "/a has the wrong type; it must be null.");
}

static void what_is_not_given_stays_as_written(void)
{
    static const char *const nothing[] = {NULL};
    static const char *const beginnings[] = {"fiel", "1", "fields", "2", "", "3", NULL};
    static const char *const one[] = {"type", "string", NULL};

    expect("kernel.schema.type", NULL, "{field} has the wrong type; it must be {type}.");
    expect("kernel.schema.type", nothing, "{field} has the wrong type; it must be {type}.");
    expect("kernel.schema.type", beginnings, "{field} has the wrong type; it must be {type}.");
    expect("kernel.schema.type", one, "{field} has the wrong type; it must be string.");
}

static void an_argument_is_never_read_as_a_sentence(void)
{
    static const char *const braces[] = {"field", "{type}%s%n", "type", "}{", NULL};

    expect("kernel.schema.type", braces, "{type}%s%n has the wrong type; it must be }{.");
}

static void open_and_empty_braces_are_left_alone(void)
{
    static const char *const arguments[] = {"a", "1", NULL};

    expect("no {a} and {", arguments, "no 1 and {");
    expect("{}{a", arguments, "{}{a");
    expect("}{a}", arguments, "}1");
}

#define ADD(name) g_test_add_func("/kernel/text/" #name, name)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(the_language_asked_for_is_given);
    ADD(an_endless_header_is_not_looked_at);
    ADD(a_language_has_its_tag);
    ADD(every_key_is_found_in_both_languages);
    ADD(a_key_without_a_sentence_stands_for_itself);
    ADD(placeholders_are_filled_by_name);
    ADD(what_is_not_given_stays_as_written);
    ADD(an_argument_is_never_read_as_a_sentence);
    ADD(open_and_empty_braces_are_left_alone);
    return g_test_run();
}
