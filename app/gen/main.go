// Command gen writes the page's declarations of the API to the file it is given. It runs by go generate ./app.
package main

import (
	"fmt"
	"os"

	"github.com/balcao-app/balcao/app"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gen FILE")
		os.Exit(2)
	}
	text, err := app.Declarations()
	if err == nil {
		err = os.WriteFile(os.Args[1], text, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}
