-- Lights: how each promise and each target stands, by the rules of the pack, since when and why.

CREATE TABLE light_rule (
    district TEXT NOT NULL,
    version BIGINT NOT NULL,
    source TEXT NOT NULL,
    loaded BIGINT NOT NULL,
    PRIMARY KEY (district, version)
); -- clustered

CREATE TABLE light (
    district TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    rank BIGINT NOT NULL, -- 0 red, 1 yellow, 2 grey, 3 green
    since TEXT NOT NULL,
    reason_zh TEXT NOT NULL,
    reason_en TEXT NOT NULL,
    title TEXT NOT NULL,
    title_en TEXT NOT NULL,
    unit TEXT NOT NULL,
    leader TEXT,
    due TEXT,
    rule_version BIGINT NOT NULL,
    PRIMARY KEY (district, object_kind, object_id)
); -- clustered
CREATE INDEX light_by_rank ON light (district, object_kind, rank, since, object_id);
CREATE INDEX light_by_unit ON light (district, object_kind, unit, rank);

-- The last day on which everything was looked at.
CREATE TABLE light_day (
    district TEXT NOT NULL PRIMARY KEY,
    day TEXT NOT NULL,
    rule_version BIGINT NOT NULL
); -- clustered
