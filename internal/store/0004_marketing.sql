-- Whether a customer stopped marketing messages, and when they last said so: of two words the later counts, however late the other comes.
ALTER TABLE contact ADD COLUMN marketing_stopped INTEGER NOT NULL DEFAULT 0 CHECK (marketing_stopped IN (0, 1));
ALTER TABLE contact ADD COLUMN marketing_at INTEGER NOT NULL DEFAULT 0;
