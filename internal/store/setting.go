package store

import "github.com/balcao-app/balcao/internal/desk"

// Settings reads every setting, with the defaults of those never changed.
func (v *View) Settings() (map[string]string, error) {
	all := map[string]string{}
	for _, s := range desk.Settings() {
		all[s.Key] = s.Default
	}
	type pair struct{ key, value string }
	saved, err := collect(v, func(s scanner) (p pair, err error) { return p, s.Scan(&p.key, &p.value) }, "SELECT key, value FROM setting")
	for _, p := range saved {
		all[p.key] = p.value
	}
	return all, err
}

// Set stores a value that desk.CheckSetting accepted.
func (tx *Tx) Set(key, value string) error {
	_, err := tx.exec("INSERT INTO setting(key, value) VALUES(?,?) ON CONFLICT(key) DO UPDATE SET value=excluded.value", key, value)
	tx.Emit("setting", 0, 0)
	return err
}
