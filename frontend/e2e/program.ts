import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The built program, started on a data folder of its own that goes when it stops. */
export class Program {
  private constructor(
    public address: string,
    private child: ChildProcess,
    private readonly folder: string,
    private readonly flags: string[],
  ) {}

  /** Starts the binary that BALCAO_BINARY names in the browser face and waits for the address it prints first. */
  static async start(...flags: string[]): Promise<Program> {
    const folder = await mkdtemp(join(tmpdir(), 'balcao-e2e-'));
    const child = await run(folder, flags);
    return new Program(await firstLine(child), child, folder, flags);
  }

  /** Ends the program as a user does and starts it on the same data. */
  async restart(): Promise<void> {
    await this.end();
    this.child = await run(this.folder, this.flags);
    this.address = await firstLine(this.child);
  }

  /** Ends the program and everything it started, and removes its data. */
  async stop(): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  private async end(): Promise<void> {
    const gone = this.child.exitCode !== null || this.child.signalCode !== null;
    this.signal('SIGTERM');
    if (!gone) {
      const late = setTimeout(() => this.signal('SIGKILL'), 10_000);
      await once(this.child, 'exit');
      clearTimeout(late);
    }
    this.signal('SIGKILL');
  }

  private signal(name: NodeJS.Signals): void {
    try {
      process.kill(-this.child.pid!, name);
    } catch (err) {
      if ((err as NodeJS.ErrnoException).code !== 'ESRCH') throw err;
    }
  }
}

async function run(folder: string, flags: string[]): Promise<ChildProcess> {
  const binary = process.env['BALCAO_BINARY'];
  if (!binary) throw new Error('BALCAO_BINARY must name the built program');
  const child = spawn(binary, ['--browser', '--data', join(folder, 'data'), ...flags], {
    // A group of its own: practice replaces the program by another process, which must end with the test too.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, BROWSER: 'none' },
  });
  await mkdir(logs, { recursive: true });
  child.stderr!.pipe(createWriteStream(join(logs, `program-${lane}.log`), { flags: 'a' }));
  return child;
}

const logs = join(import.meta.dirname, '../../artifacts/e2e');
/** Which of the workers this is. */
const lane = process.env['TEST_PARALLEL_INDEX'] ?? '0';

async function firstLine(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the program ended with ${String(code)} before it printed an address`);
    }),
    once(child, 'error').then(([err]) => {
      throw err;
    }),
  ]);
  // Whatever it prints later is read and dropped, so that the pipe never fills.
  lines.on('line', () => undefined);
  return line;
}
