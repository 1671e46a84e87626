/* What is declared of projects, for pages. */
#include "project/project_internal.h"

#include "kernel/unit.h"

/* Entries of the pack's list LIST as {key, name} in the call's language, with GROUP and PRICE where
 * they have one. */
static void write_list(Call *call, const json_t *entries, const char *member)
{
    static const char *const more[] = {"group", "price"};
    JsonWriter *answer = call_answer(call);
    size_t i;
    json_t *one;

    json_key(answer, member);
    json_begin_array(answer);
    json_array_foreach(entries, i, one)
    {
        json_begin_object(answer);
        json_member_text(answer, "key", project_text(one, "key"));
        json_member_text(answer, "name",
                         pack_name(json_object_get(one, "name"), call_language(call)));
        for (gsize m = 0; m < G_N_ELEMENTS(more); m++) {
            if (project_text(one, more[m]) != NULL) {
                json_member_text(answer, more[m], project_text(one, more[m]));
            }
        }
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_tracks(Call *call, const ProjectPack *pack)
{
    JsonWriter *answer = call_answer(call);

    json_key(answer, "tracks");
    json_begin_array(answer);
    for (guint t = 0; t < pack->tracks->len; t++) {
        const Track *track = pack->tracks->pdata[t];
        json_begin_object(answer);
        json_member_text(answer, "key", track->key);
        json_member_text(answer, "name", pack_name(track->name, call_language(call)));
        json_member_text(answer, "group", track->group);
        json_key(answer, "libraries");
        json_begin_array(answer);
        for (guint i = 0; i < track->libraries->len; i++) {
            const Library *library = track->libraries->pdata[i];
            json_begin_object(answer);
            json_member_text(answer, "key", library->key);
            json_member_text(answer, "name", pack_name(library->name, call_language(call)));
            json_member_int(answer, "limit", library->limit);
            json_end_object(answer);
        }
        json_end_array(answer);
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_kinds(Call *call, const ProjectPack *pack)
{
    JsonWriter *answer = call_answer(call);

    json_key(answer, "kinds");
    json_begin_array(answer);
    for (guint i = 0; i < pack->kinds->len; i++) {
        const ProjectType *kind = pack->kinds->pdata[i];
        const Track *track = pack->tracks->pdata[kind->track];
        json_begin_object(answer);
        json_member_text(answer, "key", kind->key);
        json_member_text(answer, "name", pack_name(kind->name, call_language(call)));
        json_member_text(answer, "track", track->key);
        json_member_bool(answer, "menu", kind->menu);
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_fields(Call *call, const ProjectPack *pack)
{
    JsonWriter *answer = call_answer(call);

    json_key(answer, "fields");
    json_begin_array(answer);
    for (guint i = 0; i < pack->fields->len; i++) {
        const Field *field = pack->fields->pdata[i];
        size_t k;
        json_t *kind;
        json_begin_object(answer);
        json_member_text(answer, "key", field->key);
        json_member_text(answer, "name", pack_name(field->name, call_language(call)));
        json_member_text(answer, "type", pack_field_type(field));
        json_member_text(answer, "target", field->target);
        g_autofree char *unit = unit_text(call_language(call), field->unit);
        json_member_text(answer, "unit", unit);
        json_member_bool(answer, "several", field->several);
        write_list(call, field->choices, "choices");
        json_key(answer, "kinds");
        json_begin_array(answer);
        json_array_foreach(field->kinds, k, kind)
        {
            json_text(answer, json_string_value(kind));
        }
        json_end_array(answer);
        json_end_object(answer);
    }
    json_end_array(answer);
}

bool project_definitions(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(ProjectPack) pack = project_pack_read(call, error);

    if (pack == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_member_int(answer, "version", pack->version);
    write_tracks(call, pack);
    write_kinds(call, pack);
    write_fields(call, pack);
    write_list(call, json_object_get(pack->source, "key_levels"), "key_levels");
    write_list(call, json_object_get(pack->source, "sources"), "sources");
    write_list(call, json_object_get(pack->source, "funds"), "funds");
    write_list(call, json_object_get(json_object_get(pack->source, "menu"), "items"), "menu");
    json_end_object(answer);
    return true;
}
