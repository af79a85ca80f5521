-- What the operator does to tickets, each step with what stood before, so that it can be taken back exactly.
ALTER TABLE ticket ADD COLUMN muted INTEGER NOT NULL DEFAULT 0 CHECK (muted IN (0, 1));
ALTER TABLE ticket ADD COLUMN reason_id INTEGER NOT NULL DEFAULT 0 CHECK (reason_id = 0 OR status = 'closed'); -- why it was closed
ALTER TABLE ticket ADD COLUMN year INTEGER NOT NULL DEFAULT 0; -- of its protocol number; the rest of that is its id
UPDATE ticket SET year = CAST(strftime('%Y', opened_at / 1000, 'unixepoch', 'localtime') AS INTEGER);

CREATE TABLE reason (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT    NOT NULL CHECK (name <> ''),
  removed_at INTEGER NOT NULL DEFAULT 0 -- tickets that were closed for it keep it
) STRICT;

-- A tag hangs on the contact and shows on all tickets of the contact.
CREATE TABLE tag (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  name  TEXT    NOT NULL CHECK (name <> ''),
  color INTEGER NOT NULL CHECK (color BETWEEN 1 AND 8)
) STRICT;
CREATE TABLE contact_tag (
  contact_id INTEGER NOT NULL REFERENCES contact (id),
  tag_id     INTEGER NOT NULL REFERENCES tag (id),
  PRIMARY KEY (contact_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_tag_tag ON contact_tag (tag_id);

CREATE TABLE step (
  id  INTEGER PRIMARY KEY AUTOINCREMENT,
  act TEXT    NOT NULL CHECK (act IN ('take', 'close', 'reopen', 'snooze', 'wake', 'pin', 'unpin', 'mute', 'unmute', 'unread', 'tag', 'untag')),
  at  INTEGER NOT NULL
) STRICT;
CREATE TABLE step_change (
  step_id   INTEGER NOT NULL REFERENCES step (id),
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  col       TEXT    NOT NULL CHECK (col IN
    ('status', 'closed_at', 'imported', 'snoozed_until', 'pinned', 'muted', 'marked', 'reason_id', 'tag', 'line')),
  before    ANY,
  after     ANY, -- of a tag the other is 0; of a line in the conversation this is its message
  PRIMARY KEY (step_id, ticket_id, col)
) STRICT, WITHOUT ROWID;
CREATE INDEX step_change_ticket ON step_change (ticket_id, col, step_id);
