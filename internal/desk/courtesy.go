package desk

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// longestCourtesy bounds, in words, what can be thanks and nothing else.
const longestCourtesy = 8

// thanks are what ends a talk: a message that is a courtesy has at least one of these. Folded, in the three languages of the program.
var thanks = []string{
	"ok", "okay", "okey", "oks", "blz", "beleza", "certo", "certinho", "perfeito", "otimo", "combinado", "fechado", "show", "joia", "maravilha",
	"obrigado", "obrigada", "obrigadao", "obrigadinha", "brigado", "brigada", "obg", "obgd", "obgda", "vlw", "valeu", "agradeco", "agradecido",
	"agradecida", "grato", "grata", "gratidao", "ta bom", "ta bem", "ta certo", "esta bem", "esta bien", "tudo bem", "tudo certo",
	"thanks", "thank you", "thx", "ty", "great", "perfect", "got it", "cheers", "alright", "all right",
	"gracias", "vale", "listo", "perfecto", "genial", "agradezco", "agradecido", "agradecida", "de acuerdo", "todo bien",
}

// beside are what people put around their thanks. On their own they may begin a talk, as "boa noite" does.
var beside = []string{
	"muito", "muita", "muitissimo", "mesmo", "demais", "viu", "entao", "pela atencao", "pela ajuda", "pelo atendimento", "pela informacao",
	"pelas informacoes", "por tudo", "por enquanto", "de nada", "imagina", "bom dia", "boa tarde", "boa noite", "bom fim de semana",
	"boa semana", "bom trabalho", "bom descanso", "ate mais", "ate logo", "ate amanha", "ate breve", "tchau", "abraco", "abracos", "abs", "bjs",
	"beijos", "deus abencoe", "fica com deus", "igualmente", "voce tambem", "pra voce tambem", "para voce tambem", "a voce", "a voces", "eu que agradeco",
	"very much", "so much", "a lot", "for everything", "for your help", "for the help", "bye", "see you", "good morning", "good night",
	"good evening", "good afternoon", "have a nice day", "have a good day", "you too",
	"muchas", "muchisimas", "mil", "por todo", "por su ayuda", "por la ayuda", "por su atencion", "por la atencion", "adios", "hasta luego",
	"hasta manana", "buenos dias", "buenas tardes", "buenas noches", "buen dia", "saludos", "igualmente", "a usted", "a ustedes",
}

// hands are the signs that stand for thanks by themselves: thumbs up, folded hands, clapping, OK, handshake, hearts.
var hands = []rune{'👍', '🙏', '👏', '👌', '🤝', '❤', '💙', '💚', '💛', '🧡', '💜', '🤍', '♥'}

// adorns are signs that add nothing: faces, joiners and tones of skin.
func adorns(r rune) bool {
	return unicode.IsPunct(r) || unicode.IsSpace(r) || unicode.Is(unicode.Variation_Selector, r) || r == '\u200d' ||
		r >= 0x1F3FB && r <= 0x1F3FF || r >= 0x1F600 && r <= 0x1F64F || r == '☺' || r == '🤗' || r == '🥰'
}

// Courtesy reports whether a message only says thanks or "ok", so that it needs no answer. Anything that asks, names a number, or holds
// a word that is not in the lists is none; asked tells that our own last message was a question, which "ok" may answer.
func Courtesy(kind MessageKind, text string, asked bool) bool {
	if kind != Text || asked || strings.ContainsAny(text, "?¿？0123456789") || strings.Contains(text, "://") {
		return false
	}
	found := false
	plain := strings.Map(func(r rune) rune {
		switch {
		case slices.Contains(hands, r):
			found = true
			return ' '
		case adorns(r):
			return ' '
		}
		return r
	}, text)
	words := strings.Fields(Fold(plain))
	if len(words) > longestCourtesy {
		return false
	}
	for len(words) > 0 {
		n, core := phrase(words)
		if n == 0 {
			return false
		}
		words, found = words[n:], found || core
	}
	return found
}

// phrase is the number of words at the beginning that stand in the lists, the longest match first, and whether they are thanks.
func phrase(words []string) (n int, core bool) {
	for n := min(4, len(words)); n > 0; n-- {
		some := strings.Join(words[:n], " ")
		if core := slices.Contains(thanks, some); core || slices.Contains(beside, some) {
			return n, core
		}
	}
	return 0, false
}

// JustClosed is the ticket that was closed less than a grace time ago, and into which a courtesy of now goes without opening it; 0 where
// there is none, or where Join finds a ticket that lives.
func JustClosed(on ConnectionID, home ChannelID, tickets []Live, now time.Time, grace time.Duration) (best TicketID) {
	var at time.Time
	for _, t := range tickets {
		switch {
		case !t.answers(on, home):
		case t.Status != Closed:
			return 0
		case !t.Imported && now.Sub(t.ClosedAt) < grace && t.ClosedAt.After(at):
			best, at = t.Ticket, t.ClosedAt
		}
	}
	return best
}
