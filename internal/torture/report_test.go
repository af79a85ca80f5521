package torture

import (
	"database/sql"
	"fmt"
	"hash/maphash"
	"strings"
	"time"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

// endOf is how much is shown of what is long.
const endOf = 4000

// report says what a trial that failed was waiting for: the calls of the network that the program did not take, with each try, what the
// program has not sent, and its last complaints.
func (x *trial) report() string {
	var b strings.Builder
	tries := map[uint64][]graphsim.Post{}
	posts := x.sim.Posts()
	for _, p := range posts {
		body := maphash.Bytes(bodies, p.Body)
		tries[body] = append(tries[body], p)
	}
	for body := range owed(posts) {
		for _, p := range tries[body] {
			fmt.Fprintf(&b, "%s try %d: %d\n", p.At.Format(time.StampMilli), p.Attempt, p.Status)
		}
		fmt.Fprintf(&b, "  of %.300s\n", tries[body][0].Body)
	}
	if x.db != nil {
		x.query("SELECT message_id, connection_id, state, attempt, fault_code FROM delivery WHERE state IN ('queued','sending')", func(s *sql.Rows) error {
			var message, connection int64
			var state, fault string
			var attempt int
			err := s.Scan(&message, &connection, &state, &attempt, &fault)
			fmt.Fprintf(&b, "message %d by %d: %s, try %d %s\n", message, connection, state, attempt, fault)
			return err
		})
	}
	if x.child != nil {
		said := x.child.complaints()
		b.WriteString(said[max(0, len(said)-endOf):])
	}
	return b.String()
}
