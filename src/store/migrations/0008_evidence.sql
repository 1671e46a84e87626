-- Files that prove something: kept as they came, bound once to what they prove.

CREATE TABLE evidence_file (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    size BIGINT NOT NULL,
    digest TEXT NOT NULL,
    by_account TEXT NOT NULL,
    at BIGINT NOT NULL,
    object_kind TEXT,
    object_id TEXT,
    unit TEXT,
    PRIMARY KEY (district, id)
); -- clustered
CREATE INDEX evidence_file_unbound ON evidence_file (district, at) WHERE object_kind IS NULL;

CREATE TABLE evidence_content (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (district, id)
);
