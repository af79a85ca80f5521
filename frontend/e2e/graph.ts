import { createServer } from 'node:net';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { call } from './phone';
import type { Simulator } from './simulator';

interface Link {
  control: string;
  control_token: string;
  token: string;
  app_secret: string;
  waba_id: string;
  phone_number_id: string;
}

/** The simulated official API beside the program, steered over loopback. */
export class Graph {
  private constructor(readonly link: Link) {}

  static async of(simulator: Simulator): Promise<Graph> {
    const line = JSON.parse(await readFile(simulator.file, 'utf8')) as { graph: Link };
    return new Graph(line.graph);
  }

  async post<Answer = unknown>(path: string, body: object): Promise<Answer> {
    const answer = await fetch(this.link.control + path, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.link.control_token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  /** Makes a channel on the practice number, whose webhooks reach the program. */
  async connect(page: Page, name: string): Promise<number> {
    const port = String(await freePort());
    await call(page, 'System.Set', { key: 'hook_port', value: port });
    await call(page, 'System.Set', { key: 'public_address', value: `http://127.0.0.1:${port}` });
    const l = this.link;
    const values = {
      phone_number_id: l.phone_number_id,
      waba_id: l.waba_id,
      token: l.token,
      app_secret: l.app_secret,
    };
    const request = {
      connection: 0,
      channel: 0,
      name,
      kind: 'cloudapi',
      values,
      testOnly: false,
      consent: 0,
      offer: 0,
    };
    const made = await call(page, 'Connections.Enter', request);
    expect(made.ok, JSON.stringify(made.findings)).toBe(true);
    await call(page, 'Connections.Subscribe', { id: made.connection });
    return made.connection;
  }

  /** A customer writes to the official number; whoever is new reads what they get. */
  async hear(number: string, name: string, text: string): Promise<void> {
    await this.post('/customers', { key: number, name });
    await this.post(`/customers/${number}/write`, { text });
  }
}

/** A free port that no connection leaves by: systems give those from 32768 on, and could take it between two uses. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const server = createServer();
    const free = await new Promise<boolean>((tell) => {
      server.once('error', () => tell(false));
      server.listen(port, '127.0.0.1', () => tell(true));
    });
    if (!free) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
