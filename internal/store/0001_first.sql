-- Times are unix milliseconds, 0 = none. Ids are never used twice.
CREATE TABLE channel (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT    NOT NULL,
  position    INTEGER NOT NULL DEFAULT 0,
  policy      TEXT    NOT NULL DEFAULT 'automatic' CHECK (policy IN ('automatic', 'ask', 'never')),
  archived_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE connection (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  channel_id INTEGER NOT NULL REFERENCES channel (id),
  kind       TEXT    NOT NULL,
  name       TEXT    NOT NULL DEFAULT '',
  number     TEXT    NOT NULL DEFAULT '',
  account    TEXT    NOT NULL DEFAULT '', -- opaque to all but the adapter
  wanted     INTEGER NOT NULL DEFAULT 1 CHECK (wanted IN (0, 1)), -- 0: the operator disconnected it
  health     TEXT    NOT NULL DEFAULT 'off' CHECK (health IN
    ('off', 'pairing', 'connecting', 'online', 'retrying', 'signed_out', 'blocked', 'removing')),
  fault_code TEXT    NOT NULL DEFAULT '',
  since      INTEGER NOT NULL DEFAULT 0,
  retry_at   INTEGER NOT NULL DEFAULT 0,
  percent    INTEGER NOT NULL DEFAULT 0, -- of the history the phone announced
  removed_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX connection_channel ON connection (channel_id);

CREATE TABLE route (
  channel_id    INTEGER NOT NULL REFERENCES channel (id),
  connection_id INTEGER NOT NULL REFERENCES connection (id),
  position      INTEGER NOT NULL,
  PRIMARY KEY (channel_id, position),
  UNIQUE (channel_id, connection_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  name    TEXT NOT NULL DEFAULT '', -- given by the operator
  saved   TEXT NOT NULL DEFAULT '', -- in the phone's address book
  pushed  TEXT NOT NULL DEFAULT '', -- chosen by the customer
  pushed_at INTEGER NOT NULL DEFAULT 0,
  note    TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE address (
  scheme     TEXT    NOT NULL,
  value      TEXT    NOT NULL,
  contact_id INTEGER NOT NULL REFERENCES contact (id),
  PRIMARY KEY (scheme, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX address_contact ON address (contact_id);

CREATE TABLE ticket (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  channel_id        INTEGER NOT NULL REFERENCES channel (id),
  contact_id        INTEGER NOT NULL REFERENCES contact (id),
  status            TEXT    NOT NULL CHECK (status IN ('pending', 'open', 'closed')),
  snoozed_until     INTEGER NOT NULL DEFAULT 0,
  pinned            INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
  unpinned          INTEGER NOT NULL AS (1 - pinned), -- so that a list's order is one range of one index, read one way
  imported          INTEGER NOT NULL DEFAULT 0 CHECK (imported IN (0, 1)),
  unread            INTEGER NOT NULL DEFAULT 0,
  marked            INTEGER NOT NULL DEFAULT 0 CHECK (marked IN (0, 1)), -- marked unread by hand
  last_message_id   INTEGER NOT NULL DEFAULT 0,
  last_at           INTEGER NOT NULL DEFAULT 0,
  waiting_since     INTEGER NOT NULL DEFAULT 0,
  out_connection_id INTEGER NOT NULL DEFAULT 0,
  out_at            INTEGER NOT NULL DEFAULT 0,
  opened_at         INTEGER NOT NULL DEFAULT 0,
  closed_at         INTEGER NOT NULL DEFAULT 0,
  draft             TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX ticket_live ON ticket (channel_id, contact_id) WHERE status <> 'closed';
CREATE INDEX ticket_list ON ticket (status, pinned, last_at, id);
CREATE INDEX ticket_wait ON ticket (status, unpinned, waiting_since, id);
CREATE INDEX ticket_snoozed ON ticket (snoozed_until, id) WHERE snoozed_until > 0;
CREATE INDEX ticket_next ON ticket (waiting_since, id) WHERE waiting_since > 0 AND status <> 'closed';
CREATE INDEX ticket_contact ON ticket (contact_id);

CREATE TABLE message (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id     INTEGER NOT NULL REFERENCES ticket (id),
  contact_id    INTEGER NOT NULL REFERENCES contact (id),
  connection_id INTEGER NOT NULL DEFAULT 0,
  direction     TEXT    NOT NULL CHECK (direction IN ('in', 'out', 'note', 'system')),
  origin        TEXT    NOT NULL CHECK (origin IN ('customer', 'operator', 'phone', 'routine', 'assist', 'api')),
  kind          TEXT    NOT NULL,
  body          TEXT    NOT NULL DEFAULT '',
  reply_to      INTEGER NOT NULL DEFAULT 0,
  reply_remote  TEXT    NOT NULL DEFAULT '', -- what it answers, while that has not arrived
  reply_text    TEXT    NOT NULL DEFAULT '',
  forwarded     INTEGER NOT NULL DEFAULT 0 CHECK (forwarded IN (0, 1)),
  at            INTEGER NOT NULL,
  received_at   INTEGER NOT NULL,
  status        TEXT    NOT NULL CHECK (status IN ('received', 'queued', 'accepted', 'sent', 'delivered', 'read',
                  'played', 'unsure', 'held', 'failed', 'cancelled')),
  fault_code    TEXT    NOT NULL DEFAULT '',
  seen          INTEGER NOT NULL DEFAULT 1 CHECK (seen IN (0, 1)), -- by the operator
  told          INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)), -- the customer was told it was read
  edited_at     INTEGER NOT NULL DEFAULT 0,
  edited_by     TEXT    NOT NULL DEFAULT '', -- the edit's own id: of two edits of one moment the greater wins
  revoked_at    INTEGER NOT NULL DEFAULT 0,
  send_key      TEXT    NOT NULL DEFAULT '' -- made by the page: one press of send is one message
) STRICT;
CREATE UNIQUE INDEX message_key ON message (send_key) WHERE send_key <> '';
CREATE INDEX message_page ON message (contact_id, at, id);
CREATE INDEX message_quote ON message (contact_id, reply_remote) WHERE reply_remote <> '';
CREATE INDEX message_ticket ON message (ticket_id, at, id);
CREATE INDEX message_unseen ON message (ticket_id, id) WHERE seen = 0;
CREATE INDEX message_untold ON message (connection_id, id) WHERE direction = 'in' AND seen = 1 AND told = 0;

-- A message's id on each connection that saw it.
CREATE TABLE sighting (
  connection_id INTEGER NOT NULL REFERENCES connection (id),
  contact_id    INTEGER NOT NULL REFERENCES contact (id),
  direction     TEXT    NOT NULL CHECK (direction IN ('in', 'out')),
  remote_id     TEXT    NOT NULL,
  message_id    INTEGER NOT NULL REFERENCES message (id),
  PRIMARY KEY (contact_id, connection_id, direction, remote_id) -- contact first: contacts are merged
) STRICT, WITHOUT ROWID;
CREATE INDEX sighting_message ON sighting (message_id);

-- What was said about a message that has not arrived yet. Applied and removed when it does.
CREATE TABLE early (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  connection_id INTEGER NOT NULL REFERENCES connection (id),
  contact_id    INTEGER NOT NULL REFERENCES contact (id),
  direction     TEXT    NOT NULL CHECK (direction IN ('in', 'out')),
  remote_id     TEXT    NOT NULL,
  event         TEXT    NOT NULL, -- JSON of the event
  UNIQUE (contact_id, connection_id, direction, remote_id, event)
) STRICT;

CREATE TABLE reaction (
  message_id INTEGER NOT NULL REFERENCES message (id),
  direction  TEXT    NOT NULL CHECK (direction IN ('in', 'out')), -- who reacted
  emoji      TEXT    NOT NULL,                                    -- empty: removed
  at         INTEGER NOT NULL,
  by_id      TEXT    NOT NULL,
  PRIMARY KEY (message_id, direction)
) STRICT, WITHOUT ROWID;

CREATE TABLE attachment (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id INTEGER NOT NULL UNIQUE REFERENCES message (id),
  kind       TEXT    NOT NULL,
  mime       TEXT    NOT NULL DEFAULT '',
  name       TEXT    NOT NULL DEFAULT '',
  bytes      INTEGER NOT NULL DEFAULT 0,
  width      INTEGER NOT NULL DEFAULT 0,
  height     INTEGER NOT NULL DEFAULT 0,
  millis     INTEGER NOT NULL DEFAULT 0,
  sha256     TEXT    NOT NULL DEFAULT '',
  state      TEXT    NOT NULL CHECK (state IN ('remote', 'wanted', 'fetching', 'ready', 'gone', 'failed')),
  remote     BLOB    NOT NULL DEFAULT x''
) STRICT;
CREATE INDEX attachment_wanted ON attachment (state, id) WHERE state IN ('wanted', 'fetching');

CREATE TABLE delivery (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id    INTEGER NOT NULL REFERENCES message (id),
  act           TEXT    NOT NULL CHECK (act IN ('say', 'react', 'edit', 'revoke')),
  contact_id    INTEGER NOT NULL REFERENCES contact (id),
  connection_id INTEGER NOT NULL REFERENCES connection (id),
  client_id     TEXT    NOT NULL UNIQUE,
  state         TEXT    NOT NULL CHECK (state IN ('queued', 'sending', 'accepted', 'failed', 'held', 'unsure', 'cancelled')),
  attempt       INTEGER NOT NULL DEFAULT 0,
  hop           INTEGER NOT NULL DEFAULT 0,
  next_at       INTEGER NOT NULL DEFAULT 0,
  fault_code    TEXT    NOT NULL DEFAULT '',
  raw_code      TEXT    NOT NULL DEFAULT '',
  started_at    INTEGER NOT NULL DEFAULT 0,
  ended_at      INTEGER NOT NULL DEFAULT 0,
  CHECK ((ended_at > 0) = (state NOT IN ('queued', 'sending', 'unsure', 'held')))
) STRICT;
CREATE UNIQUE INDEX delivery_one ON delivery (message_id, act) WHERE state IN ('queued', 'sending', 'unsure', 'held');
CREATE INDEX delivery_due ON delivery (connection_id, next_at, id) WHERE state = 'queued';
CREATE INDEX delivery_line ON delivery (contact_id, id) WHERE state IN ('queued', 'sending');
CREATE INDEX delivery_contact ON delivery (contact_id);
CREATE INDEX delivery_message ON delivery (message_id);

CREATE TABLE history_chunk (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  connection_id INTEGER NOT NULL REFERENCES connection (id),
  ord           INTEGER NOT NULL,
  percent       INTEGER NOT NULL,
  blob          BLOB    NOT NULL,
  attempt       INTEGER NOT NULL DEFAULT 0,
  UNIQUE (connection_id, ord, blob)
) STRICT;

CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
