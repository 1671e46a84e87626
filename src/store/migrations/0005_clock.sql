-- A sample district lives in the year of its report: microseconds added to the machine's clock.
ALTER TABLE district ADD COLUMN clock_offset BIGINT NOT NULL DEFAULT 0;
