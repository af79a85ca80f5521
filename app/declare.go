package app

import "context"

//go:generate go run ./gen ../frontend/src/host/api.gen.ts

// Declarations is the page's view of the API as TypeScript.
func Declarations() ([]byte, error) { return TypeScript(contract()) }

func none[Req, Ans any](name string) Method {
	return method(name, func(context.Context, Req) (ans Ans, err error) { return ans, nil })
}

func contract() []Method {
	return []Method{
		none[Empty, Snapshot]("System.Snapshot"),
		none[SettingRequest, Empty]("System.Set"),
		none[Empty, Elsewhere]("System.Practice"),
		none[Empty, Elsewhere]("System.LeavePractice"),
		none[Empty, Empty]("System.Quit"),
		none[ListRequest, ListAnswer]("Tickets.List"),
		none[IDs, Tickets]("Tickets.Get"),
		none[ID, View]("Tickets.Open"),
		none[ID, Empty]("Tickets.Read"),
		none[ID, Empty]("Tickets.Unread"),
		none[ID, Empty]("Tickets.Take"),
		none[ID, Closed]("Tickets.Close"),
		none[ID, Empty]("Tickets.Reopen"),
		none[ID, Empty]("Tickets.Undo"),
		none[DraftRequest, Empty]("Tickets.Draft"),
		none[SnoozeRequest, Empty]("Tickets.Snooze"),
		none[PinRequest, Empty]("Tickets.Pin"),
		none[ID, ID]("Tickets.NextWaiting"),
		none[PageRequest, Page]("Messages.Page"),
		none[IDs, Messages]("Messages.Get"),
		none[SendRequest, ID]("Messages.Send"),
		none[ID, Empty]("Messages.Retry"),
		none[ResolveRequest, Empty]("Messages.Resolve"),
		none[ID, Empty]("Messages.Cancel"),
		none[ID, Path]("Messages.Path"),
		none[ID, Contact]("Contacts.Get"),
		none[RenameRequest, Empty]("Contacts.Rename"),
		none[CreateRequest, Created]("Channels.Create"),
		none[RenameRequest, Empty]("Channels.Rename"),
		none[PairRequest, Empty]("Connections.Pair"),
		none[ID, Empty]("Connections.CancelPair"),
		none[ID, Empty]("Connections.Connect"),
		none[ID, Empty]("Connections.Disconnect"),
		none[ID, Empty]("Connections.Remove"),
		none[ScanRequest, Empty]("Practice.Scan"),
		none[EnterCodeRequest, Empty]("Practice.EnterCode"),
		none[WriteRequest, Empty]("Practice.Write"),
	}
}
