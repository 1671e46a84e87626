-- name: round_types
-- declared rounds that run
SELECT key, source, through FROM round_type WHERE district = :district AND active = 1 ORDER BY position;

-- name: round_type_set
-- a declared round, new or changed
INSERT INTO round_type (district, key, position, active, source, through) VALUES (:district, :key, :position, 1, :source, NULL)
ON CONFLICT (district, key) DO UPDATE SET position = excluded.position, active = 1, source = excluded.source;

-- name: round_types_stop
-- before the pack is read: what is no longer in it stops
UPDATE round_type SET active = 0 WHERE district = :district;

-- name: round_through
-- everything that appears up to a day has been made
UPDATE round_type SET through = :through WHERE district = :district AND key = :key;

-- name: round_duty_insert
-- a duty, once
INSERT INTO round_duty (district, id, round, period, unit, object_kind, object_id, title, due, last_day, state, files, late, person, version)
VALUES (:district, :id, :round, :period, :unit, :object_kind, :object_id, :title, :due, :last_day, 'open', '[]', 0, :person, 1)
ON CONFLICT (district, round, period, unit, object_kind, object_id) DO NOTHING;

-- name: round_duty_by_id
-- one duty
SELECT id, round, period, unit, object_kind, object_id, title, due, last_day, state, text, percent, files, answered, answered_by, late, excuse, version, person
FROM round_duty WHERE district = :district AND id = :id;

-- name: round_duty_list
-- duties of a round, late ones first
SELECT id, round, period, unit, object_kind, object_id, title, due, last_day, state, text, percent, files, answered, answered_by, late, excuse, version, person
FROM round_duty WHERE district = :district AND id > :after
    AND (CAST(:round AS TEXT) IS NULL OR round = :round)
    AND (CAST(:period AS TEXT) IS NULL OR period = :period)
    AND (CAST(:unit AS TEXT) IS NULL OR unit = :unit)
    AND (CAST(:object_kind AS TEXT) IS NULL OR object_kind = :object_kind)
    AND (CAST(:object AS TEXT) IS NULL OR object_id = :object)
    AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT value FROM json_each(:scope)))
ORDER BY id LIMIT :limit;

-- name: round_duty_list (postgresql)
SELECT id, round, period, unit, object_kind, object_id, title, due, last_day, state, text, percent, files, answered, answered_by, late, excuse, version, person
FROM round_duty WHERE district = :district AND id > :after
    AND (CAST(:round AS TEXT) IS NULL OR round = :round)
    AND (CAST(:period AS TEXT) IS NULL OR period = :period)
    AND (CAST(:unit AS TEXT) IS NULL OR unit = :unit)
    AND (CAST(:object_kind AS TEXT) IS NULL OR object_kind = :object_kind)
    AND (CAST(:object AS TEXT) IS NULL OR object_id = :object)
    AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT jsonb_array_elements_text(CAST(:scope AS JSONB))))
ORDER BY id LIMIT :limit;

-- name: round_duties_waiting
-- open duties of a unit, and those that a person owes
SELECT id, round, period, title, due, person FROM round_duty
WHERE district = :district AND state = 'open' AND ((unit = :unit AND person IS NULL) OR person = :person) ORDER BY due, id LIMIT 500;

-- name: round_duty_answer
-- an answer to an open duty
UPDATE round_duty SET state = 'done', text = :text, percent = :percent, files = :files, answered = :answered, answered_by = :answered_by,
    late = :late, version = version + 1
WHERE district = :district AND id = :id AND version = :version AND state = 'open';

-- name: round_duty_excuse
-- nothing is owed, for a reason
UPDATE round_duty SET state = 'excused', excuse = :excuse, answered = :answered, answered_by = :answered_by, version = version + 1
WHERE district = :district AND id = :id AND version = :version AND state = 'open';

-- name: round_coverage
-- who answered, by period, newest first
SELECT period, unit, COUNT(*), SUM(CASE WHEN state = 'done' AND late = 0 THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'done' AND late = 1 THEN 1 ELSE 0 END),
    SUM(CASE WHEN state = 'open' AND last_day < :today THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'excused' THEN 1 ELSE 0 END), MIN(due)
FROM round_duty WHERE district = :district AND round = :round
    AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT value FROM json_each(:scope)))
GROUP BY period, unit ORDER BY period DESC, unit LIMIT 5000;

-- name: round_coverage (postgresql)
SELECT period, unit, COUNT(*), SUM(CASE WHEN state = 'done' AND late = 0 THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'done' AND late = 1 THEN 1 ELSE 0 END),
    SUM(CASE WHEN state = 'open' AND last_day < :today THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'excused' THEN 1 ELSE 0 END), MIN(due)
FROM round_duty WHERE district = :district AND round = :round
    AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT jsonb_array_elements_text(CAST(:scope AS JSONB))))
GROUP BY period, unit ORDER BY period DESC, unit LIMIT 5000;

-- name: meeting_insert
-- a meeting of a period, once
INSERT INTO meeting (district, id, round, period, kind, title, day, state, edits, version)
VALUES (:district, :id, :round, :period, :kind, :title, :day, 'planned', '{}', 1)
ON CONFLICT (district, round, period) DO NOTHING;

-- name: meeting_by_id
-- one meeting
SELECT id, round, period, kind, title, day, state, edits, started, closed, closed_by, version, chair, recorder, reason, run FROM meeting WHERE district = :district AND id = :id;

-- name: meeting_list
-- meetings, the latest first; MEMBER: only those the unit is expected at
SELECT id, round, period, kind, title, day, state, edits, started, closed, closed_by, version, chair, recorder, reason, run FROM meeting m
WHERE district = :district AND (day < :before_day OR (day = :before_day AND id < :before))
    AND (CAST(:kind AS TEXT) IS NULL OR kind = :kind) AND (CAST(:round AS TEXT) IS NULL OR round = :round)
    AND (CAST(:member AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM meeting_person p WHERE p.district = m.district AND p.meeting = m.id AND p.unit = :member))
ORDER BY day DESC, id DESC LIMIT :limit;

-- name: meeting_set_state
-- started or closed, if it is still as it was read
UPDATE meeting SET state = :state, started = COALESCE(started, :started), closed = :closed, closed_by = :closed_by, version = version + 1
WHERE district = :district AND id = :id AND version = :version;

-- name: meeting_set_day
-- it is held on another day
UPDATE meeting SET day = :day, reason = :reason WHERE district = :district AND id = :id AND version = :version;

-- name: meeting_cancel
-- it is not held
UPDATE meeting SET state = 'cancelled', reason = :reason WHERE district = :district AND id = :id AND version = :version;

-- name: meeting_set_officers
-- who presides and who takes the minutes
UPDATE meeting SET chair = COALESCE(:chair, chair), recorder = COALESCE(:recorder, recorder) WHERE district = :district AND id = :id AND version = :version;

-- name: meeting_person_remove
-- someone is not expected after all
DELETE FROM meeting_person WHERE district = :district AND meeting = :meeting AND person = :person;

-- name: meeting_set_runs
-- the scores that were prepared for it
UPDATE meeting SET run = :runs WHERE district = :district AND id = :id;

-- name: meeting_set_edits
-- what the clerk did to the agenda
UPDATE meeting SET edits = :edits, version = version + 1 WHERE district = :district AND id = :id AND version = :version;

-- name: meeting_raise
-- something of it was changed
UPDATE meeting SET version = version + 1 WHERE district = :district AND id = :id AND version = :version;

-- name: meetings_waiting
-- meetings that are not closed, the next first
SELECT id, title, day FROM meeting WHERE district = :district AND state IN ('planned', 'running') AND day <= :day ORDER BY day, id LIMIT 200;

-- name: meetings_of_person
-- planned meetings that a person is expected at
SELECT m.id, m.title, m.day FROM meeting_person p JOIN meeting m ON m.district = p.district AND m.id = p.meeting
WHERE p.district = :district AND p.person = :person AND m.state = 'planned' ORDER BY m.day, m.id LIMIT 100;

-- name: makeups_of_person
-- sessions that a person missed and has not made up
SELECT m.id, m.title, m.day FROM meeting_person p JOIN meeting m ON m.district = p.district AND m.id = p.meeting
WHERE p.district = :district AND p.person = :person AND p.state IN ('absent', 'leave') AND p.made_up IS NULL AND m.kind = 'session' AND m.state = 'closed'
ORDER BY m.day, m.id LIMIT 100;

-- name: meeting_item_insert
-- an item of a frozen agenda
INSERT INTO meeting_item (district, meeting, number, source, object_id, title, detail, minutes)
VALUES (:district, :meeting, :number, :source, :object_id, :title, :detail, '');

-- name: meeting_items
-- the frozen agenda
SELECT number, source, object_id, title, detail, minutes FROM meeting_item WHERE district = :district AND meeting = :meeting ORDER BY number;

-- name: meeting_item_minutes
-- what was said about an item
UPDATE meeting_item SET minutes = :minutes WHERE district = :district AND meeting = :meeting AND number = :number;

-- name: meeting_person_insert
-- someone expected
INSERT INTO meeting_person (district, meeting, person, unit, position, state, note) VALUES (:district, :meeting, :person, :unit, :position, NULL, NULL)
ON CONFLICT (district, meeting, person) DO NOTHING;

-- name: meeting_people
-- the roster
SELECT person, unit, state, note, made_up, made_up_by FROM meeting_person WHERE district = :district AND meeting = :meeting ORDER BY position;

-- name: meeting_person_set
-- who came
UPDATE meeting_person SET state = :state, note = :note WHERE district = :district AND meeting = :meeting AND person = :person;

-- name: meeting_person_make_up
-- a missed session is made up
UPDATE meeting_person SET made_up = :made_up, made_up_by = :made_up_by
WHERE district = :district AND meeting = :meeting AND person = :person AND made_up IS NULL;

-- name: attendance_by_unit
-- who came to the closed meetings of a round, by unit
SELECT p.unit, COUNT(*), SUM(CASE WHEN p.state IN ('present', 'substitute') THEN 1 ELSE 0 END), SUM(CASE WHEN p.made_up IS NOT NULL THEN 1 ELSE 0 END)
FROM meeting_person p JOIN meeting m ON m.district = p.district AND m.id = p.meeting
WHERE p.district = :district AND m.round = :round AND m.state = 'closed' GROUP BY p.unit ORDER BY p.unit;

-- name: decision_insert
-- a decision
INSERT INTO meeting_decision (district, id, meeting, number, item, text, lead_unit, leader, due, co_units)
VALUES (:district, :id, :meeting, (SELECT COALESCE(MAX(number), 0) + 1 FROM meeting_decision WHERE district = :district AND meeting = :meeting),
    :item, :text, :lead_unit, :leader, :due, :co_units);

-- name: decision_remove
-- a decision that was taken down wrongly
DELETE FROM meeting_decision WHERE district = :district AND meeting = :meeting AND id = :id AND commitment IS NULL;

-- name: decisions
-- of a meeting
SELECT id, number, item, text, lead_unit, leader, due, commitment, co_units FROM meeting_decision WHERE district = :district AND meeting = :meeting ORDER BY number;

-- name: decision_set_commitment
-- the commitment that a decision became
UPDATE meeting_decision SET commitment = :commitment WHERE district = :district AND id = :id;

-- name: decisions_before
-- decisions of closed meetings, the latest first, with the meeting that took them
SELECT d.commitment, m.title, m.round FROM meeting_decision d JOIN meeting m ON m.district = d.district AND m.id = d.meeting
WHERE d.district = :district AND m.state = 'closed' AND d.commitment IS NOT NULL AND m.day <= :day
ORDER BY m.day DESC, d.number LIMIT 500;

-- name: meeting_before
-- the last meeting of a round that was held before a day
SELECT day FROM meeting WHERE district = :district AND round = :round AND state = 'closed' AND day < :day ORDER BY day DESC LIMIT 1;

-- name: material_insert
-- something to read
INSERT INTO meeting_material (district, meeting, number, title, text, link, file)
VALUES (:district, :meeting, (SELECT COALESCE(MAX(number), 0) + 1 FROM meeting_material WHERE district = :district AND meeting = :meeting), :title, :text, :link, :file);

-- name: materials
-- of a meeting
SELECT number, title, text, link, file FROM meeting_material WHERE district = :district AND meeting = :meeting ORDER BY number;
