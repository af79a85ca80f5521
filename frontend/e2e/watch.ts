import { expect, type BrowserContext } from '@playwright/test';

/** Notes everything a page asks for and everything it complains about. */
export class Watch {
  private readonly foreign: string[] = [];
  private readonly complaints: string[] = [];

  constructor(context: BrowserContext) {
    context.on('request', (request) => this.see(request.url()));
    context.on('page', (page) => {
      page.on('websocket', (socket) => this.foreign.push(socket.url()));
    });
    context.on('weberror', (err) => this.complaints.push(String(err.error())));
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
  }

  private see(address: string): void {
    const url = new URL(address);
    const local = url.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname) && url.port !== '';
    if (!local && url.protocol !== 'data:' && url.protocol !== 'blob:') this.foreign.push(address);
  }

  /** Fails when a request left this computer, or the page reported an error or a breach of its policy. */
  clean(): void {
    expect(this.foreign, 'requests that left the loopback address').toEqual([]);
    expect(this.complaints, 'what the page reported').toEqual([]);
  }
}
