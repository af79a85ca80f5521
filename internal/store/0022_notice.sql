-- Up to which message the operator was told of what came: nothing is told twice, whatever was started again or is open beside it.
CREATE TABLE notice (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  message INTEGER NOT NULL
) STRICT;
INSERT INTO notice SELECT 1, coalesce(max(id), 0) FROM message;
