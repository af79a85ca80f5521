-- When each receipt of a message of ours was told first, by the network's clock.
CREATE TABLE receipt (
  message_id INTEGER NOT NULL REFERENCES message (id),
  status     TEXT    NOT NULL CHECK (status IN ('delivered', 'read', 'played')),
  at         INTEGER NOT NULL CHECK (at > 0),
  PRIMARY KEY (message_id, status)
) STRICT, WITHOUT ROWID;
