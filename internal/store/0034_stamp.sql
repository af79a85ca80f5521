-- What the search index was made of: each stamp is here before the index has it. A database that does not know the stamp of the index beside it
-- is not the one that the index was made of, or an older copy.
CREATE TABLE search_stamp (
  seq   INTEGER PRIMARY KEY AUTOINCREMENT,
  stamp TEXT NOT NULL UNIQUE
) STRICT;
