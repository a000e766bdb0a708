-- name: user-permissions
-- strategy: "Redis Cache Layers" (user permissions, on a cache miss)
--
-- What a user may do.
-- $1 organization
-- $2 user
SELECT role, permissions
FROM users
WHERE organization_id = $1
    AND id = $2;
