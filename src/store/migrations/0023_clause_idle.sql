-- A clause with neither verb nor figure is probably no task.

ALTER TABLE clause ADD COLUMN idle BIGINT NOT NULL DEFAULT 0;
