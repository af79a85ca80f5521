-- When a customer last came to an address, and when they last left it: what is sent goes to none that was left since.
ALTER TABLE address ADD COLUMN came_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE address ADD COLUMN left_at INTEGER NOT NULL DEFAULT 0;
