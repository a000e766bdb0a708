-- name: patient-appointments
-- strategy: "Pagination & Lazy Loading", for a patient's own page
--
-- A patient's appointments, latest first, page by page.
-- $1 organization
-- $2 patient
-- $3, $4 appointment_date and id of the last one seen; for the first page 'infinity' and the uuid of all f
-- $5 page size
SELECT id, doctor_id, appointment_date, ends_at, status
FROM appointments
WHERE organization_id = $1
    AND patient_id = $2
    AND (appointment_date, id) < ($3, $4)
ORDER BY appointment_date DESC, id DESC
LIMIT $5;
