// Command balcao answers a small business's customers from one desktop program.
package main

import (
	"fmt"
	"os"

	"github.com/balcao-app/balcao/frontend"
)

func main() {
	if _, err := frontend.Assets(); err != nil {
		fmt.Fprintln(os.Stderr, "balcao:", err)
		os.Exit(1)
	}
}
