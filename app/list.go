package app

import "context"

// methods is the one list of the API: the handler answers it, the generator writes the page's types from it.
func (a *API) methods() []Method {
	return []Method{
		method("System.Snapshot", a.snapshot),
		method("System.Set", a.set),
		method("System.Practice", a.practice),
		method("System.LeavePractice", a.leavePractice),
		method("System.Quit", a.quit),
		method("Tickets.List", a.list),
		method("Tickets.Get", a.tickets),
		method("Tickets.Open", a.open),
		method("Tickets.Read", a.read),
		method("Tickets.Unread", a.unread),
		method("Tickets.Take", a.take),
		method("Tickets.Close", a.close),
		method("Tickets.Reopen", a.reopen),
		method("Tickets.Undo", a.undo),
		method("Tickets.Draft", a.draft),
		method("Tickets.Snooze", a.snooze),
		method("Tickets.Pin", a.pin),
		method("Tickets.NextWaiting", a.nextWaiting),
		method("Tickets.Way", a.way),
		method("Messages.Page", a.page),
		method("Messages.Get", a.messages),
		method("Messages.Send", a.send),
		method("Messages.Retry", a.retry),
		method("Messages.SendBy", a.sendBy),
		method("Messages.Resolve", a.resolve),
		method("Messages.Cancel", a.cancel),
		method("Messages.Path", a.path),
		method("Messages.Fetch", a.fetch),
		method("Contacts.Get", a.contact),
		method("Contacts.Rename", a.renameContact),
		method("Replies.List", a.replies),
		method("Replies.Save", a.saveReply),
		method("Replies.Delete", a.deleteReply),
		method("Replies.Restore", a.restoreReply),
		method("Replies.Use", a.useReply),
		method("Channels.Create", a.createChannel),
		method("Channels.Rename", a.renameChannel),
		method("Channels.Reserve", a.reserve),
		method("Channels.Borrow", a.borrow),
		method("Channels.Return", a.returnBorrowed),
		method("Channels.Policy", a.policy),
		method("Channels.IgnoreOutside", a.ignoreOutside),
		method("Channels.Order", a.order),
		method("Channels.PlanRemoval", a.planRemoval),
		method("Channels.Remove", a.removeChannel),
		method("Channels.UndoRemoval", a.undoRemoval),
		method("Channels.Doings", a.doings),
		method("Connections.Kinds", a.kinds),
		method("Connections.Enter", a.enter),
		method("Connections.Consent", a.consent),
		method("Connections.Consented", a.consented),
		method("Connections.ForgetConsent", a.forgetConsent),
		method("Connections.Kept", a.kept),
		method("Connections.Activate", a.activate),
		method("Connections.Templates", a.templates),
		method("Connections.TestDoor", a.testDoor),
		method("Connections.Subscribe", a.subscribe),
		method("Connections.Pair", a.pair),
		method("Connections.CancelPair", a.cancelPair),
		method("Connections.Connect", a.connect),
		method("Connections.Disconnect", a.disconnect),
		method("Connections.Refresh", a.refresh),
		method("Connections.Waiting", a.waiting),
		method("Connections.Calls", a.setCalls),
		method("Connections.Webphone", a.setWebphone),
		method("Calls.Ringing", a.ringing),
		method("Connections.Remove", a.removeConnection),
		method("Practice.Scan", a.practiceScan),
		method("Practice.EnterCode", a.practiceEnterCode),
		method("Practice.Write", a.practiceWrite),
		method("Practice.Hold", a.practiceHold),
		method("Practice.Account", a.practiceAccount),
	}
}

// done adapts an operation that answers nothing.
func done(err error) (Empty, error) { return Empty{}, err }

func (a *API) quit(context.Context, Empty) (Empty, error) {
	a.Quit()
	return Empty{}, nil
}
