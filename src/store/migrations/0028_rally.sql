-- Duties about projects: owed by the leader in charge, found by what they are about.

ALTER TABLE round_duty ADD COLUMN person TEXT;
CREATE INDEX round_duty_by_person ON round_duty (district, person, state, due);
CREATE INDEX round_duty_by_about ON round_duty (district, object_kind, object_id);
