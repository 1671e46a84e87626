-- Meetings: moved, cancelled, called by hand, prepared with scores; files and co-units. How lights stood on earlier days.

ALTER TABLE meeting ADD COLUMN chair TEXT;
ALTER TABLE meeting ADD COLUMN recorder TEXT;
ALTER TABLE meeting ADD COLUMN reason TEXT;
ALTER TABLE meeting ADD COLUMN run TEXT;
ALTER TABLE meeting_decision ADD COLUMN co_units TEXT NOT NULL DEFAULT '[]';
ALTER TABLE meeting_material ADD COLUMN file TEXT;

CREATE TABLE light_history (
    district TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    since TEXT NOT NULL,
    rank BIGINT NOT NULL,
    PRIMARY KEY (district, object_kind, object_id, since)
); -- clustered
INSERT INTO light_history (district, object_kind, object_id, since, rank) SELECT district, object_kind, object_id, since, rank FROM light;
