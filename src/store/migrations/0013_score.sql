-- Assessment: schemes by version, what was entered for and against, runs with their inputs and results, objections.

CREATE TABLE score_scheme (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    key TEXT NOT NULL,
    version BIGINT NOT NULL, -- 0 while it is a draft
    origin TEXT NOT NULL, -- pack, hand
    source TEXT NOT NULL,
    revision BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE INDEX score_scheme_by_key ON score_scheme (district, key, version);

CREATE TABLE score_entry (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    list TEXT NOT NULL,
    unit TEXT NOT NULL,
    day TEXT NOT NULL,
    points BIGINT NOT NULL,
    reason TEXT NOT NULL,
    proof TEXT NOT NULL,
    state TEXT NOT NULL, -- proposed, approved, refused
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    opinion TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE INDEX score_entry_by_day ON score_entry (district, day, id);

CREATE TABLE score_run (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    scheme TEXT NOT NULL,
    scheme_key TEXT NOT NULL,
    period TEXT NOT NULL,
    follows TEXT,
    grounds TEXT,
    state TEXT NOT NULL, -- open, frozen, published
    inputs_digest TEXT NOT NULL,
    result_digest TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    frozen_at BIGINT,
    objections_until TEXT,
    published_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE INDEX score_run_by_period ON score_run (district, scheme_key, period, id);

CREATE TABLE score_result (
    district TEXT NOT NULL,
    run TEXT NOT NULL,
    unit TEXT NOT NULL,
    place BIGINT NOT NULL,
    points BIGINT NOT NULL,
    total BIGINT NOT NULL, -- of the items, before cap and veto
    flags BIGINT NOT NULL,
    cells TEXT NOT NULL,
    inputs TEXT NOT NULL,
    PRIMARY KEY (district, run, unit)
); -- clustered

CREATE TABLE score_objection (
    district TEXT NOT NULL,
    run TEXT NOT NULL,
    unit TEXT NOT NULL,
    item TEXT NOT NULL,
    case_id TEXT NOT NULL,
    PRIMARY KEY (district, run, unit, item, case_id)
); -- clustered
