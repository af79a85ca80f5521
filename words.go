package main

import (
	"errors"
	"os"
	"strings"

	"github.com/balcao-app/balcao/internal/desk"
)

// The languages of the words that come before there is a page. The page has its own.
const (
	portuguese = "pt-BR"
	english    = "en"
	spanish    = "es"
)

// codeSimulator says that the file which should describe a simulator does not, or cannot be read. The page is never told of it.
const codeSimulator desk.Code = "simulator"

// sentences say for each fault of the start what happened, what is safe and what to do.
var sentences = map[desk.Code]map[string]string{
	desk.CodeRunning: {
		portuguese: "O Balcão já está aberto com esta pasta de dados. Nada foi alterado. Use a janela aberta ou escolha outra pasta com --data.",
		english:    "Balcão is already open on this data folder. Nothing was changed. Use the open window, or choose another folder with --data.",
		spanish:    "Balcão ya está abierto con esta carpeta de datos. No se cambió nada. Use la ventana abierta o elija otra carpeta con --data.",
	},
	desk.CodeReadOnly: {
		portuguese: "Não é possível gravar na pasta de dados. Nada foi alterado. Dê ao seu usuário o direito de gravar nela ou escolha outra pasta com --data.",
		english:    "The data folder cannot be written. Nothing was changed. Give your user the right to write there, or choose another folder with --data.",
		spanish:    "No se puede escribir en la carpeta de datos. No se cambió nada. Dé a su usuario el permiso de escribir allí o elija otra carpeta con --data.",
	},
	desk.CodeDiskFull: {
		portuguese: "O disco está cheio. Suas conversas estão a salvo. Libere espaço e abra de novo.",
		english:    "The disk is full. Your conversations are safe. Free some space and start again.",
		spanish:    "El disco está lleno. Sus conversaciones están a salvo. Libere espacio y abra de nuevo.",
	},
	desk.CodeDiskError: {
		portuguese: "O disco não leu ou não gravou direito, embora tenha espaço. O que já estava salvo não foi alterado. Copie a pasta de dados para outro disco, verifique este e abra de novo.",
		english:    "The disk did not read or write properly, although it has room. What was saved was not changed. Copy the data folder to another disk, check this one and start again.",
		spanish:    "El disco no leyó o no escribió bien, aunque tiene espacio. Lo que ya estaba guardado no cambió. Copie la carpeta de datos a otro disco, revise este y abra de nuevo.",
	},
	desk.CodeNewerSchema: {
		portuguese: "Estes dados foram gravados por uma versão mais nova do Balcão. Nada foi alterado. Instale de novo a versão mais nova.",
		english:    "This data was written by a newer version of Balcão. Nothing was changed. Install the newer version again.",
		spanish:    "Estos datos fueron escritos por una versión más nueva de Balcão. No se cambió nada. Instale de nuevo la versión más nueva.",
	},
	codeSimulator: {
		portuguese: "O arquivo dado com --sim não existe, não pode ser lido ou não descreve um simulador. Nada foi alterado e nada saiu deste computador. Guarde num arquivo a linha que balcao sim mostra e dê esse arquivo, ou abra sem --sim.",
		english:    "The file given with --sim does not exist, cannot be read or does not describe a simulator. Nothing was changed, and nothing left this computer. Put the line that balcao sim prints into a file and give that one, or start without --sim.",
		spanish:    "El archivo dado con --sim no existe, no se puede leer o no describe un simulador. No se cambió nada y nada salió de este equipo. Guarde en un archivo la línea que balcao sim muestra y dé ese archivo, o abra sin --sim.",
	},
	desk.CodeCorrupt: {
		portuguese: "O banco de dados está danificado e foi deixado como está. Ponha no lugar dele uma cópia de inbox.db de um backup ou escolha outra pasta com --data.",
		english:    "The database is damaged and was left as it is. Put a copy of inbox.db from a backup in its place, or choose another folder with --data.",
		spanish:    "La base de datos está dañada y se dejó como está. Ponga en su lugar una copia de inbox.db de un respaldo o elija otra carpeta con --data.",
	},
}

// sentence is what an error of the start says to a person; what has no words of its own is said as it is.
func sentence(err error, language string) string {
	if f, ok := errors.AsType[*desk.Fault](err); ok {
		if words, known := sentences[f.Code]; known {
			return words[language]
		}
	}
	return err.Error()
}

// language is what the environment asks for, Portuguese where it asks for nothing we speak.
func language() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := os.Getenv(name); value != "" {
			return spoken(value)
		}
	}
	return portuguese
}

func spoken(locale string) string {
	switch short, _, _ := strings.Cut(strings.ToLower(locale), "_"); {
	case strings.HasPrefix(short, "en"):
		return english
	case strings.HasPrefix(short, "es"):
		return spanish
	}
	return portuguese
}
