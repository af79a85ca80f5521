-- What official connections need: the fields they are made of, ids that their network makes, the time a customer last wrote to
-- each number, and what a message says beyond its text.
ALTER TABLE channel ADD COLUMN ignore_outside INTEGER NOT NULL DEFAULT 0 CHECK (ignore_outside IN (0, 1)); -- what was written outside the program
ALTER TABLE connection ADD COLUMN config TEXT NOT NULL DEFAULT '{}'; -- JSON of the fields that are no secrets
ALTER TABLE connection ADD COLUMN hook TEXT NOT NULL DEFAULT '';     -- where its network calls us, empty if it does not

ALTER TABLE message ADD COLUMN number TEXT NOT NULL DEFAULT '';  -- ours
ALTER TABLE message ADD COLUMN wire_id TEXT NOT NULL DEFAULT ''; -- its id on every device of that number, where that is known
ALTER TABLE message ADD COLUMN content TEXT NOT NULL DEFAULT ''; -- JSON
UPDATE message SET number = coalesce((SELECT number FROM connection WHERE id=message.connection_id), '');
CREATE INDEX message_wire ON message (contact_id, wire_id) WHERE wire_id <> '';

ALTER TABLE delivery ADD COLUMN remote_id TEXT NOT NULL DEFAULT ''; -- the network's own id, where it makes one
CREATE INDEX delivery_remote ON delivery (connection_id, remote_id) WHERE remote_id <> '';
CREATE INDEX delivery_untold ON delivery (connection_id, ended_at) WHERE state = 'accepted' AND remote_id <> '';

-- The platform's 24 hours are counted for each customer and each number of ours.
CREATE TABLE last_inbound (
  contact_id INTEGER NOT NULL REFERENCES contact (id),
  number     TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (contact_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO last_inbound SELECT contact_id, number, max(at) FROM message WHERE direction='in' AND number<>'' GROUP BY contact_id, number;
