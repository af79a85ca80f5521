-- Messages of ours whose link is still to be asked for its card. They do not leave before: what leaves is fixed first.
CREATE TABLE link_wanted (
  message_id INTEGER PRIMARY KEY REFERENCES message(id) ON DELETE CASCADE
) STRICT;

-- What the pages behind links said of themselves. No title: nothing is there.
CREATE TABLE link_card (
  link        TEXT PRIMARY KEY,
  title       TEXT NOT NULL,
  description TEXT NOT NULL,
  picture     TEXT NOT NULL,   -- a small JPEG as base64, empty if there is none
  found_at    INTEGER NOT NULL -- unix milliseconds
) STRICT;
CREATE INDEX link_card_found ON link_card (found_at);
