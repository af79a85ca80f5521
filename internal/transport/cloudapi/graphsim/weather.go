package graphsim

import "slices"

// Weather are the faults of webhooks; the zero value is fair. Each probability is from 0 to 1.
type Weather struct {
	Lose      float64  `json:"lose,omitempty"`
	Duplicate float64  `json:"duplicate,omitempty"`
	Reorder   float64  `json:"reorder,omitempty"` // let an update overtake those that wait
	LoseNext  int      `json:"lose_next,omitempty"`
	Fields    []string `json:"fields,omitempty"` // that it concerns; empty: all
	Hold      bool     `json:"hold,omitempty"`   // keep everything back until it is false again
	Batch     int      `json:"batch,omitempty"`  // most updates in one request; 0: 1000
}

func (w Weather) batch() int {
	if w.Batch > 0 {
		return min(w.Batch, maxUpdates)
	}
	return maxUpdates
}

// SetWeather replaces the faults of webhooks; what was held back goes out unless Hold is set.
func (s *Server) SetWeather(w Weather) {
	s.mu.Lock()
	s.weather = w
	for _, h := range s.hooks {
		s.drive(h)
	}
	s.mu.Unlock()
	s.changes.happened()
}

// weatherFor says how often an update is delivered.
func (s *state) weatherFor(u update) int {
	w := &s.weather
	switch {
	case len(w.Fields) > 0 && !slices.Contains(w.Fields, u.field):
		return 1
	case w.LoseNext > 0:
		w.LoseNext--
		return 0
	case s.chance(w.Lose):
		return 0
	case s.chance(w.Duplicate):
		return 2
	}
	return 1
}

func (s *state) chance(p float64) bool { return p > 0 && s.clouds.Float64() < p }
