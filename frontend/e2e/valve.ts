import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of an answer on its way to the page: undefined lets it through, a promise keeps it back, a status stands for it. */
type Rule = (path: string) => Promise<unknown> | number | undefined;

/** A door between the page and the program. A test decides there when an answer arrives, in whatever browser the page is. */
export class Valve {
  private rule: Rule = () => undefined;
  /** The paths of what was asked, without the folder that is new at every start. */
  readonly asked: string[] = [];

  private constructor(
    private readonly server: Server,
    /** What opens the page. */
    readonly address: string,
  ) {}

  static async before(program: string): Promise<Valve> {
    const target = new URL(program);
    const server = createServer((from, to) => void valve.pass(target, from, to));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const here = new URL(program);
    here.port = String((server.address() as AddressInfo).port);
    const valve = new Valve(server, here.href);
    return valve;
  }

  /** Keeps back the answers to paths that hold a text, until the function that it gives is called. */
  hold(text: string): () => void {
    let open!: () => void;
    const shut = new Promise<void>((done) => (open = done));
    this.rule = (path) => (path.includes(text) ? shut : undefined);
    return () => {
      this.rule = () => undefined;
      open();
    };
  }

  /** As `hold`; of what was kept back, one in `in` is never given. */
  spoil(text: string, one: number): () => void {
    let open!: () => void;
    const shut = new Promise<void>((done) => (open = done));
    let n = 0;
    this.rule = (path) => {
      if (!path.includes(text)) return undefined;
      return shut.then(() => (n++ % one === 0 ? 404 : undefined));
    };
    return open;
  }

  count(text: string): number {
    return this.asked.filter((path) => path.includes(text)).length;
  }

  private async pass(target: URL, from: IncomingMessage, to: ServerResponse): Promise<void> {
    const path = from.url ?? '/';
    this.asked.push(path.replace(/^\/[^/]*/, ''));
    const verdict = await this.rule(path);
    if (typeof verdict === 'number') return void to.writeHead(verdict).end();
    const headers = { ...from.headers, host: target.host };
    if (from.headers.origin) headers.origin = target.origin;
    const on = request({ host: target.hostname, port: target.port, path, method: from.method, headers }, (answer) => {
      to.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(to);
    });
    on.on('error', () => to.destroy());
    to.on('close', () => on.destroy());
    from.pipe(on);
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
