/* What a figure of a score was made of, so that each point opens into its facts. */
#include "score/score_internal.h"

#include "commitment/commitment.h"
#include "indicator/indicator.h"

#include <string.h>

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* What the commitment ID says; NULL where it is not there any more. (transfer full) */
static char *commitment_title(Call *call, const char *id)
{
    g_auto(CommitmentBrief) brief = {0};

    return commitment_brief(call, id, &brief, NULL) ? g_steal_pointer(&brief.text) : NULL;
}

static char *indicator_title(Call *call, const char *id)
{
    g_autofree char *owner = NULL;
    char *name = NULL;

    return indicator_brief(call, id, &name, &owner, NULL) ? name : NULL;
}

/* The title of the KIND with ID, looked up once for a page. Owned by TITLES. */
static const char *title_of(Call *call, GHashTable *titles, const char *kind, const char *id)
{
    gpointer title = NULL;

    if (!g_hash_table_lookup_extended(titles, id, NULL, &title)) {
        title = strcmp(kind, "commitment") == 0 ? commitment_title(call, id)
                                                : indicator_title(call, id);
        g_hash_table_insert(titles, g_strdup(id), title);
    }
    return title;
}

/* What the source is called where its own members do not say it. */
static void write_titles(Call *call, const json_t *source, GHashTable *titles)
{
    JsonWriter *answer = call_answer(call);
    const char *kind = text_of(source, "kind");
    const char *commitment = text_of(source, "commitment");

    if (strcmp(kind, "commitment") == 0 || strcmp(kind, "indicator") == 0) {
        const char *title = title_of(call, titles, kind, text_of(source, "id"));
        if (title != NULL) {
            json_member_text(answer, "title", title);
        }
    }
    const char *promised =
        commitment != NULL ? title_of(call, titles, "commitment", commitment) : NULL;
    if (promised != NULL) {
        json_member_text(answer, "commitment_title", promised);
    }
}

static void write_source(Call *call, json_t *source, const Later *later, GHashTable *titles)
{
    JsonWriter *answer = call_answer(call);
    const char *member;
    json_t *value;

    json_begin_object(answer);
    json_object_foreach(source, member, value)
    {
        if (strcmp(member, "value") == 0) {
            json_key(answer, member);
            json_decimal(answer, json_integer_value(value));
        } else if (json_is_integer(value)) {
            json_member_int(answer, member, json_integer_value(value));
        } else {
            json_member_text(answer, member, json_string_value(value));
        }
    }
    write_titles(call, source, titles);
    if (later_revision(later, source) > 0) {
        json_member_int(answer, "later", later_revision(later, source));
    }
    json_end_object(answer);
}

void sources_write(Call *call, const json_t *sources, const Later *later, GHashTable *titles)
{
    JsonWriter *answer = call_answer(call);
    size_t i;
    json_t *source;

    json_key(answer, "sources");
    json_begin_array(answer);
    json_array_foreach(sources, i, source)
    {
        write_source(call, source, later, titles);
    }
    json_end_array(answer);
}
