// Command task builds, starts and checks the program with one line that is the same in every shell:
//
//	go run ./task run [options…]    fetch what is needed, build, and start the program with these options
//	go run ./task test [step…]      run every check and test, or only the named steps
//	go run ./task bench [options…]  measure the program and print the table of docs/performance.md
//	go run ./task house [options…]  make a data folder full of talk, to try the program on
//
// It needs Go and Node.js and uses the standard library only, so that a fresh checkout is ready in seconds.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

const usage = `usage:
  go run ./task run [options…]    build and start the program
  go run ./task test [step…]      run every check and test, or only the named steps
  go run ./task bench [options…]  measure the program
  go run ./task house [options…]  make a data folder full of talk
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, orphan := untilOrphaned(ctx)
	defer orphan()
	if err := do(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "task:", err)
		stop()
		os.Exit(exitCode(err))
	}
}

func do(ctx context.Context, args []string) error {
	if len(args) == 0 {
		fmt.Fprint(os.Stderr, usage)
		return errors.New("say what to do")
	}
	if err := toRoot(); err != nil {
		return err
	}
	switch verb, rest := args[0], args[1:]; verb {
	case "run":
		return run(ctx, rest)
	case "test":
		return test(ctx, rest)
	case "bench":
		return bench(ctx, rest)
	case "house":
		return goRun(ctx, "./internal/house/build", nil, rest)
	default:
		fmt.Fprint(os.Stderr, usage)
		return fmt.Errorf("I do not know %q", verb)
	}
}

// goRun runs a command of the project, which may use more than the standard library.
func goRun(ctx context.Context, program string, env, args []string) error {
	c := command{name: "go", args: append([]string{"run", program}, args...), env: append(env, "CGO_ENABLED=0"), out: os.Stdout, log: os.Stderr}
	return c.run(ctx)
}

// exitCode is the code of the program that was started, so that a caller sees it through this one.
func exitCode(err error) int {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() > 0 {
		return exit.ExitCode()
	}
	return 1
}
