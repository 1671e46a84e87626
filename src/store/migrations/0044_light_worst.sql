-- What stands worst, whatever kind of thing it is: commitments, indicators and projects in one order. And which case a rule
-- raised for which.

CREATE INDEX light_worst ON light (district, rank, since, object_id);
CREATE INDEX case_raised_case ON case_raised (district, case_id);
CREATE INDEX case_raised_cause ON case_raised (district, cause);
