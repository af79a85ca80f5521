package contact

import "github.com/balcao-app/balcao/internal/desk"

// pageWords are the words of the page of an archive in one language. They are those of the screen.
type pageWords struct {
	With, You, Note, Deleted, Edited, Made string
	// Waits is what is said of a message of ours of which it is not known that it left.
	Waits map[desk.MessageStatus]string
	// Kinds stand in the place of messages without words.
	Kinds map[desk.MessageKind]string
}

var pageTongues = map[string]pageWords{
	"pt-BR": {
		"Conversa com", "Você", "Nota interna", "mensagem apagada", "editada", "Feito em",
		map[desk.MessageStatus]string{desk.Queued: "Na fila", desk.Held: "Aguardando você", desk.Failed: "Não enviada", desk.Cancelled: "Cancelada", desk.Unsure: "Sem confirmação"},
		map[desk.MessageKind]string{
			desk.Text: "Texto", desk.Image: "Foto", desk.Video: "Vídeo", desk.Voice: "Mensagem de voz", desk.Audio: "Áudio",
			desk.Document: "Documento", desk.Sticker: "Figurinha", desk.Contacts: "Contato", desk.Location: "Localização", desk.Poll: "Enquete", desk.Appointment: "Evento",
			desk.Template: "Modelo", desk.Interactive: "Mensagem com opções", desk.Order: "Pedido do catálogo", desk.Call: "Chamada", desk.Unsupported: "Mensagem que o Balcão ainda não mostra",
		},
	},
	"en": {
		"Conversation with", "You", "Internal note", "deleted message", "edited", "Made on",
		map[desk.MessageStatus]string{desk.Queued: "Queued", desk.Held: "Waiting for you", desk.Failed: "Not sent", desk.Cancelled: "Cancelled", desk.Unsure: "Unconfirmed"},
		map[desk.MessageKind]string{
			desk.Text: "Text", desk.Image: "Photo", desk.Video: "Video", desk.Voice: "Voice message", desk.Audio: "Audio",
			desk.Document: "Document", desk.Sticker: "Sticker", desk.Contacts: "Contact", desk.Location: "Location", desk.Poll: "Poll", desk.Appointment: "Event",
			desk.Template: "Template", desk.Interactive: "Message with choices", desk.Order: "Order from the catalogue", desk.Call: "Call", desk.Unsupported: "A message Balcão cannot show yet",
		},
	},
	"es": {
		"Conversación con", "Usted", "Nota interna", "mensaje eliminado", "editado", "Hecho el",
		map[desk.MessageStatus]string{desk.Queued: "En cola", desk.Held: "En espera de su decisión", desk.Failed: "No enviado", desk.Cancelled: "Cancelado", desk.Unsure: "Sin confirmación"},
		map[desk.MessageKind]string{
			desk.Text: "Texto", desk.Image: "Foto", desk.Video: "Video", desk.Voice: "Mensaje de voz", desk.Audio: "Audio",
			desk.Document: "Documento", desk.Sticker: "Sticker", desk.Contacts: "Contacto", desk.Location: "Ubicación", desk.Poll: "Encuesta", desk.Appointment: "Evento",
			desk.Template: "Plantilla", desk.Interactive: "Mensaje con opciones", desk.Order: "Pedido del catálogo", desk.Call: "Llamada", desk.Unsupported: "Mensaje que Balcão aún no muestra",
		},
	},
}
