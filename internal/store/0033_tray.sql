-- Files that wait below a conversation for their message, in the order in which they lie there. An upload of no ticket waits elsewhere,
-- such as in the form of a quick reply.
ALTER TABLE upload ADD COLUMN ticket_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE upload ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
ALTER TABLE upload ADD COLUMN key TEXT NOT NULL DEFAULT '';      -- of the message that it becomes: it is sent once however often it is tried
ALTER TABLE upload ADD COLUMN kind TEXT NOT NULL DEFAULT '' CHECK (kind IN ('', 'image', 'video', 'voice', 'audio', 'document', 'sticker'));
ALTER TABLE upload ADD COLUMN caption TEXT NOT NULL DEFAULT '';
ALTER TABLE upload ADD COLUMN millis INTEGER NOT NULL DEFAULT 0; -- of what was spoken: its length
ALTER TABLE upload ADD COLUMN wave BLOB NOT NULL DEFAULT x'';    -- and its loudness
CREATE INDEX upload_ticket ON upload (ticket_id, place) WHERE ticket_id > 0;
