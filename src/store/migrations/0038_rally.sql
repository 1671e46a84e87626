-- Rallies: what was declared, rallies with their projects and judges, locked sheets, official corrections. Teams of projects.

CREATE TABLE rally_pack (
    district TEXT NOT NULL,
    version BIGINT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (district, version)
);

CREATE TABLE rally (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    period TEXT NOT NULL,
    title TEXT NOT NULL,
    sheet TEXT NOT NULL,
    pack_version BIGINT NOT NULL,
    day TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    closed BIGINT,
    closed_by TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE UNIQUE INDEX rally_by_period ON rally (district, round, period);

CREATE TABLE rally_project (
    district TEXT NOT NULL,
    rally TEXT NOT NULL,
    project TEXT NOT NULL,
    position BIGINT NOT NULL,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    leader TEXT,
    PRIMARY KEY (district, rally, project)
); -- clustered
CREATE INDEX rally_project_by_project ON rally_project (district, project);

CREATE TABLE rally_judge (
    district TEXT NOT NULL,
    rally TEXT NOT NULL,
    person TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (district, rally, person)
); -- clustered

-- One sheet a judge and project, written once.
CREATE TABLE rally_score (
    district TEXT NOT NULL,
    rally TEXT NOT NULL,
    project TEXT NOT NULL,
    judge TEXT NOT NULL,
    marks TEXT NOT NULL,
    note TEXT,
    files TEXT NOT NULL,
    day TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (district, rally, project, judge)
); -- clustered

CREATE TABLE rally_correction (
    district TEXT NOT NULL,
    rally TEXT NOT NULL,
    project TEXT NOT NULL,
    judge TEXT NOT NULL,
    number BIGINT NOT NULL,
    marks TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (district, rally, project, judge, number)
); -- clustered

-- Posts of a project's team (“五个一”) and who holds them. A contact who is no official is sealed.
CREATE TABLE project_member (
    district TEXT NOT NULL,
    project TEXT NOT NULL,
    post TEXT NOT NULL,
    position BIGINT NOT NULL,
    person TEXT,
    name BYTEA,
    phone BYTEA,
    PRIMARY KEY (district, project, post, position)
); -- clustered
