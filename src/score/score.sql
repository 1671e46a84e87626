-- name: scheme_list
-- every version of every scheme, drafts last
SELECT id, key, version, origin, source, revision, at, by_account FROM score_scheme WHERE district = :district ORDER BY key, CASE WHEN version = 0 THEN 1 ELSE 0 END, version, id;

-- name: scheme_by_id
-- one version or draft
SELECT id, key, version, origin, source, revision, at, by_account FROM score_scheme WHERE district = :district AND id = :id;

-- name: scheme_newest
-- the newest published version of a scheme; of one origin, if one is given
SELECT id, key, version, origin, source, revision, at, by_account FROM score_scheme
WHERE district = :district AND key = :key AND version > 0 AND (CAST(:origin AS TEXT) IS NULL OR origin = :origin) ORDER BY version DESC LIMIT 1;

-- name: scheme_insert
-- a version from the pack, or a draft
INSERT INTO score_scheme (district, id, key, version, origin, source, revision, at, by_account)
VALUES (:district, :id, :key, :version, :origin, :source, 1, :at, :by_account);

-- name: scheme_change
-- changes a draft that still has the revision it was read with
UPDATE score_scheme SET key = :key, source = :source, revision = revision + 1, at = :at, by_account = :by_account
WHERE district = :district AND id = :id AND revision = :revision AND version = 0;

-- name: scheme_publish
-- a draft becomes a version for good
UPDATE score_scheme SET version = (SELECT COALESCE(MAX(o.version), 0) + 1 FROM score_scheme o WHERE o.district = :district AND o.key = :key),
    revision = revision + 1, at = :at, by_account = :by_account
WHERE district = :district AND id = :id AND revision = :revision AND version = 0;

-- name: entry_insert
-- something for or against a unit
INSERT INTO score_entry (district, id, list, unit, day, points, reason, proof, state, at, by_account, version)
VALUES (:district, :id, :list, :unit, :day, :points, :reason, :proof, 'proposed', :at, :by_account, 1);

-- name: entry_list
-- entries of some days, newest first
SELECT id, list, unit, day, points, reason, proof, state, at, by_account, decided_at, decided_by, opinion, version FROM score_entry
WHERE district = :district AND day BETWEEN :first AND :last ORDER BY day DESC, id DESC LIMIT 2000;

-- name: entry_by_id
-- one entry
SELECT id, list, unit, day, points, reason, proof, state, at, by_account, decided_at, decided_by, opinion, version FROM score_entry
WHERE district = :district AND id = :id;

-- name: entry_decide
-- an entry is approved or refused
UPDATE score_entry SET state = :state, decided_at = :at, decided_by = :by_account, opinion = :opinion, version = version + 1
WHERE district = :district AND id = :id AND version = :version AND state = 'proposed';

-- name: score_run_insert
-- a new run
INSERT INTO score_run (district, id, scheme, scheme_key, period, follows, grounds, state, inputs_digest, result_digest, cut_off, cut_off_by, at, by_account, version)
VALUES (:district, :id, :scheme, :scheme_key, :period, :follows, :grounds, 'open', :inputs_digest, :result_digest, :cut_off, :cut_off_by, :at, :by_account, 1);

-- name: score_run_list
-- runs, newest first
SELECT id, scheme, scheme_key, period, follows, grounds, state, inputs_digest, result_digest, at, by_account, frozen_at, objections_until, published_at, version,
    (SELECT MIN(n.id) FROM score_run n WHERE n.district = :district AND n.follows = score_run.id), COALESCE(cut_off, at), COALESCE(cut_off_by, 'made')
FROM score_run WHERE district = :district ORDER BY id DESC LIMIT 200;

-- name: score_run_by_id
-- one run
SELECT id, scheme, scheme_key, period, follows, grounds, state, inputs_digest, result_digest, at, by_account, frozen_at, objections_until, published_at, version,
    (SELECT MIN(n.id) FROM score_run n WHERE n.district = :district AND n.follows = score_run.id), COALESCE(cut_off, at), COALESCE(cut_off_by, 'made')
FROM score_run WHERE district = :district AND id = :id;

-- name: score_run_newest
-- the newest run of a scheme and period
SELECT id FROM score_run WHERE district = :district AND scheme_key = :scheme_key AND period = :period ORDER BY at DESC, id DESC LIMIT 1;

-- name: score_run_freeze
-- no figure of it changes any more
UPDATE score_run SET state = 'frozen', frozen_at = :at, objections_until = :until, version = version + 1
WHERE district = :district AND id = :id AND version = :version AND state = 'open';

-- name: score_run_publish
-- for everyone to see
UPDATE score_run SET state = 'published', published_at = :at, version = version + 1
WHERE district = :district AND id = :id AND version = :version AND state = 'frozen';

-- name: score_result_insert
-- what one unit got
INSERT INTO score_result (district, run, unit, place, points, total, flags, cells, inputs)
VALUES (:district, :run, :unit, :place, :points, :total, :flags, :cells, :inputs);

-- name: score_results
-- a run's units by rank
SELECT unit, place, points, total, flags, cells, inputs FROM score_result WHERE district = :district AND run = :run ORDER BY place, unit;

-- name: score_of_runs
-- what units got in the newest run of each period of a scheme that was frozen by a moment
SELECT r.id, r.period, s.unit, s.points FROM score_run r JOIN score_result s ON s.district = r.district AND s.run = r.id
WHERE r.district = :district AND r.scheme_key = :scheme_key AND r.frozen_at <= :moment AND NOT EXISTS (SELECT 1 FROM score_run n
    WHERE n.district = r.district AND n.scheme_key = r.scheme_key AND n.period = r.period AND n.frozen_at <= :moment AND n.id > r.id)
ORDER BY r.period, s.unit;

-- name: objection_insert
-- which item a case objects to
INSERT INTO score_objection (district, run, unit, item, case_id) VALUES (:district, :run, :unit, :item, :case_id);

-- name: objection_list
-- the objections to a run
SELECT unit, item, case_id FROM score_objection WHERE district = :district AND run = :run ORDER BY case_id;
