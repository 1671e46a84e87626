-- Registers (台账): objects of declared types, what they were, and their values by field to look up, sort and add up.

CREATE TABLE register_type (
    district TEXT NOT NULL,
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    source TEXT NOT NULL,
    loaded BIGINT NOT NULL,
    PRIMARY KEY (district, key, version)
); -- clustered

-- Places are in ten-millionths of a degree (WGS-84); west to north is the box of the outline, or the point.
CREATE TABLE register_object (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    search TEXT NOT NULL,
    unit TEXT NOT NULL,
    area TEXT,
    retired TEXT,
    lon BIGINT,
    lat BIGINT,
    outline TEXT,
    west BIGINT,
    south BIGINT,
    east BIGINT,
    north BIGINT,
    form TEXT NOT NULL,
    version BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE INDEX register_object_by_name ON register_object (district, type, name, id);
CREATE INDEX register_object_by_box ON register_object (district, type, west, east);

CREATE TABLE register_value (
    district TEXT NOT NULL,
    object TEXT NOT NULL,
    field TEXT NOT NULL,
    type TEXT NOT NULL,
    text TEXT NOT NULL,
    number BIGINT,
    only_one TEXT,
    PRIMARY KEY (district, object, field)
); -- clustered
CREATE UNIQUE INDEX register_value_only_one ON register_value (district, type, field, only_one);
CREATE INDEX register_value_by_text ON register_value (district, field, text);

CREATE TABLE register_change (
    district TEXT NOT NULL,
    object TEXT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    reason TEXT,
    type_version BIGINT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    PRIMARY KEY (district, object, number)
); -- clustered
