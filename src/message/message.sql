-- name: message_note
-- something changed that someone may have to be told of
INSERT INTO message_event (district, id) SELECT CAST(:district AS TEXT), CAST(:id AS TEXT)
WHERE EXISTS (SELECT 1 FROM message_target WHERE district = :district AND active = 1);

-- name: message_events
-- what changed since everyone's duties were last looked at
SELECT id FROM message_event WHERE district = :district ORDER BY id LIMIT 10000;

-- name: message_event_delete
-- its consequences are in the outbox
DELETE FROM message_event WHERE district = :district AND id = :id;

-- name: message_target_find
-- one target
SELECT id, account, kind, name, shown, address, secret, unit, language, digest, digest_at, workdays, quiet_from, quiet_to, active, next_digest, version
FROM message_target WHERE district = :district AND id = :id;

-- name: message_targets
-- the targets that are told, or all webhooks
SELECT id, account, kind, name, shown, address, secret, unit, language, digest, digest_at, workdays, quiet_from, quiet_to, active, next_digest, version
FROM message_target WHERE district = :district AND ((CAST(:hooks AS BIGINT) = 0 AND active = 1) OR (CAST(:hooks AS BIGINT) = 1 AND account IS NULL))
ORDER BY name, id;

-- name: message_target_put
-- a new target, or one as it was changed from the version before
INSERT INTO message_target (district, id, account, kind, name, shown, address, secret, unit, language, digest, digest_at, workdays, quiet_from, quiet_to,
    active, next_digest, version)
VALUES (:district, :id, :account, :kind, :name, :shown, :address, :secret, :unit, :language, :digest, :digest_at, :workdays, :quiet_from, :quiet_to,
    :active, :next_digest, :version)
ON CONFLICT (district, id) DO UPDATE SET name = excluded.name, shown = excluded.shown, address = excluded.address, secret = excluded.secret,
    language = excluded.language, digest = excluded.digest, digest_at = excluded.digest_at, workdays = excluded.workdays,
    quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, active = excluded.active, next_digest = excluded.next_digest, version = excluded.version
WHERE message_target.version = excluded.version - 1;

-- name: message_target_delete
-- a target that is given up
DELETE FROM message_target WHERE district = :district AND id = :id;

-- name: message_digest_next
-- the day's digest is on its way; the next one comes then
UPDATE message_target SET next_digest = :next WHERE district = :district AND id = :id AND next_digest = :before;

-- name: message_told_list
-- the duties that a target knows of
SELECT duty FROM message_told WHERE district = :district AND target = :target;

-- name: message_told_of
-- the duties that a message tells
SELECT duty FROM message_told WHERE district = :district AND target = :target AND message = :message;

-- name: message_told_insert
-- from now on the target knows, or its message will tell
INSERT INTO message_told (district, target, duty, message) VALUES (:district, :target, :duty, :message)
ON CONFLICT (district, target, duty) DO NOTHING;

-- name: message_told_delete
-- it waits no more; should it wait again, that is news
DELETE FROM message_told WHERE district = :district AND target = :target AND duty = :duty;

-- name: message_told_forget
-- whatever a target was told
DELETE FROM message_told WHERE district = :district AND target = :target;

-- name: message_insert
-- a message for the outbox
INSERT INTO message_outbox (district, id, target, kind, state, created, due, tries)
VALUES (:district, :id, :target, :kind, 'waiting', :now, :now, 0);

-- name: message_open
-- a message to a target that nobody has begun to send: further news go with it
SELECT id FROM message_outbox WHERE district = :district AND target = :target AND state = 'waiting' AND kind = :kind AND tries = 0 ORDER BY id LIMIT 1;

-- name: message_due
-- what should go out now
SELECT id, target, kind, tries, created FROM message_outbox WHERE district = :district AND state = 'waiting' AND due <= :now ORDER BY due, id LIMIT 50;

-- name: message_take
-- takes a message for some time: nobody else sends it
UPDATE message_outbox SET tries = tries + 1, due = :until
WHERE district = :district AND id = :id AND state = 'waiting' AND tries = :tries AND due <= :now;

-- name: message_put_off
-- quiet hours: it waits untried
UPDATE message_outbox SET due = :until WHERE district = :district AND id = :id AND state = 'waiting' AND tries = :tries;

-- name: message_finish
-- what became of it; says nothing if someone else has it by now
UPDATE message_outbox SET state = :state, due = :due, error = :error, reason = :reason
WHERE district = :district AND id = :id AND state = 'waiting' AND tries = :tries;

-- name: message_hasten
-- the target's settings changed: what waits untried is looked at now
UPDATE message_outbox SET due = :now WHERE district = :district AND target = :target AND state = 'waiting' AND tries = 0;

-- name: message_retry
-- an administrator wants a failed message tried again
UPDATE message_outbox SET state = 'waiting', due = :now, tries = 0, error = NULL, reason = NULL
WHERE district = :district AND id = :id AND state = 'failed';

-- name: message_cancel
-- what a target that is no more was still to be told
DELETE FROM message_outbox WHERE district = :district AND target = :target AND state <> 'sent';

-- name: message_expire
-- forgets what was dealt with long ago
DELETE FROM message_outbox WHERE district = :district AND state <> 'waiting' AND due < :before;

-- name: message_list
-- messages of a state, or all, newest first
SELECT o.id, o.kind, o.state, o.created, o.due, o.tries, o.error, o.reason, t.kind, t.name, t.shown FROM message_outbox o
JOIN message_target t ON t.district = o.district AND t.id = o.target
WHERE o.district = :district AND (CAST(:state AS TEXT) IS NULL OR o.state = :state) AND o.id < :before ORDER BY o.id DESC LIMIT :count;

-- name: message_last
-- the newest message to a target that was tried
SELECT kind, state, created, due, error, reason FROM message_outbox
WHERE district = :district AND target = :target AND tries > 0 ORDER BY id DESC LIMIT 1;

-- name: feed_put
-- a new calendar link; the one before stops working
INSERT INTO calendar_feed (district, account, digest, created) VALUES (:district, :account, :digest, :created)
ON CONFLICT (district, account) DO UPDATE SET digest = excluded.digest, created = excluded.created;

-- name: feed_delete
-- no calendar link any more
DELETE FROM calendar_feed WHERE district = :district AND account = :account;

-- name: feed_of
-- when a person's calendar link was made
SELECT created FROM calendar_feed WHERE district = :district AND account = :account;

-- name: feed_find
-- whose calendar link it is
SELECT account, created FROM calendar_feed WHERE district = :district AND digest = :digest;
