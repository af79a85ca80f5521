-- Until when a message of ours stays here so that the operator can take it back; 0: it left at once. No try of it is due before.
ALTER TABLE message ADD COLUMN undo_until INTEGER NOT NULL DEFAULT 0;
