-- An attempt that was sent again although an earlier try of it may have arrived. Whatever becomes of the later try, the earlier one
-- stays unknown, so no other connection may take the message.
ALTER TABLE delivery ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0 CHECK (doubtful IN (0, 1));
