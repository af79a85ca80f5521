import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The WhatsApp simulator as a process of its own, steered over loopback. */
export class Simulator {
  private constructor(
    /** For the program's --sim. */
    readonly file: string,
    private readonly control: string,
    private readonly token: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(): Promise<Simulator> {
    const child = spawn(process.env['BALCAO_BINARY']!, ['sim'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
    const folder = await mkdtemp(join(tmpdir(), 'balcao-sim-'));
    const file = join(folder, 'simulator.json');
    await writeFile(file, line, { mode: 0o600 });
    const { control, token } = JSON.parse(line) as { control: string; token: string };
    return new Simulator(file, control, token, child, folder);
  }

  async post(path: string, body: object): Promise<void> {
    await this.ask(path, { method: 'POST', body: JSON.stringify(body) });
  }

  /** What the business wrote to a customer, from the given message on; waits until there is something. */
  async received(number: string, after: number): Promise<{ id: string; text: string }[]> {
    const answer = await this.ask(`/customers/${number}/received?after=${String(after)}&wait=30s`, {});
    return (await answer.json()) as { id: string; text: string }[];
  }

  async get<Answer>(path: string): Promise<Answer> {
    return (await (await this.ask(path, {})).json()) as Answer;
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
