import type { Page } from '@playwright/test';
import { Desk } from './desk';
import { Graph } from './graph';
import { mouse } from './hand';
import { call } from './phone';
import { Program } from './program';
import { Simulator } from './simulator';

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
