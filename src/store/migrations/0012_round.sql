-- Rounds: what recurs, the duties and meetings it makes; commitments that decisions make.

CREATE TABLE round_type (
    district TEXT NOT NULL,
    key TEXT NOT NULL,
    position BIGINT NOT NULL,
    active BIGINT NOT NULL,
    source TEXT NOT NULL,
    through TEXT,
    PRIMARY KEY (district, key)
); -- clustered

CREATE TABLE round_duty (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    period TEXT NOT NULL,
    unit TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    title TEXT NOT NULL,
    due TEXT NOT NULL,
    last_day TEXT NOT NULL,
    state TEXT NOT NULL,
    text TEXT,
    percent BIGINT,
    files TEXT NOT NULL,
    answered BIGINT,
    answered_by TEXT,
    late BIGINT NOT NULL,
    excuse TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE UNIQUE INDEX round_duty_by_object ON round_duty (district, round, period, unit, object_kind, object_id);
CREATE INDEX round_duty_by_unit ON round_duty (district, unit, state, due);

-- Meetings (调度会) and sessions (夜学): one a period.
CREATE TABLE meeting (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    period TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    day TEXT NOT NULL,
    state TEXT NOT NULL,
    edits TEXT NOT NULL,
    started BIGINT,
    closed BIGINT,
    closed_by TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE UNIQUE INDEX meeting_by_period ON meeting (district, round, period);
CREATE INDEX meeting_by_day ON meeting (district, day);

CREATE TABLE meeting_item (
    district TEXT NOT NULL,
    meeting TEXT NOT NULL,
    number BIGINT NOT NULL,
    source TEXT NOT NULL,
    object_id TEXT,
    title TEXT NOT NULL,
    detail TEXT NOT NULL,
    minutes TEXT NOT NULL,
    PRIMARY KEY (district, meeting, number)
); -- clustered

CREATE TABLE meeting_person (
    district TEXT NOT NULL,
    meeting TEXT NOT NULL,
    person TEXT NOT NULL,
    unit TEXT NOT NULL,
    position BIGINT NOT NULL,
    state TEXT,
    note TEXT,
    made_up TEXT,
    made_up_by TEXT,
    PRIMARY KEY (district, meeting, person)
); -- clustered
CREATE INDEX meeting_person_by_person ON meeting_person (district, person, state);

CREATE TABLE meeting_decision (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    meeting TEXT NOT NULL,
    number BIGINT NOT NULL,
    item BIGINT,
    text TEXT NOT NULL,
    lead_unit TEXT NOT NULL,
    leader TEXT,
    due TEXT NOT NULL,
    commitment TEXT,
    PRIMARY KEY (district, id)
); -- clustered
CREATE INDEX meeting_decision_by_meeting ON meeting_decision (district, meeting, number);

CREATE TABLE meeting_material (
    district TEXT NOT NULL,
    meeting TEXT NOT NULL,
    number BIGINT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    link TEXT,
    PRIMARY KEY (district, meeting, number)
); -- clustered

-- A plan of decisions has no report; its commitments name the meeting they come from.
ALTER TABLE plan ADD COLUMN source TEXT NOT NULL DEFAULT 'report';
ALTER TABLE commitment ADD COLUMN source_kind TEXT;
ALTER TABLE commitment ADD COLUMN source_id TEXT;
ALTER TABLE commitment ADD COLUMN source_title TEXT;
