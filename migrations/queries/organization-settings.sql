-- name: organization-settings
-- strategy: "Redis Cache Layers" (static config, on a cache miss)
--
-- An organization's settings.
-- $1 organization
SELECT name, settings
FROM organizations
WHERE id = $1;
