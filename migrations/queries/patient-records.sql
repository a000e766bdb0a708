-- name: patient-records
-- strategy: "Database Query Optimization" (idx_medical_records_patient)
--
-- A patient's medical records, newest first, page by page.
-- $1 organization
-- $2 patient
-- $3, $4 created_at and id of the last one seen; for the first page 'infinity' and the uuid of all f
-- $5 page size
SELECT id, doctor_id, appointment_id, kind, content, created_at
FROM medical_records
WHERE organization_id = $1
    AND patient_id = $2
    AND (created_at, id) < ($3, $4)
ORDER BY created_at DESC, id DESC
LIMIT $5;
