-- name: case_type_newest
-- the newest version of a type
SELECT version, source FROM case_type WHERE district = :district AND key = :key ORDER BY version DESC LIMIT 1;

-- name: case_type_at
-- a type as it was at a version
SELECT version, source FROM case_type WHERE district = :district AND key = :key AND version = :version;

-- name: case_types
-- the newest version of each type
SELECT t.key, t.version, t.source FROM case_type t
WHERE t.district = :district AND t.version = (SELECT MAX(n.version) FROM case_type n WHERE n.district = t.district AND n.key = t.key)
ORDER BY t.key;

-- name: case_type_insert
-- a new version
INSERT INTO case_type (district, key, version, source, loaded) VALUES (:district, :key, :version, :source, :loaded);

-- name: case_serial
-- the last number of a type in a year
SELECT COALESCE(MAX(serial), 0) FROM case_record WHERE district = :district AND type = :type AND year = :year;

-- name: case_insert
-- a case that is opened
INSERT INTO case_record (district, id, type, type_version, year, serial, number, title, state, closed, unit, leader, object_kind, object_id,
    raised_by, raised, due, stopped, asked_until, returns, escalated, form, version, changed, due_at)
VALUES (:district, :id, :type, :type_version, :year, :serial, :number, :title, :state, 0, :unit, :leader, :object_kind, :object_id,
    :raised_by, :raised, :due, NULL, NULL, 0, 0, :form, 1, :raised, :due_at);

-- name: case_by_id
-- one case
SELECT id, type, type_version, number, title, state, closed, unit, leader, object_kind, object_id, raised_by, raised, due, stopped, asked_until,
    returns, escalated, form, version, changed, due_at, stopped_at, warned
FROM case_record WHERE district = :district AND id = :id;

-- name: case_update
-- what a move changed
UPDATE case_record SET state = :state, closed = :closed, due = :due, stopped = :stopped, asked_until = :asked_until, returns = :returns,
    escalated = :escalated, form = :form, version = version + 1, changed = :changed, due_at = :due_at, stopped_at = :stopped_at, warned = :warned
WHERE district = :district AND id = :id AND version = :version;

-- name: case_list
-- a page of cases by their due day, those without one last
SELECT id, type, type_version, number, title, state, closed, unit, leader, object_kind, object_id, raised_by, raised, due, stopped, asked_until,
    returns, escalated, form, version, changed, due_at, stopped_at, warned
FROM case_record
WHERE district = :district AND closed = :closed AND (COALESCE(due, '9999-99-99') > :after_due OR (COALESCE(due, '9999-99-99') = :after_due AND id > :after))
    AND (CAST(:type AS TEXT) IS NULL OR type = :type)
    AND (CAST(:state AS TEXT) IS NULL OR state = :state)
    AND (CAST(:unit AS TEXT) IS NULL OR unit = :unit)
    AND (CAST(:leader AS TEXT) IS NULL OR leader = :leader)
    AND (CAST(:object_kind AS TEXT) IS NULL OR (object_kind = :object_kind AND object_id = :object))
    AND (CAST(:due_before AS TEXT) IS NULL OR ((due < :due_before OR due_at < :now) AND stopped IS NULL))
    AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT value FROM json_each(:scope)))
ORDER BY COALESCE(due, '9999-99-99'), id LIMIT :count;

-- name: case_list (postgresql)
SELECT id, type, type_version, number, title, state, closed, unit, leader, object_kind, object_id, raised_by, raised, due, stopped, asked_until,
    returns, escalated, form, version, changed, due_at, stopped_at, warned
FROM case_record
WHERE district = :district AND closed = :closed AND (COALESCE(due, '9999-99-99') > :after_due OR (COALESCE(due, '9999-99-99') = :after_due AND id > :after))
    AND (CAST(:type AS TEXT) IS NULL OR type = :type)
    AND (CAST(:state AS TEXT) IS NULL OR state = :state)
    AND (CAST(:unit AS TEXT) IS NULL OR unit = :unit)
    AND (CAST(:leader AS TEXT) IS NULL OR leader = :leader)
    AND (CAST(:object_kind AS TEXT) IS NULL OR (object_kind = :object_kind AND object_id = :object))
    AND (CAST(:due_before AS TEXT) IS NULL OR ((due < :due_before OR due_at < :now) AND stopped IS NULL))
    AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT jsonb_array_elements_text(CAST(:scope AS JSONB))))
ORDER BY COALESCE(due, '9999-99-99'), id LIMIT :count;

-- name: case_of_object
-- an open case of a type about an object
SELECT id FROM case_record WHERE district = :district AND object_kind = :object_kind AND object_id = :object AND type = :type AND closed = 0 LIMIT 1;

-- name: case_open_about
-- any open case about an object
SELECT id FROM case_record WHERE district = :district AND object_kind = :object_kind AND object_id = :object AND closed = 0 LIMIT 1;

-- name: case_tally
-- open cases of a type or of any about an object: how many, how many late, how often returned
SELECT COUNT(*), COALESCE(SUM(CASE WHEN stopped IS NULL AND (due < :today OR due_at < :now) THEN 1 ELSE 0 END), 0), COALESCE(SUM(returns), 0)
FROM case_record WHERE district = :district AND object_kind = :object_kind AND object_id = :object AND closed = 0
    AND (CAST(:type AS TEXT) IS NULL OR type = :type);

-- name: cases_waiting
-- open cases for duties: of a unit, of a leader, or all
SELECT id, type, type_version, number, title, state, unit, leader, due, stopped, asked_until, escalated, due_at, warned FROM case_record
WHERE district = :district AND closed = 0 AND (CAST(:unit AS TEXT) IS NULL OR unit = :unit) AND (CAST(:leader AS TEXT) IS NULL OR leader = :leader)
ORDER BY due, id LIMIT 500;

-- name: cases_to_escalate
-- cases whose clock runs past its end and that nobody above was told of
SELECT id, type, type_version, due FROM case_record
WHERE district = :district AND closed = 0 AND escalated = 0 AND stopped IS NULL AND (due < :day OR due_at < :now) ORDER BY due, id LIMIT 200;

-- name: cases_to_warn
-- cases whose clock runs to an end before a day and that were not warned of
SELECT id, type, type_version, due FROM case_record
WHERE district = :district AND closed = 0 AND warned = 0 AND stopped IS NULL AND due <= :day ORDER BY due, id LIMIT 1000;

-- name: case_warn
-- the handling unit is told
UPDATE case_record SET warned = 1, version = version + 1, changed = :changed WHERE district = :district AND id = :id AND warned = 0;

-- name: case_escalate
-- the leader in charge is told
UPDATE case_record SET escalated = 1, version = version + 1, changed = :changed WHERE district = :district AND id = :id AND escalated = 0;

-- name: case_raised
-- was a case raised by a rule for this cause, and when last?
SELECT raised FROM case_raised
WHERE district = :district AND type = :type AND rule = :rule AND object_kind = :object_kind AND object_id = :object AND cause = :cause;

-- name: case_raised_set
-- a rule raised a case for a cause
INSERT INTO case_raised (district, type, rule, object_kind, object_id, cause, raised, case_id)
VALUES (:district, :type, :rule, :object_kind, :object_id, :cause, :raised, :case_id)
ON CONFLICT (district, type, rule, object_kind, object_id, cause) DO UPDATE SET raised = excluded.raised, case_id = excluded.case_id;

-- name: cases_unanswered
-- open cases of a type about objects of a kind that were due on a day or earlier
SELECT id, number, title, form, unit, leader, object_id FROM case_record
WHERE district = :district AND closed = 0 AND due <= :day AND type = :type AND object_kind = :object_kind AND stopped IS NULL
ORDER BY due, id LIMIT 500;

-- name: case_links
-- the case that a rule raised a case for, and those that were raised for it
SELECT 0, r.id, r.number FROM case_raised c JOIN case_record r ON r.district = c.district AND r.id = c.cause
WHERE c.district = :district AND c.case_id = :case_id
UNION ALL
SELECT 1, r.id, r.number FROM case_raised c JOIN case_record r ON r.district = c.district AND r.id = c.case_id
WHERE c.district = :district AND c.cause = :case_id;

-- name: case_move_insert
-- one step of a case's history
INSERT INTO case_move (district, case_id, number, move, from_state, to_state, at, by_account, by_unit, handles, form)
VALUES (:district, :case_id, :number, :move, :from_state, :to_state, :at, :by_account, :by_unit, :handles, :form);

-- name: case_moves
-- a case's history, oldest first
SELECT number, move, from_state, to_state, at, by_account, by_unit, handles, form FROM case_move
WHERE district = :district AND case_id = :case_id ORDER BY number;

-- name: case_handled_by
-- did an account handle the case since it was opened?
SELECT 1 FROM case_move WHERE district = :district AND case_id = :case_id AND by_account = :account AND handles = 1 LIMIT 1;

-- name: cases_between
-- cases raised before a moment that are open or were moved since another
SELECT id, type, type_version, number, title, state, closed, unit, leader, object_kind, object_id, raised_by, raised, due, stopped, asked_until,
    returns, escalated, form, version, changed, due_at, stopped_at, warned
FROM case_record WHERE district = :district AND raised < :until AND (closed = 0 OR changed >= :from)
ORDER BY COALESCE(due, '9999-99-99'), id LIMIT :count;
