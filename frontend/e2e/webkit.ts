import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from '@playwright/test';
import type { Eyes } from './eyes';

const artifacts = join(import.meta.dirname, '../../artifacts/e2e');

/** WebKitGTK, the engine of the window on Linux, steered through its own driver on a screen in memory. */
export class WebKit implements Eyes {
  private session = '';

  private constructor(
    private readonly driver: string,
    private readonly children: ChildProcess[],
    private readonly folder: string,
  ) {}

  static async start(): Promise<WebKit> {
    const folder = await mkdtemp(join(tmpdir(), 'balcao-webkit-'));
    const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const [number] = (await once(createInterface({ input: screen.stdio[3] as NodeJS.ReadableStream }), 'line')) as [
      string,
    ];
    const port = await freePort();
    const driver = spawn('WebKitWebDriver', [`--port=${String(port)}`], {
      stdio: 'ignore',
      // A group of its own: the driver starts the browser.
      detached: true,
      env: { ...process.env, ...quiet(folder), DISPLAY: `:${number}` },
    });
    const webkit = new WebKit(`http://127.0.0.1:${String(port)}`, [driver, screen], folder);
    await webkit.begin();
    return webkit;
  }

  private async begin(): Promise<void> {
    await expect
      .poll(
        () =>
          fetch(`${this.driver}/status`).then(
            (a) => a.ok,
            () => false,
          ),
        { timeout: 30_000 },
      )
      .toBe(true);
    const binary = process.env['BALCAO_MINIBROWSER'];
    if (!binary) throw new Error("BALCAO_MINIBROWSER must name WebKitGTK's MiniBrowser");
    const options = { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary, args: ['--automation'] } };
    const made = await this.ask<{ sessionId: string }>('POST', '/session', { capabilities: { alwaysMatch: options } });
    this.session = `/session/${made.sessionId}`;
    await this.ask('POST', `${this.session}/timeouts`, { script: 120_000 });
    await this.ask('POST', `${this.session}/window/rect`, { x: 0, y: 0, width: 1440, height: 900 });
  }

  async open(address: string): Promise<void> {
    await this.ask('POST', `${this.session}/url`, { url: address });
  }

  async run<A, R>(what: (argument: A) => R | Promise<R>, argument: A): Promise<R> {
    const script = `const done = arguments[arguments.length - 1];
      Promise.resolve((${String(what)})(arguments[0])).then((v) => done({ v }), (e) => done({ e: String(e) }));`;
    const said = await this.ask<{ v?: R; e?: string }>('POST', `${this.session}/execute/async`, {
      script,
      args: [argument ?? null],
    });
    if (said.e !== undefined) throw new Error(said.e);
    return said.v as R;
  }

  async picture(name: string): Promise<void> {
    const png = await this.ask<string>('GET', `${this.session}/screenshot`);
    await mkdir(artifacts, { recursive: true });
    await writeFile(join(artifacts, `${name}.png`), Buffer.from(png, 'base64'));
  }

  private async ask<R>(method: string, path: string, body?: object): Promise<R> {
    const answer = await fetch(this.driver + path, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
    const { value } = (await answer.json()) as { value: R & { message?: string } };
    if (!answer.ok) throw new Error(`${path}: ${String(value.message)}`);
    return value;
  }

  async stop(): Promise<void> {
    if (this.session) await this.ask('DELETE', this.session).catch(() => undefined);
    for (const child of this.children) {
      const gone = child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** Nothing of the user's is read or written. */
function quiet(folder: string): Record<string, string> {
  const homes = ['CACHE', 'CONFIG', 'DATA', 'STATE'].map((kind) => [`XDG_${kind}_HOME`, join(folder, kind)]);
  return {
    ...Object.fromEntries(homes),
    GDK_BACKEND: 'x11',
    WAYLAND_DISPLAY: '',
    LIBGL_ALWAYS_SOFTWARE: '1',
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', // the tests run as root, which has no sandbox
    LANG: 'pt_BR.UTF-8',
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
