package demo

// Reply is a quick reply of the practice business, with the program's variables in braces.
type Reply struct{ Shortcut, Text string }

// Replies are the quick replies of the practice business.
func Replies() []Reply {
	return []Reply{
		{"entrega", "{saudacao}, {primeiro_nome}! Entregamos das 14h às 18h. Qual é o endereço?"},
		{"horario", "Abrimos de terça a sábado, das *8h* às *18h*, {primeiro_nome} 😊"},
		{"pix", "Nosso Pix é contato@docebalcao.exemplo, {primeiro_nome}. Mande o comprovante por aqui, por favor."},
	}
}
