-- foreign keys: off
-- Groups. A group is a contact of the scheme 'group'; in each channel it has one ticket, of a status of its own, that nobody takes, closes
-- or snoozes. To let a status in, the table is made anew, as SQLite wants it done; the number after the greatest ticket there ever was
-- stays the next one, because protocols hold it.
CREATE TABLE ticket_anew (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  channel_id        INTEGER NOT NULL REFERENCES channel (id),
  contact_id        INTEGER NOT NULL REFERENCES contact (id),
  status            TEXT    NOT NULL CHECK (status IN ('pending', 'open', 'closed', 'group')),
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
  draft             TEXT    NOT NULL DEFAULT '',
  muted             INTEGER NOT NULL DEFAULT 0 CHECK (muted IN (0, 1)),
  reason_id         INTEGER NOT NULL DEFAULT 0 CHECK (reason_id = 0 OR status = 'closed'), -- why it was closed
  year              INTEGER NOT NULL DEFAULT 0, -- of its protocol number; the rest of that is its id
  waits             INTEGER AS (CASE waiting_since WHEN 0 THEN 9223372036854775807 ELSE waiting_since END), -- those last in which nobody waits
  woke_at           INTEGER NOT NULL DEFAULT 0, -- when its snooze ended by the clock, until the operator was told; 0 = nothing is to be told
  CHECK (status <> 'group' OR snoozed_until = 0 AND waiting_since = 0)
) STRICT;
INSERT INTO ticket_anew(id, channel_id, contact_id, status, snoozed_until, pinned, imported, unread, marked, last_message_id, last_at, waiting_since,
    out_connection_id, out_at, opened_at, closed_at, draft, muted, reason_id, year, woke_at)
  SELECT id, channel_id, contact_id, status, snoozed_until, pinned, imported, unread, marked, last_message_id, last_at, waiting_since,
    out_connection_id, out_at, opened_at, closed_at, draft, muted, reason_id, year, woke_at FROM ticket;
DELETE FROM sqlite_sequence WHERE name = 'ticket_anew';
INSERT INTO sqlite_sequence(name, seq) SELECT 'ticket_anew', seq FROM sqlite_sequence WHERE name = 'ticket';
DROP TABLE ticket;
ALTER TABLE ticket_anew RENAME TO ticket;
CREATE UNIQUE INDEX ticket_live ON ticket (channel_id, contact_id) WHERE status <> 'closed';
CREATE INDEX ticket_list ON ticket (status, pinned, last_at, id);
CREATE INDEX ticket_wait ON ticket (status, unpinned, waits, id);
CREATE INDEX ticket_snoozed ON ticket (snoozed_until, id) WHERE snoozed_until > 0;
CREATE INDEX ticket_next ON ticket (waiting_since, id) WHERE waiting_since > 0 AND status <> 'closed';
CREATE INDEX ticket_contact ON ticket (contact_id);
CREATE INDEX ticket_channel ON ticket (channel_id, id);
CREATE INDEX ticket_woke ON ticket (woke_at, id) WHERE woke_at > 0;

ALTER TABLE contact ADD COLUMN is_group INTEGER NOT NULL DEFAULT 0 CHECK (is_group IN (0, 1));

-- Who wrote in a group. They are no contacts: most never wrote to us. One person may be known by a number, by a hidden one, or by both.
CREATE TABLE author (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  contact_id INTEGER NOT NULL REFERENCES contact (id), -- the group
  name       TEXT    NOT NULL DEFAULT '',              -- chosen by themselves
  saved      TEXT    NOT NULL DEFAULT '',              -- in the phone's address book
  told_at    INTEGER NOT NULL DEFAULT 0,               -- when the name was told
  color      INTEGER NOT NULL CHECK (color BETWEEN 1 AND 8),
  last_at    INTEGER NOT NULL DEFAULT 0                -- when they wrote last, 0: they never did
) STRICT;
CREATE INDEX author_group ON author (contact_id, last_at);
CREATE TABLE author_address (
  contact_id INTEGER NOT NULL REFERENCES contact (id), -- the group
  scheme     TEXT    NOT NULL,
  value      TEXT    NOT NULL,
  author_id  INTEGER NOT NULL REFERENCES author (id),
  PRIMARY KEY (contact_id, scheme, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX author_address_of ON author_address (author_id);
ALTER TABLE message ADD COLUMN author_id INTEGER NOT NULL DEFAULT 0; -- of what somebody wrote in a group

-- In a group each person has a reaction of their own; between two it is one for each side.
CREATE TABLE reaction_anew (
  message_id INTEGER NOT NULL REFERENCES message (id),
  direction  TEXT    NOT NULL CHECK (direction IN ('in', 'out')), -- who reacted
  author_id  INTEGER NOT NULL DEFAULT 0,                          -- of the others in a group
  emoji      TEXT    NOT NULL,                                    -- empty: removed
  at         INTEGER NOT NULL,
  by_id      TEXT    NOT NULL,
  PRIMARY KEY (message_id, direction, author_id)
) STRICT, WITHOUT ROWID;
INSERT INTO reaction_anew(message_id, direction, emoji, at, by_id) SELECT message_id, direction, emoji, at, by_id FROM reaction;
DROP TABLE reaction;
ALTER TABLE reaction_anew RENAME TO reaction;
