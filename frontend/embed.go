// Package frontend carries the built page inside the binary. It knows nothing about what the page shows.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Assets is the built page, with index.html at its root. Before the first front-end build it is empty.
func Assets() (fs.FS, error) {
	return fs.Sub(dist, "dist")
}
