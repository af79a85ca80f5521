import { expect, type Page } from '@playwright/test';
import { Desk } from './desk';
import { mouse } from './hand';
import { call, readQR } from './phone';
import { Program } from './program';
import { Simulator } from './simulator';

export interface Customer {
  number: string;
  name: string;
}

/** The program beside a simulator in which nobody does anything by themselves: what a test shows is only what it did. */
export class Shop {
  private constructor(
    readonly simulator: Simulator,
    private readonly program: Program,
    readonly page: Page,
    readonly desk: Desk,
  ) {}

  /** Starts both and opens the page of channels with one channel that is not linked yet. */
  static async open(page: Page, name = 'Loja'): Promise<Shop> {
    const simulator = await Simulator.start();
    const program = await Program.start('--sim', simulator.file);
    const shop = new Shop(simulator, program, page, new Desk(page, mouse()));
    await page.goto(program.address);
    await call(page, 'System.Set', { key: 'welcomed', value: '1' });
    await call(page, 'Channels.Create', { kind: 'waweb', name });
    await shop.go('#/configuracoes/canais');
    await page.reload();
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
    return shop;
  }

  /** Links the business's telephone with the QR code on the screen, and goes to the inbox. */
  async link(): Promise<void> {
    await this.desk.press('connections.connect');
    await expect(async () => {
      const qr = await readQR(this.desk.qr);
      expect(qr, 'no QR code can be read from the screen').not.toBeNull();
      await this.simulator.post('/scan', { qr });
    }).toPass({ timeout: 30_000 });
    await this.desk.expectConnected();
    await this.desk.showInbox();
  }

  async go(hash: string): Promise<void> {
    await this.page.goto(new URL(hash, this.page.url()).href);
  }

  /** A customer writes; the customer is made when there is none with that number. */
  async hear(customer: Customer, ...texts: string[]): Promise<void> {
    await this.simulator.post('/customers', customer);
    for (const text of texts) await this.simulator.post(`/customers/${customer.number}/write`, { text });
  }

  /** Ends the program and starts it on the same data, and goes where it is now. */
  async restart(): Promise<void> {
    await this.page.goto('about:blank'); // a page whose program is gone says so in the console
    await this.program.restart();
    await this.page.goto(this.program.address);
  }

  async close(): Promise<void> {
    await this.program.stop();
    await this.simulator.stop();
  }
}
