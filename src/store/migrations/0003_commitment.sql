-- From a report to a plan: reports, their sections, clauses and statements; plans, commitments and amendments.
-- Places (start_at, end_at) count UTF-16 units of the report's text.

CREATE TABLE report (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    year BIGINT NOT NULL,
    filename TEXT NOT NULL,
    state TEXT NOT NULL,
    digest TEXT NOT NULL,
    uploaded BIGINT NOT NULL,
    uploaded_by TEXT NOT NULL,
    plan TEXT,
    PRIMARY KEY (district, id)
); -- clustered

CREATE TABLE report_content (
    district TEXT NOT NULL,
    report TEXT NOT NULL,
    source BYTEA NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (district, report)
);

CREATE TABLE report_section (
    district TEXT NOT NULL,
    report TEXT NOT NULL,
    number BIGINT NOT NULL,
    parent BIGINT,
    title TEXT NOT NULL,
    depth BIGINT NOT NULL,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    PRIMARY KEY (district, report, number)
); -- clustered

CREATE TABLE clause (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    report TEXT NOT NULL,
    position BIGINT NOT NULL,
    section BIGINT NOT NULL,
    text TEXT NOT NULL,
    original TEXT NOT NULL,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    drop_reason TEXT,
    leader TEXT,
    lead_unit TEXT,
    co_units TEXT NOT NULL,
    due TEXT,
    stages TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed_by TEXT,
    changed BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE UNIQUE INDEX clause_by_place ON clause (district, report, position);

CREATE TABLE statement (
    district TEXT NOT NULL,
    report TEXT NOT NULL,
    number BIGINT NOT NULL,
    clause TEXT,
    subject TEXT NOT NULL,
    value TEXT,
    value2 TEXT,
    unit TEXT NOT NULL,
    cmp TEXT NOT NULL,
    measure TEXT NOT NULL,
    kind TEXT NOT NULL,
    year BIGINT,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    PRIMARY KEY (district, report, number)
); -- clustered
CREATE INDEX statement_by_clause ON statement (district, clause, number);

CREATE TABLE plan (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    report TEXT NOT NULL,
    title TEXT NOT NULL,
    year BIGINT NOT NULL,
    version BIGINT NOT NULL,
    published BIGINT NOT NULL,
    published_by TEXT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered

CREATE TABLE plan_version (
    district TEXT NOT NULL,
    plan TEXT NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    reason TEXT,
    commitment TEXT,
    PRIMARY KEY (district, plan, version)
); -- clustered

CREATE TABLE commitment (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    plan TEXT NOT NULL,
    number BIGINT NOT NULL,
    clause TEXT NOT NULL,
    section BIGINT NOT NULL,
    text TEXT NOT NULL,
    target TEXT NOT NULL,
    leader TEXT,
    lead_unit TEXT NOT NULL,
    co_units TEXT NOT NULL,
    due TEXT NOT NULL,
    stages TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE UNIQUE INDEX commitment_by_number ON commitment (district, plan, number);
CREATE INDEX commitment_by_leader ON commitment (district, leader, due);

-- Lead and co-units, for filters and duties.
CREATE TABLE commitment_unit (
    district TEXT NOT NULL,
    unit TEXT NOT NULL,
    commitment TEXT NOT NULL,
    is_lead BIGINT NOT NULL,
    PRIMARY KEY (district, unit, commitment)
); -- clustered
CREATE INDEX commitment_unit_by_commitment ON commitment_unit (district, commitment);

CREATE TABLE amendment (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    commitment TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    reason TEXT NOT NULL,
    plan_version BIGINT NOT NULL,
    before_json TEXT NOT NULL,
    after_json TEXT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE INDEX amendment_by_commitment ON amendment (district, commitment, id);
