-- name: account_by_login
-- the account of a log-in name
SELECT id, password_hash, active FROM account WHERE district = :district AND login = :login;

-- name: account_identity
-- who an account is: log-in, name, person, unit, version, password, post title, unit's name
SELECT a.login, COALESCE(p.name, a.login), a.person, a.unit, a.active, a.password_hash,
    (SELECT o.title FROM tenure t JOIN post o ON o.district = t.district AND o.id = t.post
     WHERE t.district = a.district AND t.person = a.person AND t.to_day IS NULL ORDER BY o.position LIMIT 1),
    u.name
FROM account a
LEFT JOIN person p ON p.district = a.district AND p.id = a.person
LEFT JOIN unit u ON u.district = a.district AND u.id = a.unit
WHERE a.district = :district AND a.id = :id;

-- name: session_find
-- a session and who its account is, if active
SELECT s.account, s.csrf, s.created, s.seen, COALESCE(p.name, a.login), a.person, a.unit FROM session s
JOIN account a ON a.district = s.district AND a.id = s.account AND a.active = 1
LEFT JOIN person p ON p.district = a.district AND p.id = a.person
WHERE s.district = :district AND s.digest = :digest;

-- name: session_insert
-- a new session
INSERT INTO session (district, digest, account, csrf, created, seen)
VALUES (:district, :digest, :account, :csrf, :created, :seen);

-- name: session_touch
-- moves the last use forward
UPDATE session SET seen = :seen WHERE district = :district AND digest = :digest AND seen < :seen;

-- name: session_delete
-- log-out
DELETE FROM session WHERE district = :district AND digest = :digest;

-- name: session_delete_others
-- ends an account's other sessions
DELETE FROM session WHERE district = :district AND account = :account AND digest <> :digest;

-- name: session_expire
-- forgets sessions that have ended
DELETE FROM session WHERE district = :district AND (created < :oldest OR seen < :idle);

-- name: token_find
-- a token by the digest of its secret
SELECT id, name, expires, revoked FROM api_token WHERE district = :district AND digest = :digest;

-- name: login_failures
-- failed log-ins of an account or an address
SELECT failures, last_at FROM login_failure WHERE district = :district AND subject = :subject;

-- name: login_failure_set
-- how many failures there are now
INSERT INTO login_failure (district, subject, failures, last_at) VALUES (:district, :subject, :failures, :now)
ON CONFLICT (district, subject) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at;

-- name: login_failure_expire
-- forgets what time has forgiven: one failure for each so many microseconds
DELETE FROM login_failure WHERE last_at + failures * :forgive < :now;

-- name: login_failure_clear
-- a success forgives
DELETE FROM login_failure WHERE district = :district AND subject = :subject;

-- name: account_set_password
-- a new password
UPDATE account SET password_hash = :hash, version = version + 1 WHERE district = :district AND id = :id;

-- name: district_name
-- the district's name
SELECT name FROM district WHERE code = :code;
