-- Files that go along with a quick reply. A row speaks for its file as an attachment does.
CREATE TABLE reply_file (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  reply_id INTEGER NOT NULL REFERENCES reply (id),
  mime     TEXT    NOT NULL,
  name     TEXT    NOT NULL,
  bytes    INTEGER NOT NULL,
  width    INTEGER NOT NULL DEFAULT 0,
  height   INTEGER NOT NULL DEFAULT 0,
  sha256   TEXT    NOT NULL
) STRICT;
CREATE INDEX reply_file_of ON reply_file (reply_id, id);
CREATE INDEX reply_file_sum ON reply_file (sha256);
