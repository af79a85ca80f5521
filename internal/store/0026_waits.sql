-- Among pending tickets those stand last in which nobody waits, as after an answer from the phone: a time of zero is no wait, and no long one.
ALTER TABLE ticket ADD COLUMN waits INTEGER AS (CASE waiting_since WHEN 0 THEN 9223372036854775807 ELSE waiting_since END);
DROP INDEX ticket_wait;
CREATE INDEX ticket_wait ON ticket (status, unpinned, waits, id);
