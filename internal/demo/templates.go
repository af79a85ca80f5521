package demo

import "github.com/balcao-app/balcao/internal/transport/cloudapi/graphsim"

// templates are the practice business's: approved ones of each sort, and one that still waits for approval.
func templates() []graphsim.Template {
	body := func(text string) graphsim.Component { return graphsim.Component{Type: "BODY", Text: text} }
	footer := graphsim.Component{Type: "FOOTER", Text: "Doce Balcão"}
	return []graphsim.Template{
		{Name: "pedido_pronto", Components: []graphsim.Component{
			{Type: "HEADER", Format: "TEXT", Text: "Seu pedido está pronto"},
			body("Olá, {{1}}! Seu pedido {{2}} já pode ser retirado. Estamos abertos até as {{3}}."), footer,
		}},
		{Name: "retomar_conversa", Category: "MARKETING", Components: []graphsim.Component{
			body("Oi, {{1}}! Podemos continuar a nossa conversa por aqui?"),
			{Type: "BUTTONS", Buttons: []graphsim.Button{
				{Type: "QUICK_REPLY", Text: "Sim, podemos"}, {Type: "QUICK_REPLY", Text: "Agora não"},
			}},
		}},
		{Name: "lembrete_encomenda", Format: "NAMED", Components: []graphsim.Component{
			body("Olá, {{nome}}! Lembramos da sua encomenda para {{dia}}. Está tudo certo?"), footer,
		}},
		{Name: "cardapio_de_natal", Category: "MARKETING", Status: "PENDING", Components: []graphsim.Component{
			body("O cardápio de Natal chegou! Encomendas até 20 de dezembro."), footer,
		}},
	}
}
