-- What connections did today, and what befell them lately.
CREATE INDEX delivery_day ON delivery (connection_id, ended_at) WHERE ended_at > 0;

CREATE TABLE event (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  at            INTEGER NOT NULL,
  kind          TEXT    NOT NULL, -- the page has words for each
  channel_id    INTEGER NOT NULL REFERENCES channel (id),
  connection_id INTEGER REFERENCES connection (id),
  code          TEXT    NOT NULL DEFAULT '' -- why
) STRICT;
