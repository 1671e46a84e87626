-- An entry is in one of two small indexes, never in both: the one of entries that wait for their block, which is
-- empty after each commit, and the one by block, which the verifier reads.
DROP INDEX ledger_entry_by_block;
CREATE INDEX ledger_entry_by_block ON ledger_entry (district, block, id) WHERE block IS NOT NULL;
