-- name: patient-by-id
-- strategy: "Caching Strategy" (getPatient, on a cache miss) and "Connection Pooling" (SELECT by id)
--
-- One patient.
-- $1 organization: the session knows it, and without it all sixteen partitions would be searched
-- $2 patient
SELECT id, medical_record_number, given_name, family_name, birth_date, created_at, updated_at
FROM patients
WHERE organization_id = $1
    AND id = $2;
