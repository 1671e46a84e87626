-- name: ledger_entry_insert
-- an entry of a block
INSERT INTO ledger_entry (district, id, at, actor, action, object_kind, object_id, reason, before_json, after_json, block)
VALUES (:district, :id, :at, :actor, :action, :object_kind, :object_id, :reason, :before_json, :after_json, :block);

-- name: ledger_first_unsealed (sqlite)
-- the first entry that no block holds; SQLite's planner would read the whole ledger by its key
SELECT id FROM ledger_entry INDEXED BY ledger_entry_unsealed WHERE district = :district AND block IS NULL ORDER BY id LIMIT 1;

-- name: ledger_first_unsealed (postgresql)
SELECT id FROM ledger_entry WHERE district = :district AND block IS NULL ORDER BY id LIMIT 1;

-- name: ledger_block_insert
-- a new block
INSERT INTO ledger_block (district, number, sealed_at, previous, manifest, hash)
VALUES (:district, :number, :sealed_at, :previous, :manifest, :hash);

-- name: ledger_newest_block
-- the newest block's number and hash
SELECT number, hash FROM ledger_block WHERE district = :district ORDER BY number DESC LIMIT 1;

-- name: ledger_blocks_from
-- some blocks from a number on, in order
SELECT number, previous, manifest, hash FROM ledger_block
WHERE district = :district AND number >= :first ORDER BY number LIMIT :count;

-- name: ledger_block_entries
-- the entries that claim to be in a block
SELECT id, at, actor, action, object_kind, object_id, reason, before_json, after_json
FROM ledger_entry WHERE district = :district AND block = :block ORDER BY id;

-- name: ledger_entry_beyond
-- the first entry that claims a block that is not there
SELECT id, block FROM ledger_entry WHERE district = :district AND (block > :last OR block < 1) ORDER BY block, id LIMIT 1;

-- name: ledger_counts
-- how many entries are sealed and not
SELECT COUNT(*), COUNT(*) - COUNT(block) FROM ledger_entry WHERE district = :district;

-- name: ledger_lock (sqlite)
-- keeps two sealers apart; SQLite has one writer anyway
SELECT :district;

-- name: ledger_lock (postgresql)
SELECT pg_advisory_xact_lock(hashtext('ledger ' || CAST(:district AS TEXT)));
