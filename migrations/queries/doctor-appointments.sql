-- name: doctor-appointments
-- strategy: "Database Query Optimization" (idx_appointments_doctor_date)
--
-- A doctor's appointments between two instants, earliest first, page by page.
-- $1 organization
-- $2 doctor
-- $3, $4 appointment_date and id of the last one seen; for the first page the start and the uuid of all 0
-- $5 end, not included
-- $6 page size
SELECT id, patient_id, appointment_date, ends_at, status
FROM appointments
WHERE organization_id = $1
    AND doctor_id = $2
    AND (appointment_date, id) > ($3, $4)
    AND appointment_date < $5
ORDER BY appointment_date, id
LIMIT $6;
