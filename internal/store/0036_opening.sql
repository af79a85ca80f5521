-- The step that made the ticket of a message an open one, while the message can still be taken back; 0: none did.
ALTER TABLE message ADD COLUMN step_id INTEGER NOT NULL DEFAULT 0;
