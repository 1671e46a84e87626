-- name: migration_version
-- the newest migration applied to this database
SELECT COALESCE(MAX(version), 0) FROM schema_migration;

-- name: migration_numbers
-- every migration applied to this database
SELECT version FROM schema_migration;

-- name: migration_table
-- whether any migration was ever applied to this database
SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration';

-- name: migration_table (postgresql)
SELECT COUNT(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_migration';

-- name: migration_insert
-- records one applied migration
INSERT INTO schema_migration (version, name, applied_at) VALUES (:version, :name, :applied_at);

-- name: table_count
-- how many tables the database has: none, if nothing was ever made in it
SELECT COUNT(*) FROM sqlite_master WHERE type = 'table';

-- name: table_count (postgresql)
SELECT COUNT(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema();
