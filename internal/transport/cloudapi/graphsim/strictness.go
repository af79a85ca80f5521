package graphsim

// Strictness are the points on which Meta's behaviour varies or is not sure.
type Strictness struct {
	SyncWindow      bool   `json:"sync_window,omitempty"`      // 131047 at once instead of by webhook
	AnyDocument     bool   `json:"any_document,omitempty"`     // accept files of every type as documents
	TrustMedia      bool   `json:"trust_media,omitempty"`      // do not look into files
	SizeAsText      bool   `json:"size_as_text,omitempty"`     // file_size as a string
	WithoutURL      bool   `json:"without_url,omitempty"`      // inbound media without url, as before December 2025
	PublicClients   bool   `json:"public_clients,omitempty"`   // exchange a code with a PKCE verifier alone, without the app's secret
	OldConversation bool   `json:"old_conversation,omitempty"` // statuses carry conversation, as up to v23
	MediaBase       string `json:"media_base,omitempty"`       // where addresses of files lead instead of to the media host
}

// SetStrictness replaces the answers to these questions.
func (s *Server) SetStrictness(x Strictness) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.strict = x
}
