-- What the search index, which follows behind and lies in a file of its own, has to look at once more. New messages and contacts it finds
-- by their ids. Triggers write this, so that no change of a text can be forgotten: what was deleted must not be found any more.
CREATE TABLE search_todo (
  seq  INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT    NOT NULL CHECK (kind IN ('message', 'contact')),
  of   INTEGER NOT NULL
) STRICT;
CREATE TRIGGER message_reworded AFTER UPDATE OF body, content, contact_id, kind, at, revoked_at ON message
  WHEN (old.body, old.content, old.contact_id, old.kind, old.at, old.revoked_at) IS NOT (new.body, new.content, new.contact_id, new.kind, new.at, new.revoked_at)
  BEGIN INSERT INTO search_todo(kind, of) VALUES('message', new.id); END;
CREATE TRIGGER message_dropped AFTER DELETE ON message
  BEGIN INSERT INTO search_todo(kind, of) VALUES('message', old.id); END;
CREATE TRIGGER attachment_added AFTER INSERT ON attachment WHEN new.name<>''
  BEGIN INSERT INTO search_todo(kind, of) VALUES('message', new.message_id); END;
CREATE TRIGGER attachment_renamed AFTER UPDATE OF name, message_id ON attachment
  WHEN (old.name, old.message_id) IS NOT (new.name, new.message_id)
  BEGIN INSERT INTO search_todo(kind, of) VALUES('message', old.message_id), ('message', new.message_id); END;
CREATE TRIGGER attachment_dropped AFTER DELETE ON attachment WHEN old.name<>''
  BEGIN INSERT INTO search_todo(kind, of) VALUES('message', old.message_id); END;
CREATE TRIGGER contact_renamed AFTER UPDATE OF name, saved, pushed ON contact
  WHEN (old.name, old.saved, old.pushed) IS NOT (new.name, new.saved, new.pushed)
  BEGIN INSERT INTO search_todo(kind, of) VALUES('contact', new.id); END;
CREATE TRIGGER contact_dropped AFTER DELETE ON contact
  BEGIN INSERT INTO search_todo(kind, of) VALUES('contact', old.id); END;
CREATE TRIGGER address_added AFTER INSERT ON address
  BEGIN INSERT INTO search_todo(kind, of) VALUES('contact', new.contact_id); END;
CREATE TRIGGER address_moved AFTER UPDATE OF value, contact_id ON address
  WHEN (old.value, old.contact_id) IS NOT (new.value, new.contact_id)
  BEGIN INSERT INTO search_todo(kind, of) VALUES('contact', old.contact_id), ('contact', new.contact_id); END;
CREATE TRIGGER address_dropped AFTER DELETE ON address
  BEGIN INSERT INTO search_todo(kind, of) VALUES('contact', old.contact_id); END;
