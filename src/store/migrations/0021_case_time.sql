-- What time does to cases: each cause raises a case once, a clock may run in calendar time and in hours, and warns before it is late.

CREATE TABLE case_raised (
    district TEXT NOT NULL,
    type TEXT NOT NULL,
    rule TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    cause TEXT NOT NULL,
    raised TEXT NOT NULL,
    case_id TEXT NOT NULL,
    PRIMARY KEY (district, type, rule, object_kind, object_id, cause)
); -- clustered

ALTER TABLE case_record ADD COLUMN due_at BIGINT;
ALTER TABLE case_record ADD COLUMN stopped_at BIGINT;
ALTER TABLE case_record ADD COLUMN warned BIGINT NOT NULL DEFAULT 0;
