package desk

// KindTemplate and the others are messages whose meaning stands in Content beside, or instead of, a body.
const (
	Template    MessageKind = "template"    // a form approved by the platform, the only thing it carries after 24 hours of silence
	Interactive MessageKind = "interactive" // a text with buttons or a list, or the customer's choice from one
	Order       MessageKind = "order"       // a basket from the catalogue
	Appointment MessageKind = "event"       // something that is to happen, with its time and place
)

// Content is what a message says beyond its text. At most one of the first group is set; Referral may stand beside any. It is
// kept as JSON with the message.
type Content struct {
	Location *Place       `json:"location,omitempty"`
	Contacts []Card       `json:"contacts,omitempty"`
	Template *TemplateUse `json:"template,omitempty"`
	Choices  *Choices     `json:"choices,omitempty"`
	Chosen   *Chosen      `json:"chosen,omitempty"`
	Order    *Basket      `json:"order,omitempty"`
	Event    *Happening   `json:"event,omitempty"`
	Referral *Referral    `json:"referral,omitempty"`
	Moved    *NewNumber   `json:"moved,omitempty"`  // of a line that says so
	Reason   string       `json:"reason,omitempty"` // of a line that says that a ticket was closed
	Call     *CallLine    `json:"call,omitempty"`
	Link     *LinkCard    `json:"link,omitempty"` // of a text
}

// NewNumber is the change of a customer's number, in digits; either is empty where the network did not tell it.
type NewNumber struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// Place is a point on the map, in degrees.
type Place struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
}

// Card is a contact that was sent as a message.
type Card struct {
	Name         string   `json:"name"` // as it is shown
	First        string   `json:"first,omitempty"`
	Last         string   `json:"last,omitempty"`
	Phones       []string `json:"phones,omitempty"` // with plus and country code
	Emails       []string `json:"emails,omitempty"`
	Organization string   `json:"organization,omitempty"`
}

// TemplateUse names an approved template and fills it in. Text is the filled-in text as the customer reads it, for the bubble.
type TemplateUse struct {
	Name     string   `json:"name"`
	Language string   `json:"language"`
	Category string   `json:"category,omitempty"` // as the platform has it, such as MARKETING
	Header   *Value   `json:"header,omitempty"`
	Body     []Value  `json:"body,omitempty"`
	Buttons  []Button `json:"buttons,omitempty"` // only those that take a value
}

// Value fills one place of a template. Name is empty in templates that count their places.
type Value struct {
	Name  string       `json:"name,omitempty"`
	Kind  MessageKind  `json:"kind"` // text, image, video, document or location
	Text  string       `json:"text,omitempty"`
	Place *Place       `json:"place,omitempty"`
	File  AttachmentID `json:"file,omitempty"`
}

// Button is the value of one button of a template.
type Button struct {
	Index int    `json:"index"` // from 0, in the template's order
	Kind  string `json:"kind"`  // quick_reply, url or copy_code
	Value string `json:"value"`
}

// Choices are the buttons, or the list, that a customer may choose from.
type Choices struct {
	Header  string    `json:"header,omitempty"`
	Footer  string    `json:"footer,omitempty"`
	Buttons []Option  `json:"buttons,omitempty"` // up to three
	Label   string    `json:"label,omitempty"`   // of the button that opens the list
	List    []Section `json:"list,omitempty"`
}

// Section is a titled part of a list.
type Section struct {
	Title   string   `json:"title,omitempty"`
	Options []Option `json:"options"`
}

// Option is one thing to choose.
type Option struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	More  string `json:"more,omitempty"`
}

// Chosen is what a customer chose: a button, a row of a list, or a filled-in form as JSON.
type Chosen struct {
	ID    string `json:"id,omitempty"`
	Title string `json:"title"`
	More  string `json:"more,omitempty"`
	Form  string `json:"form,omitempty"`
}

// Basket is an order from the catalogue.
type Basket struct {
	Catalog string `json:"catalog"`
	Text    string `json:"text,omitempty"`
	Items   []Item `json:"items"`
}

// Item is one line of a basket. Price is as received, in units of Currency.
type Item struct {
	Product  string  `json:"product"`
	Quantity int     `json:"quantity"`
	Price    float64 `json:"price"`
	Currency string  `json:"currency"`
}

// Happening is something that is to happen. Times are unix milliseconds, 0 where they were not told.
type Happening struct {
	Name     string `json:"name"`
	About    string `json:"about,omitempty"`
	Starts   int64  `json:"starts,omitempty"`
	Ends     int64  `json:"ends,omitempty"`
	Place    *Place `json:"place,omitempty"`
	Canceled bool   `json:"canceled,omitempty"`
}

// Referral is the advertisement or post by which a customer came.
type Referral struct {
	URL      string `json:"url,omitempty"`
	Source   string `json:"source,omitempty"` // ad or post
	ID       string `json:"id,omitempty"`
	Headline string `json:"headline,omitempty"`
	Body     string `json:"body,omitempty"`
	Click    string `json:"click,omitempty"` // the platform's id of the click
}
