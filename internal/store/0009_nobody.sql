-- Receipts that name no customer made contacts of nobody. Nothing can be told of them any more.
DELETE FROM early WHERE contact_id IN (SELECT c.id FROM contact c WHERE c.name='' AND c.note=''
  AND NOT EXISTS (SELECT 1 FROM address WHERE contact_id=c.id)
  AND NOT EXISTS (SELECT 1 FROM ticket WHERE contact_id=c.id)
  AND NOT EXISTS (SELECT 1 FROM message WHERE contact_id=c.id)
  AND NOT EXISTS (SELECT 1 FROM sighting WHERE contact_id=c.id)
  AND NOT EXISTS (SELECT 1 FROM delivery WHERE contact_id=c.id)
  AND NOT EXISTS (SELECT 1 FROM last_inbound WHERE contact_id=c.id));
DELETE FROM contact AS c WHERE c.name='' AND c.note=''
  AND NOT EXISTS (SELECT 1 FROM address WHERE contact_id=c.id)
  AND NOT EXISTS (SELECT 1 FROM ticket WHERE contact_id=c.id)
  AND NOT EXISTS (SELECT 1 FROM message WHERE contact_id=c.id)
  AND NOT EXISTS (SELECT 1 FROM sighting WHERE contact_id=c.id)
  AND NOT EXISTS (SELECT 1 FROM delivery WHERE contact_id=c.id)
  AND NOT EXISTS (SELECT 1 FROM last_inbound WHERE contact_id=c.id);
