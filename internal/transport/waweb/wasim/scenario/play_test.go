package scenario

import (
	"context"
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"go.mau.fi/whatsmeow/types"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

// closedListener accepts nothing: these plays need no client, and a listener of the system would stop the bubble's
// clock.
type closedListener struct{ done chan struct{} }

func (l closedListener) Accept() (net.Conn, error) {
	<-l.done
	return nil, net.ErrClosed
}
func (l closedListener) Close() error   { close(l.done); return nil }
func (l closedListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// staged plays a script inside a bubble, with the business answering on its own phone.
func staged(t *testing.T, s Script, act func(w *world.World)) {
	synctest.Test(t, func(t *testing.T) {
		w, err := world.New(world.Options{Server: wasim.Options{Listener: closedListener{make(chan struct{})}}})
		if err != nil {
			t.Fatal(err)
		}
		play, err := Prepare(w, s, nil)
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- play.Run(ctx) }()
		close(play.linked)
		act(w)
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		for _, err := range w.Errors() {
			t.Error(err)
		}
		w.Close()
	})
}

func heard(w *world.World, number string) (texts []string) {
	from := w.Find(number).Phone().PN().User
	for _, m := range w.Business().Phone().Messages() {
		if m.From.User == from && m.Chat.Server != types.GroupServer {
			texts = append(texts, world.Words(m.Message))
		}
	}
	return texts
}

func TestNewCustomerWritesThirtySecondsAfterLinking(t *testing.T) {
	const juliana = "5511955500207"
	staged(t, Bakery(), func(w *world.World) {
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if got := heard(w, juliana); len(got) != 0 {
			t.Errorf("before the time: %q", got)
		}
		time.Sleep(30 * time.Second) // typing takes its time
		synctest.Wait()
		if got := heard(w, juliana); len(got) != 2 {
			t.Errorf("after the time: %q", got)
		}
	})
}

func TestCustomersAnswerWhatTheyAreTold(t *testing.T) {
	const juliana = "5511955500207"
	staged(t, Bakery(), func(w *world.World) {
		time.Sleep(time.Minute)
		if _, err := w.Business().Write(w.Find(juliana), "Oi, Juliana! Custa R$ 65,00"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := heard(w, juliana); !slices.Contains(got, "Adorei! Quero um pra amanhã, dá tempo?") {
			t.Errorf("she says %q", got)
		}
	})
}

func TestEveryoneFallsSilentInTheEnd(t *testing.T) {
	staged(t, Bakery(), func(w *world.World) {
		time.Sleep(10 * time.Minute)
		for range 12 {
			for _, c := range w.Customers() {
				if _, err := w.Business().Write(c, "tudo certo?"); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(2 * time.Minute)
		}
		synctest.Wait()
		before := len(w.Business().Phone().Messages())
		for _, c := range w.Customers() {
			if _, err := w.Business().Write(c, "tchau"); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if after := len(w.Business().Phone().Messages()); after != before {
			t.Errorf("%d more messages", after-before)
		}
	})
}

func TestNeighboursWriteInTheirGroup(t *testing.T) {
	bakery := Bakery()
	staged(t, bakery, func(w *world.World) {
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		var got []string
		for _, m := range w.Business().Phone().Messages() {
			if m.Chat.Server == types.GroupServer {
				got = append(got, world.Words(m.Message))
			}
		}
		var want []string
		for _, r := range bakery.Groups[0].Says {
			want = append(want, r.Text)
		}
		if len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("they say %q, not %q", got, want)
		}
	})
}
