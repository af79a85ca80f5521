package store

import (
	"fmt"
	"strconv"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

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

// Minutes reads a setting that is a number of minutes.
func (v *View) Minutes(key string) (time.Duration, error) { return v.span(key, time.Minute) }

// Seconds reads a setting that is a number of seconds.
func (v *View) Seconds(key string) (time.Duration, error) { return v.span(key, time.Second) }

func (v *View) span(key string, unit time.Duration) (time.Duration, error) {
	value, err := v.setting(key)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		return 0, fmt.Errorf("setting %s: %w", key, err)
	}
	return time.Duration(n) * unit, nil
}

// Switched reads a setting that is on or off.
func (v *View) Switched(key string) (bool, error) {
	value, err := v.setting(key)
	return value == "1", err
}

func (v *View) setting(key string) (value string, err error) {
	found, err := v.row("SELECT value FROM setting WHERE key=?", []any{key}, &value)
	if err != nil || found {
		return value, err
	}
	for _, s := range desk.Settings() {
		if s.Key == key {
			return s.Default, nil
		}
	}
	return "", fmt.Errorf("no setting %s", key)
}
