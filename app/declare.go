package app

//go:generate go run ./gen ../frontend/src/host/api.gen.ts

// Declarations is the page's view of the API as TypeScript.
func Declarations() ([]byte, error) { return TypeScript((&API{}).methods()) }
