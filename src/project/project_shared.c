/* What the commands of the mechanism share. */
#include "project/project_internal.h"

#include "kernel/code.h"

#include <string.h>

#define DEGREE       ((gint64)10000000) /* places are kept in 1e-7 degrees */
#define TEXT_MAX     500
#define TOTAL_MAX    ((Decimal)100000000 * DECIMAL_ONE) /* 1万亿元 */
#define QUANTITY_MAX ((Decimal)1000000000 * DECIMAL_ONE)

void project_member(JsonWriter *answer, const char *name, Decimal amount)
{
    json_key(answer, name);
    json_decimal(answer, amount);
}

bool project_files(Call *call, const json_t *body, const Project *project, char **kept,
                   GError **error)
{
    const EvidenceObject object = {
        .kind = PROJECT_KIND, .id = project->id, .unit = project->lead_unit};
    const json_t *given = json_object_get(body, "files");

    *kept = given != NULL ? json_dumps(given, JSON_COMPACT) : g_strdup("[]");
    return given == NULL || evidence_bind(call, given, &object, "/files", error);
}

bool project_day(const json_t *body, const char *name, gint32 *day)
{
    return day_parse(project_text(body, name), day);
}

bool project_past_day(Call *call, const json_t *body, const char **day, GError **error)
{
    *day = project_text(body, "day") != NULL ? project_text(body, "day") : call_today(call);
    if (!day_parse(*day, NULL) || strcmp(*day, call_today(call)) > 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.day", "/day", NULL);
        return false;
    }
    return true;
}

void project_tell(Call *call, const Project *project)
{
    const char *units[] = {project->lead_unit, NULL};
    g_autofree char *topic = g_strconcat("project:", project->id, NULL);

    call_changed_of(call, "projects", PROJECT_KIND, project->id, units);
    call_changed_of(call, topic, PROJECT_KIND, project->id, units);
}

bool project_check_version(const json_t *body, const Project *project, GError **error)
{
    if (json_integer_value(json_object_get(body, "version")) == project->version) {
        return true;
    }
    error_set(error, LUOSHI_ERROR_CONFLICT, "project.changed_meanwhile", "/version", NULL);
    return false;
}

static bool invalid(const char *key, const char *place, GError **error)
{
    error_set(error, LUOSHI_ERROR_INVALID, key, place, NULL);
    return false;
}

/* Has BODY the member NAME? Sets *TEXT to it (transfer full; NULL if it is null) in place of what
 * was there. */
static bool take(const json_t *body, const char *name, char **text)
{
    if (json_object_get(body, name) == NULL) {
        return false;
    }
    g_free(*text);
    *text = g_strdup(project_text(body, name));
    return true;
}

static bool take_day(const json_t *body, const char *name, const char *place, char **day,
                     GError **error)
{
    return !take(body, name, day) || *day == NULL || day_parse(*day, NULL) ||
           invalid("project.no_day", place, error);
}

static bool take_kind(const ProjectPack *pack, Project *project, const json_t *body, GError **error)
{
    const char *key = project_text(body, "kind");
    const ProjectType *kind = key != NULL ? pack_kind(pack, key) : NULL;

    if (key == NULL) {
        return true;
    }
    if (kind == NULL) {
        return invalid("project.no_kind", "/kind", error);
    }
    const Track *track = pack->tracks->pdata[kind->track];
    if (project->track != NULL && strcmp(project->track, track->key) != 0) {
        return invalid("project.other_track", "/kind", error);
    }
    g_free(project->kind);
    g_free(project->track);
    project->kind = g_strdup(kind->key);
    project->track = g_strdup(track->key);
    return true;
}

static bool take_unit(Call *call, Project *project, const json_t *body, GError **error)
{
    g_autoptr(GError) failed = NULL;

    if (!take(body, "lead_unit", &project->lead_unit)) {
        return true;
    }
    g_autofree char *name =
        org_unit_name(call_tx(call), call_district(call), project->lead_unit, &failed);
    if (!error_pass(error, &failed)) {
        return false;
    }
    return name != NULL || invalid("org.no_unit", "/lead_unit", error);
}

static bool take_area(Call *call, Project *project, const json_t *body, GError **error)
{
    g_autoptr(GError) failed = NULL;

    if (!take(body, "area", &project->area) || project->area == NULL) {
        return true;
    }
    g_autofree char *code =
        org_find_area(call_tx(call), call_district(call), project->area, NULL, &failed);
    if (!error_pass(error, &failed)) {
        return false;
    }
    if (code == NULL) {
        return invalid("project.no_area", "/area", error);
    }
    g_free(project->area);
    project->area = g_steal_pointer(&code);
    return true;
}

static bool take_code(Call *call, Project *project, const json_t *body, GError **error)
{
    char code[CODE_PROJECT_LENGTH + 1];

    if (!take(body, "code", &project->code) || project->code == NULL) {
        return true;
    }
    if (!code_project_check(project->code, "/code", code, error)) {
        return false;
    }
    g_free(project->code);
    project->code = g_strdup(code);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_project_with_code,
                    STORE_VALUES(store_text(call_district(call)), store_text(code)), error);
    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed) && g_strcmp0(store_column_text(rows, 0), project->id) != 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "project.code_taken", "/code", NULL);
        return false;
    }
    return error_pass(error, &failed);
}

static bool take_total(Project *project, const json_t *body, GError **error)
{
    const char *total = project_text(body, "total");

    if (json_object_get(body, "total") == NULL) {
        return true;
    }
    project->has_total = total != NULL;
    project->total = 0;
    if (total == NULL) {
        return true;
    }
    return decimal_parse(total, "/total", &project->total, error) &&
           ((project->total > 0 && project->total <= TOTAL_MAX) ||
            invalid("project.total", "/total", error));
}

/* One degree of BODY's place in 1e-7 of it. */
static bool take_degree(const json_t *place, const char *name, const char *at, gint64 limit,
                        gint64 *degree, GError **error)
{
    const double value = json_number_value(json_object_get(place, name));

    *degree = (gint64)(value * (double)DEGREE + (value < 0 ? -0.5 : 0.5));
    return (*degree >= -limit * DEGREE && *degree <= limit * DEGREE) ||
           invalid("project.place", at, error);
}

static bool take_place(Project *project, const json_t *body, GError **error)
{
    const json_t *place = json_object_get(body, "place");

    if (place == NULL) {
        return true;
    }
    project->placed = json_is_object(place);
    return !project->placed ||
           (take_degree(place, "longitude", "/place/longitude", 180, &project->longitude, error) &&
            take_degree(place, "latitude", "/place/latitude", 90, &project->latitude, error));
}

static bool take_choices(const Project *project, const Field *field, const char *text,
                         const char *place, GError **error)
{
    g_autofree char *wrong = NULL;
    g_autofree char *kept = pack_choices_meant(field, text, &wrong);

    if (kept == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID,
                  *wrong != '\0' ? "project.no_choice" : "project.one_choice", place, "what", wrong,
                  NULL);
        return false;
    }
    json_object_set_new(project->fields, field->key, json_string(kept));
    return true;
}

/* One declared field; an empty text takes it away. */
static bool take_field(Call *call, const ProjectPack *pack, const Project *project, const char *key,
                       const json_t *value, GError **error)
{
    g_autofree char *place = g_strconcat("/fields/", key, NULL);
    const Field *field = pack_field(pack, key);
    const char *text = json_string_value(value);
    Decimal number = 0;

    if (field == NULL || !pack_applies(field->kinds, project->kind)) {
        return invalid("project.no_field", place, error);
    }
    if (text == NULL || *text == '\0') {
        json_object_del(project->fields, key);
        return true;
    }
    if (g_utf8_strlen(text, -1) > TEXT_MAX) {
        return invalid("project.field_long", place, error);
    }
    if (field->type == FIELD_DAY && !day_parse(text, NULL)) {
        return invalid("project.no_day", place, error);
    }
    if (field->type == FIELD_NUMBER && (!decimal_parse(text, place, &number, error))) {
        return false;
    }
    if (number < 0 || number > QUANTITY_MAX) {
        return invalid("project.field_negative", place, error);
    }
    if (field->type == FIELD_CHOICE) {
        return take_choices(project, field, text, place, error);
    }
    if (field->type == FIELD_OBJECT) {
        g_autoptr(RegisterBrief) object = project_object(call, field->target, place, text, error);
        if (object == NULL) {
            return false;
        }
        json_object_set_new(project->fields, key, json_string(object->id));
        return true;
    }
    json_object_set_new(project->fields, key, json_string(text));
    return true;
}

/* The firm or plot that BODY names, as MEMBER and type of register alike; what stays is not asked
 * about again. */
static bool take_object(Call *call, const json_t *body, const char *member, char **id,
                        GError **error)
{
    g_autofree char *before = g_strdup(*id);
    g_autofree char *place = g_strconcat("/", member, NULL);

    if (!take(body, member, id) || *id == NULL || g_strcmp0(before, *id) == 0) {
        return true;
    }
    g_autoptr(RegisterBrief) object = project_object(call, member, place, *id, error);
    if (object == NULL) {
        return false;
    }
    g_free(*id);
    *id = g_steal_pointer(&object->id);
    return true;
}

/* The firm of the register that was typed by its code or, without one, by its whole name; NULL
 * without an error if it knows none. A name that is not the code's owner's is asked about: one of
 * the two is wrong. (transfer full) */
static RegisterBrief *typed_firm(Call *call, const Project *project, GError **error)
{
    const char *typed = project->firm_name;
    g_autoptr(GError) failed = NULL;

    if (project->firm_code == NULL) {
        return typed != NULL ? register_meant(call, "firm", typed, error) : NULL;
    }
    g_autoptr(RegisterBrief) owner =
        register_holding(call, "firm", "code", project->firm_code, &failed);
    g_auto(GStrv) places = owner != NULL && typed != NULL
                               ? org_place_names(call_tx(call), call_district(call), &failed)
                               : NULL;
    if (!error_pass(error, &failed)) {
        return NULL;
    }
    if (places != NULL) {
        g_autofree char *one = code_firm_core(typed, (const char *const *)places);
        g_autofree char *other = code_firm_core(owner->name, (const char *const *)places);
        if (strcmp(one, other) != 0) {
            error_set(error, LUOSHI_ERROR_CONFLICT, "project.code_of_other", "/firm_code", "kind",
                      "firm", "id", owner->id, "name", owner->name, "code", project->firm_code,
                      NULL);
            return NULL;
        }
    }
    return g_steal_pointer(&owner);
}

/* The name and the code of a firm as they were typed; what the register knows is that firm. */
static bool take_typed_firm(Call *call, Project *project, const json_t *body, GError **error)
{
    char credit[CODE_CREDIT_LENGTH + 1];
    g_autoptr(GError) failed = NULL;
    bool named = take(body, "firm_name", &project->firm_name);
    bool coded = take(body, "firm_code", &project->firm_code);

    if (coded && project->firm_code != NULL) {
        if (!code_credit_check(project->firm_code, "/firm_code", credit, error)) {
            return false;
        }
        g_free(project->firm_code);
        project->firm_code = g_strdup(credit);
    }
    if (json_object_get(body, "firm") != NULL ? project->firm != NULL : !named && !coded) {
        return true;
    }
    /* What is typed anew stands in place of the firm that was linked. */
    g_clear_pointer(&project->firm, g_free);
    g_autoptr(RegisterBrief) firm = typed_firm(call, project, &failed);
    if (firm != NULL) {
        project->firm = g_steal_pointer(&firm->id);
    }
    return error_pass(error, &failed);
}

/* The firm: of the register, then it is called and coded as there, or typed. Of one that was
 * changed for another, or taken away, nothing stays. */
static bool take_firm(Call *call, Project *project, const json_t *body, GError **error)
{
    g_autofree char *before = g_strdup(project->firm);
    g_autoptr(GError) failed = NULL;

    if (!take_object(call, body, "firm", &project->firm, error)) {
        return false;
    }
    if (g_strcmp0(before, project->firm) != 0) {
        g_clear_pointer(&project->firm_name, g_free);
        g_clear_pointer(&project->firm_code, g_free);
    }
    if (!take_typed_firm(call, project, body, error)) {
        return false;
    }
    if (project->firm == NULL ||
        (g_strcmp0(before, project->firm) == 0 && json_object_get(body, "firm_name") == NULL &&
         json_object_get(body, "firm_code") == NULL)) {
        return true;
    }
    g_autoptr(RegisterBrief) firm = register_brief(call, project->firm, &failed);
    g_autofree char *code =
        firm != NULL ? register_known(call, project->firm, "code", &failed) : NULL;
    if (!error_pass(error, &failed)) {
        return false;
    }
    if (code != NULL) {
        g_free(project->firm_code);
        project->firm_code = g_steal_pointer(&code);
    }
    if (firm != NULL) {
        g_free(project->firm_name);
        project->firm_name = g_steal_pointer(&firm->name);
    }
    return true;
}

bool project_take_body(Call *call, const ProjectPack *pack, Project *project, const json_t *body,
                       GError **error)
{
    const char *key;
    json_t *value;

    take(body, "name", &project->name);
    take(body, "key_level", &project->key_level);
    project->fields = project->fields != NULL ? project->fields : json_object();
    if (project->key_level == NULL) {
        project->key_level = g_strdup("none");
    }
    if (pack_entry(pack, "key_levels", project->key_level) == NULL) {
        return invalid("project.no_level", "/key_level", error);
    }
    if (!take_firm(call, project, body, error) ||
        !take_object(call, body, "plot", &project->plot, error) ||
        !take_kind(pack, project, body, error) || !take_unit(call, project, body, error) ||
        !take_area(call, project, body, error) || !take_code(call, project, body, error) ||
        !take_total(project, body, error) || !take_place(project, body, error) ||
        !take_day(body, "start_by", "/start_by", &project->start_by, error) ||
        !take_day(body, "finish_by", "/finish_by", &project->finish_by, error)) {
        return false;
    }
    json_object_foreach(json_object_get(body, "fields"), key, value)
    {
        if (!take_field(call, pack, project, key, value, error)) {
            return false;
        }
    }
    return project->start_by == NULL || project->finish_by == NULL ||
           strcmp(project->start_by, project->finish_by) <= 0 ||
           invalid("project.finish_first", "/finish_by", error);
}
