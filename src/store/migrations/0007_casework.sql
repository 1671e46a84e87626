-- Cases: what is raised and must be closed. A case keeps the version of its type that it was opened under.

CREATE TABLE case_type (
    district TEXT NOT NULL,
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    source TEXT NOT NULL,
    loaded BIGINT NOT NULL,
    PRIMARY KEY (district, key, version)
); -- clustered

CREATE TABLE case_record (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    type_version BIGINT NOT NULL,
    year BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    closed BIGINT NOT NULL,
    unit TEXT NOT NULL,
    leader TEXT,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    raised_by TEXT NOT NULL,
    raised BIGINT NOT NULL,
    due TEXT,
    stopped TEXT,
    asked_until TEXT,
    returns BIGINT NOT NULL,
    escalated BIGINT NOT NULL,
    form TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE UNIQUE INDEX case_record_by_serial ON case_record (district, type, year, serial);
CREATE INDEX case_record_by_due ON case_record (district, closed, due, id);
CREATE INDEX case_record_by_unit ON case_record (district, unit, closed, due);
CREATE INDEX case_record_by_object ON case_record (district, object_kind, object_id);

CREATE TABLE case_move (
    district TEXT NOT NULL,
    case_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    move TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    by_unit TEXT,
    handles BIGINT NOT NULL,
    form TEXT NOT NULL,
    PRIMARY KEY (district, case_id, number)
); -- clustered
