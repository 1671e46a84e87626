-- The day on which a commitment was done or withdrawn, so that a score counts it as it stood at the end of its period; NULL: open, or before this was kept.

ALTER TABLE commitment ADD COLUMN settled TEXT;
