-- A network may refuse a reaction of ours that it had taken: it is known by the id that the network made, and what stood there before comes back.
ALTER TABLE gesture ADD COLUMN remote_id TEXT NOT NULL DEFAULT '';
ALTER TABLE gesture ADD COLUMN before TEXT NOT NULL DEFAULT '';    -- the reaction that it took the place of, empty for none
ALTER TABLE gesture ADD COLUMN before_by TEXT NOT NULL DEFAULT ''; -- and the id by which that one came
CREATE INDEX gesture_remote ON gesture (connection_id, remote_id) WHERE remote_id <> '';
