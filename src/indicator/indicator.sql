-- name: indicator_insert
-- a new definition
INSERT INTO indicator (district, id, key, name_zh, name_en, unit, places, kind, direction, over_time, over_objects, weight, frequency, curve,
    formula, parts, jump, low, high, owner_unit, from_day, to_day, position, version)
VALUES (:district, :id, :key, :name_zh, :name_en, :unit, :places, :kind, :direction, :over_time, :over_objects, :weight, :frequency, :curve,
    :formula, :parts, :jump, :low, :high, :owner_unit, :from_day, :to_day,
    (SELECT COALESCE(MAX(position), 0) + 1 FROM indicator WHERE district = :district), 1);

-- name: indicator_update
-- changes a definition that still has the version it was read with
UPDATE indicator SET name_zh = :name_zh, name_en = :name_en, direction = :direction, over_objects = :over_objects, weight = :weight,
    curve = :curve, formula = :formula, parts = :parts, jump = :jump, low = :low, high = :high, owner_unit = :owner_unit,
    from_day = :from_day, to_day = :to_day, places = :places, version = version + 1
WHERE district = :district AND id = :id AND version = :version;

-- name: indicator_list
-- all definitions, in the order they were declared
SELECT id, key, name_zh, name_en, unit, places, kind, direction, over_time, over_objects, weight, frequency, curve, formula, parts, jump, low,
    high, owner_unit, from_day, to_day, version FROM indicator WHERE district = :district ORDER BY position;

-- name: indicator_years
-- the years that targets are for
SELECT DISTINCT year FROM indicator_target WHERE district = :district AND withdrawn = 0 ORDER BY year DESC;

-- name: target_insert
-- a new target
INSERT INTO indicator_target (district, id, indicator, object, year, measure, cmp, value, value2, curve, stated, commitment, statement, report,
    start_at, end_at, sentence, circle, withdrawn, version)
VALUES (:district, :id, :indicator, :object, :year, :measure, :cmp, :value, :value2, :curve, :stated, :commitment, :statement, :report,
    :start_at, :end_at, :sentence, :circle, 0, 1);

-- name: target_update
-- changes a target that still has the version it was read with
UPDATE indicator_target SET cmp = :cmp, value = :value, value2 = :value2, curve = :curve, stated = :stated, circle = :circle, withdrawn = :withdrawn,
    version = version + 1
WHERE district = :district AND id = :id AND version = :version;

-- name: target_list
-- targets of an indicator, a year or an object
SELECT id, indicator, object, year, measure, cmp, value, value2, curve, stated, commitment, statement, report, start_at, end_at, sentence,
    withdrawn, version, circle
FROM indicator_target
WHERE district = :district AND (CAST(:indicator AS TEXT) IS NULL OR indicator = :indicator)
    AND (CAST(:year AS BIGINT) IS NULL OR year = :year) AND (CAST(:object AS TEXT) IS NULL OR object = :object)
    AND withdrawn = 0
ORDER BY indicator, object, year, measure, id;

-- name: target_list_object
-- those of an indicator, a year and an object, whose index filters that may be absent would not use
SELECT id, indicator, object, year, measure, cmp, value, value2, curve, stated, commitment, statement, report, start_at, end_at, sentence,
    withdrawn, version, circle
FROM indicator_target
WHERE district = :district AND indicator = :indicator AND year = :year AND object = :object AND withdrawn = 0
ORDER BY measure, id;

-- name: target_list_year
-- the same of all objects
SELECT id, indicator, object, year, measure, cmp, value, value2, curve, stated, commitment, statement, report, start_at, end_at, sentence,
    withdrawn, version, circle
FROM indicator_target
WHERE district = :district AND indicator = :indicator AND year = :year AND withdrawn = 0
ORDER BY object, measure, id;

-- name: target_list_promised (sqlite)
-- those that a commitment promised; asked in every command about one, and SQLite's planner would read all of the district by its key
SELECT id, indicator, object, year, measure, cmp, value, value2, curve, stated, commitment, statement, report, start_at, end_at, sentence,
    withdrawn, version, circle
FROM indicator_target INDEXED BY indicator_target_by_commitment
WHERE district = :district AND (CAST(:indicator AS TEXT) IS NULL OR indicator = :indicator)
    AND (CAST(:year AS BIGINT) IS NULL OR year = :year) AND (CAST(:object AS TEXT) IS NULL OR object = :object)
    AND commitment = :commitment AND withdrawn = 0
ORDER BY indicator, object, year, measure, id;

-- name: target_list_promised (postgresql)
SELECT id, indicator, object, year, measure, cmp, value, value2, curve, stated, commitment, statement, report, start_at, end_at, sentence,
    withdrawn, version, circle
FROM indicator_target
WHERE district = :district AND (CAST(:indicator AS TEXT) IS NULL OR indicator = :indicator)
    AND (CAST(:year AS BIGINT) IS NULL OR year = :year) AND (CAST(:object AS TEXT) IS NULL OR object = :object)
    AND commitment = :commitment AND withdrawn = 0
ORDER BY indicator, object, year, measure, id;

-- name: target_by_id
-- one target
SELECT id, indicator, object, year, measure, cmp, value, value2, curve, stated, commitment, statement, report, start_at, end_at, sentence,
    withdrawn, version, circle
FROM indicator_target WHERE district = :district AND id = :id;

-- name: observation_figures
-- the figures of an indicator and object whose periods end in a range of days, each with its revisions of a moment or before, the last of which stood then
SELECT period, last_day, value, revision, at, by_account, note, evidence, reason, warnings FROM observation_revision
WHERE district = :district AND indicator = :indicator AND object = :object AND last_day BETWEEN :first AND :last AND at <= :moment
ORDER BY last_day, revision;

-- name: observation_figures_all
-- the same of all objects of an indicator
SELECT period, last_day, value, revision, at, by_account, note, evidence, reason, warnings, object FROM observation_revision
WHERE district = :district AND indicator = :indicator AND last_day BETWEEN :first AND :last AND at <= :moment
ORDER BY object, last_day, revision;

-- name: observation_objects
-- whom an indicator has targets of in a year, or had figures of at a moment
SELECT object FROM observation_revision WHERE district = :district AND indicator = :indicator AND last_day BETWEEN :first AND :last AND at <= :moment
UNION SELECT object FROM indicator_target WHERE district = :district AND indicator = :indicator AND year = :year AND withdrawn = 0
ORDER BY object;

-- name: observation_upsert
-- the figure as it is now
INSERT INTO observation (district, indicator, object, period, last_day, value, note, evidence, revision, at, by_account)
VALUES (:district, :indicator, :object, :period, :last_day, :value, :note, :evidence, :revision, :at, :by_account)
ON CONFLICT (district, indicator, object, last_day) DO UPDATE SET value = excluded.value, note = excluded.note,
    evidence = excluded.evidence, revision = excluded.revision, at = excluded.at, by_account = excluded.by_account;

-- name: observation_revision_insert
-- the figure as it was given, kept for ever
INSERT INTO observation_revision (district, indicator, object, last_day, revision, period, value, note, evidence, reason, warnings, at, by_account)
VALUES (:district, :indicator, :object, :last_day, :revision, :period, :value, :note, :evidence, :reason, :warnings, :at, :by_account);

-- name: observation_revisions
-- every revision of the figures of an indicator and object in a range of days, newest first
SELECT period, revision, value, note, evidence, reason, warnings, at, by_account FROM observation_revision
WHERE district = :district AND indicator = :indicator AND object = :object AND last_day BETWEEN :first AND :last
ORDER BY at DESC, last_day DESC, revision DESC LIMIT 500;

-- name: observation_corrections (sqlite)
-- figures of a range of days that were reported or corrected after a moment, each with what it was; SQLite's planner would read all of the district by its key
SELECT r.indicator, r.object, r.period, r.revision, r.value, b.value, r.reason, r.at, r.by_account
FROM observation_revision r INDEXED BY observation_later
LEFT JOIN observation_revision b ON b.district = r.district AND b.indicator = r.indicator AND b.object = r.object AND b.last_day = r.last_day
    AND b.revision = r.revision - 1
WHERE r.district = :district AND r.at > :since AND r.last_day BETWEEN :first AND :last ORDER BY r.at, r.last_day LIMIT 5000;

-- name: observation_corrections (postgresql)
SELECT r.indicator, r.object, r.period, r.revision, r.value, b.value, r.reason, r.at, r.by_account
FROM observation_revision r
LEFT JOIN observation_revision b ON b.district = r.district AND b.indicator = r.indicator AND b.object = r.object AND b.last_day = r.last_day
    AND b.revision = r.revision - 1
WHERE r.district = :district AND r.at > :since AND r.last_day BETWEEN :first AND :last ORDER BY r.at, r.last_day LIMIT 5000;

-- name: closing_list
-- closed periods, newest first
SELECT period, first_day, last_day, reason, at, by_account FROM period_closing WHERE district = :district ORDER BY last_day DESC, first_day;

-- name: closing_insert
-- closes a period
INSERT INTO period_closing (district, period, first_day, last_day, reason, at, by_account)
VALUES (:district, :period, :first_day, :last_day, :reason, :at, :by_account);

-- name: closing_delete
-- opens a period again
DELETE FROM period_closing WHERE district = :district AND period = :period;

-- name: closing_of
-- a closed period that holds these days
SELECT period FROM period_closing WHERE district = :district AND first_day <= :first AND last_day >= :last LIMIT 1;

-- name: peer_list
-- the districts that ours is ranked among
SELECT code, name, circle FROM peer WHERE district = :district ORDER BY code;

-- name: peer_upsert
-- declares a peer district
INSERT INTO peer (district, code, name, circle) VALUES (:district, :code, :name, :circle)
ON CONFLICT (district, code) DO UPDATE SET name = excluded.name, circle = excluded.circle;
