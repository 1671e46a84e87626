-- A million commitments in one plan, and a quarter as many in another; with their lights the file is a gigabyte, for bench/http.mjs. Run on a database made by `luoshi init --sample jizhou`.
INSERT INTO plan (district, id, report, title, year, version, published, published_by)
VALUES ('131103', '00000000000000000000000001', '00000000000000000000000002', 'bench', 2022, 1, 0, '');
INSERT INTO report_section (district, report, number, parent, title, depth, start_at, end_at)
VALUES ('131103', '00000000000000000000000002', 0, NULL, 'bench', 0, 0, 0);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
INSERT INTO commitment (district, id, plan, number, clause, section, text, target, leader, lead_unit, co_units, due, stages, state, version)
SELECT '131103', printf('0%025d', i), '00000000000000000000000001', i, '', 0, '建设高标准农田' || i || '万亩', '高标准农田 7.5万亩', NULL,
    (SELECT id FROM unit ORDER BY position LIMIT 1), '[]', '2099-12-31', '["","","",""]', 'open', 1
FROM n;
INSERT INTO plan (district, id, report, title, year, version, published, published_by)
VALUES ('131103', '00000000000000000000000003', '00000000000000000000000002', 'bench', 2021, 1, 0, '');
WITH RECURSIVE n (i) AS (SELECT 1000001 UNION ALL SELECT i + 1 FROM n WHERE i < 1250000)
INSERT INTO commitment (district, id, plan, number, clause, section, text, target, leader, lead_unit, co_units, due, stages, state, version)
SELECT '131103', printf('0%025d', i), '00000000000000000000000003', i, '', 0, '建设高标准农田' || i || '万亩', '高标准农田 7.5万亩', NULL,
    (SELECT id FROM unit ORDER BY position LIMIT 1), '[]', '2099-12-31', '["","","",""]', 'open', 1
FROM n;
