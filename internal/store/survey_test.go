package store

import "testing"

func TestThePlannerKnowsHowMuchThereIsAndNotWhat(t *testing.T) {
	dir := t.TempDir()
	count := func(db *DB, table string) (n int) {
		if err := db.writer.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	db, err := Open(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.writer.Exec("INSERT INTO setting (key,value) VALUES ('a','1'),('b','2'); ANALYZE"); err != nil {
		t.Fatal(err)
	}
	if count(db, "sqlite_stat4") == 0 {
		t.Error("nothing is sampled that could be forgotten")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if db, err = Open(Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if count(db, "sqlite_stat4") != 0 || count(db, "sqlite_stat1") == 0 {
		t.Errorf("%d samples and %d counts after the start", count(db, "sqlite_stat4"), count(db, "sqlite_stat1"))
	}
}
