package waweb

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"

	waBinary "go.mau.fi/whatsmeow/binary"
	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/media"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
)

const biaNumber = "5511955500302"

// grouped is a rig whose business is in a group with Ana, who made it, and Bia, since before it was linked.
func grouped(t *testing.T) (r *rig, g *wasim.Group, bia *world.Customer) {
	t.Helper()
	r = newRig(t, world.Options{})
	bia = r.w.Customer(biaNumber, "Bia")
	g = r.ana.Group("Condomínio", bia)
	r.conn.wait.subject = patience // a busy machine answers late
	return r.link(), g, bia
}

func at(g *wasim.Group) []desk.Address { return []desk.Address{desk.Group(g.JID().User)} }

func (r *rig) sayIn(g *wasim.Group, body string) transport.Say {
	m := r.say(body)
	m.To = at(g)
	return m
}

// refuses sends what must not be taken, and gives the fault.
func (r *rig) refuses(m transport.Outgoing) *desk.Fault {
	r.t.Helper()
	_, err := r.conn.Send(r.t.Context(), m)
	if err == nil {
		r.t.Fatal("it was taken")
	}
	return desk.AsFault(err)
}

// TestGroupIsHeard: each message comes of the group, by its name, with who wrote it; ours from the phone come as echoes.
func TestGroupIsHeard(t *testing.T) {
	r, g, bia := grouped(t)
	for _, c := range []*world.Customer{r.ana, bia, r.ana} {
		if _, err := c.WriteIn(g, "sou "+c.Name()); err != nil {
			t.Fatal(err)
		}
		in := wait(r.in, body("sou "+c.Name()))
		if !slices.Equal(in.From.Addresses, at(g)) || in.From.Name != "Condomínio" || in.Echo || in.Kind != desk.Text {
			t.Errorf("came as %+v", in)
		}
		want := []desk.Address{desk.LID(c.Phone().LID().User), desk.Phone(c.Number())}
		if in.Author == nil || in.Author.Name != c.Name() || !slices.Equal(in.Author.Addresses, want) {
			t.Errorf("written by %+v, not %v", in.Author, want)
		}
	}
	if _, err := r.w.Business().Phone().TextGroup(g, "do celular"); err != nil {
		t.Fatal(err)
	}
	if in := wait(r.in, body("do celular")); !in.Echo || in.Author != nil || !slices.Equal(in.From.Addresses, at(g)) {
		t.Errorf("echo %+v", in)
	}
	if n := r.w.Server().Counts().Groups; n != 1 {
		t.Errorf("the group was asked for %d times", n)
	}
}

// TestGroupIsWrittenTo: text, answers, reactions, corrections and deletions reach everybody and name whose message they are about. Of how
// far it came nothing is told but that the network took it.
func TestGroupIsWrittenTo(t *testing.T) {
	r, g, bia := grouped(t)
	asked, err := bia.WriteIn(g, "quem foi?")
	if err != nil {
		t.Fatal(err)
	}
	in := wait(r.in, body("quem foi?"))
	about := transport.Quoted{Remote: in.Remote, Author: in.Author.Addresses, Body: in.Body}
	say := r.sayIn(g, "fui eu")
	say.ReplyTo = &about
	got, err := r.conn.Send(t.Context(), say)
	if err != nil || got.Status != desk.Sent {
		t.Fatalf("%+v, %v", got, err)
	}
	ours := transport.Quoted{Remote: say.Client, Ours: true, Body: say.Body}
	again := r.sayIn(g, "repito")
	again.ReplyTo = &ours
	r.sent(again)
	r.sent(transport.React{Client: newID(), To: at(g), About: about, Emoji: "👍"})
	r.sent(transport.Reword{Client: newID(), To: at(g), About: ours, Kind: desk.Text, Body: "fui eu mesmo"})
	r.sent(transport.Unsay{Client: newID(), To: at(g), About: ours})

	want := []world.Shown{
		{Kind: "text", Text: "fui eu", About: asked, Author: biaNumber},
		{Kind: "text", Text: "repito", About: string(say.Client), Author: world.DefaultNumber},
		{Kind: "react", Text: "👍", About: asked, Author: biaNumber},
		{Kind: "edit", Text: "fui eu mesmo", About: string(say.Client), Ours: true},
		{Kind: "revoke", About: string(say.Client), Ours: true},
	}
	for _, c := range []*world.Customer{r.ana, bia} {
		r.await(c.Name()+" is shown all", func() bool { return len(c.Shown()) == len(want) })
		for i, s := range c.Shown() {
			if s.Group != g.JID().User {
				t.Errorf("%s is shown %+v outside the group", c.Name(), s)
			}
			if s.ID, s.Group = "", ""; !reflect.DeepEqual(s, want[i]) {
				t.Errorf("%s is shown %+v, not %+v", c.Name(), s, want[i])
			}
		}
		c.Phone().SetAutoReceipt(true, true)
	}
	last := r.sayIn(g, "leiam")
	r.sent(last)
	if _, err := bia.WriteIn(g, "lido"); err != nil { // the network keeps the order
		t.Fatal(err)
	}
	wait(r.in, body("lido"))
	for _, e := range every[transport.Receipt](r.in) {
		t.Errorf("one member's receipt is told: %+v", e)
	}
}

// TestChangesInAGroup: reactions, corrections and deletions of its people, those of an administrator among them.
func TestChangesInAGroup(t *testing.T) {
	r, g, bia := grouped(t)
	first, err := bia.WriteIn(g, "bom di")
	if err != nil {
		t.Fatal(err)
	}
	ours := r.sayIn(g, "bom dia")
	r.sent(ours)
	must := func(_ string, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	business := r.w.Business().Phone()
	must(bia.Phone().EditGroup(g, first, "bom dia"))
	if e := wait(r.in, func(e transport.Edit) bool { return e.Body == "bom dia" }); string(e.Remote) != first || e.Author.Name != "Bia" {
		t.Errorf("edit %+v", e)
	}
	must(r.ana.Phone().ReactGroup(g, first, bia.Phone(), "❤"))
	if e := wait(r.in, func(e transport.Reaction) bool { return e.Emoji == "❤" }); e.Ours || e.Author.Name != "Aninha" || string(e.Remote) != first {
		t.Errorf("reaction %+v", e)
	}
	must(r.ana.Phone().ReactGroup(g, string(ours.Client), business, "👍"))
	if e := wait(r.in, func(e transport.Reaction) bool { return e.Emoji == "👍" }); !e.Ours || e.Remote != ours.Client {
		t.Errorf("reaction %+v", e)
	}
	must(r.ana.Phone().RevokeGroup(g, first, bia.Phone()))
	if e := wait(r.in, func(e transport.Revoke) bool { return string(e.Remote) == first }); e.Echo || e.Author == nil ||
		!slices.Contains(e.Author.Addresses, desk.Phone(biaNumber)) {
		t.Errorf("an administrator's deletion %+v", e)
	}
	must(r.ana.Phone().RevokeGroup(g, string(ours.Client), business))
	if e := wait(r.in, func(e transport.Revoke) bool { return e.Remote == ours.Client }); !e.Echo || e.Author != nil {
		t.Errorf("an administrator's deletion of ours %+v", e)
	}
}

// TestNameOfAGroupComesLater: no message waits for it, and it is told when it is known, and when it changes.
func TestNameOfAGroupComesLater(t *testing.T) {
	r := newRig(t, world.Options{})
	g := r.ana.Group("Condomínio")
	r.conn.wait.subject = 0
	r.link()
	if _, err := r.ana.WriteIn(g, "oi"); err != nil {
		t.Fatal(err)
	}
	wait(r.in, body("oi"))
	called := func(name string) {
		t.Helper()
		if e := wait(r.in, func(e transport.Seen) bool { return e.Who.Name == name }); !slices.Equal(e.Who.Addresses, at(g)) {
			t.Errorf("%+v", e)
		}
	}
	if in := every[transport.Incoming](r.in)[0]; in.From.Name == "" {
		called("Condomínio")
	}
	g.SetSubject(r.ana.Phone(), "Condomínio Azul")
	called("Condomínio Azul")
	if _, err := r.ana.WriteIn(g, "e agora?"); err != nil {
		t.Fatal(err)
	}
	if in := wait(r.in, body("e agora?")); in.From.Name != "Condomínio Azul" {
		t.Errorf("came of %q", in.From.Name)
	}
}

// TestNamesHoldNothingUp: what was written in many groups while we were away comes without waiting for their names.
func TestNamesHoldNothingUp(t *testing.T) {
	r, first, _ := grouped(t)
	all := []*wasim.Group{first, r.ana.Group("Bazar"), r.ana.Group("Coral")}
	if err := r.end(); err != nil {
		t.Fatal(err)
	}
	for i, g := range all {
		if _, err := r.ana.WriteIn(g, []string{"um", "dois", "três"}[i]); err != nil {
			t.Fatal(err)
		}
	}
	r.conn = r.open(r.conn.linked())
	r.conn.wait.subject = patience
	r.run()
	for _, text := range []string{"um", "dois", "três"} {
		wait(r.in, body(text))
	}
	wait(r.in, func(e transport.Seen) bool { return e.Who.Name == "Condomínio" })
}

// TestGroupThatDoesNotAnswer: a name that the network does not give is no reason to lose a message.
func TestGroupThatDoesNotAnswer(t *testing.T) {
	r := newRig(t, world.Options{})
	g := r.ana.Group("Condomínio")
	r.w.Server().HandleIQ("w:g2", "get", "query", func(*wasim.Session, *waBinary.Node) waBinary.Node { return wasim.IQError(500, "internal-server-error") })
	r.link()
	for _, text := range []string{"um", "dois"} {
		if _, err := r.ana.WriteIn(g, text); err != nil {
			t.Fatal(err)
		}
		if in := wait(r.in, body(text)); in.From.Name != "" || in.Author == nil {
			t.Errorf("came as %+v", in)
		}
	}
	if f := r.refuses(r.sayIn(g, "oi")); f.Next != desk.Retry {
		t.Errorf("nothing was written, and the fault is %+v", f)
	}
}

// TestGroupComesAgain: what could not be stored, and what arrived damaged.
func TestGroupComesAgain(t *testing.T) {
	r, g, bia := grouped(t)
	refused := false
	r.in.setRefuse(func(e transport.Event) error {
		if in, is := e.(transport.Incoming); is && in.Body == "guarde" && !refused {
			refused = true
			return errors.New("the disk is full")
		}
		return nil
	})
	if _, err := r.ana.WriteIn(g, "guarde"); err != nil {
		t.Fatal(err)
	}
	wait(r.in, body("guarde"))
	bia.Phone().CorruptNext(1)
	if _, err := bia.WriteIn(g, "de novo"); err != nil {
		t.Fatal(err)
	}
	if in := wait(r.in, body("de novo")); in.Author == nil || in.Author.Name != "Bia" {
		t.Errorf("came as %+v", in)
	}
	r.ana.Phone().FailNextDecrypt(1)
	r.sent(r.sayIn(g, "leia"))
	r.await("Ana reads it", func() bool { return len(r.ana.Shown()) == 1 && r.ana.Shown()[0].Text == "leia" })
	r.await("nothing is left", func() bool { return len(r.w.Server().Pending(r.device())) == 0 })
}

// TestFilesInAGroup: they leave and come, and one that the network has lost is asked of our phone by who sent it.
func TestFilesInAGroup(t *testing.T) {
	r, g, bia := grouped(t)
	say := r.sayIn(g, "olhem")
	say.Kind, say.File = desk.Image, holding("bolo.png", "image/png", []byte("png"))
	r.sent(say)
	r.await("Bia sees it", func() bool {
		return len(bia.Shown()) == 1 && bia.Shown()[0].Kind == "image" && bia.Shown()[0].SHA256 != ""
	})

	file, err := r.w.Media().Put(media.Image, []byte("foto"))
	if err != nil {
		t.Fatal(err)
	}
	id, err := bia.SendIn(g, file.ImageMessage("image/png", "olha"))
	if err != nil {
		t.Fatal(err)
	}
	in := wait(r.in, body("olha"))
	var got bytes.Buffer
	if err := r.conn.Fetch(t.Context(), in.Attachment.Ref, desk.FetchUnasked, &got); err != nil || got.String() != "foto" {
		t.Fatalf("fetched %q, %v", got.String(), err)
	}
	r.await("the phone has it too", func() bool { return r.w.Business().Keeps(id) })
	r.w.Media().ExpireAll(410)
	got.Reset()
	if err := r.conn.Fetch(t.Context(), in.Attachment.Ref, desk.FetchUnasked, &got); err != nil || got.String() != "foto" {
		t.Errorf("fetched again %q, %v", got.String(), err)
	}
}

// TestLockedEditInAGroup: it waits for its message, and is its author's.
func TestLockedEditInAGroup(t *testing.T) {
	r, g, bia := grouped(t)
	secret := bytes.Repeat([]byte{7}, 32)
	edit := r.lockedEditIn(g.JID(), bia.Phone().LID(), "QUESTION", "EDIT1", "quanto custa o bolo?", secret)
	l := r.conn.running()
	if !l.handle(edit) {
		t.Fatal("the edit is not kept")
	}
	info := edit.Info
	info.ID = "QUESTION"
	if err := l.cli.Store.MsgSecrets.PutMessageSecret(t.Context(), info.Chat, info.Sender, info.ID, secret); err != nil {
		t.Fatal(err)
	}
	if !l.handle(&events.Message{Info: info, Message: &waE2E.Message{Conversation: proto.String("quanto custa?")}}) {
		t.Fatal("the message is not stored")
	}
	all := every[transport.Edit](r.in)
	if len(all) != 1 || all[0].Remote != "QUESTION" || all[0].Author == nil || all[0].Body != "quanto custa o bolo?" {
		t.Errorf("edits %+v", all)
	}
}
