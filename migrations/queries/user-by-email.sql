-- name: user-by-email
-- strategy: "Redis Cache Layers" (user sessions: the read behind a sign-in)
--
-- The user that signs in.
-- $1 e-mail address in lower case
SELECT organization_id, id, role
FROM users
WHERE email = $1;
