// Command build makes a data folder full of talk, to try the program on:
//
//	go run ./internal/house/build -folder FOLDER [-tickets N] [-messages N] [-long N] [-seed N]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/balcao-app/balcao/internal/house"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "house:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	p := house.Whole
	f := flag.NewFlagSet("house", flag.ContinueOnError)
	folder := f.String("folder", "", "the `folder` to make; it must be empty or not exist yet")
	f.IntVar(&p.Tickets, "tickets", p.Tickets, "tickets")
	f.IntVar(&p.Messages, "messages", p.Messages, "messages of all tickets")
	f.IntVar(&p.Long, "long", 0, "messages of the long conversation (default: one in a hundred)")
	f.Uint64Var(&p.Seed, "seed", p.Seed, "another seed is another house")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *folder == "" {
		return errors.New("say which folder to make: -folder FOLDER")
	}
	if p.Long == 0 {
		p.Long = p.Messages / 100
	}
	began := time.Now()
	if err := house.Build(ctx, *folder, p); err != nil {
		return err
	}
	fmt.Printf("%s: %d messages in %d tickets of %d customers, in %.0f s\n", *folder, p.Messages, p.Tickets, p.Contacts(), time.Since(began).Seconds())
	return nil
}
