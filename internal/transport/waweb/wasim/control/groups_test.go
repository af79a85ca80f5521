package control_test

import (
	"fmt"
	"testing"

	"go.mau.fi/whatsmeow/proto/waE2E"
	"go.mau.fi/whatsmeow/types"
	"go.mau.fi/whatsmeow/types/events"
	"google.golang.org/protobuf/proto"

	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/control"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world"
	"github.com/balcao-app/balcao/internal/transport/waweb/wasim/world/worldtest"
)

func TestAGroupIsSteered(t *testing.T) {
	const bia = "5511955500402"
	r := run(t, control.Options{})
	c := r.linked()
	r.do(200, "POST", "/customers", `{"number":"`+bia+`","name":"Bia"}`)
	group := fmt.Sprint(r.do(200, "POST", "/groups", `{"subject":"Condomínio","members":["`+ana+`","`+bia+`"]}`)["id"])
	at := "/groups/" + group
	asked := fmt.Sprint(r.do(200, "POST", at+"/write", `{"by":"`+ana+`","text":"Alguém viu?"}`)["id"])
	first := worldtest.Wait(c, func(e *events.Message) bool { return e.Info.ID == asked && e.Message.GetExtendedTextMessage() == nil })
	if first.Info.Chat != types.NewJID(group, types.GroupServer) {
		t.Errorf("it came from %s", first.Info.Chat)
	}
	photo := r.do(200, "POST", at+"/give", `{"by":"`+bia+`","kind":"image","mime":"image/png","data":"AAAA","text":"olha","answers":"`+asked+`","author":"`+ana+`"}`)
	worldtest.Wait(c, func(e *events.Message) bool {
		return e.Info.ID == photo["id"] && e.Message.GetImageMessage().GetContextInfo().GetStanzaID() == asked
	})
	r.do(200, "POST", at+"/change", `{"by":"`+bia+`","act":"react","id":"`+asked+`","author":"`+ana+`","text":"👍"}`)
	worldtest.Wait(c, func(e *events.Message) bool { return e.Message.GetReactionMessage().GetKey().GetID() == asked })
	r.do(200, "POST", at, `{"subject":"Condomínio Azul"}`)
	worldtest.Wait(c, func(e *events.GroupInfo) bool { return e.Name != nil && e.Name.Name == "Condomínio Azul" })

	sent, err := c.SendMessage(t.Context(), first.Info.Chat, &waE2E.Message{Conversation: proto.String("Eu vi")})
	if err != nil {
		t.Fatal(err)
	}
	from := map[types.JID]bool{}
	worldtest.Wait(c, func(e *events.Receipt) bool {
		from[e.Sender] = from[e.Sender] || e.MessageIDs[0] == sent.ID
		return len(from) == 2
	})
	for _, number := range []string{ana, bia} {
		var shown []world.Shown
		r.read(200, "GET", "/customers/"+number+"/shown", "", &shown)
		if len(shown) != 1 || shown[0].Group != group || shown[0].Text != "Eu vi" {
			t.Errorf("%s is shown %+v", number, shown)
		}
	}
	r.do(200, "POST", at, `{"remove":["`+world.DefaultNumber+`"]}`)
	worldtest.Wait(c, func(e *events.GroupInfo) bool { return len(e.Leave) == 1 })
	r.do(404, "POST", "/groups/1/write", `{"by":"`+ana+`","text":"?"}`)
	r.do(400, "POST", "/groups", `{"subject":"ninguém"}`)
	r.clean()
}
