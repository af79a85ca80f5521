-- Quick replies: what the operator keeps to say again.
CREATE TABLE reply (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  shortcut   TEXT    NOT NULL, -- in the form of desk.Shortcut, without the slash
  text       TEXT    NOT NULL,
  uses       INTEGER NOT NULL DEFAULT 0,
  deleted_at INTEGER NOT NULL DEFAULT 0 -- until it cannot be brought back any more
) STRICT;
CREATE UNIQUE INDEX reply_shortcut ON reply (shortcut) WHERE deleted_at = 0;
