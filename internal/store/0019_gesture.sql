-- Reactions, edits and deletions of ours on their way to the network. They leave by the connection that knows the message.
CREATE TABLE gesture (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id    INTEGER NOT NULL REFERENCES message (id),
  act           TEXT    NOT NULL CHECK (act IN ('react', 'edit', 'revoke')),
  words         TEXT    NOT NULL DEFAULT '', -- the emoji, or the new text
  connection_id INTEGER NOT NULL REFERENCES connection (id),
  client_id     TEXT    NOT NULL UNIQUE,
  state         TEXT    NOT NULL CHECK (state IN ('queued', 'sending', 'done', 'failed', 'dropped')),
  attempt       INTEGER NOT NULL DEFAULT 0,
  made_at       INTEGER NOT NULL,
  next_at       INTEGER NOT NULL DEFAULT 0,
  fault_code    TEXT    NOT NULL DEFAULT '',
  raw_code      TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX gesture_one ON gesture (message_id, act) WHERE state = 'queued';
CREATE INDEX gesture_message ON gesture (message_id, id);
CREATE INDEX gesture_due ON gesture (connection_id, next_at, id) WHERE state IN ('queued', 'sending');

-- Files that the operator gave the program for messages that are not written yet. A row speaks for its file as an attachment does.
CREATE TABLE upload (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  at     INTEGER NOT NULL,
  mime   TEXT    NOT NULL,
  name   TEXT    NOT NULL,
  bytes  INTEGER NOT NULL,
  width  INTEGER NOT NULL DEFAULT 0,
  height INTEGER NOT NULL DEFAULT 0,
  sha256 TEXT    NOT NULL
) STRICT;
CREATE INDEX upload_sum ON upload (sha256);
CREATE INDEX attachment_sum ON attachment (sha256) WHERE sha256 <> '';

ALTER TABLE attachment ADD COLUMN wave BLOB NOT NULL DEFAULT x'';                                   -- loudness along a voice message
ALTER TABLE message ADD COLUMN often INTEGER NOT NULL DEFAULT 0 CHECK (often IN (0, 1));            -- forwarded many times
ALTER TABLE message ADD COLUMN starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1));
ALTER TABLE message ADD COLUMN listened INTEGER NOT NULL DEFAULT 0 CHECK (listened IN (0, 1));      -- a voice message, by the operator
CREATE INDEX message_starred ON message (contact_id, at, id) WHERE starred = 1;
