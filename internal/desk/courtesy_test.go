package desk

import (
	"testing"
	"testing/quick"
	"time"
)

func TestCourtesy(t *testing.T) {
	for text, want := range map[string]bool{
		"ok, obrigado": true, "OK": true, "Muito obrigada!!": true, "obrigado, boa noite 😊": true, "👍": true, "🙏🏽": true, "❤️": true,
		"Valeu, até mais": true, "thank you so much": true, "Muchas gracias, hasta luego": true, "Tá bom, obg pela atenção": true,
		"perfeito 👏👏": true, "Ótimo, muito obrigado pela ajuda!": true, "vale, gracias": true,
		"": false, "😊": false, "boa noite": false, "Bom dia": false, "oi": false, "obrigado?": false, "ok, e o outro pedido": false,
		"ok quero 2": false, "obrigado, mas falta um": false, "ok https://x.y": false, "¿ok": false, "não": false, "sim": false,
		"ok ok ok ok ok ok ok ok ok": false, "até mais": false, "cancela": false, "obrigado ok preciso": false,
	} {
		if got := Courtesy(Text, text, false); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if Courtesy(Image, "obrigado", false) || Courtesy(Voice, "", false) {
		t.Error("a file is a courtesy")
	}
	if Courtesy(Text, "ok", true) {
		t.Error("the answer to a question is a courtesy")
	}
}

// TestCourtesyNeverAsks: whatever stands around it, a question is none.
func TestCourtesyNeverAsks(t *testing.T) {
	if err := quick.Check(func(before, after string) bool { return !Courtesy(Text, before+"?"+after, false) }, nil); err != nil {
		t.Error(err)
	}
}

func TestJustClosed(t *testing.T) {
	ago := func(d time.Duration) time.Time { return noon.Add(-d) }
	for name, c := range map[string]struct {
		tickets []Live
		want    TicketID
	}{
		"none":               {nil, 0},
		"just now":           {[]Live{{Ticket: 1, Channel: 1, Status: Closed, ClosedAt: ago(time.Minute)}}, 1},
		"too long ago":       {[]Live{{Ticket: 1, Channel: 1, Status: Closed, ClosedAt: ago(time.Hour)}}, 0},
		"the later":          {[]Live{{Ticket: 2, Channel: 1, Status: Closed, ClosedAt: ago(2)}, {Ticket: 1, Channel: 1, Status: Closed, ClosedAt: ago(3)}}, 2},
		"another":            {[]Live{{Ticket: 1, Channel: 2, Status: Closed, ClosedAt: ago(1)}}, 0},
		"beside a live":      {[]Live{{Ticket: 2, Channel: 1, Status: Open}, {Ticket: 1, Channel: 1, Status: Closed, ClosedAt: ago(1)}}, 0},
		"closed elsewhere":   {[]Live{{Ticket: 2, Channel: 2, Status: Closed, OutBy: 7, Routed: true, ClosedAt: ago(1)}}, 2},
		"answered elsewhere": {[]Live{{Ticket: 2, Channel: 2, Status: Open, OutBy: 7, Routed: true}, {Ticket: 1, Channel: 1, Status: Closed, ClosedAt: ago(1)}}, 0},
		"written before":     {[]Live{{Ticket: 1, Channel: 1, Status: Closed, ClosedAt: noon.Add(time.Minute)}}, 1},
		"imported":           {[]Live{{Ticket: 1, Channel: 1, Status: Closed, Imported: true, ClosedAt: ago(1)}}, 0},
	} {
		if got := JustClosed(7, 1, c.tickets, noon, 30*time.Minute); got != c.want {
			t.Errorf("%s: %d", name, got)
		}
	}
}
