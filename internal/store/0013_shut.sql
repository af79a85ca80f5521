-- When the network last refused free text to a customer because its 24 hours were over. Our count of them is an estimate; this is not.
ALTER TABLE last_inbound ADD COLUMN shut_at INTEGER NOT NULL DEFAULT 0;
