-- What was reported or corrected after a moment, first reports too.
DROP INDEX observation_corrected;
CREATE INDEX observation_later ON observation_revision (district, at);
