-- name: idempotency_find
-- what was answered to this key
SELECT request_digest, status, answer FROM idempotency
WHERE district = :district AND actor = :actor AND key = :key;

-- name: idempotency_insert
-- remembers an answer
INSERT INTO idempotency (district, actor, key, request_digest, status, answer, created)
VALUES (:district, :actor, :key, :request_digest, :status, :answer, :created);

-- name: idempotency_expire
-- forgets old answers
DELETE FROM idempotency WHERE created < :before;
