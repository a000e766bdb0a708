-- name: patient-list
-- strategy: "Pagination & Lazy Loading" (getPatients) and "Database Query Optimization" (the EXPLAIN sample)
--
-- A page of an organization's patients, newest first.
-- $1 organization
-- $2, $3 created_at and id of the last patient seen; for the first page 'infinity' and the uuid of all f
-- $4 page size
--
-- The sample orders by created_at alone: two patients registered in one transaction share it, and a page that
-- ends between them loses one. The id makes the order total.
SELECT id, medical_record_number, given_name, family_name, birth_date, created_at, updated_at
FROM patients
WHERE organization_id = $1
    AND (created_at, id) < ($2, $3)
ORDER BY created_at DESC, id DESC
LIMIT $4;
