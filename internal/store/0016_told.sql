-- What befell single messages is told beside what befell connections; the same thing within a minute is one line that counts.
ALTER TABLE event ADD COLUMN message_id INTEGER NOT NULL DEFAULT 0; -- 0: about none, or about several conversations
ALTER TABLE event ADD COLUMN times INTEGER NOT NULL DEFAULT 1;
-- To how many the same words went lately is counted before each message.
CREATE INDEX message_said ON message (at) WHERE direction = 'out' AND origin = 'operator';
