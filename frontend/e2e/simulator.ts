import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type Kind = 'wwebjs' | 'wuzapi';

interface Account {
  /** What is entered to connect it, by the fields' keys. */
  account: Record<string, string>;
  /** Of the telephone that can be linked. */
  number: string;
}

interface Line {
  control: string;
  token: string;
  servers: Record<Kind, Account>;
}

/** A server of the operator's own, its telephone and its customers. */
export class Server {
  constructor(
    private readonly kind: Kind,
    readonly line: Account,
    private readonly ask: (path: string, what: RequestInit) => Promise<Response>,
  ) {}

  async post(path: string, body: object): Promise<void> {
    await this.ask(`/servers/${this.kind}${path}`, { method: 'POST', body: JSON.stringify(body) });
  }

  /** The server's process is gone, or back. */
  away(on: boolean): Promise<void> {
    return this.post('/away', { on });
  }

  /** What the business wrote to a customer; waits until there is something. */
  async received(number: string): Promise<string[]> {
    const answer = await this.ask(`/servers/${this.kind}/customers/${number}/received?wait=30s`, {});
    return ((await answer.json()) as { text: string }[]).map((m) => m.text);
  }
}

/** The WhatsApp simulator as a process of its own, steered over loopback. */
export class Simulator {
  private constructor(
    /** For the program's --sim. */
    readonly file: string,
    private readonly control: string,
    private readonly token: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly accounts: Record<Kind, Account>,
  ) {}

  static async start(): Promise<Simulator> {
    const child = spawn(process.env['BALCAO_BINARY']!, ['sim'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    const folder = await mkdtemp(join(tmpdir(), 'balcao-sim-'));
    const file = join(folder, 'simulator.json');
    await writeFile(file, line, { mode: 0o600 });
    const { control, token, servers } = JSON.parse(line) as Line;
    return new Simulator(file, control, token, child, folder, servers);
  }

  async post(path: string, body: object): Promise<void> {
    await this.ask(path, { method: 'POST', body: JSON.stringify(body) });
  }

  /** A customer calls; gives the id of the call. */
  async call(number: string, video = false): Promise<string> {
    const answer = await this.ask(`/customers/${number}/call`, { method: 'POST', body: JSON.stringify({ video }) });
    return ((await answer.json()) as { id: string }).id;
  }

  /** Ends a call: the customer hangs up, or the business takes or declines it on its phone. */
  async endCall(id: string, by: 'customer' | 'answer' | 'decline'): Promise<void> {
    await this.post(`/calls/${id}/end`, { by });
  }

  /** Whether the program rejected a call; waits for that. */
  async rejected(id: string): Promise<boolean> {
    const answer = await this.ask(`/calls/${id}?wait=30s`, {});
    return ((await answer.json()) as { rejected: boolean }).rejected;
  }

  /** What the business wrote to a customer, from the given message on; waits until there is something. */
  async received(number: string, after: number): Promise<{ id: string; text: string }[]> {
    const answer = await this.ask(`/customers/${number}/received?after=${String(after)}&wait=30s`, {});
    return (await answer.json()) as { id: string; text: string }[];
  }

  /** The first of these customers makes a group with the others and the business; gives its id. */
  async group(subject: string, ...members: string[]): Promise<string> {
    const answer = await this.ask('/groups', { method: 'POST', body: JSON.stringify({ subject, members }) });
    return ((await answer.json()) as { id: string }).id;
  }

  /** Somebody, or the business on its own phone, writes in a group; gives the message's id. */
  async writeInGroup(id: string, by: string, text: string): Promise<string> {
    const answer = await this.ask(`/groups/${id}/write`, { method: 'POST', body: JSON.stringify({ by, text }) });
    return ((await answer.json()) as { id: string }).id;
  }

  async get<Answer>(path: string): Promise<Answer> {
    return (await (await this.ask(path, {})).json()) as Answer;
  }

  /** Steers one of the simulated servers. */
  server(kind: Kind): Server {
    return new Server(kind, this.accounts[kind], (path, what) => this.ask(path, what));
  }

  private async ask(path: string, what: RequestInit): Promise<Response> {
    const headers = { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' };
    const answer = await fetch(this.control + path, { ...what, headers });
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return answer;
  }

  async stop(): Promise<void> {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
    await rm(this.folder, { recursive: true, force: true });
  }
}
