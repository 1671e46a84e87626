-- What stands worst, whatever kind of thing it is: commitments, indicators and projects in one order.

CREATE INDEX light_worst ON light (district, rank, since, object_id);
