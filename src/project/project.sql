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

-- name: project_reserve
-- how many active projects of each kind there are in each library
SELECT kind, library, COUNT(*) FROM project WHERE district = :district AND state = 'active' GROUP BY kind, library;

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

-- name: project_amounts
-- money of a project by month
SELECT month, kind, source, amount FROM project_amount WHERE district = :district AND project = :project ORDER BY month, kind, source;

-- name: project_amount_of
-- one figure
SELECT amount FROM project_amount
WHERE district = :district AND project = :project AND month = :month AND kind = :kind AND source = :source;

-- name: project_amount_set
-- a figure, new or changed
INSERT INTO project_amount (district, project, month, kind, source, amount) VALUES (:district, :project, :month, :kind, :source, :amount)
ON CONFLICT (district, project, month, kind, source) DO UPDATE SET amount = excluded.amount;

-- name: project_revision_last
-- the number of the last revision
SELECT COALESCE(MAX(number), 0) FROM project_amount_revision WHERE district = :district AND project = :project;

-- name: project_revision_insert
-- what a figure was before, and why
INSERT INTO project_amount_revision (district, project, number, month, kind, source, before_amount, amount, reason, at, by_account)
VALUES (:district, :project, :number, :month, :kind, :source, :before, :amount, :reason, :at, :by_account);

-- name: project_revisions
-- revisions of a project's money, newest first
SELECT number, month, kind, source, before_amount, amount, reason, at, by_account FROM project_amount_revision
WHERE district = :district AND project = :project ORDER BY number DESC LIMIT 300;

-- name: project_months
-- what was planned and done of every project or of one in each month of a year, of one source or of all
SELECT project, month, kind, SUM(amount) FROM project_amount
WHERE district = :district AND month >= :first AND month <= :last AND (CAST(:source AS TEXT) IS NULL OR source = :source)
    AND (CAST(:project AS TEXT) IS NULL OR project = :project)
GROUP BY project, month, kind;

-- name: project_source_sums
-- what is planned and done of each project from each source: in a year, in its months that count so far, and since the start
SELECT project, source, kind, SUM(CASE WHEN month >= :first AND month <= :last THEN amount ELSE 0 END),
    SUM(CASE WHEN month >= :first AND month <= :until THEN amount ELSE 0 END), SUM(CASE WHEN kind = 'plan' OR month <= :last THEN amount ELSE 0 END)
FROM project_amount WHERE district = :district GROUP BY project, source, kind;

-- name: project_batches
-- rounds of starts of a year
SELECT id, year, number, name, day, version FROM project_batch
WHERE district = :district AND (CAST(:year AS BIGINT) IS NULL OR year = :year) AND (CAST(:id AS TEXT) IS NULL OR id = :id)
ORDER BY year, number;

-- name: project_batch_years
-- years that have rounds, newest first
SELECT DISTINCT year FROM project_batch WHERE district = :district ORDER BY year DESC;

-- name: project_batch_items
-- the projects of rounds, with what was planned of them and done in the round's year
SELECT i.batch, p.id, p.name, p.kind, p.library, p.lead_unit, COALESCE(p.total, 0), COALESCE((
    SELECT SUM(a.amount) FROM project_amount a WHERE a.district = i.district AND a.project = i.project AND a.kind = 'actual'
        AND a.month >= CAST(b.year AS TEXT) || '-01' AND a.month <= CAST(b.year AS TEXT) || '-12'), 0)
FROM project_batch_item i
JOIN project_batch b ON b.district = i.district AND b.id = i.batch
JOIN project p ON p.district = i.district AND p.id = i.project
WHERE i.district = :district AND (CAST(:year AS BIGINT) IS NULL OR b.year = :year) AND (CAST(:id AS TEXT) IS NULL OR b.id = :id)
ORDER BY b.number, p.id;

-- name: project_batch_insert
-- a new round
INSERT INTO project_batch (district, id, year, number, name, day, version) VALUES (:district, :id, :year, :number, :name, :day, 1);

-- name: project_batch_update
-- its name and day, if it is as the change saw it
UPDATE project_batch SET name = :name, day = :day, version = version + 1 WHERE district = :district AND id = :id AND version = :version;

-- name: project_batch_clear
-- its projects are named anew
DELETE FROM project_batch_item WHERE district = :district AND batch = :batch;

-- name: project_batch_of
-- the round that a project is in
SELECT batch FROM project_batch_item WHERE district = :district AND project = :project;

-- name: project_batch_item_insert
-- one project of it
INSERT INTO project_batch_item (district, batch, project) VALUES (:district, :batch, :project);

-- name: project_funds
-- money from above of a year, or one of it
SELECT id, year, kind, name, unit, project, applied, approved, received, used, version,
    (SELECT p.name FROM project p WHERE p.district = project_fund.district AND p.id = project_fund.project)
FROM project_fund WHERE district = :district AND (CAST(:year AS BIGINT) IS NULL OR year = :year) AND (CAST(:id AS TEXT) IS NULL OR id = :id)
    AND (CAST(:project AS TEXT) IS NULL OR project = :project)
    AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT value FROM json_each(:scope)))
ORDER BY year DESC, kind, id;

-- name: project_funds (postgresql)
SELECT id, year, kind, name, unit, project, applied, approved, received, used, version,
    (SELECT p.name FROM project p WHERE p.district = project_fund.district AND p.id = project_fund.project)
FROM project_fund WHERE district = :district AND (CAST(:year AS BIGINT) IS NULL OR year = :year) AND (CAST(:id AS TEXT) IS NULL OR id = :id)
    AND (CAST(:project AS TEXT) IS NULL OR project = :project)
    AND (CAST(:scope AS TEXT) IS NULL OR unit IN (SELECT jsonb_array_elements_text(CAST(:scope AS JSONB))))
ORDER BY year DESC, kind, id;

-- name: project_fund_sums
-- by kind and stage what the entries of a year's funds come to, up to a day
SELECT f.kind, e.stage, SUM(e.amount) FROM project_fund f JOIN project_fund_entry e ON e.district = f.district AND e.fund = f.id
WHERE f.district = :district AND f.year = :year AND e.day <= :until AND (CAST(:project AS TEXT) IS NULL OR f.project = :project)
    AND (CAST(:scope AS TEXT) IS NULL OR f.unit IN (SELECT value FROM json_each(:scope)))
GROUP BY f.kind, e.stage;

-- name: project_fund_sums (postgresql)
SELECT f.kind, e.stage, SUM(e.amount) FROM project_fund f JOIN project_fund_entry e ON e.district = f.district AND e.fund = f.id
WHERE f.district = :district AND f.year = :year AND e.day <= :until AND (CAST(:project AS TEXT) IS NULL OR f.project = :project)
    AND (CAST(:scope AS TEXT) IS NULL OR f.unit IN (SELECT jsonb_array_elements_text(CAST(:scope AS JSONB))))
GROUP BY f.kind, e.stage;

-- name: project_fund_named
-- a fund of the same name
SELECT id FROM project_fund WHERE district = :district AND year = :year AND kind = :kind AND unit = :unit AND name = :name;

-- name: project_fund_insert
-- a new one
INSERT INTO project_fund (district, id, year, kind, name, unit, project, applied, approved, received, used, version)
VALUES (:district, :id, :year, :kind, :name, :unit, :project, 0, 0, 0, 0, 1);

-- name: project_fund_add
-- what an entry makes of it
UPDATE project_fund SET applied = :applied, approved = :approved, received = :received, used = :used, version = version + 1
WHERE district = :district AND id = :id AND version = :version;

-- name: project_fund_entry_last
-- the number of the last entry
SELECT COALESCE(MAX(number), 0) FROM project_fund_entry WHERE district = :district AND fund = :fund;

-- name: project_fund_entry_insert
-- one more
INSERT INTO project_fund_entry (district, fund, number, stage, day, amount, text, files, at, by_account)
VALUES (:district, :fund, :number, :stage, :day, :amount, :text, :files, :at, :by_account);

-- name: project_fund_entries
-- what happened to it, newest first
SELECT number, stage, day, amount, text, files, at, by_account FROM project_fund_entry WHERE district = :district AND fund = :fund
ORDER BY number DESC LIMIT 500;

-- name: project_vote_last
-- the number of the last vote of a community
SELECT COALESCE(MAX(number), 0) FROM project_vote WHERE district = :district AND project = :project;

-- name: project_vote_insert
-- one more
INSERT INTO project_vote (district, id, project, number, day, households, ballots, counts, files, at, by_account)
VALUES (:district, :id, :project, :number, :day, :households, :ballots, :counts, :files, :at, :by_account);

-- name: project_votes
-- votes of communities or of one, the last of each last
SELECT project, day, households, ballots, counts FROM project_vote
WHERE district = :district AND (CAST(:project AS TEXT) IS NULL OR project = :project) ORDER BY project, number;

-- name: project_plan
-- the plan of a project
SELECT document, version, at, by_account FROM project_plan WHERE district = :district AND project = :project;

-- name: project_plans
-- the plans of many projects, each with its newest baseline
SELECT p.project, p.document, p.version, b.name, b.activities FROM project_plan p
LEFT JOIN project_baseline b ON b.district = p.district AND b.project = p.project AND b.number = (
    SELECT MAX(n.number) FROM project_baseline n WHERE n.district = p.district AND n.project = p.project)
WHERE p.district = :district AND p.project IN (SELECT value FROM json_each(:projects));

-- name: project_plans (postgresql)
-- the plans of many projects, each with its newest baseline
SELECT p.project, p.document, p.version, b.name, b.activities FROM project_plan p
LEFT JOIN project_baseline b ON b.district = p.district AND b.project = p.project AND b.number = (
    SELECT MAX(n.number) FROM project_baseline n WHERE n.district = p.district AND n.project = p.project)
WHERE p.district = :district AND p.project IN (SELECT jsonb_array_elements_text(CAST(:projects AS JSONB)));

-- name: project_plan_insert
-- the first one, unless somebody was faster
INSERT INTO project_plan (district, project, document, at, by_account, version)
VALUES (:district, :project, :document, :at, :by_account, 1) ON CONFLICT (district, project) DO NOTHING;

-- name: project_plan_update
-- the plan, if it is as the change saw it
UPDATE project_plan SET document = :document, at = :at, by_account = :by_account, version = version + 1
WHERE district = :district AND project = :project AND version = :version;

-- name: project_baselines
-- the baselines of a project, oldest first
SELECT number, name, activities, plan_version, at, by_account FROM project_baseline
WHERE district = :district AND project = :project ORDER BY number;

-- name: project_baseline_insert
-- one more
INSERT INTO project_baseline (district, project, number, name, activities, plan_version, at, by_account)
VALUES (:district, :project, :number, :name, :activities, :plan_version, :at, :by_account);

-- name: project_baseline_delete
-- takes one away; the ledger keeps it
DELETE FROM project_baseline WHERE district = :district AND project = :project AND number = :number;

-- name: project_contacts
-- who speaks for a project's firm, or one of them, oldest first
SELECT id, person, at, by_account FROM project_contact
WHERE district = :district AND project = :project AND (CAST(:id AS TEXT) IS NULL OR id = :id) ORDER BY id;

-- name: project_contact_insert
-- one more
INSERT INTO project_contact (district, project, id, person, at, by_account) VALUES (:district, :project, :id, :person, :at, :by_account);

-- name: project_contact_delete
-- nothing of the person is kept
DELETE FROM project_contact WHERE district = :district AND project = :project AND id = :id;
