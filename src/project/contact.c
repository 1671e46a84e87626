/* Who speaks for a project's firm (企业联系人). They are no officials: name, post and telephone are
 * sealed as one text, lists show them masked, and each look at one is an entry of the ledger, which
 * itself knows them masked only. */
#include "project/project_internal.h"

#include <string.h>

#define CONTACTS_MAX 20
#define PERMISSION   "project.contact"
#define DIGITS_MIN   5
#define DIGITS_LONG                                                                                \
    11 /* from so many on, as of a mobile telephone, first and last ones are shown */
#define DIGITS_FIRST 3
#define DIGITS_LAST  4
#define DIGITS_SHORT 2 /* the last ones shown of fewer */

typedef struct {
    char *id;
    json_t *person; /* name, post, phone */
    gint64 at;
    char *by;
} Contact;

static void contact_free(gpointer data)
{
    Contact *contact = data;

    g_free(contact->id);
    json_decref(contact->person);
    g_free(contact->by);
    g_free(contact);
}

/* What the sealed column of contact ID belongs to. */
static char *place_of(Call *call, const Project *project, const char *id)
{
    return g_strdup_printf("project_contact/%s/%s/%s", call_district(call), project->id, id);
}

/* The contacts of PROJECT, or the one ID. (transfer full, elements Contact) */
static GPtrArray *read_contacts(Call *call, const Project *project, const char *id, GError **error)
{
    g_autoptr(GPtrArray) contacts = g_ptr_array_new_with_free_func(contact_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_project_contacts,
        STORE_VALUES(store_text(call_district(call)), store_text(project->id), store_text(id)),
        error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_autofree char *place = place_of(call, project, store_column_text(rows, 0));
        g_autoptr(GBytes) sealed = store_column_blob(rows, 1);
        g_autofree char *text = seal_open(store_seal(call_store(call)), sealed, place, error);
        if (text == NULL) {
            return NULL;
        }
        Contact *contact = g_new(Contact, 1);
        *contact = (Contact){.id = g_strdup(store_column_text(rows, 0)),
                             .person = json_loads(text, 0, NULL),
                             .at = store_column_int(rows, 2),
                             .by = g_strdup(store_column_text(rows, 3))};
        g_ptr_array_add(contacts, contact);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&contacts) : NULL;
}

/* “王**”. (transfer full) */
static char *mask_name(const char *name)
{
    g_autofree char *first = g_utf8_substring(name, 0, 1);

    return g_strconcat(first, "**", NULL);
}

static guint count_digits(const char *phone)
{
    guint count = 0;

    for (; *phone != '\0'; phone++) {
        count += g_ascii_isdigit(*phone) ? 1 : 0;
    }
    return count;
}

/* “138****5678”: most of the digits of PHONE as stars. (transfer full) */
static char *mask_phone(const char *phone)
{
    const guint count = count_digits(phone);
    const guint first = count >= DIGITS_LONG ? DIGITS_FIRST : 0;
    const guint last = count >= DIGITS_LONG ? DIGITS_LAST : DIGITS_SHORT;
    char *masked = g_strdup(phone);
    guint digit = 0;

    for (char *at = masked; *at != '\0'; at++) {
        if (g_ascii_isdigit(*at)) {
            if (digit >= first && digit + last < count) {
                *at = '*';
            }
            digit++;
        }
    }
    return masked;
}

/* May the actor see the contacts of PROJECT, whatever else the route asks? */
static bool check_may(Call *call, const Project *project, GError **error)
{
    bool may = false;

    if (!call_reaches(call, PERMISSION, project->lead_unit, &may, error)) {
        return false;
    }
    if (!may) {
        error_set(error, LUOSHI_ERROR_DENIED, "call.denied", NULL, "permission", PERMISSION, NULL);
    }
    return may;
}

/* The contacts of PROJECT, masked, as project_contact_list answers them. */
static bool write_contacts(Call *call, const Project *project, GError **error)
{
    JsonWriter *answer = call_answer(call);
    bool may_change = false;
    g_autoptr(GPtrArray) contacts = read_contacts(call, project, NULL, error);

    if (contacts == NULL ||
        !call_reaches(call, "project.report", project->lead_unit, &may_change, error)) {
        return false;
    }
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    json_begin_object(answer);
    json_member_bool(answer, "may_change", may_change);
    json_key(answer, "contacts");
    json_begin_array(answer);
    for (guint i = 0; i < contacts->len; i++) {
        const Contact *contact = contacts->pdata[i];
        const char *phone = project_text(contact->person, "phone");
        g_autofree char *name = mask_name(project_text(contact->person, "name"));
        g_autofree char *masked = phone != NULL ? mask_phone(phone) : NULL;
        json_begin_object(answer);
        json_member_text(answer, "id", contact->id);
        json_member_text(answer, "name", name);
        json_member_text(answer, "phone", masked);
        json_member_time(answer, "at", contact->at);
        json_member_text(answer, "by_name", name_of(names, NAME_ACCOUNT, contact->by));
        json_end_object(answer);
    }
    json_end_array(answer);
    json_end_object(answer);
    return true;
}

bool project_contact_list(Call *call, GError **error)
{
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);

    return project != NULL && write_contacts(call, project, error);
}

/* The ledger's entry about the contact NAME, whom it does not name in full. */
static bool record(Call *call, const Project *project, const char *action, const char *reason,
                   const char *name, GError **error)
{
    g_autofree char *masked = mask_name(name);
    json_auto_t *whom = json_pack("{s:s}", "contact", masked);
    const bool removed = reason != NULL;

    return call_record(call, action, PROJECT_KIND, project->id, reason, removed ? whom : NULL,
                       removed ? NULL : whom, error);
}

/* Name, post and telephone of BODY, without blanks around them. (transfer full) */
static json_t *person_of(const json_t *body, GError **error)
{
    static const char *const members[] = {"name", "post", "phone"};
    json_t *person = json_object();

    for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
        const char *given = project_text(body, members[i]);
        g_autofree char *text = g_strstrip(g_strdup(given != NULL ? given : ""));
        if (*text != '\0') {
            json_object_set_new(person, members[i], json_string(text));
        }
    }
    const char *phone = project_text(person, "phone");
    if (phone != NULL && count_digits(phone) < DIGITS_MIN) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.contact_phone", "/phone", NULL);
        g_clear_pointer(&person, json_decref);
    }
    return person;
}

static bool insert(Call *call, const Project *project, const json_t *person, GError **error)
{
    g_autofree char *id = call_new_id(call);
    g_autofree char *place = place_of(call, project, id);
    char *text = json_dumps(person, JSON_COMPACT);
    g_autoptr(GBytes) sealed = seal_close(store_seal(call_store(call)), text, place, error);

    free(text);
    return sealed != NULL &&
           store_execute(call_tx(call), &sql_project_contact_insert,
                         STORE_VALUES(store_text(call_district(call)), store_text(project->id),
                                      store_text(id), store_blob(sealed), store_int(call_now(call)),
                                      store_text(call_actor(call)->account)),
                         NULL, error);
}

bool project_contact_add(Call *call, GError **error)
{
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);

    if (project == NULL || !check_may(call, project, error)) {
        return false;
    }
    json_auto_t *person = person_of(call_body(call), error);
    g_autoptr(GPtrArray) there = person != NULL ? read_contacts(call, project, NULL, error) : NULL;
    if (there == NULL) {
        return false;
    }
    if (there->len >= CONTACTS_MAX) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "project.contacts_full", "/name", NULL);
        return false;
    }
    if (!insert(call, project, person, error) ||
        !record(call, project, "project.contact_add", NULL, project_text(person, "name"), error)) {
        return false;
    }
    project_tell(call, project);
    call_created(call);
    return write_contacts(call, project, error);
}

/* The contact of the path in *FOUND (transfer full), and its project, for a route that may have it.
 */
static const Contact *reach(Call *call, Project **project, GPtrArray **found, GError **error)
{
    *project = project_reach(call, call_parameter(call, "project"), error);
    if (*project == NULL || !check_may(call, *project, error)) {
        return NULL;
    }
    *found = read_contacts(call, *project, call_parameter(call, "contact"), error);
    if (*found != NULL && (*found)->len == 0) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "project.no_contact", NULL, NULL);
    }
    return *found != NULL && (*found)->len > 0 ? (*found)->pdata[0] : NULL;
}

bool project_contact_look(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(Project) project = NULL;
    g_autoptr(GPtrArray) found = NULL;
    const Contact *contact = reach(call, &project, &found, error);

    if (contact == NULL || !record(call, project, "project.contact_look", NULL,
                                   project_text(contact->person, "name"), error)) {
        return false;
    }
    call_answer_secret(call);
    json_begin_object(answer);
    json_member_text(answer, "name", project_text(contact->person, "name"));
    json_member_text(answer, "post", project_text(contact->person, "post"));
    json_member_text(answer, "phone", project_text(contact->person, "phone"));
    json_end_object(answer);
    return true;
}

bool project_contact_remove(Call *call, GError **error)
{
    g_autoptr(Project) project = NULL;
    g_autoptr(GPtrArray) found = NULL;
    const Contact *contact = reach(call, &project, &found, error);

    if (contact == NULL ||
        !store_execute(call_tx(call), &sql_project_contact_delete,
                       STORE_VALUES(store_text(call_district(call)), store_text(project->id),
                                    store_text(contact->id)),
                       NULL, error) ||
        !record(call, project, "project.contact_remove", project_text(call_body(call), "reason"),
                project_text(contact->person, "name"), error)) {
        return false;
    }
    project_tell(call, project);
    return write_contacts(call, project, error);
}
