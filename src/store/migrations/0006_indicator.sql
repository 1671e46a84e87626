-- Indicators: definitions, targets, figures with all their revisions, closed periods, peer districts.
-- An object is what a figure is about: area:CODE, unit:ID or peer:CODE. Figures are in ten-thousandths of the indicator's unit.

CREATE TABLE indicator (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    key TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    unit TEXT NOT NULL,
    places BIGINT NOT NULL,
    kind TEXT NOT NULL,
    direction TEXT NOT NULL,
    over_time TEXT NOT NULL,
    over_objects TEXT NOT NULL,
    weight TEXT,
    frequency TEXT NOT NULL,
    curve TEXT NOT NULL,
    formula TEXT,
    parts TEXT NOT NULL,
    jump BIGINT,
    low BIGINT,
    high BIGINT,
    owner_unit TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT,
    position BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, id),
    UNIQUE (district, key)
); -- clustered

CREATE TABLE indicator_target (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    indicator TEXT NOT NULL,
    object TEXT NOT NULL,
    year BIGINT NOT NULL,
    measure TEXT NOT NULL,
    cmp TEXT NOT NULL,
    value BIGINT NOT NULL,
    value2 BIGINT,
    curve TEXT,
    stated TEXT,
    commitment TEXT,
    statement BIGINT,
    report TEXT,
    start_at BIGINT,
    end_at BIGINT,
    sentence TEXT,
    withdrawn BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE INDEX indicator_target_by_year ON indicator_target (district, indicator, year, object);
CREATE INDEX indicator_target_by_commitment ON indicator_target (district, commitment);

CREATE TABLE observation (
    district TEXT NOT NULL,
    indicator TEXT NOT NULL,
    object TEXT NOT NULL,
    period TEXT NOT NULL,
    last_day BIGINT NOT NULL,
    value BIGINT,
    note TEXT,
    evidence TEXT NOT NULL,
    revision BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (district, indicator, object, last_day)
); -- clustered

CREATE TABLE observation_revision (
    district TEXT NOT NULL,
    indicator TEXT NOT NULL,
    object TEXT NOT NULL,
    last_day BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    period TEXT NOT NULL,
    value BIGINT,
    note TEXT,
    evidence TEXT NOT NULL,
    reason TEXT,
    warnings TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (district, indicator, object, last_day, revision)
); -- clustered

CREATE TABLE period_closing (
    district TEXT NOT NULL,
    period TEXT NOT NULL,
    first_day BIGINT NOT NULL,
    last_day BIGINT NOT NULL,
    reason TEXT,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (district, period)
); -- clustered

CREATE TABLE peer (
    district TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    circle TEXT NOT NULL,
    PRIMARY KEY (district, code)
); -- clustered
