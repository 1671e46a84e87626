-- Projects (项目) in their libraries, with the papers their gates ask for, money by month, funds, batches and residents' votes.
-- Amounts are ten-thousandths of 万元: yuan. Days are Beijing days.

-- What packs/base/projects.yaml said, version by version.
CREATE TABLE project_pack (
    district TEXT NOT NULL,
    version BIGINT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (district, version)
); -- clustered

CREATE TABLE project (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    track TEXT NOT NULL,
    library TEXT NOT NULL,
    library_since TEXT NOT NULL,
    state TEXT NOT NULL,
    ended TEXT,
    lead_unit TEXT NOT NULL,
    area TEXT,
    firm TEXT,
    firm_name TEXT,
    firm_code TEXT,
    plot TEXT,
    code TEXT,
    key_level TEXT NOT NULL,
    total BIGINT,
    start_by TEXT,
    finish_by TEXT,
    longitude BIGINT,
    latitude BIGINT,
    fields TEXT NOT NULL,
    made BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE INDEX project_by_library ON project (district, library, state);
CREATE INDEX project_by_unit ON project (district, lead_unit);
CREATE UNIQUE INDEX project_by_code ON project (district, code) WHERE code IS NOT NULL;

-- Each move between libraries; the first row is how the project came in. PACK is the version whose gates were asked.
CREATE TABLE project_move (
    district TEXT NOT NULL,
    project TEXT NOT NULL,
    number BIGINT NOT NULL,
    direction TEXT NOT NULL,
    from_library TEXT,
    to_library TEXT NOT NULL,
    day TEXT NOT NULL,
    reason TEXT,
    pack BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (district, project, number)
); -- clustered

-- What a gate asks for and got: a document with its evidence, or a decision with who took it.
CREATE TABLE project_paper (
    district TEXT NOT NULL,
    project TEXT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    condition TEXT NOT NULL,
    day TEXT NOT NULL,
    decided_by TEXT,
    text TEXT NOT NULL,
    files TEXT NOT NULL,
    withdrawn TEXT,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (district, project, number)
); -- clustered

-- How it goes at the site: words and photographs, by day.
CREATE TABLE project_note (
    district TEXT NOT NULL,
    project TEXT NOT NULL,
    number BIGINT NOT NULL,
    day TEXT NOT NULL,
    text TEXT NOT NULL,
    files TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (district, project, number)
); -- clustered

-- Investment by month and source of money: KIND is plan or actual.
CREATE TABLE project_amount (
    district TEXT NOT NULL,
    project TEXT NOT NULL,
    month TEXT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (district, project, month, kind, source)
); -- clustered
CREATE INDEX project_amount_by_month ON project_amount (district, month);

CREATE TABLE project_amount_revision (
    district TEXT NOT NULL,
    project TEXT NOT NULL,
    number BIGINT NOT NULL,
    month TEXT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    before_amount BIGINT,
    amount BIGINT NOT NULL,
    reason TEXT,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (district, project, number)
); -- clustered

-- 集中开工: a round of starts.
CREATE TABLE project_batch (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    day TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE UNIQUE INDEX project_batch_by_number ON project_batch (district, year, number);

CREATE TABLE project_batch_item (
    district TEXT NOT NULL,
    batch TEXT NOT NULL,
    project TEXT NOT NULL,
    PRIMARY KEY (district, batch, project)
); -- clustered
CREATE UNIQUE INDEX project_batch_item_by_project ON project_batch_item (district, project);

-- Money from above (上级资金、债券): what was applied for, approved, received and used is the sum of its entries.
CREATE TABLE project_fund (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    year BIGINT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    project TEXT,
    applied BIGINT NOT NULL,
    approved BIGINT NOT NULL,
    received BIGINT NOT NULL,
    used BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE UNIQUE INDEX project_fund_by_name ON project_fund (district, year, kind, unit, name);

CREATE TABLE project_fund_entry (
    district TEXT NOT NULL,
    fund TEXT NOT NULL,
    number BIGINT NOT NULL,
    stage TEXT NOT NULL,
    day TEXT NOT NULL,
    amount BIGINT NOT NULL,
    text TEXT NOT NULL,
    files TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (district, fund, number)
); -- clustered

-- The residents of a community choose their services (物业“菜单式”选择): votes for each item of the menu.
CREATE TABLE project_vote (
    district TEXT NOT NULL,
    id TEXT NOT NULL,
    project TEXT NOT NULL,
    number BIGINT NOT NULL,
    day TEXT NOT NULL,
    households BIGINT NOT NULL,
    ballots BIGINT NOT NULL,
    counts TEXT NOT NULL,
    files TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (district, id)
); -- clustered
CREATE UNIQUE INDEX project_vote_by_project ON project_vote (district, project, number);
