-- What every mechanism stands on. Types are TEXT, BIGINT and BYTEA only; see src/store/README.md.

-- Idempotent commands: the answer given to an Idempotency-Key, kept for a day.
CREATE TABLE idempotency (
    district TEXT NOT NULL,
    actor TEXT NOT NULL,
    key TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    status BIGINT NOT NULL,
    answer BYTEA,
    created BIGINT NOT NULL,
    PRIMARY KEY (district, actor, key)
); -- clustered
CREATE INDEX idempotency_by_age ON idempotency (created);

-- The ledger: entries, and the blocks that seal them (src/ledger/ledger.h).
CREATE TABLE ledger_entry (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    reason TEXT,
    before_json TEXT,
    after_json TEXT,
    block BIGINT,
    PRIMARY KEY (district, id)
); -- clustered
CREATE INDEX ledger_entry_by_object ON ledger_entry (district, object_kind, object_id, id);
CREATE INDEX ledger_entry_by_block ON ledger_entry (district, block, id);
CREATE INDEX ledger_entry_unsealed ON ledger_entry (district, id) WHERE block IS NULL;

CREATE TABLE ledger_block (
    district TEXT NOT NULL,
    number BIGINT NOT NULL,
    sealed_at BIGINT NOT NULL,
    previous BYTEA NOT NULL,
    manifest BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (district, number)
);
