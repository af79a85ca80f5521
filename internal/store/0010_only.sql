ALTER TABLE message ADD COLUMN only_by INTEGER NOT NULL DEFAULT 0; -- the connection that it was chosen for, and no other; 0: none
