package outbox

import (
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
)

// marketing is the category of templates that a customer can ask not to get.
const marketing = "MARKETING"

// unwanted refuses what the customer asked not to get. The network would refuse it too, and takes it amiss.
func unwanted(d Draft, who desk.Contact) error {
	if who.NoMarketing && d.Content != nil && d.Content.Template != nil && strings.EqualFold(d.Content.Template.Category, marketing) {
		return desk.Refuse(desk.CodeOptedOut)
	}
	return nil
}
