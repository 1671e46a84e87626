-- name: report_insert
-- a new report
INSERT INTO report (district, id, title, year, filename, state, digest, uploaded, uploaded_by)
VALUES (:district, :id, :title, :year, :filename, 'review', :digest, :uploaded, :uploaded_by);

-- name: report_content_insert
-- its bytes and its text
INSERT INTO report_content (district, report, source, text) VALUES (:district, :report, :source, :text);

-- name: report_by_digest
-- the same file uploaded before
SELECT title FROM report WHERE district = :district AND digest = :digest AND state <> 'withdrawn' LIMIT 1;

-- name: report_list
-- reports with how far their review is; results of the year before need no decision and do not count until they get one
SELECT r.id, r.title, r.year, r.filename, r.state, r.uploaded, r.uploaded_by,
    (SELECT COUNT(*) FROM clause c WHERE c.district = r.district AND c.report = r.id AND c.state <> 'merged' AND (c.kind = 'target' OR c.state <> 'draft')),
    (SELECT COUNT(*) FROM clause c WHERE c.district = r.district AND c.report = r.id AND c.state = 'confirmed'),
    (SELECT COUNT(*) FROM clause c WHERE c.district = r.district AND c.report = r.id AND c.state = 'dropped'),
    (SELECT COUNT(*) FROM clause c WHERE c.district = r.district AND c.report = r.id AND c.state <> 'merged' AND c.lead_unit IS NOT NULL),
    (SELECT COUNT(*) FROM statement s WHERE s.district = r.district AND s.report = r.id),
    r.plan
FROM report r WHERE r.district = :district AND (CAST(:id AS TEXT) IS NULL OR r.id = :id) ORDER BY r.id DESC;

-- name: report_state
-- a report's state and year
SELECT state, year, title FROM report WHERE district = :district AND id = :id;

-- name: report_set_state
-- withdrawn or published
UPDATE report SET state = :state, plan = :plan WHERE district = :district AND id = :id;

-- name: report_content
-- the text of a report
SELECT text FROM report_content WHERE district = :district AND report = :report;

-- name: report_section_insert
-- a heading
INSERT INTO report_section (district, report, number, parent, title, depth, start_at, end_at)
VALUES (:district, :report, :number, :parent, :title, :depth, :start_at, :end_at);

-- name: report_sections
-- the headings in text order
SELECT number, parent, title, depth, start_at, end_at FROM report_section
WHERE district = :district AND report = :report ORDER BY number;

-- name: clause_insert
-- a clause as the reader found it, or made by merge and split
INSERT INTO clause (district, id, report, position, section, text, original, start_at, end_at, kind, state, leader, lead_unit, co_units, due, stages, version, changed_by, changed, idle)
VALUES (:district, :id, :report, :position, :section, :text, :original, :start_at, :end_at, :kind, :state, :leader, :lead_unit, :co_units, :due, :stages, 1, :changed_by, :changed, :idle);

-- name: clauses_of_report
-- in text order
SELECT id, report, position, section, text, original, start_at, end_at, kind, state, drop_reason, leader, lead_unit, co_units, due, stages, version, changed_by, changed, idle
FROM clause WHERE district = :district AND report = :report AND state <> 'merged' ORDER BY position;

-- name: clause_by_id
-- one clause
SELECT id, report, position, section, text, original, start_at, end_at, kind, state, drop_reason, leader, lead_unit, co_units, due, stages, version, changed_by, changed, idle
FROM clause WHERE district = :district AND id = :id;

-- name: clause_number
-- a clause's place among those of its report
SELECT COUNT(*) FROM clause WHERE district = :district AND report = :report AND state <> 'merged' AND position <= :position;

-- name: clause_next_position
-- the place of the next clause, for putting one in between
SELECT MIN(position) FROM clause WHERE district = :district AND report = :report AND position > :position;

-- name: clause_update
-- changes a clause that still has the version it was read with
UPDATE clause SET text = :text, original = :original, end_at = :end_at, state = :state, drop_reason = :drop_reason, leader = :leader, lead_unit = :lead_unit,
    co_units = :co_units, due = :due, stages = :stages, version = version + 1, changed_by = :changed_by, changed = :changed
WHERE district = :district AND id = :id AND version = :version;

-- name: statement_insert
-- a quantified statement
INSERT INTO statement (district, report, number, clause, subject, value, value2, unit, cmp, measure, kind, year, start_at, end_at)
VALUES (:district, :report, :number, :clause, :subject, :value, :value2, :unit, :cmp, :measure, :kind, :year, :start_at, :end_at);

-- name: statements_of_report
-- in text order
SELECT clause, subject, value, value2, unit, cmp, measure, kind, year, start_at, end_at, number FROM statement
WHERE district = :district AND report = :report ORDER BY number;

-- name: statements_of_clause
-- in text order
SELECT clause, subject, value, value2, unit, cmp, measure, kind, year, start_at, end_at, number FROM statement
WHERE district = :district AND clause = :clause ORDER BY number;

-- name: statements_move
-- the statements from a place on go to another clause
UPDATE statement SET clause = :to_clause WHERE district = :district AND clause = :from_clause AND start_at >= :from_place;

-- name: clause_examples
-- what clerks confirmed before, newest first
SELECT text, lead_unit, co_units FROM clause WHERE district = :district AND state = 'confirmed' AND lead_unit IS NOT NULL ORDER BY changed DESC LIMIT 10000;

-- name: plan_insert
-- a published plan
INSERT INTO plan (district, id, report, title, year, version, published, published_by)
VALUES (:district, :id, :report, :title, :year, 1, :published, :published_by);

-- name: plan_raise
-- the plan's next version
UPDATE plan SET version = version + 1 WHERE district = :district AND id = :id;

-- name: plan_version_insert
-- when, by whom and why the plan changed
INSERT INTO plan_version (district, plan, version, at, by_account, reason, commitment)
VALUES (:district, :plan, :version, :at, :by_account, :reason, :commitment);

-- name: plan_versions
-- newest first
SELECT version, at, by_account, reason, commitment FROM plan_version WHERE district = :district AND plan = :plan ORDER BY version DESC;

-- name: plan_list
-- plans with their counts; overdue is derived from today
SELECT p.id, p.report, p.title, p.year, p.version, p.published, p.published_by,
    COUNT(c.id),
    SUM(CASE WHEN c.state = 'open' AND c.due >= :today THEN 1 ELSE 0 END),
    SUM(CASE WHEN c.state = 'open' AND c.due < :today THEN 1 ELSE 0 END),
    SUM(CASE WHEN c.state = 'done' THEN 1 ELSE 0 END),
    SUM(CASE WHEN c.state = 'withdrawn' THEN 1 ELSE 0 END)
FROM plan p LEFT JOIN commitment c ON c.district = p.district AND c.plan = p.id
WHERE p.district = :district AND (CAST(:id AS TEXT) IS NULL OR p.id = :id)
GROUP BY p.id, p.report, p.title, p.year, p.version, p.published, p.published_by, p.source
ORDER BY CASE WHEN p.source = 'report' THEN 0 ELSE 1 END, p.id DESC;

-- name: plan_sections
-- commitments counted by section
SELECT s.number, s.parent, s.title, s.depth, COUNT(c.id),
    SUM(CASE WHEN c.state = 'open' AND c.due >= :today THEN 1 ELSE 0 END),
    SUM(CASE WHEN c.state = 'open' AND c.due < :today THEN 1 ELSE 0 END),
    SUM(CASE WHEN c.state = 'done' THEN 1 ELSE 0 END)
FROM plan p JOIN report_section s ON s.district = p.district AND s.report = p.report
LEFT JOIN commitment c ON c.district = p.district AND c.plan = p.id AND c.section = s.number
WHERE p.district = :district AND p.id = :id
GROUP BY s.number, s.parent, s.title, s.depth ORDER BY s.number;

-- name: commitment_insert
-- a published commitment
INSERT INTO commitment (district, id, plan, number, clause, section, text, target, leader, lead_unit, co_units, due, stages, state, version, made)
VALUES (:district, :id, :plan, :number, :clause, :section, :text, :target, :leader, :lead_unit, :co_units, :due, :stages, 'open', 1, :made);

-- name: commitment_unit_insert
-- a unit that leads or helps
INSERT INTO commitment_unit (district, unit, commitment, is_lead) VALUES (:district, :unit, :commitment, :is_lead);

-- name: commitment_unit_delete
-- before the units are written anew
DELETE FROM commitment_unit WHERE district = :district AND commitment = :commitment;

-- name: commitment_list
-- a page of a plan's commitments after a number
SELECT c.id, c.plan, c.number, c.section, c.text, c.target, c.leader, c.lead_unit, c.co_units, c.due, c.state, c.version, c.stages, c.clause, c.source_title
FROM commitment c
WHERE c.district = :district AND c.plan = :plan AND c.number > :after
    AND (CAST(:q AS TEXT) IS NULL OR c.text LIKE :q ESCAPE '\')
    AND (CAST(:unit AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM commitment_unit u WHERE u.district = c.district AND u.unit = :unit AND u.commitment = c.id))
    AND (CAST(:leader AS TEXT) IS NULL OR c.leader = :leader)
    AND c.section BETWEEN :section_first AND :section_last
    AND (CAST(:state AS TEXT) IS NULL OR c.state = :state)
    AND c.due >= :due_from AND c.due < :due_before
    AND (CAST(:scope AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM commitment_unit u JOIN json_each(:scope) j ON j.value = u.unit WHERE u.district = c.district AND u.commitment = c.id))
ORDER BY c.number LIMIT :count;

-- name: commitment_list (postgresql)
SELECT c.id, c.plan, c.number, c.section, c.text, c.target, c.leader, c.lead_unit, c.co_units, c.due, c.state, c.version, c.stages, c.clause, c.source_title
FROM commitment c
WHERE c.district = :district AND c.plan = :plan AND c.number > :after
    AND (CAST(:q AS TEXT) IS NULL OR c.text LIKE :q ESCAPE '\')
    AND (CAST(:unit AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM commitment_unit u WHERE u.district = c.district AND u.unit = :unit AND u.commitment = c.id))
    AND (CAST(:leader AS TEXT) IS NULL OR c.leader = :leader)
    AND c.section BETWEEN :section_first AND :section_last
    AND (CAST(:state AS TEXT) IS NULL OR c.state = :state)
    AND c.due >= :due_from AND c.due < :due_before
    AND (CAST(:scope AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM commitment_unit u WHERE u.district = c.district AND u.commitment = c.id
        AND u.unit IN (SELECT jsonb_array_elements_text(CAST(:scope AS JSONB)))))
ORDER BY c.number LIMIT :count;

-- name: commitment_by_id
-- one commitment
SELECT c.id, c.plan, c.number, c.section, c.text, c.target, c.leader, c.lead_unit, c.co_units, c.due, c.state, c.version, c.stages, c.clause, p.year,
    c.source_kind, c.source_id, c.source_title
FROM commitment c JOIN plan p ON p.district = c.district AND p.id = c.plan WHERE c.district = :district AND c.id = :id;

-- name: commitment_update
-- an amendment
UPDATE commitment SET text = :text, leader = :leader, lead_unit = :lead_unit, co_units = :co_units, due = :due, stages = :stages, state = :state,
    settled = CASE WHEN CAST(:state AS TEXT) = 'open' THEN NULL ELSE COALESCE(settled, :day) END, version = version + 1
WHERE district = :district AND id = :id AND version = :version;

-- name: amendment_insert
-- what an amendment changed
INSERT INTO amendment (district, id, commitment, at, by_account, reason, plan_version, before_json, after_json)
VALUES (:district, :id, :commitment, :at, :by_account, :reason, :plan_version, :before_json, :after_json);

-- name: amendments_of_commitment
-- newest first
SELECT id, at, by_account, reason, plan_version, before_json, after_json FROM amendment
WHERE district = :district AND commitment = :commitment ORDER BY id DESC;

-- name: amendments_after
-- what was amended after a version of the plan, newest first
SELECT a.commitment, a.before_json FROM amendment a JOIN commitment c ON c.district = a.district AND c.id = a.commitment
WHERE a.district = :district AND c.plan = :plan AND a.plan_version > :version ORDER BY a.id DESC;

-- name: duties_of_unit
-- open commitments a unit leads or helps, most urgent first
SELECT c.id, c.text, c.target, c.due, u.is_lead FROM commitment_unit u
JOIN commitment c ON c.district = u.district AND c.id = u.commitment AND c.state = 'open'
WHERE u.district = :district AND u.unit = :unit ORDER BY c.due, c.number LIMIT 500;

-- name: duties_of_leader
-- open commitments a leader answers for, most urgent first
SELECT c.id, c.text, c.target, c.due FROM commitment c
WHERE c.district = :district AND c.leader = :leader AND c.state = 'open' ORDER BY c.due, c.number LIMIT 500;

-- name: ledger_page
-- entries, newest first, of one object or of the district
SELECT id, at, actor, action, object_kind, object_id, reason, before_json, after_json, block FROM ledger_entry
WHERE district = :district AND id < :before AND (CAST(:kind AS TEXT) IS NULL OR object_kind = :kind)
    AND (CAST(:object AS TEXT) IS NULL OR object_id = :object)
ORDER BY id DESC LIMIT :count;

-- name: plan_section_titles
-- the headings of a plan's report
SELECT s.number, s.title, s.depth FROM plan p
JOIN report_section s ON s.district = p.district AND s.report = p.report
WHERE p.district = :district AND p.id = :plan ORDER BY s.number;

-- name: plan_version_now
-- a plan's version
SELECT version FROM plan WHERE district = :district AND id = :id;

-- name: unit_duties
-- what each active unit is in charge of
SELECT id, short_name, duties, name FROM unit WHERE district = :district AND active = 1 ORDER BY position;

-- name: commitments_after
-- commitments in the order of their ids
SELECT id, text, lead_unit, leader, due, state, co_units, settled, made FROM commitment
WHERE district = :district AND id > :after AND (CAST(:plan AS TEXT) IS NULL OR plan = :plan) ORDER BY id LIMIT :limit;

-- name: commitments_overdue
-- open commitments that were due before a day, longest overdue first
SELECT id, text, lead_unit, leader, due, state, co_units, settled, made FROM commitment
WHERE district = :district AND state = 'open' AND due < :day ORDER BY due, id LIMIT 500;

-- name: plans_of_year
-- the plans of a year, oldest first
SELECT id, title FROM plan WHERE district = :district AND year = :year ORDER BY id;

-- name: decided_after
-- commitments of a plan of decisions that were decided after a moment
SELECT v.commitment FROM plan_version v JOIN plan p ON p.district = v.district AND p.id = v.plan AND p.source = 'decision'
WHERE v.district = :district AND v.plan = :plan AND v.commitment IS NOT NULL GROUP BY v.commitment HAVING MIN(v.at) > :moment;

-- name: plan_years
-- the years that plans are for, newest first
SELECT DISTINCT year FROM plan WHERE district = :district ORDER BY year DESC;

-- name: amendments_of_plan
-- every amendment of a plan, newest first
SELECT a.id, a.commitment, a.at, a.by_account, a.reason, a.plan_version, a.before_json, a.after_json
FROM amendment a JOIN commitment c ON c.district = a.district AND c.id = a.commitment
WHERE a.district = :district AND c.plan = :plan ORDER BY a.id DESC LIMIT :count;

-- name: commitment_complete
-- done, as a verified case says
UPDATE commitment SET state = 'done', settled = :day, version = version + 1 WHERE district = :district AND id = :id AND state = 'open';

-- name: progress_last
-- the newest report about a commitment, and the newest percentage that one gave
SELECT number, day, (SELECT p.percent FROM progress p
    WHERE p.district = :district AND p.commitment = :commitment AND p.percent IS NOT NULL ORDER BY p.number DESC LIMIT 1)
FROM progress WHERE district = :district AND commitment = :commitment ORDER BY number DESC LIMIT 1;

-- name: progress_said
-- the newest percentage that was reported of each commitment up to a day
SELECT p.commitment, p.percent FROM progress p WHERE p.district = :district AND p.percent IS NOT NULL AND p.number = (
    SELECT MAX(n.number) FROM progress n WHERE n.district = p.district AND n.commitment = p.commitment AND n.percent IS NOT NULL AND n.day <= :day);

-- name: progress_insert
-- one more
INSERT INTO progress (district, commitment, number, at, day, by_account, unit, text, percent, files)
VALUES (:district, :commitment, :number, :at, :day, :by_account, :unit, :text, :percent, :files);

-- name: progress_of
-- all about a commitment, newest first
SELECT number, at, by_account, unit, text, percent, files FROM progress WHERE district = :district AND commitment = :commitment
ORDER BY number DESC LIMIT 200;

-- name: progress_of_plan
-- the last word on each commitment of a plan up to a moment, by number
SELECT c.number, p.number, p.at, p.by_account, p.unit, p.text, p.percent, p.files
FROM commitment c JOIN progress p ON p.district = c.district AND p.commitment = c.id
WHERE c.district = :district AND c.plan = :plan AND p.at <= :moment AND p.number = (
    SELECT MAX(n.number) FROM progress n WHERE n.district = c.district AND n.commitment = c.id AND n.at <= :moment)
ORDER BY c.number;

-- name: decision_plan
-- the plan of a year's decisions
SELECT id FROM plan WHERE district = :district AND source = 'decision' AND year = :year ORDER BY id LIMIT 1;

-- name: decision_plan_insert
-- the first decision of a year
INSERT INTO plan (district, id, report, title, year, version, published, published_by, source)
VALUES (:district, :id, '', :title, :year, 1, :published, :published_by, 'decision');

-- name: decision_commitment_insert
-- a commitment whose source is a decision
INSERT INTO commitment (district, id, plan, number, clause, section, text, target, leader, lead_unit, co_units, due, stages, state, version,
    source_kind, source_id, source_title, made)
VALUES (:district, :id, :plan, (SELECT COALESCE(MAX(number), 0) + 1 FROM commitment WHERE district = :district AND plan = :plan),
    '', 0, :text, '', :leader, :lead_unit, :co_units, :due, '["","","",""]', 'open', 1, :source_kind, :source_id, :source_title, :made);
