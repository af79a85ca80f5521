package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/balcao-app/balcao/app"
)

// options is what the command line says.
type options struct {
	browser, practice bool
	data, sim         string
}

const usage = `Balcão answers a small business's WhatsApp customers.

  balcao             open the window, or the page in a browser where there is no display
  balcao sim         run the WhatsApp simulators alone and print how to reach them

`

func parse(args []string, out io.Writer) (o options, err error) {
	f := flag.NewFlagSet("balcao", flag.ContinueOnError)
	f.SetOutput(out)
	f.Usage = func() { fmt.Fprint(out, usage); f.PrintDefaults() }
	f.BoolVar(&o.browser, "browser", false, "serve the page on loopback; its address is the first line on standard output")
	f.BoolVar(&o.practice, "demo", false, "practise with simulated customers; nothing leaves this computer")
	f.StringVar(&o.data, "data", "", "the data `folder` (default: in the user's configuration folder)")
	f.StringVar(&o.sim, "sim", "", "connect to the simulator that this `file` describes, on data of its own")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("I do not know what to do with %q", f.Arg(0))
	case o.sim != "" && o.practice:
		return o, errors.New("--demo and --sim exclude each other")
	}
	if o.data == "" {
		base, err := os.UserConfigDir()
		if err != nil {
			return o, fmt.Errorf("find your configuration folder (or name one with --data): %w", err)
		}
		o.data = filepath.Join(base, "Balcao")
	}
	o.data, err = filepath.Abs(o.data)
	return o, err
}

func (o options) mode() string {
	switch {
	case o.practice:
		return app.ModePractice
	case o.sim != "":
		return app.ModeSimulator
	}
	return app.ModeReal
}

// folder is where this mode keeps its data: simulated data never lies beside real data.
func (o options) folder() string {
	switch o.mode() {
	case app.ModePractice:
		return filepath.Join(o.data, "practice")
	case app.ModeSimulator:
		return filepath.Join(o.data, "simulator")
	}
	return o.data
}

// args writes the options back, for the program that takes over.
func (o options) args() []string {
	args := []string{"--data", o.data}
	if o.browser {
		args = append(args, "--browser")
	}
	if o.practice {
		args = append(args, "--demo")
	}
	return args
}
