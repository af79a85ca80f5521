-- The removal of a channel: what was chosen, how far it has come, and everything that takes it back.
CREATE TABLE removal (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  channel_id INTEGER NOT NULL REFERENCES channel (id),
  target_id  INTEGER NOT NULL DEFAULT 0, -- where everything goes; 0: the channel is archived with all it has
  state      TEXT    NOT NULL CHECK (state IN ('draining', 'moving', 'handing', 'unlinking', 'done', 'undoing', 'undone', 'purged')),
  counts     TEXT    NOT NULL DEFAULT '{}', -- JSON: what hung on it
  began_at   INTEGER NOT NULL,
  ended_at   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX removal_one ON removal (channel_id) WHERE state NOT IN ('undone', 'purged');

CREATE TABLE removal_connection (
  removal_id    INTEGER NOT NULL REFERENCES removal (id),
  connection_id INTEGER NOT NULL REFERENCES connection (id),
  fate          TEXT    NOT NULL CHECK (fate IN ('hand_over', 'remove', 'unlink')),
  PRIMARY KEY (removal_id, connection_id)
) STRICT, WITHOUT ROWID;

-- The routes of all channels as they stood before.
CREATE TABLE removal_route (
  removal_id    INTEGER NOT NULL REFERENCES removal (id),
  channel_id    INTEGER NOT NULL REFERENCES channel (id),
  connection_id INTEGER NOT NULL REFERENCES connection (id),
  position      INTEGER NOT NULL,
  PRIMARY KEY (removal_id, channel_id, connection_id)
) STRICT, WITHOUT ROWID;

-- Every column that was changed, in order. Undoing goes through them backwards and leaves alone what was changed again since.
CREATE TABLE removal_change (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  removal_id INTEGER NOT NULL REFERENCES removal (id),
  tbl        TEXT    NOT NULL,
  row_id     INTEGER NOT NULL,
  col        TEXT    NOT NULL,
  before     ANY,
  after      ANY
) STRICT;
CREATE INDEX removal_change_of ON removal_change (removal_id, id);
CREATE INDEX ticket_channel ON ticket (channel_id, id);
