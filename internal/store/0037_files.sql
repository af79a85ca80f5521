-- What is shown as the pictures and documents of a conversation.
CREATE INDEX message_file ON message (contact_id, at, id) WHERE kind IN ('image', 'video', 'document', 'audio');
