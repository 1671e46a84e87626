-- Projects for people's livelihood (民生工程): commitments that the public may follow.

CREATE TABLE livelihood_project (
    district TEXT NOT NULL,
    commitment TEXT NOT NULL,
    position BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    PRIMARY KEY (district, commitment)
); -- clustered
