package house

import (
	"fmt"
	"strings"
)

// people makes tags, reasons, contacts and tickets. Of the newest tickets 3 in 10 are pending, 3 open and 4 closed; earlier ones are closed.
// What talk says of tickets, such as when they began, comes after it.
func (p Plan) people() []string {
	count := func(n int) string {
		return fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<%d) ", n)
	}
	first, last := listOf(firstNames), listOf(lastNames)
	// Few have a name that few have: looking for it means looking at everyone.
	name := fmt.Sprintf(`CASE WHEN i%%1000=5 THEN '%s' ELSE json_extract('%s', '$['||((i*7+%d)%%%d)||']') END||' '||json_extract('%s', '$['||((i*13)%%%d)||']')`,
		RareName, first, p.Seed%1000, len(firstNames), last, len(lastNames))
	queries := []string{
		fmt.Sprintf("UPDATE connection SET number='%s'", number),
		"INSERT INTO setting(key, value) VALUES('welcomed', '1') ON CONFLICT DO UPDATE SET value='1'",
	}
	for i, tag := range tags {
		queries = append(queries, fmt.Sprintf("INSERT INTO tag(id, name, color) VALUES(%d, '%s', %d)", i+1, tag, 1+i%8))
	}
	for i, reason := range reasons {
		queries = append(queries, fmt.Sprintf("INSERT INTO reason(id, name) VALUES(%d, '%s')", i+1, reason))
	}
	return append(queries,
		"INSERT INTO contact(id, pushed, saved, note) "+count(p.Contacts())+"SELECT i, "+name+", CASE WHEN i%3=0 THEN "+name+
			" ELSE '' END, CASE WHEN i%40=0 THEN 'Prefere retirar depois das 18h.' ELSE '' END FROM n",
		"INSERT INTO address(scheme, value, contact_id) "+count(p.Contacts())+"SELECT 'phone', printf('551197%07d', i), i FROM n",
		fmt.Sprintf("INSERT INTO contact_tag(contact_id, tag_id) "+count(p.Contacts())+"SELECT i, 1+(i/3)%%%d FROM n WHERE i%%3=0", len(tags)),
		fmt.Sprintf("INSERT INTO ticket(id, channel_id, contact_id, status) "+count(earlier*p.regulars())+"SELECT i, 1, 1+(i-1)%%%d, 'closed' FROM n", p.regulars()),
		fmt.Sprintf("INSERT INTO ticket(id, channel_id, contact_id, status, pinned) "+count(p.Contacts())+
			"SELECT %d+i, 1, i, CASE WHEN i%%10<3 THEN 'pending' WHEN i%%10<6 THEN 'open' ELSE 'closed' END, i%%500=4 FROM n", earlier*p.regulars()))
}

// consequences are rows that follow from messages: what the network knows of them, and what tickets say of them.
func (p Plan) consequences() []string {
	return []string{
		`INSERT INTO sighting(connection_id, contact_id, direction, remote_id, message_id)
			SELECT 1, contact_id, direction, printf('3EB0%016X', id), id FROM message ORDER BY contact_id, direction, id`,
		`INSERT INTO delivery(message_id, act, contact_id, connection_id, client_id, state, attempt, started_at, ended_at)
			SELECT id, 'say', contact_id, 1, printf('3EB0%016X', id), 'accepted', 1, at, at FROM message WHERE direction='out' ORDER BY id`,
		"UPDATE notice SET message=(SELECT max(id) FROM message)", // of what came in years past nobody has to be told
		"INSERT INTO last_inbound(contact_id, number, at) SELECT contact_id, '" + number + "', max(at) FROM message WHERE direction='in' GROUP BY contact_id",
		`UPDATE ticket SET opened_at=t.began, year=CAST(strftime('%Y', t.began/1000, 'unixepoch') AS INTEGER),
			closed_at=CASE WHEN status='closed' THEN t.ended+600000 ELSE 0 END,` +
			fmt.Sprintf(` reason_id=CASE WHEN status='closed' THEN id%%%d ELSE 0 END`, len(reasons)+1) + `
			FROM (SELECT ticket_id, min(at) AS began, max(at) AS ended FROM message GROUP BY ticket_id) t WHERE t.ticket_id=ticket.id`,
	}
}

// listOf is words as a JSON list within an SQL text; none holds a quotation mark.
func listOf(words []string) string { return `["` + strings.Join(words, `","`) + `"]` }
