-- Calls: a line in the conversation each, and what a connection does about those that come in.
CREATE TABLE call (
  message_id INTEGER PRIMARY KEY REFERENCES message (id),
  remote_id  TEXT    NOT NULL, -- the call, as its network has it
  video      INTEGER NOT NULL CHECK (video IN (0, 1)),
  state      TEXT    NOT NULL CHECK (state IN ('ringing', 'missed', 'rejected', 'answered')),
  live       INTEGER NOT NULL CHECK (live IN (0, 1)), -- it was heard of while it rang
  duty       TEXT    NOT NULL CHECK (duty IN ('none', 'wanted', 'begun', 'done', 'given_up')), -- to reject it; begun: the network may know
  reply_id   INTEGER NOT NULL DEFAULT 0 -- the text that answered it
) STRICT;
CREATE INDEX call_ringing ON call (message_id) WHERE state = 'ringing' AND live = 1;
CREATE INDEX call_duty ON call (message_id) WHERE duty IN ('wanted', 'begun');
CREATE INDEX call_reply ON call (reply_id) WHERE reply_id > 0;

ALTER TABLE connection ADD COLUMN calls TEXT NOT NULL DEFAULT 'ring' CHECK (calls IN ('ring', 'reject'));
ALTER TABLE connection ADD COLUMN call_text TEXT NOT NULL DEFAULT ''; -- what answers a rejected call, empty for nothing
ALTER TABLE connection ADD COLUMN webphone INTEGER NOT NULL DEFAULT 0 CHECK (webphone IN (0, 1)); -- its tokens are in the vault
