package preview

import (
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"github.com/balcao-app/balcao/internal/desk"
)

// tokenBytes bounds one tag or text, so that one that never ends is not gathered.
const tokenBytes = 64 << 10

// best are the names under which a page tells its title and description, the better ones first (https://ogp.me for those of og).
var best = struct{ title, description, picture []string }{
	title:       []string{"og:title", "title"},
	description: []string{"og:description", "description"},
	picture:     []string{"og:image:secure_url", "og:image:url", "og:image"},
}

// words are what a page says of itself. Picture is where one lies, as the page has it.
type words struct{ title, description, picture string }

// read reads the head of a page. A page that breaks off or turns out broken is worth what was read of it.
func read(page io.Reader, form string) (words, error) {
	plain, err := charset.NewReader(page, form)
	if err != nil {
		return words{}, ErrNothing // it is empty
	}
	said := head(plain)
	c := words{first(said, best.title, desk.CardTitle), first(said, best.description, desk.CardDescription), first(said, best.picture, linkLong+1)}
	if len(c.picture) > linkLong {
		c.picture = ""
	}
	if c.title == "" {
		return words{}, ErrNothing
	}
	return c, nil
}

// head gathers what the head of a page says, under the names it says it. What is said first stands.
func head(page io.Reader) map[string]string {
	said := map[string]string{}
	z := html.NewTokenizer(page)
	z.SetMaxBuf(tokenBytes)
	title := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return said
		case html.TextToken:
			if title {
				say(said, "title", string(z.Text()))
			}
			title = false
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			title = tag.DataAtom == atom.Title
			if tag.DataAtom == atom.Body {
				return said
			}
			if tag.DataAtom == atom.Meta {
				meta(said, tag.Attr)
			}
		case html.EndTagToken:
			title = false
			if z.Token().DataAtom == atom.Head {
				return said
			}
		}
	}
}

// meta notes one meta tag. Pages give the names of og as name as well as, rightly, as property.
func meta(said map[string]string, attributes []html.Attribute) {
	var names [2]string
	content := ""
	for _, a := range attributes {
		switch a.Key {
		case "property":
			names[0] = a.Val
		case "name":
			names[1] = a.Val
		case "content":
			content = a.Val
		}
	}
	for _, name := range names {
		switch name = strings.ToLower(strings.TrimSpace(name)); name {
		case "og:title", "og:description", "description", "og:image", "og:image:url", "og:image:secure_url":
			say(said, name, content)
		}
	}
}

func say(said map[string]string, name, text string) {
	if said[name] == "" {
		said[name] = text
	}
}

func first(said map[string]string, names []string, long int) string {
	for _, name := range names {
		if text := desk.Line(said[name], long); text != "" {
			return text
		}
	}
	return ""
}
