-- name: project_pack_newest
-- what was declared last
SELECT version, source FROM project_pack WHERE district = :district ORDER BY version DESC LIMIT 1;

-- name: project_pack_insert
-- a new version of it
INSERT INTO project_pack (district, version, source) VALUES (:district, :version, :source);

-- name: projects
-- projects of a scope that a filter names, oldest first
SELECT id, name, kind, track, library, library_since, state, ended, lead_unit, area, firm, firm_name, firm_code, plot, code, key_level, total, start_by, finish_by, longitude, latitude, fields, version
FROM project WHERE district = :district AND (CAST(:scope AS TEXT) IS NULL OR lead_unit IN (SELECT value FROM json_each(:scope)))
    AND (CAST(:id AS TEXT) IS NULL OR id = :id) AND (CAST(:track AS TEXT) IS NULL OR track = :track)
    AND (CAST(:library AS TEXT) IS NULL OR library = :library) AND (CAST(:kind AS TEXT) IS NULL OR kind = :kind)
    AND (CAST(:key_level AS TEXT) IS NULL OR key_level = :key_level OR (:key_level = 'key' AND key_level <> 'none'))
    AND (CAST(:state AS TEXT) IS NULL OR state = :state) AND (CAST(:unit AS TEXT) IS NULL OR lead_unit = :unit)
    AND (CAST(:cursor AS TEXT) IS NULL OR id > :cursor)
ORDER BY id;

-- name: projects (postgresql)
SELECT id, name, kind, track, library, library_since, state, ended, lead_unit, area, firm, firm_name, firm_code, plot, code, key_level, total, start_by, finish_by, longitude, latitude, fields, version
FROM project
WHERE district = :district AND (CAST(:scope AS TEXT) IS NULL OR lead_unit IN (SELECT jsonb_array_elements_text(CAST(:scope AS JSONB))))
    AND (CAST(:id AS TEXT) IS NULL OR id = :id) AND (CAST(:track AS TEXT) IS NULL OR track = :track)
    AND (CAST(:library AS TEXT) IS NULL OR library = :library) AND (CAST(:kind AS TEXT) IS NULL OR kind = :kind)
    AND (CAST(:key_level AS TEXT) IS NULL OR key_level = :key_level OR (:key_level = 'key' AND key_level <> 'none'))
    AND (CAST(:state AS TEXT) IS NULL OR state = :state) AND (CAST(:unit AS TEXT) IS NULL OR lead_unit = :unit)
    AND (CAST(:cursor AS TEXT) IS NULL OR id > :cursor)
ORDER BY id;

-- name: project_sums
-- what is planned and done of each project or of one: in all and in a year
SELECT project, COALESCE(SUM(CASE WHEN kind = 'plan' THEN amount END), 0), COALESCE(SUM(CASE WHEN kind = 'actual' THEN amount END), 0),
    COALESCE(SUM(CASE WHEN kind = 'plan' AND month LIKE :year THEN amount END), 0),
    COALESCE(SUM(CASE WHEN kind = 'actual' AND month LIKE :year THEN amount END), 0)
FROM project_amount WHERE district = :district AND (CAST(:project AS TEXT) IS NULL OR project = :project) GROUP BY project;

-- name: project_held
-- the papers that are there, of each project or of one, oldest first
SELECT project, condition, number FROM project_paper
WHERE district = :district AND (CAST(:project AS TEXT) IS NULL OR project = :project) AND withdrawn IS NULL ORDER BY number;

-- name: project_voted
-- projects whose residents have voted
SELECT DISTINCT project FROM project_vote WHERE district = :district AND (CAST(:project AS TEXT) IS NULL OR project = :project);

-- name: project_insert
-- a new project
INSERT INTO project (district, id, name, kind, track, library, library_since, state, ended, lead_unit, area, firm, firm_name, firm_code, plot, code,
    key_level, total, start_by, finish_by, longitude, latitude, fields, made, version)
VALUES (:district, :id, :name, :kind, :track, :library, :since, 'active', NULL, :lead_unit, :area, :firm, :firm_name, :firm_code, :plot, :code,
    :key_level, :total, :start_by, :finish_by, :longitude, :latitude, :fields, :made, 1);

-- name: project_update
-- its fields, if it is as the change saw it
UPDATE project SET name = :name, kind = :kind, lead_unit = :lead_unit, area = :area, firm = :firm, firm_name = :firm_name,
    firm_code = :firm_code, plot = :plot, code = :code, key_level = :key_level, total = :total, start_by = :start_by, finish_by = :finish_by,
    longitude = :longitude, latitude = :latitude, fields = :fields, version = version + 1
WHERE district = :district AND id = :id AND version = :version;

-- name: project_place
-- its library and state, if it is as the change saw it
UPDATE project SET library = :library, library_since = :since, state = :state, ended = :ended, version = version + 1
WHERE district = :district AND id = :id AND version = :version;

-- name: project_touch
-- something beside it changed: stale changes must see it
UPDATE project SET version = version + 1 WHERE district = :district AND id = :id;

-- name: project_with_code
-- whose code it is
SELECT id FROM project WHERE district = :district AND code = :code;

-- name: project_moves
-- how each project or one came to where it is
SELECT project, number, direction, from_library, to_library, day, reason, at, by_account FROM project_move
WHERE district = :district AND (CAST(:project AS TEXT) IS NULL OR project = :project) ORDER BY project, number;

-- name: project_move_last
-- the number of its last move
SELECT COALESCE(MAX(number), 0) FROM project_move WHERE district = :district AND project = :project;

-- name: project_move_insert
-- one more
INSERT INTO project_move (district, project, number, direction, from_library, to_library, day, reason, pack, at, by_account)
VALUES (:district, :project, :number, :direction, :from_library, :to_library, :day, :reason, :pack, :at, :by_account);

-- name: project_papers
-- its papers, newest first
SELECT number, kind, condition, day, decided_by, text, files, withdrawn, at, by_account FROM project_paper
WHERE district = :district AND project = :project ORDER BY number DESC;

-- name: project_paper_last
-- the number of its last paper
SELECT COALESCE(MAX(number), 0) FROM project_paper WHERE district = :district AND project = :project;

-- name: project_paper_insert
-- one more
INSERT INTO project_paper (district, project, number, kind, condition, day, decided_by, text, files, withdrawn, at, by_account)
VALUES (:district, :project, :number, :kind, :condition, :day, :decided_by, :text, :files, NULL, :at, :by_account);

-- name: project_paper_withdraw
-- it counts no more
UPDATE project_paper SET withdrawn = :reason WHERE district = :district AND project = :project AND number = :number AND withdrawn IS NULL;

-- name: project_notes
-- how it went, newest first
SELECT number, day, text, files, at, by_account FROM project_note WHERE district = :district AND project = :project
ORDER BY day DESC, number DESC LIMIT 200;

-- name: project_note_last
-- the number of its last note
SELECT COALESCE(MAX(number), 0) FROM project_note WHERE district = :district AND project = :project;

-- name: project_note_insert
-- one more
INSERT INTO project_note (district, project, number, day, text, files, at, by_account)
VALUES (:district, :project, :number, :day, :text, :files, :at, :by_account);
