import { createServer } from 'node:net';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { call } from './phone';
import type { Simulator } from './simulator';

interface Link {
  graph: string;
  app_id: string;
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

  post<Answer = unknown>(path: string, body: object): Promise<Answer> {
    return this.#ask(path, { method: 'POST', body: JSON.stringify(body) });
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.#ask(path, {});
  }

  async #ask<Answer>(path: string, what: RequestInit): Promise<Answer> {
    const headers = { Authorization: `Bearer ${this.link.control_token}`, 'Content-Type': 'application/json' };
    const answer = await fetch(this.link.control + path, { ...what, headers });
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  /** Gives a number the PIN of its two-step verification. */
  async setPin(number: string, pin: string): Promise<void> {
    const answer = await fetch(`${this.link.graph}/v25.0/${number}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.link.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ pin }),
    });
    if (!answer.ok) throw new Error(`PIN: ${String(answer.status)} ${await answer.text()}`);
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

  /**
   * A customer writes to the official number. With an age, such as 25h, it was written that long ago, and the network tells of
   * it only now. Whoever is new gets what is sent to them and reads it when told.
   */
  async hear(number: string, name: string, text: string, age?: string): Promise<void> {
    await this.post('/customers', { key: number, name });
    await this.post(`/customers/${number}/write`, age ? { text, age } : { text });
  }

  /** Changes a customer: whether the telephone is off, and which statuses come by themselves. */
  set(number: string, change: { offline?: boolean; sent?: 'never' | '0s' }): Promise<unknown> {
    return this.post(`/customers/${number}/set`, change);
  }

  /** The customer reads everything received. */
  read(number: string): Promise<unknown> {
    return this.post(`/customers/${number}/read`, {});
  }

  /** The network takes the next message in, and then the line breaks before it has accepted it: nobody answers. */
  loseNext(): Promise<unknown> {
    return this.post('/faults', { kind: 'reset_before_accept', times: 1 });
  }

  /** The network tells of a message what it held back. */
  tell(message: string, status: 'sent'): Promise<unknown> {
    return this.post('/status', { message, status });
  }

  /** What reached a customer, oldest first; waits until there is something. */
  received(number: string): Promise<{ wamid: string; type: string; text: string }[]> {
    return this.get(`/customers/${number}/received?wait=30s`);
  }

  /** The texts and templates that the program asked the network to send, oldest first. */
  async asked(): Promise<{ wamid: string; type: string; text: string }[]> {
    const all = await this.get<{ wamid?: string; type?: string; text?: string }[]>('/requests');
    return all.flatMap((r) => (r.wamid ? [{ wamid: r.wamid, type: r.type ?? '', text: r.text ?? '' }] : []));
  }

  /** Fails when the program asked for something that the network does not know. */
  async clean(): Promise<void> {
    const { unknown, errors } = await this.get<{ unknown: string[]; errors: string[] }>('/state');
    expect([...unknown, ...errors], 'what the network did not understand').toEqual([]);
  }
}

/**
 * A free port that no connection leaves by: systems give those from 32768 on, and could take it between two uses. Each worker has a
 * thousand of its own, for the same reason.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port =
      20_000 + (Number(process.env['TEST_PARALLEL_INDEX'] ?? 0) % 10) * 1000 + Math.floor(Math.random() * 1000);
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
