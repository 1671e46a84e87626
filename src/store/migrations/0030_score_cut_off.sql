-- Until when the figures of a run were taken (microseconds since 1970) and why until then; NULL: runs made before this was kept, which took them as they stood.

ALTER TABLE score_run ADD COLUMN cut_off BIGINT;
ALTER TABLE score_run ADD COLUMN cut_off_by TEXT; -- scheme, closing, made, asked
-- What was corrected after a run took it.
CREATE INDEX observation_corrected ON observation_revision (district, at) WHERE revision > 1;
