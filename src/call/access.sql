-- name: access_permissions
-- each permission of an account or token with where it holds
SELECT p.permission, g.scope_kind, g.scope FROM access_grant g
JOIN role_permission p ON p.district = g.district AND p.role = g.role
WHERE g.district = :district AND g.holder = :holder;

-- name: access_units_below
-- the units that unit grants and area grants of a permission reach: themselves and all below
WITH RECURSIVE granted (id) AS (
    SELECT u.id FROM access_grant g
    JOIN role_permission p ON p.district = g.district AND p.role = g.role AND p.permission = :permission
    JOIN unit u ON u.district = g.district
        AND ((g.scope_kind = 'unit' AND u.id = g.scope)
          OR (g.scope_kind = 'area' AND (u.area = g.scope
              OR (length(g.scope) = 6 AND substr(u.area, 1, 6) = g.scope AND substr(g.scope, 5, 2) <> '00'))))
    WHERE g.district = :district AND g.holder = :holder
    UNION
    SELECT u.id FROM unit u JOIN granted ON u.parent = granted.id WHERE u.district = :district
)
SELECT id FROM granted;
