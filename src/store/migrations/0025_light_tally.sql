-- How many lights of each colour each unit and leader has, kept as they turn: the dashboard costs the same with any number of lights.

CREATE TABLE light_tally (
    district TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    unit TEXT NOT NULL,
    leader TEXT NOT NULL, -- empty: nobody's
    rank BIGINT NOT NULL,
    lights BIGINT NOT NULL,
    PRIMARY KEY (district, object_kind, unit, leader, rank)
); -- clustered
INSERT INTO light_tally (district, object_kind, unit, leader, rank, lights)
SELECT district, object_kind, unit, COALESCE(leader, ''), rank, COUNT(*) FROM light GROUP BY district, object_kind, unit, COALESCE(leader, ''), rank;
-- The oldest red one of each.
CREATE INDEX light_red ON light (district, object_kind, unit, (COALESCE(leader, '')), since) WHERE rank = 0;
DROP INDEX light_by_unit;
