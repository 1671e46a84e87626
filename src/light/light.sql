-- name: light_rules
-- the rules in force
SELECT version, source FROM light_rule WHERE district = :district ORDER BY version DESC LIMIT 1;

-- name: light_rules_insert
-- new rules
INSERT INTO light_rule (district, version, source, loaded) VALUES (:district, :version, :source, :loaded);

-- name: light_of
-- the light of an object
SELECT rank, since, reason_zh, title, unit, leader, due, rule_version FROM light
WHERE district = :district AND object_kind = :object_kind AND object_id = :object_id;

-- name: light_set
-- a light, new or turned
INSERT INTO light (district, object_kind, object_id, rank, since, reason_zh, reason_en, title, title_en, unit, leader, due, rule_version)
VALUES (:district, :object_kind, :object_id, :rank, :since, :reason_zh, :reason_en, :title, :title_en, :unit, :leader, :due, :rule_version)
ON CONFLICT (district, object_kind, object_id) DO UPDATE SET rank = excluded.rank, since = excluded.since, reason_zh = excluded.reason_zh,
    reason_en = excluded.reason_en, title = excluded.title, title_en = excluded.title_en, unit = excluded.unit, leader = excluded.leader,
    due = excluded.due, rule_version = excluded.rule_version;

-- name: light_history_set
-- how a light stands from a day on; what it was earlier that day is not kept
INSERT INTO light_history (district, object_kind, object_id, since, rank) VALUES (:district, :object_kind, :object_id, :since, :rank)
ON CONFLICT (district, object_kind, object_id, since) DO UPDATE SET rank = excluded.rank;

-- name: lights_at
-- how the lights of a kind stood at the end of a day
SELECT h.object_id, h.rank FROM light_history h
WHERE h.district = :district AND h.object_kind = :object_kind AND h.since = (SELECT MAX(n.since) FROM light_history n
    WHERE n.district = :district AND n.object_kind = :object_kind AND n.object_id = h.object_id AND n.since <= :day);

-- name: light_remove
-- an object that has no light any more, and whose it was
DELETE FROM light WHERE district = :district AND object_kind = :object_kind AND object_id = :object_id
RETURNING unit, leader, rank;

-- name: light_tally_add
-- a light more, or a light less
INSERT INTO light_tally (district, object_kind, unit, leader, rank, lights)
VALUES (:district, :object_kind, :unit, COALESCE(CAST(:leader AS TEXT), ''), :rank, :more)
ON CONFLICT (district, object_kind, unit, leader, rank) DO UPDATE SET lights = light_tally.lights + excluded.lights;

-- name: light_ids
-- all objects of a kind that have a light
SELECT object_id FROM light WHERE district = :district AND object_kind = :object_kind;

-- name: light_day
-- the last day everything was looked at, by which rules, and after which commitment the look goes on, if it has not ended
SELECT day, rule_version, after FROM light_day WHERE district = :district;

-- name: light_day_set
-- everything was looked at, or all up to a commitment
INSERT INTO light_day (district, day, rule_version, after) VALUES (:district, :day, :rule_version, :after)
ON CONFLICT (district) DO UPDATE SET day = excluded.day, rule_version = excluded.rule_version, after = excluded.after;

-- name: light_page
-- lights, the worst and oldest first
SELECT object_id, rank, since, reason_zh, reason_en, title, title_en, unit, leader, due, object_kind FROM light
WHERE district = :district AND object_kind = :object_kind AND (rank, since, object_id) > (:rank, :since, :object_id)
    AND rank <= COALESCE(CAST(:only AS BIGINT), 9) AND (CAST(:only AS BIGINT) IS NULL OR rank = :only) AND (CAST(:unit AS TEXT) IS NULL OR unit = :unit)
    AND (CAST(:leader AS TEXT) IS NULL OR leader = :leader)
    AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT value FROM json_each(:scope)))
    AND (CAST(:ids AS TEXT) IS NULL OR object_id IN (SELECT value FROM json_each(:ids)))
ORDER BY rank, since, object_id LIMIT :limit;

-- name: light_page (postgresql)
SELECT object_id, rank, since, reason_zh, reason_en, title, title_en, unit, leader, due, object_kind FROM light
WHERE district = :district AND object_kind = :object_kind AND (rank, since, object_id) > (:rank, :since, :object_id)
    AND rank <= COALESCE(CAST(:only AS BIGINT), 9) AND (CAST(:only AS BIGINT) IS NULL OR rank = :only) AND (CAST(:unit AS TEXT) IS NULL OR unit = :unit)
    AND (CAST(:leader AS TEXT) IS NULL OR leader = :leader)
    AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT jsonb_array_elements_text(CAST(:scope AS JSONB))))
    AND (CAST(:ids AS TEXT) IS NULL OR object_id IN (SELECT jsonb_array_elements_text(CAST(:ids AS JSONB))))
ORDER BY rank, since, object_id LIMIT :limit;

-- name: light_page_all
-- lights of every kind but the reserve, which stands by itself, the worst and oldest first
SELECT object_id, rank, since, reason_zh, reason_en, title, title_en, unit, leader, due, object_kind FROM light
WHERE district = :district AND object_kind <> 'reserve' AND (rank, since, object_id) > (:rank, :since, :object_id)
    AND rank <= COALESCE(CAST(:only AS BIGINT), 9) AND (CAST(:only AS BIGINT) IS NULL OR rank = :only) AND (CAST(:unit AS TEXT) IS NULL OR unit = :unit)
    AND (CAST(:leader AS TEXT) IS NULL OR leader = :leader)
    AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT value FROM json_each(:scope)))
    AND (CAST(:ids AS TEXT) IS NULL OR object_id IN (SELECT value FROM json_each(:ids)))
ORDER BY rank, since, object_id LIMIT :limit;

-- name: light_page_all (postgresql)
SELECT object_id, rank, since, reason_zh, reason_en, title, title_en, unit, leader, due, object_kind FROM light
WHERE district = :district AND object_kind <> 'reserve' AND (rank, since, object_id) > (:rank, :since, :object_id)
    AND rank <= COALESCE(CAST(:only AS BIGINT), 9) AND (CAST(:only AS BIGINT) IS NULL OR rank = :only) AND (CAST(:unit AS TEXT) IS NULL OR unit = :unit)
    AND (CAST(:leader AS TEXT) IS NULL OR leader = :leader)
    AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT jsonb_array_elements_text(CAST(:scope AS JSONB))))
    AND (CAST(:ids AS TEXT) IS NULL OR object_id IN (SELECT jsonb_array_elements_text(CAST(:ids AS JSONB))))
ORDER BY rank, since, object_id LIMIT :limit;

-- name: light_counts
-- how many of each light each unit and leader has, and since when the oldest red one; the plus takes the affinity off that would hide the index
SELECT t.object_kind, t.unit, t.leader, t.rank, t.lights, CASE WHEN t.rank = 0 THEN (SELECT l.since FROM light l INDEXED BY light_red
    WHERE l.district = t.district AND l.object_kind = t.object_kind AND l.unit = t.unit AND COALESCE(l.leader, '') = +t.leader
        AND l.rank = 0 ORDER BY l.since LIMIT 1) END
FROM light_tally t
WHERE t.district = :district AND t.lights > 0 AND (CAST(:leader AS TEXT) IS NULL OR t.leader = :leader)
    AND (CAST(:scope AS TEXT) IS NULL OR t.unit IN (SELECT value FROM json_each(:scope)));

-- name: light_counts (postgresql)
SELECT t.object_kind, t.unit, t.leader, t.rank, t.lights, CASE WHEN t.rank = 0 THEN (SELECT l.since FROM light l
    WHERE l.district = t.district AND l.object_kind = t.object_kind AND l.unit = t.unit AND COALESCE(l.leader, '') = t.leader
        AND l.rank = 0 ORDER BY l.since LIMIT 1) END
FROM light_tally t
WHERE t.district = :district AND t.lights > 0 AND (CAST(:leader AS TEXT) IS NULL OR t.leader = :leader)
    AND (CAST(:scope AS TEXT) IS NULL OR t.unit IN (SELECT jsonb_array_elements_text(CAST(:scope AS JSONB))));

-- name: lights_bad
-- objects of a kind at or above a light, the worst and oldest first
SELECT object_id, rank, since, reason_zh, reason_en, title, title_en, unit FROM light
WHERE district = :district AND object_kind = :object_kind AND rank <= :rank ORDER BY rank, since, object_id LIMIT :limit;

-- name: lights_since
-- objects of a kind whose light has been one colour since a day or earlier, and that are not overdue
SELECT object_id, title, reason_zh, unit, leader, since FROM light
WHERE district = :district AND object_kind = :object_kind AND rank = :rank AND since <= :day AND (due IS NULL OR due >= :today)
ORDER BY since, object_id LIMIT 500;

-- name: lights_of_kind
-- all lights of a kind as people see them
SELECT object_id, rank, reason_zh, reason_en FROM light WHERE district = :district AND object_kind = :object_kind;

-- name: light_shown
-- the light of an object as people see it
SELECT rank, reason_zh, reason_en FROM light WHERE district = :district AND object_kind = :object_kind AND object_id = :object_id;
