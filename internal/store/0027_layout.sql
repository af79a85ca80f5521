-- Which columns the rows of a step are written down with, so that it can be taken back also where a newer program added some. Of the steps
-- before nobody knows that.
DELETE FROM contact_change;
DELETE FROM contact_step;
ALTER TABLE contact_step ADD COLUMN layout TEXT NOT NULL DEFAULT ''; -- JSON, by table
