-- name: access_permissions
-- each permission of an account or token with the kind of place where it holds
SELECT p.permission, g.scope_kind FROM access_grant g
JOIN role_permission p ON p.district = g.district AND p.role = g.role
WHERE g.district = :district AND g.holder = :holder;

-- name: access_areas_below
-- the areas that area grants of a permission reach: themselves and all below in the tree (a code's first digits do not tell: 131172101 lies in 131103)
WITH RECURSIVE reached (code) AS (
    SELECT a.code FROM access_grant g
    JOIN role_permission p ON p.district = g.district AND p.role = g.role AND p.permission = :permission
    JOIN area a ON a.district = g.district AND a.code = g.scope
    WHERE g.district = :district AND g.holder = :holder AND g.scope_kind = 'area'
    UNION
    SELECT a.code FROM area a JOIN reached ON a.parent = reached.code WHERE a.district = :district
)
SELECT code FROM reached;

-- name: access_units_below
-- the units that unit grants and area grants of a permission reach: themselves and all below
WITH RECURSIVE reached (code) AS (
    SELECT a.code FROM access_grant g
    JOIN role_permission p ON p.district = g.district AND p.role = g.role AND p.permission = :permission
    JOIN area a ON a.district = g.district AND a.code = g.scope
    WHERE g.district = :district AND g.holder = :holder AND g.scope_kind = 'area'
    UNION
    SELECT a.code FROM area a JOIN reached ON a.parent = reached.code WHERE a.district = :district
), granted (id) AS (
    SELECT u.id FROM unit u WHERE u.district = :district AND (u.area IN (SELECT code FROM reached)
        OR u.id IN (SELECT g.scope FROM access_grant g
            JOIN role_permission p ON p.district = g.district AND p.role = g.role AND p.permission = :permission
            WHERE g.district = :district AND g.holder = :holder AND g.scope_kind = 'unit'))
    UNION
    SELECT u.id FROM unit u JOIN granted ON u.parent = granted.id WHERE u.district = :district
)
SELECT id FROM granted;
