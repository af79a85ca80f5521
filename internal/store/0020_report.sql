-- The report reads what was said in a period, whatever the conversation, in the order of its time.
CREATE INDEX message_said_at ON message (at) WHERE direction IN ('in', 'out');
