package graphsim

import "maps"

var verticals = []string{
	"ALCOHOL", "APPAREL", "AUTO", "BEAUTY", "EDU", "ENTERTAIN", "EVENT_PLAN", "FINANCE", "GOVT", "GROCERY", "HEALTH", "HOTEL",
	"NONPROFIT", "ONLINE_GAMBLING", "OTC_DRUGS", "OTHER", "PHYSICAL_GAMBLING", "PROF_SERVICES", "RESTAURANT", "RETAIL", "TRAVEL",
}

// showProfile is GET /{number}/whatsapp_business_profile.
func showProfile(c *call, node string) (result, error) {
	asked, e := selection(c.param("fields"), nil,
		"about", "address", "description", "email", "profile_picture_url", "websites", "vertical", "messaging_product")
	if e != nil {
		return nil, e
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if _, e := c.number(node, Messaging); e != nil {
		return nil, e
	}
	out := pick(c.s.profiles[node], asked)
	out["messaging_product"] = "whatsapp"
	return fields{"data": []any{out}}, nil
}

// changeProfile is POST /{number}/whatsapp_business_profile.
func changeProfile(c *call, node string) (result, error) {
	o, in := c.readBody()
	o.oneOf("messaging_product", "whatsapp")
	news := map[string]any{}
	if o.has("about") {
		news["about"] = o.text("about", 139)
	}
	for member, most := range map[string]int{"address": 256, "description": 512, "email": 128, "profile_picture_handle": 0} {
		if o.has(member) {
			news[member] = o.maybe(member, most)
		}
	}
	if o.has("vertical") {
		news["vertical"] = o.oneOf("vertical", verticals...)
	}
	if o.has("websites") {
		news["websites"] = readWebsites(o)
	}
	o.done()
	if err := c.outcome(in); err != nil {
		return nil, err
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if _, e := c.number(node, Messaging); e != nil {
		return nil, e
	}
	if c.s.profiles[node] == nil {
		c.s.profiles[node] = map[string]any{}
	}
	maps.Copy(c.s.profiles[node], news)
	return success{true}, nil
}

func readWebsites(o *object) []any {
	sites := o.values("websites", 0, 2)
	for _, site := range sites {
		if text, ok := site.(string); !ok || len(text) > 256 || !isWeb(text) {
			o.wrong("websites", "must be http or https addresses of at most 256 characters.")
		}
	}
	return sites
}
