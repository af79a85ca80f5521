-- People: what the operator keeps of them, and what is done to many of them at once, with what stood before.
ALTER TABLE contact ADD COLUMN blocked_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN erased_at INTEGER NOT NULL DEFAULT 0; -- what is left of them names nobody
-- Where they stand in the list, and all by which they are found there: their title first. NULL until it is written anew.
ALTER TABLE contact ADD COLUMN listed TEXT;
CREATE INDEX contact_listed ON contact (listed, id) WHERE erased_at = 0;
CREATE INDEX contact_unlisted ON contact (id) WHERE listed IS NULL AND erased_at = 0;
CREATE TRIGGER contact_relisted AFTER UPDATE OF name, saved, pushed ON contact
  WHEN (old.name, old.saved, old.pushed) IS NOT (new.name, new.saved, new.pushed)
  BEGIN UPDATE contact SET listed=NULL WHERE id=new.id; END;
CREATE TRIGGER address_listed AFTER INSERT ON address
  BEGIN UPDATE contact SET listed=NULL WHERE id=new.contact_id AND listed IS NOT NULL; END;
CREATE TRIGGER address_relisted AFTER UPDATE OF value, contact_id ON address
  WHEN (old.value, old.contact_id) IS NOT (new.value, new.contact_id)
  BEGIN UPDATE contact SET listed=NULL WHERE id IN (old.contact_id, new.contact_id); END;
CREATE TRIGGER address_unlisted AFTER DELETE ON address
  BEGIN UPDATE contact SET listed=NULL WHERE id=old.contact_id; END;

-- What the operator wants to know of everybody.
CREATE TABLE field (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT    NOT NULL CHECK (name <> ''),
  variable   TEXT    NOT NULL CHECK (variable <> ''), -- what stands for it between braces
  kind       TEXT    NOT NULL CHECK (kind IN ('text', 'date', 'number'))
) STRICT;
CREATE UNIQUE INDEX field_variable ON field (variable);
CREATE TABLE contact_field (
  contact_id INTEGER NOT NULL REFERENCES contact (id),
  field_id   INTEGER NOT NULL REFERENCES field (id),
  value      TEXT    NOT NULL CHECK (value <> ''),
  PRIMARY KEY (contact_id, field_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_field_field ON contact_field (field_id);

-- An import or a merge, which can be taken back as a whole: every row that it changed, as JSON of its columns.
CREATE TABLE contact_step (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  act      TEXT    NOT NULL CHECK (act IN ('import', 'merge')),
  name     TEXT    NOT NULL DEFAULT '', -- of the file, or of who went into another
  kept_id  INTEGER NOT NULL DEFAULT 0,
  gone_id  INTEGER NOT NULL DEFAULT 0,
  changed  INTEGER NOT NULL DEFAULT 0,  -- contacts
  at       INTEGER NOT NULL
) STRICT;
CREATE TABLE contact_change (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  step_id    INTEGER NOT NULL REFERENCES contact_step (id),
  contact_id INTEGER NOT NULL, -- whom it is about, 0: it is about neither alone
  tbl        TEXT    NOT NULL,
  before     TEXT    NOT NULL, -- empty: the row was made
  after      TEXT    NOT NULL  -- empty: the row was removed
) STRICT;
CREATE INDEX contact_change_step ON contact_change (step_id, id);
CREATE INDEX contact_change_contact ON contact_change (contact_id);
