package house

// RareName is the first name of one contact in a thousand, the fifth being the first of them.
const RareName = "Zuleica"

var (
	tags    = []string{"Atacado", "Festa", "Mensalista", "Entrega", "Sem glúten", "Fornecedor"}
	reasons = []string{"Venda feita", "Só uma pergunta", "Desistiu"}

	firstNames = []string{
		"Ana", "Beatriz", "Bruno", "Caio", "Camila", "Carlos", "Célia", "Daniela", "Davi", "Diego", "Eduarda", "Elisa", "Fábio", "Fernanda",
		"Gabriel", "Giovana", "Gustavo", "Helena", "Heitor", "Igor", "Isabela", "Ícaro", "João", "Joana", "José", "Júlia", "Karina", "Larissa",
		"Leandro", "Letícia", "Lívia", "Lucas", "Luís", "Luzia", "Marcelo", "Márcia", "Marina", "Mateus", "Miguel", "Mônica", "Natália", "Noêmia",
		"Otávio", "Paula", "Pedro", "Rafael", "Raquel", "Renata", "Rita", "Roberto", "Sabrina", "Samuel", "Sílvia", "Sônia", "Tânia", "Thiago",
		"Úrsula", "Valéria", "Vicente", "Vitória", "Yara",
	}
	lastNames = []string{
		"Almeida", "Alves", "Andrade", "Araújo", "Barbosa", "Batista", "Borges", "Cardoso", "Carvalho", "Castro", "Correia", "Costa", "Dias",
		"Duarte", "Fernandes", "Ferreira", "Freitas", "Gomes", "Gonçalves", "Lima", "Lopes", "Machado", "Martins", "Melo", "Mendes", "Monteiro",
		"Moraes", "Moreira", "Nunes", "Oliveira", "Pereira", "Pinto", "Ramos", "Ribeiro", "Rocha", "Rodrigues", "Santana", "Santos", "Silva",
		"Souza", "Teixeira", "Vieira", "Yamamoto",
	}

	// asked is what customers write, said what the business writes.
	asked = []string{
		"Oi, bom dia! Vocês têm pão de queijo agora?", "Quero encomendar pães de queijo para sábado de manhã, por favor.", "Quanto custa o cento de coxinha?",
		"Boa tarde! Fazem entrega no Jardim das Flores?", "ok, obrigada!", "Pode ser às 16h?", "Perfeito 👍", "Já fiz o pix, segue o comprovante.",
		"Vocês abrem no feriado?", "Qual o tamanho do bolo de 2 kg?", "Tem opção sem lactose?", "😍😍", "Amanhã passo aí para retirar.",
		"Meu pedido ainda não chegou, pode ver para mim?", "Aceita cartão na entrega?", "Bom dia! Gostaria de um orçamento para uma festa de 40 pessoas, com salgados, doces e um bolo.\n\n" +
			"Seria no dia 12, às 15h, no salão do prédio. Precisamos de:\n- 200 salgados variados\n- 100 docinhos\n- um bolo de chocolate com morango\n\nQuanto fica com a entrega?",
		"Isso mesmo", "Moro na Rua das Acácias, 120, apto 32.", "E o recheio de doce de leite, ainda tem?", "Desculpa a demora, estava no trabalho.",
		"Vi no site https://padaria.example/cardapio que tem torta de limão, é verdade?", "Não recebi a nota fiscal.", "Manda o cardápio?", "Fechado! Pode confirmar.",
		"Tem como trocar o sabor? Em vez de *frango* eu queria _palmito_, se ainda der tempo.", "Bom dia 🌞", "Vou querer dois de queijo e um de calabresa.",
	}
	said = []string{
		"Bom dia! Temos sim, acabou de sair do forno 😊", "O pão de queijo sai a cada meia hora.", "O cento fica em R$ 85,00.", "Entregamos, a taxa é de R$ 8,00.",
		"Pode sim, fica separado no seu nome.", "Obrigada! Qualquer coisa é só chamar.", "Pagamento recebido, muito obrigada!", "Abrimos das 7h às 13h no feriado.",
		"Serve umas 20 pessoas.", "Temos sem lactose e sem glúten, por encomenda com dois dias.", "Um momento, vou conferir.", "Saiu para entrega agora, chega em uns 20 minutos.",
		"Segue o orçamento:\n\n- 200 salgados variados: R$ 170,00\n- 100 docinhos: R$ 110,00\n- bolo de chocolate com morango, 4 kg: R$ 240,00\n- entrega: R$ 15,00\n\n" +
			"*Total: R$ 535,00*. Para confirmar, pedimos metade adiantado. A outra metade pode ser paga na entrega, em dinheiro, cartão ou pix.",
		"Confirmado!", "Qual o endereço para entrega, por favor?", "A torta de limão volta na sexta.", "Enviamos a nota por e-mail.", "Aqui está o cardápio.", "Tudo certo, até sábado!",
		"Trocado: sai o ~frango~, entra o palmito.", "Bom dia! Como posso ajudar?", "São R$ 46,00 no total.",
	}
	captions  = []string{"", "", "", "Seria um bolo assim", "Segue o comprovante", "Olha como ficou!", "Esse aqui"}
	documents = []string{"Cardápio 2025.pdf", "Orçamento festa.pdf", "Comprovante pix.pdf", "Nota fiscal.pdf"}
	emojis    = []string{"👍", "❤️", "😂", "🙏", "😍"}
)
