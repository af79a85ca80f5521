import { expect, type Page } from '@playwright/test';
import { Desk } from './desk';
import { Graph } from './graph';
import { mouse } from './hand';
import { call, readQR } from './phone';
import { Program } from './program';
import { Simulator } from './simulator';
import { words } from './words';

/** The program with one channel on the official interface, where customers do only what a test tells them. */
export class Counter {
  private constructor(
    readonly simulator: Simulator,
    private readonly program: Program,
    readonly graph: Graph,
    readonly desk: Desk,
    readonly connection: number,
  ) {}

  static async open(page: Page, name = 'Loja'): Promise<Counter> {
    const simulator = await Simulator.start();
    const program = await Program.start('--sim', simulator.file);
    const graph = await Graph.of(simulator);
    await page.goto(program.address);
    await call(page, 'System.Set', { key: 'welcomed', value: '1' });
    const connection = await graph.connect(page, name);
    await page.goto(new URL('#/atendimento/pendentes', page.url()).href);
    await page.reload();
    return new Counter(simulator, program, graph, new Desk(page, mouse()), connection);
  }

  /** Gives the channel a reserve by QR code, which the simulated telephone scans. Leads back to the inbox. */
  async addReserve(page: Page): Promise<number> {
    const [channel] = (await call(page, 'System.Snapshot', {})).channels;
    const { id } = await call(page, 'Channels.Reserve', { channel: channel!.id, kind: 'waweb' });
    await page.goto(new URL('#/configuracoes/canais', page.url()).href);
    const row = page.locator(`[data-connection="${String(id)}"]`);
    await row.getByRole('button', { name: words('pt-BR')('connections.connect') }).click();
    await expect(async () => {
      const qr = await readQR(this.desk.qr);
      expect(qr, 'no QR code can be read from the screen').not.toBeNull();
      await this.simulator.post('/scan', { qr });
    }).toPass({ timeout: 30_000 });
    await this.desk.expectConnected();
    await this.desk.showInbox();
    return id;
  }

  /** Ends everything; fails when the program asked the official interface for something it does not know. */
  async close(): Promise<void> {
    await this.program.stop();
    try {
      await this.graph.clean();
    } finally {
      await this.simulator.stop();
    }
  }
}
