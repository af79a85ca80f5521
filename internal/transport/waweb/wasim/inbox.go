package wasim

import "sync"

// inbox runs a phone's work in order, on a goroutine that exists only while there is some.
type inbox struct {
	mu      sync.Mutex
	jobs    []func()
	running bool
}

// post queues work for the phone. It never blocks and may be called with any lock held.
func (p *Phone) post(job func()) {
	p.inbox.mu.Lock()
	defer p.inbox.mu.Unlock()
	p.inbox.jobs = append(p.inbox.jobs, job)
	if !p.inbox.running {
		p.inbox.running = p.server.tasks.spawn(p.drain)
	}
}

func (p *Phone) drain() {
	for {
		p.inbox.mu.Lock()
		jobs := p.inbox.jobs
		p.inbox.jobs = nil
		if len(jobs) == 0 || p.server.tasks.closed() {
			p.inbox.running = false
			p.inbox.mu.Unlock()
			return
		}
		p.inbox.mu.Unlock()
		for _, job := range jobs {
			job()
		}
		p.server.Changed()
	}
}
