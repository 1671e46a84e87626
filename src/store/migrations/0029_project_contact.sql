-- Who speaks for a project's firm: name, post and telephone as one sealed text, opened for whoever may look, each look an entry of the ledger.
CREATE TABLE project_contact (
    district TEXT NOT NULL,
    project TEXT NOT NULL,
    id TEXT NOT NULL,
    person BYTEA NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (district, project, id)
); -- clustered
