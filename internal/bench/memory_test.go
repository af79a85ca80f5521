package bench

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/balcao-app/balcao/app"
	"github.com/balcao-app/balcao/internal/house"
)

// heap is what the program keeps on a folder after the first screen, in bytes: the growth of the heap in use.
func heap(t testing.TB, dir string) float64 {
	before := inUse()
	p := openProgram(t, app.Config{Dir: dir})
	p.ask("System.Snapshot", app.Empty{})
	p.ask("Tickets.List", app.ListRequest{Tab: "open", Limit: 50})
	kept := inUse() - before
	p.stop()
	return kept
}

func inUse() float64 {
	runtime.GC()
	runtime.GC() // what the first one finalised
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapInuse)
}

// resident is the memory of a program of its own with a folder open and the first screen asked for, in bytes. It is 0 where the system
// does not tell.
func resident(t testing.TB, dir string) float64 {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "balcao.exe")
	if text, err := exec.Command("go", "build", "-o", binary, "../..").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, text)
	}
	cmd := exec.Command(binary, "--browser", "--data", dir)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	link, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	if err := firstScreen(strings.TrimSpace(link)); err != nil {
		t.Fatal(err)
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", cmd.Process.Pid))
	if err != nil {
		return 0
	}
	var size, pages int
	if _, err := fmt.Sscan(string(status), &size, &pages); err != nil {
		t.Fatal(err)
	}
	return float64(pages * os.Getpagesize())
}

// firstScreen asks what the page asks when it opens.
func firstScreen(link string) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	page := http.Client{Jar: jar}
	r, err := page.Get(link)
	if err != nil {
		return err
	}
	r.Body.Close()
	base, _, _ := strings.Cut(link, "/?")
	for name, request := range map[string]string{"System.Snapshot": "{}", "Tickets.List": `{"tab":"open","limit":50}`} {
		r, err := page.Post(base+"/api/call/"+name, "application/json", strings.NewReader(request))
		if err != nil {
			return err
		}
		r.Body.Close()
		if r.StatusCode != http.StatusOK {
			return fmt.Errorf("%s: %s", name, r.Status)
		}
	}
	return nil
}

const mebibyte = 1 << 20

// BenchmarkMemory tells what the program holds at rest, with nothing in its folder and with 1,000,000 messages. The ratio is
// full to empty: the folder must not be in memory.
func BenchmarkMemory(b *testing.B) {
	full, empty := fill(b, house.Whole).dir, b.TempDir()
	for b.Loop() {
		small, large := heap(b, empty), heap(b, full)
		b.ReportMetric(small/mebibyte, "heap-empty-MiB")
		b.ReportMetric(large/mebibyte, "heap-full-MiB")
	}
	small, large := resident(b, b.TempDir()), resident(b, full)
	b.ReportMetric(large/small, "ratio")
	b.ReportMetric(small/mebibyte, "rss-empty-MiB")
	b.ReportMetric(large/mebibyte, "rss-full-MiB")
	b.ReportMetric(0, "ns/op")
}
