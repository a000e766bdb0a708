-- name: record-history
-- strategy: none; 45 CFR 164.312(b) asks for it ("record and examine activity")
--
-- What happened to one record, latest first, page by page.
-- $1 organization
-- $2 table of the record
-- $3 record
-- $4, $5 occurred_at and id of the last one seen; for the first page the present and the uuid of all f
-- $6 page size
--
-- The bound on occurred_at alone says nothing new, but partitions are pruned by it and not by the pair.
SELECT id, occurred_at, actor_id, action, details
FROM audit_log
WHERE organization_id = $1
    AND record_type = $2
    AND record_id = $3
    AND occurred_at <= $4
    AND (occurred_at, id) < ($4, $5)
ORDER BY occurred_at DESC, id DESC
LIMIT $6;
