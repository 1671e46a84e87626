/*
 * evidence.h - files that prove something (佐证材料): a photograph of a bridge, a scanned
 * acceptance sheet, a table. A file is uploaded first, by itself, so that a phone on a bad network
 * can try again; then a command of another mechanism names it and it is bound to what it proves,
 * for good.
 *
 * The kind of a file is told from its bytes (libmagic), never from its name. Its digest (SHA-256)
 * stands in the ledger, so that a file changed later is found out. What nobody bound within two
 * days is thrown away.
 */
#pragma once

#include "call/call.h"
#include "org/names.h"

#define EVIDENCE_FILES_MAX 20u /* beside one object of one command */

/* What evidence is bound to. UNIT (id) is whose it is: who may read that unit may read the file. */
typedef struct {
    const char *kind;
    const char *id;
    const char *unit;
} EvidenceObject;

/* Binds the files of IDS (array of ids) to OBJECT. Each must be the actor's own upload that proves
 * nothing yet, or be bound to the same object already. Faults name PLACE/0, PLACE/1 … */
bool evidence_bind(Call *call, const json_t *ids, const EvidenceObject *object, const char *place,
                   GError **error);

/* Are the contents of the files of IDS each of one of KINDS (array of “image”, “pdf”, “word”,
 * “sheet”, “text”)? What is not fails with PLACE/0, PLACE/1 … and what would be. */
bool evidence_check_kinds(Call *call, const json_t *ids, const json_t *kinds, const char *place,
                          GError **error);

/* Writes the files of IDS as an array of {id, name, media, size, by_name, at}. */
bool evidence_write(Call *call, JsonWriter *answer, const json_t *ids, const Names *names,
                    GError **error);

/* What is bound to objects of KIND: object id → array of file ids, oldest first. (transfer full) */
json_t *evidence_bound(Call *call, const char *kind, GError **error);

/* Answers with the content of the file ID; the caller has authorised. */
bool evidence_answer(Call *call, const char *id, GError **error);

/* Throws away what was never bound. In a write transaction; run it every minute or so. */
bool evidence_tick(Call *call, GError **error);

/* Route handlers; api/openapi.yaml has their contracts. */
bool evidence_upload_prepare(Call *call, GError **error);
bool evidence_upload(Call *call, GError **error);
bool evidence_download(Call *call, GError **error);
