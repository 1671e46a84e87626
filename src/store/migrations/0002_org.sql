-- Who and where: areas, units, people, posts, charges; and who may log in and do what.

CREATE TABLE district (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE area (
    district TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent TEXT,
    PRIMARY KEY (district, code)
); -- clustered

CREATE TABLE unit (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    area TEXT,
    parent TEXT,
    duties TEXT NOT NULL,
    position BIGINT NOT NULL,
    active BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, id),
    UNIQUE (district, key)
); -- clustered
CREATE INDEX unit_by_parent ON unit (district, parent);

CREATE TABLE person (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered

-- A post outlives its holders; a tenure says who holds it from when to when.
CREATE TABLE post (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    unit TEXT NOT NULL,
    title TEXT NOT NULL,
    rank TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE INDEX post_by_unit ON post (district, unit);

CREATE TABLE tenure (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    post TEXT NOT NULL,
    person TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT,
    PRIMARY KEY (district, id)
); -- clustered
CREATE INDEX tenure_by_post ON tenure (district, post, from_day);
CREATE INDEX tenure_by_person ON tenure (district, person, from_day);

-- A charge belongs to the post: whoever succeeds in the post has it.
CREATE TABLE charge (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    post TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT,
    PRIMARY KEY (district, id)
); -- clustered
CREATE INDEX charge_by_post ON charge (district, post);
CREATE INDEX charge_by_object ON charge (district, object_kind, object_id);

CREATE TABLE role (
    district TEXT NOT NULL,
    key TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    PRIMARY KEY (district, key)
); -- clustered

CREATE TABLE role_permission (
    district TEXT NOT NULL,
    role TEXT NOT NULL,
    permission TEXT NOT NULL,
    PRIMARY KEY (district, role, permission)
); -- clustered

CREATE TABLE account (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    login TEXT NOT NULL,
    person TEXT,
    unit TEXT,
    password_hash TEXT NOT NULL,
    active BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, id),
    UNIQUE (district, login)
); -- clustered

-- What an account or a token may do, and where: the whole district, an area and those below it, a unit and those below it.
CREATE TABLE access_grant (
    district TEXT NOT NULL,
    holder TEXT NOT NULL,
    role TEXT NOT NULL,
    scope_kind TEXT NOT NULL,
    scope TEXT NOT NULL,
    PRIMARY KEY (district, holder, role, scope_kind, scope)
); -- clustered

CREATE TABLE session (
    district TEXT NOT NULL,
    digest TEXT NOT NULL,
    account TEXT NOT NULL,
    csrf TEXT NOT NULL,
    created BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    PRIMARY KEY (district, digest)
); -- clustered
CREATE INDEX session_by_account ON session (district, account);

CREATE TABLE api_token (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires TEXT NOT NULL,
    revoked BIGINT NOT NULL,
    PRIMARY KEY (district, id),
    UNIQUE (district, digest)
); -- clustered

-- Failed log-ins by account and by address, so that guessing is slowed down on all servers together.
CREATE TABLE login_failure (
    district TEXT NOT NULL,
    subject TEXT NOT NULL,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (district, subject)
); -- clustered
