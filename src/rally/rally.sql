-- name: rally_pack_newest
-- what was declared last
SELECT version, source FROM rally_pack WHERE district = :district ORDER BY version DESC LIMIT 1;

-- name: rally_pack_at
-- what a rally was opened under
SELECT version, source FROM rally_pack WHERE district = :district AND version = :version;

-- name: rally_pack_insert
-- a new version of it
INSERT INTO rally_pack (district, version, source) VALUES (:district, :version, :source);

-- name: rally_insert
-- a rally of a period, once
INSERT INTO rally (district, id, round, period, title, sheet, pack_version, day, state, version)
VALUES (:district, :id, :round, :period, :title, :sheet, :pack_version, :day, 'planned', 1)
ON CONFLICT (district, round, period) DO NOTHING;

-- name: rallies
-- all of them or one, the latest first
SELECT id, period, title, sheet, pack_version, day, state, reason, closed, closed_by, version FROM rally
WHERE district = :district AND (CAST(:id AS TEXT) IS NULL OR id = :id) ORDER BY day DESC, id DESC LIMIT 200;

-- name: rally_update
-- its last day, if it is as the change saw it
UPDATE rally SET day = :day, version = version + 1 WHERE district = :district AND id = :id AND version = :version;

-- name: rally_set_state
-- it is opened or closed
UPDATE rally SET state = :state, reason = :reason, closed = :closed, closed_by = :closed_by, version = version + 1
WHERE district = :district AND id = :id AND version = :version;

-- name: rally_project_insert
-- a project whose site is visited, as it was then
INSERT INTO rally_project (district, rally, project, position, name, unit, leader) VALUES (:district, :rally, :project, :position, :name, :unit, :leader);

-- name: rally_projects_remove
-- the list is made anew
DELETE FROM rally_project WHERE district = :district AND rally = :rally;

-- name: rally_projects
-- whose sites are visited, in their order
SELECT project, name, unit, leader FROM rally_project WHERE district = :district AND rally = :rally ORDER BY position;

-- name: rallies_of_project
-- the closed rallies that visited a project, the latest first
SELECT r.id FROM rally_project p JOIN rally r ON r.district = p.district AND r.id = p.rally
WHERE p.district = :district AND p.project = :project AND r.state = 'closed' ORDER BY r.day DESC, r.id DESC LIMIT 40;

-- name: rally_judge_insert
-- someone who scores
INSERT INTO rally_judge (district, rally, person, position) VALUES (:district, :rally, :person, :position);

-- name: rally_judges_remove
-- the list is made anew
DELETE FROM rally_judge WHERE district = :district AND rally = :rally;

-- name: rally_judges
-- who scores, in their order
SELECT person FROM rally_judge WHERE district = :district AND rally = :rally ORDER BY position;

-- name: rallies_of_judge
-- the open rallies of a judge, with the sheets that he owes and has given
SELECT r.id, r.title, r.day, (SELECT COUNT(*) FROM rally_project p WHERE p.district = r.district AND p.rally = r.id),
    (SELECT COUNT(*) FROM rally_score s WHERE s.district = r.district AND s.rally = r.id AND s.judge = j.person)
FROM rally_judge j JOIN rally r ON r.district = j.district AND r.id = j.rally
WHERE j.district = :district AND j.person = :person AND r.state = 'open' ORDER BY r.day, r.id LIMIT 50;

-- name: rallies_to_hold
-- those that the office has to open, or to close: their day is over or every sheet is in
SELECT id, title, day, state, sites, judges, sheets FROM (
    SELECT r.id, r.title, r.day, r.state, (SELECT COUNT(*) FROM rally_project p WHERE p.district = r.district AND p.rally = r.id) AS sites,
        (SELECT COUNT(*) FROM rally_judge j WHERE j.district = r.district AND j.rally = r.id) AS judges,
        (SELECT COUNT(*) FROM rally_score s WHERE s.district = r.district AND s.rally = r.id) AS sheets
    FROM rally r WHERE r.district = :district AND r.state IN ('planned', 'open')) held
WHERE state = 'planned' OR day < :today OR sheets >= sites * judges ORDER BY day, id LIMIT 50;

-- name: rally_score_insert
-- a judge's sheet of a project, once
INSERT INTO rally_score (district, rally, project, judge, marks, note, files, day, at)
VALUES (:district, :rally, :project, :judge, :marks, :note, :files, :day, :at)
ON CONFLICT (district, rally, project, judge) DO NOTHING;

-- name: rally_scores
-- the sheets of a rally, of one project or of one judge, in the judges' order
SELECT s.project, s.judge, s.marks, s.note, s.files, s.day, s.at FROM rally_score s JOIN rally_judge j ON j.district = s.district AND j.rally = s.rally AND j.person = s.judge
WHERE s.district = :district AND s.rally = :rally AND (CAST(:project AS TEXT) IS NULL OR s.project = :project)
    AND (CAST(:judge AS TEXT) IS NULL OR s.judge = :judge)
ORDER BY j.position, s.project;

-- name: rally_correction_last
-- how often a sheet was corrected
SELECT COUNT(*) FROM rally_correction WHERE district = :district AND rally = :rally AND project = :project AND judge = :judge;

-- name: rally_correction_insert
-- an official correction
INSERT INTO rally_correction (district, rally, project, judge, number, marks, reason, at, by_account)
VALUES (:district, :rally, :project, :judge, :number, :marks, :reason, :at, :by_account);

-- name: rally_corrections
-- of a rally, in the order they were made
SELECT project, judge, number, marks, reason, at, by_account FROM rally_correction WHERE district = :district AND rally = :rally
ORDER BY project, judge, number;
