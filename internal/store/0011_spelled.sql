-- A number of ours is kept in one spelling. Brazilian mobile numbers of before the ninth digit began with 6 to 9.
UPDATE connection SET number = substr(number, 1, 4) || '9' || substr(number, 5) WHERE number GLOB '55[0-9][0-9][6-9]*' AND length(number)=12;
UPDATE message SET number = substr(number, 1, 4) || '9' || substr(number, 5) WHERE number GLOB '55[0-9][0-9][6-9]*' AND length(number)=12;
INSERT INTO last_inbound(contact_id, number, at)
  SELECT contact_id, substr(number, 1, 4) || '9' || substr(number, 5), at FROM last_inbound WHERE number GLOB '55[0-9][0-9][6-9]*' AND length(number)=12
  ON CONFLICT DO UPDATE SET at=max(at, excluded.at);
DELETE FROM last_inbound WHERE number GLOB '55[0-9][0-9][6-9]*' AND length(number)=12;
