-- Plans of projects (进度计划): one document a project, in the form of packs/schema/schedule.schema.json with each activity's “owner”.
-- Dates are computed when they are read; what was agreed once stands in baselines.
CREATE TABLE project_plan (
    district TEXT NOT NULL,
    project TEXT NOT NULL,
    document TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, project)
); -- clustered

-- Baselines (基准计划): the dates of each activity as they were computed when the baseline was kept.
CREATE TABLE project_baseline (
    district TEXT NOT NULL,
    project TEXT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    activities TEXT NOT NULL,
    plan_version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (district, project, number)
); -- clustered
CREATE UNIQUE INDEX project_baseline_by_name ON project_baseline (district, project, name);
