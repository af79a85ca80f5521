package store

// stampsKept is how many stamps stay. A power cut may cost the index its last ones, and never so many.
const stampsKept = 100

// Stamp remembers the stamp that the search index gets next. It is for before the index has it: what the index was made of is then
// in every database that knows its stamp.
func (tx *Tx) Stamp(stamp string) error {
	seq, err := tx.insert("INSERT INTO search_stamp(stamp) VALUES(?)", stamp)
	if err != nil {
		return err
	}
	_, err = tx.exec("DELETE FROM search_stamp WHERE seq<=?", seq-stampsKept)
	return err
}

// Stamped reports whether the search index with a stamp was made of this database.
func (v *View) Stamped(stamp string) (bool, error) {
	var one int
	return v.row("SELECT 1 FROM search_stamp WHERE stamp=?", []any{stamp}, &one)
}
