package transporttest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
)

// write lets Ana write, and waits until that is heard.
func (b *bench) write(text string) {
	b.Helper()
	n := len(b.texts())
	if err := b.Customer(Ana).Write(text); err != nil {
		b.Fatal(err)
	}
	b.until("heard", func() bool { return len(b.texts()) > n })
}

var receive = []promise{
	{"a customer's words come as they were written, with who and when", func(b *bench) {
		b.online()
		wrote := time.Now()
		b.write("Ação! 🧀\nlinha dois")
		in := heard[transport.Incoming](b)[0]
		if in.Body != "Ação! 🧀\nlinha dois" || in.Remote == "" || in.Echo || in.Kind != "text" {
			b.Errorf("%+v", in)
		}
		if !slices.ContainsFunc(in.From.Addresses, func(a desk.Address) bool { return a == Someone(Ana)[0] }) {
			b.Errorf("from %v", in.From.Addresses)
		}
		if d := in.At.Sub(wrote); d > time.Minute || d < -time.Minute {
			b.Errorf("written at %v", in.At)
		}
	}},
	{"what could not be stored comes again, under the same id", func(b *bench) {
		b.online()
		tries := map[string]int{}
		b.mu.Lock()
		b.refuse = func(e transport.Event) error {
			in, is := e.(transport.Incoming)
			if !is {
				return nil
			}
			if tries[string(in.Remote)]++; tries[string(in.Remote)] == 1 {
				return errors.New("the disk is full")
			}
			return nil
		}
		b.mu.Unlock()
		if err := b.Customer(Ana).Write("guarde isto"); err != nil {
			b.Fatal(err)
		}
		b.until("it comes again", func() bool { return slices.Equal(b.texts(), []string{"guarde isto"}) })
		b.mu.Lock()
		defer b.mu.Unlock()
		if len(tries) != 1 {
			b.Errorf("it came under %d ids", len(tries))
		}
	}},
	{"what was written while it was away comes when it is back", func(b *bench) {
		b.online()
		b.write("primeira")
		if err := b.stop(); err != nil {
			b.Fatal(err)
		}
		if err := b.Customer(Ana).Write("enquanto isso"); err != nil {
			b.Fatal(err)
		}
		b.online()
		b.until("heard", func() bool { return slices.Equal(b.texts(), []string{"primeira", "enquanto isso"}) })
	}},
	{"a hundred at once are all heard", func(b *bench) {
		b.online()
		for i := range 100 {
			if err := b.Customer([]string{Ana, Bia}[i%2]).Write(fmt.Sprint("mensagem ", i)); err != nil {
				b.Fatal(err)
			}
		}
		b.until("heard", func() bool { return len(b.texts()) == 100 })
	}},
	{"hostile words are only words", func(b *bench) {
		b.online()
		for _, text := range []string{"<script>alert(1)</script>", "'; DROP TABLE message; --", "../../etc/passwd", "\u202egnp.exe", "{{1}} %s %n"} {
			b.write(text)
			if got := b.texts(); got[len(got)-1] != text {
				b.Errorf("%q came as %q", text, got[len(got)-1])
			}
		}
	}},
	{"customers are told apart", func(b *bench) {
		b.online()
		b.write("sou Ana")
		if err := b.Customer(Bia).Write("sou Bia"); err != nil {
			b.Fatal(err)
		}
		b.until("heard", func() bool { return len(b.texts()) == 2 })
		from := map[string][]desk.Address{}
		for _, in := range heard[transport.Incoming](b) {
			from[in.Body] = in.From.Addresses
		}
		if slices.Equal(from["sou Ana"], from["sou Bia"]) {
			b.Errorf("both come from %v", from["sou Ana"])
		}
	}},
}
