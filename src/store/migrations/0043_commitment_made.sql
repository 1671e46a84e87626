-- The day on which a commitment was made, so that a score of an earlier period does not count it and its pace is measured from that day; NULL: before this was kept.

ALTER TABLE commitment ADD COLUMN made TEXT;
