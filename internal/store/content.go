package store

import (
	"encoding/json"
	"fmt"

	"github.com/balcao-app/balcao/internal/desk"
)

// written is the form in which a row keeps what a message says beyond its text; empty for nothing.
func written(c *desk.Content) (string, error) {
	if c == nil {
		return "", nil
	}
	text, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("write the content of a message: %w", err)
	}
	return string(text), nil
}

func readContent(text string) (*desk.Content, error) {
	if text == "" {
		return nil, nil
	}
	c := new(desk.Content)
	if err := json.Unmarshal([]byte(text), c); err != nil {
		return nil, fmt.Errorf("read the content of a message: %w", err)
	}
	return c, nil
}
