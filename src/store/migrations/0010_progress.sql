-- What units say of their commitments on the way: never overwritten, only added to.

CREATE TABLE progress (
    district TEXT NOT NULL,
    commitment TEXT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    day TEXT NOT NULL,
    by_account TEXT NOT NULL,
    unit TEXT NOT NULL,
    text TEXT NOT NULL,
    percent BIGINT,
    files TEXT NOT NULL,
    PRIMARY KEY (district, commitment, number)
); -- clustered
