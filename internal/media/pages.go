package media

import (
	"os"

	"github.com/balcao-app/balcao/internal/media/pdf"
)

// pages tells how many pages the file under a hash has, 0 if that is not known.
func (s *Service) pages(sum string) int {
	if sum == "" {
		return 0
	}
	f, err := os.Open(s.db.FilePath(sum))
	if err != nil {
		return 0
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0
	}
	return pdf.Pages(f, info.Size())
}
