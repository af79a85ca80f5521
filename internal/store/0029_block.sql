-- What was asked of the network of each connection about a contact whom the operator blocked, or does not block any more.
CREATE TABLE contact_block (
  contact_id    INTEGER NOT NULL REFERENCES contact (id),
  connection_id INTEGER NOT NULL REFERENCES connection (id),
  wanted        INTEGER NOT NULL CHECK (wanted IN (0, 1)), -- 0: to be free again; the row goes once that is done
  state         TEXT    NOT NULL CHECK (state IN ('here', 'asked', 'done', 'refused')), -- here: on this computer alone
  attempt       INTEGER NOT NULL DEFAULT 0,
  next_at       INTEGER NOT NULL DEFAULT 0,
  fault_code    TEXT    NOT NULL DEFAULT '',
  raw_code      TEXT    NOT NULL DEFAULT '',
  PRIMARY KEY (contact_id, connection_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_block_due ON contact_block (connection_id, next_at) WHERE state = 'asked';
-- Whoever was blocked before was promised that their WhatsApp is told nothing.
INSERT INTO contact_block(contact_id, connection_id, wanted, state)
  SELECT DISTINCT c.id, r.connection_id, 1, 'here' FROM contact c JOIN ticket t ON t.contact_id = c.id JOIN route r ON r.channel_id = t.channel_id
  WHERE c.blocked_at > 0;
