-- What time does costs little, however many commitments there are. All lights are looked at in portions: after which commitment the day's
-- look goes on, NULL when it has ended. What is overdue is looked for each minute.

ALTER TABLE light_day ADD COLUMN after TEXT;

CREATE INDEX commitment_due ON commitment (district, due) WHERE state = 'open';
