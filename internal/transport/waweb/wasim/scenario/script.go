// Package scenario plays people. A script says who they are, what they have talked about before, when they write, how
// fast they type and what they answer; Run acts it out in a world until it is stopped.
package scenario

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"time"
)

// Script is a set of people. It can be read from JSON with Parse.
type Script struct {
	People []Person `json:"people"`
	Groups []Circle `json:"groups"`
}

// Person is one customer of the script.
type Person struct {
	Number      string     `json:"number"`      // digits with country code
	Name        string     `json:"name"`        // what they call themselves
	AddressBook string     `json:"addressBook"` // what the business phone calls them; "" for strangers
	Past        []Line     `json:"past"`        // earlier conversation, oldest first
	Unread      int        `json:"unread"`      // how many lines of the past nobody has read yet
	Archived    bool       `json:"archived"`    // whether the business had put the chat away
	Arrives     Duration   `json:"arrives"`     // when they write first, counted from linking
	Opens       []string   `json:"opens"`       // what they write then; none: they wait to be written to
	Reacts      []Reaction `json:"reacts"`      // answers to certain words, each given once
	Turns       [][]string `json:"turns"`       // answers to anything else, in order
	Closing     string     `json:"closing"`     // said once when nothing else is left
	Pace        Pace       `json:"pace"`
}

// Line is one message of an earlier conversation.
type Line struct {
	Ago  Duration `json:"ago"` // before the start of the play
	Me   bool     `json:"me"`  // written by the business
	Text string   `json:"text"`
}

// Reaction is what a person says when a message holds one of the words, compared without case and accents.
type Reaction struct {
	Words []string `json:"words"`
	Says  []string `json:"says"`
}

// Pace is how fast a person is.
type Pace struct {
	Delivered Duration `json:"delivered"` // until their phone has a message
	Read      Duration `json:"read"`      // from there until they look at it
	Think     Duration `json:"think"`     // before they begin to type
	PerLetter Duration `json:"perLetter"` // while they type
}

// maxTyping keeps long texts from boring the audience.
const maxTyping = 9 * time.Second

func (p Pace) typing(text string) time.Duration {
	return min(time.Duration(len([]rune(text)))*time.Duration(p.PerLetter), maxTyping)
}

// Duration is a time.Duration that JSON spells "1m30s".
type Duration time.Duration

// UnmarshalJSON reads a duration.
func (d *Duration) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("scenario: duration %s: %w", data, err)
	}
	v, err := time.ParseDuration(s)
	if err != nil {
		return fmt.Errorf("scenario: duration: %w", err)
	}
	*d = Duration(v)
	return nil
}

// Parse reads a script and checks that every person has a number and a name of their own.
func Parse(data []byte) (Script, error) {
	var s Script
	if err := json.Unmarshal(data, &s); err != nil {
		return Script{}, fmt.Errorf("scenario: read script: %w", err)
	}
	seen := map[string]bool{}
	for _, p := range s.People {
		if p.Number == "" || p.Name == "" || seen[p.Number] {
			return Script{}, fmt.Errorf("scenario: person %q with number %q: number and name must be there, and the number unique", p.Name, p.Number)
		}
		seen[p.Number] = true
	}
	for _, c := range s.Groups {
		if err := c.check(seen); err != nil {
			return Script{}, err
		}
	}
	return s, nil
}

//go:embed bakery.json
var bakery []byte

// Bakery is the built-in script: a week at the bakery Doce Balcão, eight customers, half of them known from before, and a group of
// neighbours.
func Bakery() Script {
	s, err := Parse(bakery)
	if err != nil {
		panic(err) // the file is part of the program and read by its tests
	}
	return s
}
