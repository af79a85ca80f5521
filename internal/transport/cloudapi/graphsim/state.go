package graphsim

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// state is everything that the server remembers. Guarded by Server.mu.
type state struct {
	closed    bool
	agenda    agenda
	held      []*message             // that wait for the quality assessment of their template
	managed   map[string][]time.Time // app and account → management calls of the last hour
	random    *rand.Rand             // of ids
	dice      *rand.Rand             // of faults, apart from the ids so that a seed always strikes the same requests
	clouds    *rand.Rand             // of the weather
	serial    int64
	limits    Limits
	strict    Strictness
	apps      map[string]*App
	accounts  map[string]*Account
	numbers   map[string]*Number
	tokens    map[string]*Token
	codes     map[string]*grant
	files     map[string]*file
	links     map[string]*mediaLink
	people    map[string]*person // by number and by BSUID
	crowd     []*person
	messages  map[string]*message // by wamid
	order     []*message
	faults    []*scripted
	weather   Weather
	hooks     map[string]*hook // by address
	requests  []Request
	unknown   []string
	errors    []error
	posts     []Post
	profiles  map[string]map[string]any
	blocked   map[string]map[*person]bool // by number id
	traffic   map[string][]time.Time      // number id → messages of the last second
	pairs     map[string]*pair
	smbSyncs  map[string]bool
	registers map[string][]time.Time
}

func newState(o Options) state {
	return state{
		random: rand.New(rand.NewPCG(o.Seed, 1)), dice: rand.New(rand.NewPCG(o.Seed, 2)), clouds: rand.New(rand.NewPCG(o.Seed, 3)),
		limits: o.Limits, strict: o.Strict,
		apps: map[string]*App{}, accounts: map[string]*Account{}, numbers: map[string]*Number{},
		tokens: map[string]*Token{}, codes: map[string]*grant{}, files: map[string]*file{}, links: map[string]*mediaLink{},
		people: map[string]*person{}, messages: map[string]*message{}, hooks: map[string]*hook{},
		profiles: map[string]map[string]any{}, blocked: map[string]map[*person]bool{}, traffic: map[string][]time.Time{},
		agenda: agenda{wake: make(chan struct{}, 1)}, managed: map[string][]time.Time{},
		pairs: map[string]*pair{}, smbSyncs: map[string]bool{}, registers: map[string][]time.Time{},
	}
}

// newID makes an id as Graph's objects have: digits, 15 or 16 of them, never used before.
func (s *state) newID() string {
	s.serial++
	return fmt.Sprintf("%d", 1_000_000_000_000_00+s.serial*7919+int64(s.random.IntN(7000)))
}

// letters makes n letters and digits.
func (s *state) letters(n int) string {
	const set = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	var b strings.Builder
	for range n {
		b.WriteByte(set[s.random.IntN(len(set))])
	}
	return b.String()
}

// hexits makes n capital hexadecimal digits.
func (s *state) hexits(n int) string {
	const set = "0123456789ABCDEF"
	var b strings.Builder
	for range n {
		b.WriteByte(set[s.random.IntN(len(set))])
	}
	return b.String()
}
