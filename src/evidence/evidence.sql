-- name: evidence_insert
INSERT INTO evidence_file (district, id, name, media, size, digest, by_account, at)
VALUES (:district, :id, :name, :media, :size, :digest, :by_account, :at);

-- name: evidence_content_insert
INSERT INTO evidence_content (district, id, content) VALUES (:district, :id, :content);

-- name: evidence_find
SELECT name, media, size, by_account, at, object_kind, object_id, unit FROM evidence_file
WHERE district = :district AND id = :id;

-- name: evidence_content_find
SELECT content FROM evidence_content WHERE district = :district AND id = :id;

-- name: evidence_bind
UPDATE evidence_file SET object_kind = :object_kind, object_id = :object_id, unit = :unit
WHERE district = :district AND id = :id AND object_kind IS NULL;

-- name: evidence_bound
SELECT object_id, id FROM evidence_file WHERE district = :district AND object_kind = :object_kind ORDER BY id;

-- name: evidence_content_expire
DELETE FROM evidence_content
WHERE district = :district AND id IN (SELECT id FROM evidence_file WHERE district = :district AND object_kind IS NULL AND at < :before);

-- name: evidence_expire
DELETE FROM evidence_file WHERE district = :district AND object_kind IS NULL AND at < :before;
