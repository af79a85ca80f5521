package contact

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/store"
)

// TestArchive: the page holds every word and runs none of them, the files keep harmless names, and the JSON is whole.
func TestArchive(t *testing.T) {
	open(t, func(s *shop) {
		who := s.person("<script>alert(1)</script>", "5511982140001")
		sum := strings.Repeat("ab", 32)
		s.must(os.MkdirAll(filepath.Dir(s.DB.FilePath(sum)), 0o700))
		s.must(os.WriteFile(s.DB.FilePath(sum), []byte("bytes"), 0o600))
		s.write(func(tx *store.Tx) error {
			ticket, err := tx.AddTicket(1, who, desk.Open, s.now(), false)
			for i := range 450 {
				m := desk.Message{Ticket: ticket, Contact: who, Connection: 1, Kind: desk.Text, Direction: desk.In, Origin: desk.FromCustomer, Status: desk.Received,
					Body: "\"><img src=x onerror=alert(1)>", At: s.now().Add(time.Duration(i) * time.Second)}
				if i == 7 {
					m.Kind = desk.Document
				}
				if i == 8 {
					m.Content = &desk.Content{Link: &desk.LinkCard{URL: "https://a.example/b", Title: "<script>Bolo"}}
				}
				id, addErr := tx.AddMessage(m, true, true, s.now(), "")
				if addErr == nil && i == 7 {
					addErr = tx.AddAttachment(desk.Attachment{Message: id, Kind: desk.Document, Name: "../../etc/passwd", State: "ready", SHA256: sum})
				}
				if addErr != nil {
					return addErr
				}
			}
			return err
		})
		var out bytes.Buffer
		s.must(s.WriteArchive(s.Context(), who, "xx", &out))
		z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
		s.must(err)
		files := map[string]string{}
		for _, f := range z.File {
			r, err := f.Open()
			s.must(err)
			text, err := io.ReadAll(r)
			s.must(err)
			files[f.Name] = string(text)
		}
		s.expect("files", len(files), 3)
		s.expect("the file", files["files/8-passwd"], "bytes")
		page := files["index.html"]
		for _, bad := range []string{"<script", "<img src=x", "onerror=alert(1)>"} {
			if strings.Contains(page, bad) {
				t.Errorf("the page holds %s", bad)
			}
		}
		if n := strings.Count(page, "<article"); n != 450 {
			t.Errorf("%d messages on the page", n)
		}
		var read struct {
			Contact  person
			Messages []said
		}
		s.must(json.Unmarshal([]byte(files["contact.json"]), &read))
		s.expect("of the JSON", len(read.Messages), 450)
		s.expect("the card of a link", read.Messages[8].Card.Title, "<script>Bolo")
		if !strings.Contains(page, "Bolo · https://a.example/b") {
			t.Error("the page lacks the card of a link")
		}
		s.expect("who", read.Contact.Numbers, "[+5511982140001]")
		s.refuses(s.WriteJSON(s.Context(), 99, io.Discard), desk.CodeNotFound)
	})
}

// TestArchiveStates: of what did not leave, or of which nobody knows, the page says so; files are found whatever they are called.
func TestArchiveStates(t *testing.T) {
	open(t, func(s *shop) {
		who := s.person("Ana", "5511982140001")
		s.write(func(tx *store.Tx) error {
			ticket, err := tx.AddTicket(1, who, desk.Open, s.now(), false)
			if err != nil {
				return err
			}
			if _, err = tx.AddMessage(desk.Message{Ticket: ticket, Contact: who, Kind: desk.LineTaken, Direction: desk.System, Origin: desk.FromRoutine,
				Status: desk.Received, At: s.now()}, true, true, s.now(), ""); err != nil {
				return err
			}
			for i, status := range []desk.MessageStatus{desk.Failed, desk.Unsure, desk.Held, desk.Queued, desk.Cancelled, desk.Sent, desk.Read} {
				m := desk.Message{Ticket: ticket, Contact: who, Connection: 1, Kind: desk.Text, Direction: desk.Out, Origin: desk.FromOperator, Status: status,
					Body: "oi", At: s.now().Add(time.Duration(i) * time.Second)}
				if status == desk.Read {
					m.Kind, m.Body = desk.Voice, ""
				}
				if status == desk.Sent {
					m.Kind = desk.Document
				}
				id, addErr := tx.AddMessage(m, true, true, s.now(), "")
				if addErr == nil && status == desk.Sent {
					addErr = tx.AddAttachment(desk.Attachment{Message: id, Kind: desk.Document, Name: "tabela #2 100%.pdf", State: "ready", SHA256: strings.Repeat("ab", 32)})
				}
				if addErr != nil {
					return addErr
				}
			}
			return err
		})
		var page strings.Builder
		known, err := s.Service.person(s.Context(), who)
		s.must(err)
		s.must(s.page(s.Context(), who, known, "en", &page))
		for _, want := range []string{"<b>Not sent</b>", "<b>Unconfirmed</b>", "<b>Waiting for you</b>", "<b>Queued</b>", "<b>Cancelled</b>", "<i>Voice message</i>",
			`href="files/7-tabela%20%232%20100%25.pdf"`} {
			if strings.Count(page.String(), want) != 1 {
				t.Errorf("the page does not hold %s once: %s", want, page.String())
			}
		}
		if n := strings.Count(page.String(), "<article"); n != 7 {
			t.Errorf("%d messages on the page, want 7 and no line of ours", n)
		}
		if n := strings.Count(page.String(), "<b>"); n != 5 {
			t.Errorf("%d messages are said not to have left, want 5", n)
		}
	})
}

// TestWriteList: the list that leaves can be brought in again, and no cell of it is a formula.
func TestWriteList(t *testing.T) {
	open(t, func(s *shop) {
		s.person("=cmd|' /C calc'!A0", "5511982140001")
		s.person("Ana; \"a\"", "5511982140002")
		var out bytes.Buffer
		s.must(s.WriteList(s.Context(), &out, ';', ListTitles{"Nome", "Telefone", "Nota", "Etiquetas"}))
		s.expect("the list", out.String(), "\ufeffNome;Telefone;Nota;Etiquetas\r\n\"'=cmd|' /C calc'!A0\";'+5511982140001;;\r\n\"Ana; \"\"a\"\"\";'+5511982140002;;\r\n")
		before := s.all()
		p, err := s.Preview(s.Context(), bytes.NewReader(out.Bytes()), s.guess(), "5511")
		s.must(err)
		s.expect("columns", p.Columns, "[name number note tags]")
		got := s.imports(out.String(), Import{Header: true, Columns: p.Columns, Replace: true})
		s.expect("brought in again", got.Same+got.Changed, 2)
		s.expect("all", s.all(), before)
	})
}
