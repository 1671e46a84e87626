-- name: livelihood_projects
-- the list in its order
SELECT commitment FROM livelihood_project WHERE district = :district ORDER BY position, commitment;

-- name: livelihood_last
-- how many there are, and the last place taken
SELECT COUNT(*), COALESCE(MAX(position), 0) FROM livelihood_project WHERE district = :district;

-- name: livelihood_insert
-- one more
INSERT INTO livelihood_project (district, commitment, position, at, by_account)
VALUES (:district, :commitment, :position, :at, :by_account) ON CONFLICT (district, commitment) DO NOTHING;

-- name: livelihood_delete
-- off the list
DELETE FROM livelihood_project WHERE district = :district AND commitment = :commitment;
