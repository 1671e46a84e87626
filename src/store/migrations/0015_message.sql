-- Messages: whom to tell, by which way, what he has been told, and what still has to go out.

-- Where messages go: a person's mailbox (its id is the account's) or a webhook of the district or of a unit. Address and secret are sealed.
CREATE TABLE message_target (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    shown TEXT NOT NULL,
    address BYTEA NOT NULL,
    secret BYTEA,
    unit TEXT,
    language TEXT NOT NULL,
    digest BIGINT NOT NULL,
    digest_at TEXT NOT NULL,
    workdays BIGINT NOT NULL,
    quiet_from TEXT,
    quiet_to TEXT,
    active BIGINT NOT NULL,
    next_digest BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered

-- Something changed: written with the change itself, gone when everyone's duties were looked at since.
CREATE TABLE message_event (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered

-- The duties that a target knows of, and the message that tells it (NULL: a digest will, or he knew).
CREATE TABLE message_told (
    district TEXT NOT NULL,
    target TEXT NOT NULL,
    duty TEXT NOT NULL,
    message TEXT,
    PRIMARY KEY (district, target, duty)
); -- clustered

-- The outbox. A sender takes a row by raising tries and putting due off; it gives it back with the same tries, or the row is due again.
CREATE TABLE message_outbox (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    target TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    created BIGINT NOT NULL,
    due BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    error TEXT,
    reason TEXT,
    PRIMARY KEY (district, id)
); -- clustered
CREATE INDEX message_outbox_due ON message_outbox (district, state, due);
CREATE INDEX message_outbox_by_target ON message_outbox (district, target, state);

-- A person's calendar link; the secret itself is not kept.
CREATE TABLE calendar_feed (
    district TEXT NOT NULL,
    account TEXT NOT NULL,
    digest TEXT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (district, account),
    UNIQUE (district, digest)
); -- clustered
