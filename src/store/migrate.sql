-- name: migration_version
-- the newest migration applied to this database
SELECT COALESCE(MAX(version), 0) FROM schema_migration;

-- name: migration_insert
-- records one applied migration
INSERT INTO schema_migration (version, name, applied_at) VALUES (:version, :name, :applied_at);
