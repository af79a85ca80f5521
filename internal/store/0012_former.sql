-- A number that a customer left may be given to somebody else. What was said by it until then belongs to whom it belonged to.
CREATE TABLE former (
  scheme     TEXT    NOT NULL,
  value      TEXT    NOT NULL,
  until      INTEGER NOT NULL,
  contact_id INTEGER NOT NULL REFERENCES contact (id),
  PRIMARY KEY (scheme, value, until)
) STRICT, WITHOUT ROWID;
CREATE INDEX former_contact ON former (contact_id);
-- came_at is the last sign that a customer uses an address, told_at when the network last said that they came to it.
ALTER TABLE address ADD COLUMN told_at INTEGER NOT NULL DEFAULT 0;
UPDATE address SET told_at=came_at;
