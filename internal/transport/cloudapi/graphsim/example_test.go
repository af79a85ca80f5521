package graphsim_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"
)

// The answer to the first message gets lost after it was accepted; a client that sends it again writes twice.
func Example() {
	s, err := graphsim.New(graphsim.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	customer, link := s.Customer("5511912345678"), s.Link()
	customer.Write("Oi")
	s.Script(graphsim.Fault{Kind: graphsim.HTML500, Accept: true})
	for range 2 {
		q, err := http.NewRequest("POST", link.Graph+"/v23.0/"+link.Number+"/messages", strings.NewReader(
			`{"messaging_product":"whatsapp","to":"+5511912345678","text":{"body":"Olá"},"biz_opaque_callback_data":"local-1"}`))
		if err != nil {
			fmt.Println(err)
			return
		}
		q.Header.Set("Authorization", "Bearer "+link.Token)
		q.Header.Set("Content-Type", "application/json")
		answer, err := link.HTTPClient().Do(q)
		if err != nil {
			fmt.Println(err)
			return
		}
		answer.Body.Close()
		fmt.Println(answer.StatusCode)
	}
	if err := s.Wait(context.Background(), func() bool { return s.Count("local-1") == 2 }); err != nil {
		fmt.Println(err)
	}
	fmt.Println("the customer has it", s.Count("local-1"), "times; not understood:", len(s.Unknown()))
	// Output:
	// 500
	// 200
	// the customer has it 2 times; not understood: 0
}
