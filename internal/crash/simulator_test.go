package crash

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// simulator is the network, in a process of its own that outlives every death of the program.
type simulator struct {
	t    *testing.T
	file string // its line, for the program
	line struct{ Control, Token string }
}

func simulate(t *testing.T) *simulator {
	t.Helper()
	cmd := exec.Command(built.balcao, "sim")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	s := &simulator{t: t, file: filepath.Join(t.TempDir(), "simulator.json")}
	var raw json.RawMessage
	if err := json.NewDecoder(out).Decode(&raw); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &s.line); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *simulator) do(method, path string, body, answer any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	q, err := http.NewRequestWithContext(s.t.Context(), method, s.line.Control+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	q.Header.Set("Authorization", "Bearer "+s.line.Token)
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	text, err = io.ReadAll(r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s: %s", method, path, r.Status, text)
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(text, answer)
}

func (s *simulator) must(method, path string, body, answer any) {
	s.t.Helper()
	if err := s.do(method, path, body, answer); err != nil {
		s.t.Fatal(err)
	}
}

func (s *simulator) customer(number, name string) {
	s.t.Helper()
	s.must("POST", "/customers", map[string]string{"number": number, "name": name}, &struct{}{})
}

// burst lets a customer write count messages, "prefix 1" and so on, and returns their ids.
func (s *simulator) burst(number, prefix string, count int) ([]string, error) {
	var answer struct{ IDs []string }
	err := s.do("POST", "/customers/"+number+"/burst", map[string]any{"count": count, "prefix": prefix}, &answer)
	return answer.IDs, err
}

// received counts how often each text of ours arrived at a customer.
func (s *simulator) received(number string) map[string]int {
	s.t.Helper()
	var texts []struct{ Text string }
	s.must("GET", "/customers/"+number+"/received?after=0", nil, &texts)
	count := map[string]int{}
	for _, one := range texts {
		count[one.Text]++
	}
	return count
}

// state is what the network thinks of us.
type state struct {
	Pending         map[string][]string
	Unknown, Errors []string
}

func (s *simulator) state() (out state) {
	s.t.Helper()
	s.must("GET", "/state", nil, &out)
	return out
}

// pending are the ids of stanzas that we did not acknowledge.
func (s *simulator) pending() map[string]bool {
	s.t.Helper()
	ids := map[string]bool{}
	for _, list := range s.state().Pending {
		for _, id := range list {
			ids[id] = true
		}
	}
	return ids
}

// clean checks that the network has nothing to complain about.
func (s *simulator) clean() {
	s.t.Helper()
	now := s.state()
	for _, stanza := range now.Unknown {
		s.t.Errorf("the network did not understand: %s", stanza)
	}
	for _, problem := range now.Errors {
		s.t.Errorf("a phone complains: %s", problem)
	}
}
