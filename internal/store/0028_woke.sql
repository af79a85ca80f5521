-- When the snooze of a ticket ended by the clock, until the operator was told; 0 = nothing is to be told.
ALTER TABLE ticket ADD COLUMN woke_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX ticket_woke ON ticket (woke_at, id) WHERE woke_at > 0;
