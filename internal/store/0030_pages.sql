-- How many pages a document says it has, 0 if that is not known.
ALTER TABLE attachment ADD COLUMN pages INTEGER NOT NULL DEFAULT 0;
ALTER TABLE upload ADD COLUMN pages INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reply_file ADD COLUMN pages INTEGER NOT NULL DEFAULT 0;
