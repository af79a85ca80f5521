package settings

import (
	"strings"

	"go.mau.fi/whatsmeow/appstate"
	"go.mau.fi/whatsmeow/proto/waSyncAction"
	"go.mau.fi/whatsmeow/types"
	"google.golang.org/protobuf/proto"
)

// Contact is one entry of the phone's address book.
type Contact struct {
	JID  types.JID
	Name string
}

// Seed writes at least one change into each collection, as every real account has. Clients treat a collection at
// version 0 as never synced, so this has to happen before a companion links.
func (a *Account) Seed(pushName string, contacts ...Contact) error {
	steps := []func() error{
		func() error { return a.SetPushName(pushName) },
		func() error { return a.SetContacts(contacts...) },
		func() error {
			return a.Patch(flag(appstate.WAPatchRegularLow, 4, appstate.IndexSettingUnarchiveChats, &waSyncAction.SyncActionValue{
				UnarchiveChatsSetting: &waSyncAction.UnarchiveChatsSetting{UnarchiveChats: proto.Bool(true)},
			}))
		},
		func() error {
			return a.Patch(flag(appstate.WAPatchRegularHigh, 1, appstate.IndexFavorites, &waSyncAction.SyncActionValue{
				FavoritesAction: &waSyncAction.FavoritesAction{},
			}))
		},
		func() error { return a.Patch(appstate.BuildLabelEdit("1", "Novo cliente", 0, false)) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func flag(name appstate.WAPatchName, version int32, index string, value *waSyncAction.SyncActionValue) appstate.PatchInfo {
	return appstate.PatchInfo{Type: name, Mutations: []appstate.MutationInfo{{
		Index: []string{index}, Version: version, Value: value,
	}}}
}

// SetPushName writes the name under which the account's messages are shown to strangers.
func (a *Account) SetPushName(name string) error {
	return a.Patch(appstate.BuildSettingPushName(name))
}

// SetContacts adds or renames entries of the address book, all in one change. Without entries it writes the phone's
// empty address book marker, the owner's own blank entry being the only thing in it.
func (a *Account) SetContacts(contacts ...Contact) error {
	info := appstate.PatchInfo{Type: appstate.WAPatchCriticalUnblockLow}
	if len(contacts) == 0 {
		contacts = []Contact{{JID: types.NewJID("0", types.DefaultUserServer), Name: "WhatsApp"}}
	}
	for _, c := range contacts {
		info.Mutations = append(info.Mutations, contactMutation(c))
	}
	return a.Patch(info)
}

func contactMutation(c Contact) appstate.MutationInfo {
	first, _, _ := strings.Cut(c.Name, " ")
	return appstate.MutationInfo{
		Index:   []string{appstate.IndexContact, c.JID.ToNonAD().String()},
		Version: 2,
		Value: &waSyncAction.SyncActionValue{ContactAction: &waSyncAction.ContactAction{
			FullName: proto.String(c.Name), FirstName: proto.String(first), SaveOnPrimaryAddressbook: proto.Bool(true),
		}},
	}
}
