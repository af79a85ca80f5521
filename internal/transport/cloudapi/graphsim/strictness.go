package graphsim

// Strictness are the points on which Meta's behaviour varies or is not sure; the zero value is the harder one for a
// client unless a member says otherwise.
type Strictness struct {
	SyncWindow      bool // 131047 at once instead of by webhook
	AnyDocument     bool // accept files of every type as documents
	TrustMedia      bool // do not look into files
	SizeAsText      bool // file_size as a string
	WithoutURL      bool // inbound media without url, as before December 2025
	PublicClients   bool // exchange a code with a PKCE verifier alone, without the app's secret
	OldConversation bool // statuses carry conversation, as up to v23
}

// SetStrictness replaces the answers to these questions.
func (s *Server) SetStrictness(x Strictness) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.strict = x
}
