-- name: district_insert
-- the district itself
INSERT INTO district (code, name, clock_offset) VALUES (:code, :name, :clock_offset);

-- name: district_first
-- the only district of a small installation
SELECT code, clock_offset FROM district ORDER BY code LIMIT 1;

-- name: district_move
-- lets the district live at another time
UPDATE district SET clock_offset = :clock_offset WHERE code = :code;

-- name: area_insert
-- an area of the tree
INSERT INTO area (district, code, name, kind, parent) VALUES (:district, :code, :name, :kind, :parent);

-- name: area_list
-- the district's areas
SELECT code, name, kind, parent FROM area WHERE district = :district ORDER BY code;

-- name: unit_insert
-- a new unit
INSERT INTO unit (district, id, key, name, short_name, kind, area, parent, duties, position, active, version)
VALUES (:district, :id, :key, :name, :short_name, :kind, :area, :parent, :duties,
    (SELECT COALESCE(MAX(position), 0) + 1 FROM unit WHERE district = :district), 1, 1);

-- name: unit_list
-- units in the order they were set up
SELECT id, key, name, short_name, kind, area, parent, duties, active, version FROM unit
WHERE district = :district ORDER BY position;

-- name: unit_by_id
-- one unit
SELECT id, key, name, short_name, kind, area, parent, duties, active, version FROM unit
WHERE district = :district AND id = :id;

-- name: unit_update
-- changes a unit that still has the version it was read with
UPDATE unit SET name = :name, short_name = :short_name, duties = :duties, active = :active, version = version + 1
WHERE district = :district AND id = :id AND version = :version;

-- name: person_insert
-- a new person
INSERT INTO person (district, id, name, version) VALUES (:district, :id, :name, 1);

-- name: person_exists
-- is there such a person
SELECT name FROM person WHERE district = :district AND id = :id;

-- name: person_list
-- people with the posts they hold now, and each post's charges as JSON
SELECT p.id, p.name, p.version, o.id, o.title, o.unit, u.name, o.rank, t.from_day
FROM person p
LEFT JOIN tenure t ON t.district = p.district AND t.person = p.id AND t.to_day IS NULL
LEFT JOIN post o ON o.district = t.district AND o.id = t.post
LEFT JOIN unit u ON u.district = o.district AND u.id = o.unit
WHERE p.district = :district AND (CAST(:person AS TEXT) IS NULL OR p.id = :person)
ORDER BY COALESCE(o.position, 1000000), p.id, o.id;

-- name: charge_list
-- charges that run, with the name of what is in charge of
SELECT c.id, c.post, c.object_kind, c.object_id, COALESCE(u.name, a.name, c.object_id), c.from_day FROM charge c
LEFT JOIN unit u ON c.object_kind = 'unit' AND u.district = c.district AND u.id = c.object_id
LEFT JOIN area a ON c.object_kind = 'area' AND a.district = c.district AND a.code = c.object_id
WHERE c.district = :district AND c.to_day IS NULL AND c.object_kind IN ('unit', 'area') ORDER BY c.post, u.position, c.id;

-- name: charge_leader
-- who is in charge of a unit now: the holder of the post that has the charge; charges first, since SQLite would hold every tenure against each
SELECT p.id, p.name FROM charge c CROSS JOIN tenure t JOIN person p ON p.district = t.district AND p.id = t.person
WHERE t.district = c.district AND t.post = c.post AND t.to_day IS NULL AND c.district = :district AND c.object_kind = 'unit' AND c.object_id = :unit AND c.to_day IS NULL
ORDER BY c.from_day DESC LIMIT 1;

-- name: post_insert
-- a new post
INSERT INTO post (district, id, unit, title, rank, position)
VALUES (:district, :id, :unit, :title, :rank, (SELECT COALESCE(MAX(position), 0) + 1 FROM post WHERE district = :district));

-- name: post_by_id
-- one post
SELECT unit, title FROM post WHERE district = :district AND id = :id;

-- name: tenure_insert
-- someone takes a post
INSERT INTO tenure (district, id, post, person, from_day, to_day) VALUES (:district, :id, :post, :person, :from_day, NULL);

-- name: tenure_end
-- whoever holds the post leaves it
UPDATE tenure SET to_day = :to_day WHERE district = :district AND post = :post AND to_day IS NULL;

-- name: tenure_holder
-- who holds a post
SELECT person FROM tenure WHERE district = :district AND post = :post AND to_day IS NULL;

-- name: charge_holders
-- who is in charge now of objects of a kind, the latest charge last
SELECT c.object_id, p.id, p.name FROM charge c CROSS JOIN tenure t JOIN person p ON p.district = t.district AND p.id = t.person
WHERE t.district = c.district AND t.post = c.post AND t.to_day IS NULL AND c.district = :district AND c.object_kind = :kind AND (CAST(:object AS TEXT) IS NULL OR c.object_id = :object) AND c.to_day IS NULL
ORDER BY c.from_day, c.id;

-- name: charge_end
-- nobody is in charge of an object any more
UPDATE charge SET to_day = :day WHERE district = :district AND object_kind = :kind AND object_id = :object AND to_day IS NULL;

-- name: post_of_person
-- the first post that a person holds
SELECT o.id FROM tenure t JOIN post o ON o.district = t.district AND o.id = t.post
WHERE t.district = :district AND t.person = :person AND t.to_day IS NULL ORDER BY o.position, o.id LIMIT 1;

-- name: charge_insert
-- a post is put in charge of something
INSERT INTO charge (district, id, post, object_kind, object_id, from_day, to_day)
VALUES (:district, :id, :post, :object_kind, :object_id, :from_day, NULL);

-- name: role_insert
-- a role, or its new names
INSERT INTO role (district, key, name_zh, name_en) VALUES (:district, :key, :name_zh, :name_en)
ON CONFLICT (district, key) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en;

-- name: role_permissions_clear
-- a role's permissions, before they are put anew
DELETE FROM role_permission WHERE district = :district AND role = :role;

-- name: role_permission_insert
-- a role's permission
INSERT INTO role_permission (district, role, permission) VALUES (:district, :role, :permission);

-- name: role_list
-- roles with their permissions
SELECT r.key, r.name_zh, r.name_en, p.permission FROM role r
LEFT JOIN role_permission p ON p.district = r.district AND p.role = r.key
WHERE r.district = :district ORDER BY r.key, p.permission;

-- name: role_exists
-- is there such a role
SELECT key FROM role WHERE district = :district AND key = :key;

-- name: account_insert
-- a new account
INSERT INTO account (district, id, login, person, unit, password_hash, active, version)
VALUES (:district, :id, :login, :person, :unit, :hash, 1, 1);

-- name: account_list
-- accounts with their grants
SELECT a.id, a.login, COALESCE(p.name, a.login), a.person, a.unit, a.active, a.version, g.role, g.scope_kind, g.scope
FROM account a
LEFT JOIN person p ON p.district = a.district AND p.id = a.person
LEFT JOIN access_grant g ON g.district = a.district AND g.holder = a.id
WHERE a.district = :district AND (CAST(:account AS TEXT) IS NULL OR a.id = :account)
ORDER BY a.id, g.role, g.scope;

-- name: account_update
-- changes an account that still has the version it was read with
UPDATE account SET active = COALESCE(:active, active), password_hash = COALESCE(:hash, password_hash), version = version + 1
WHERE district = :district AND id = :id AND version = :version;

-- name: account_sessions_end
-- ends all sessions of an account
DELETE FROM session WHERE district = :district AND account = :account;

-- name: grant_delete
-- takes all grants of an account or token away
DELETE FROM access_grant WHERE district = :district AND holder = :holder;

-- name: grant_insert
-- gives a role somewhere
INSERT INTO access_grant (district, holder, role, scope_kind, scope) VALUES (:district, :holder, :role, :scope_kind, :scope);

-- name: token_insert
-- a new token
INSERT INTO api_token (district, id, name, digest, created, expires, revoked)
VALUES (:district, :id, :name, :digest, :created, :expires, 0);

-- name: token_list
-- tokens with their grants
SELECT t.id, t.name, t.created, t.expires, t.revoked, g.role, g.scope_kind, g.scope FROM api_token t
LEFT JOIN access_grant g ON g.district = t.district AND g.holder = t.id
WHERE t.district = :district AND (CAST(:token AS TEXT) IS NULL OR t.id = :token)
ORDER BY t.id DESC, g.role, g.scope;

-- name: token_revoke
-- a token is no longer good
UPDATE api_token SET revoked = 1 WHERE district = :district AND id = :id AND revoked = 0;

-- name: unit_short_names
-- all of them, active or not
SELECT id, short_name FROM unit WHERE district = :district;

-- name: unit_short_name
-- active or not, for showing
SELECT short_name FROM unit WHERE district = :district AND id = :id;

-- name: person_name
-- for showing
SELECT name FROM person WHERE district = :district AND id = :id;

-- name: account_name
-- who an account or an API token is
SELECT COALESCE(p.name, a.login) FROM account a
LEFT JOIN person p ON p.district = a.district AND p.id = a.person
WHERE a.district = :district AND a.id = :id
UNION ALL SELECT t.name FROM api_token t WHERE t.district = :district AND t.id = :id;

-- name: unit_find
-- an active unit by its id, its key or one of its names
SELECT id FROM unit WHERE district = :district AND active = 1 AND (id = :text OR key = :text OR short_name = :text OR name = :text)
ORDER BY position LIMIT 1;

-- name: person_find
-- people by id or name
SELECT id FROM person WHERE district = :district AND (id = :text OR name = :text) ORDER BY id LIMIT 2;

-- name: area_find
-- an area by its code or its name, the largest first
SELECT code, name FROM area WHERE district = :district AND (code = :text OR name = :text) ORDER BY LENGTH(code), code LIMIT 1;

-- name: units_active
-- active units with what rounds choose them by
SELECT id, key, kind FROM unit WHERE district = :district AND active = 1 ORDER BY position;

-- name: post_holders
-- who holds which kind of post now, each person once
SELECT t.person, p.unit, p.rank FROM tenure t JOIN post p ON p.district = t.district AND p.id = t.post
WHERE t.district = :district AND t.to_day IS NULL ORDER BY p.position;
