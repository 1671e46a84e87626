-- Among whom a place is promised (“居全市第2名”): city or province; NULL where no place is.
ALTER TABLE indicator_target ADD COLUMN circle TEXT;
UPDATE indicator_target SET circle = 'city' WHERE measure = 'rank';

-- The files of all objects of a kind are asked for at once.
CREATE INDEX evidence_file_bound ON evidence_file (district, object_kind, id);
