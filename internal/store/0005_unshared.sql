-- The owner of this number did not share its old conversations.
ALTER TABLE connection ADD COLUMN unshared INTEGER NOT NULL DEFAULT 0 CHECK (unshared IN (0, 1));
