package store

import "path/filepath"

// Files is the folder of attachments in the data folder. Each lies under the hash of its content, so several rows may share one.
func (db *DB) Files() string { return filepath.Join(db.dir, "files") }

// FilePath is where the file with a hash lies, which is in hexadecimal.
func (db *DB) FilePath(sum string) string { return filepath.Join(db.Files(), sum[:2], sum) }

// dropAttachments deletes rows, and with the last row that names it a file. The file goes after the commit.
func (tx *Tx) dropAttachments(where string, args ...any) error {
	sums, err := collect(&tx.View, func(s scanner) (sum string, err error) { return sum, s.Scan(&sum) },
		"DELETE FROM attachment WHERE "+where+" RETURNING sha256", args...)
	if err != nil {
		return err
	}
	for _, sum := range sums {
		if err := tx.release(sum); err != nil {
			return err
		}
	}
	return nil
}

// release lets go of a file after the commit if no row names it.
func (tx *Tx) release(sum string) error {
	if sum == "" {
		return nil
	}
	named, err := tx.named(sum)
	if err == nil && !named {
		tx.job.drop = append(tx.job.drop, sum)
	}
	return err
}

func (v *View) named(sum string) (bool, error) {
	var one int
	return v.row("SELECT 1 FROM attachment WHERE sha256=?1 AND sha256<>'' UNION ALL SELECT 1 FROM upload WHERE sha256=?1 UNION ALL SELECT 1 FROM reply_file WHERE sha256=?1 LIMIT 1", []any{sum}, &one)
}

// FileSums lists the hashes of all files that rows name.
func (v *View) FileSums() (map[string]bool, error) {
	all, err := collect(v, func(s scanner) (sum string, err error) { return sum, s.Scan(&sum) },
		"SELECT sha256 FROM attachment WHERE sha256<>'' UNION SELECT sha256 FROM upload UNION SELECT sha256 FROM reply_file")
	named := make(map[string]bool, len(all))
	for _, sum := range all {
		named[sum] = true
	}
	return named, err
}
