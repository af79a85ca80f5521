package engine

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
	"github.com/balcao-app/balcao/internal/transport"
	"github.com/balcao-app/balcao/internal/transport/cloudapi"
)

// nowhere is the way of a computer whose name server does not answer.
type nowhere struct{}

func (nowhere) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "i/o timeout", IsTimeout: true}}
}

// TestNoWayOut: every way that is entered tells a computer without a network from a server that refuses. Only then the next try comes
// within seconds, and the page says what is the matter.
func TestNoWayOut(t *testing.T) {
	values := map[string]string{"address": "https://own.example", "session": "loja", cloudapi.FieldNumber: "106540352242922", cloudapi.FieldAccount: "102290129340398"}
	for _, d := range drivers(cloudapi.Options{}) {
		if len(d.Fields) == 0 {
			continue
		}
		t.Run(string(d.Kind), func(t *testing.T) {
			t.Parallel()
			conn, err := d.Open(transport.Env{Connection: 1, Identity: "5511900000001@c.us", Config: values, Dir: t.TempDir(), Log: slog.New(slog.DiscardHandler),
				Secret: func(string) (string, error) { return "secretsecretsecretsecretsecretse", nil }, HTTP: &http.Client{Transport: nowhere{}}})
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithTimeout(t.Context(), time.Minute)
			defer stop()
			var told desk.Code
			err = conn.Run(ctx, func(_ context.Context, ev transport.Event) error {
				if h, is := ev.(transport.Health); is && h.State == desk.HealthRetrying {
					told = h.Fault.Code
				}
				return nil
			})
			if f := desk.AsFault(err); f.Code != desk.CodeNoNetwork || f.Next != desk.Retry || told != desk.CodeNoNetwork {
				t.Errorf("it ends with %v, and told %s", err, told)
			}
		})
	}
}
