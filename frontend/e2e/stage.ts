import { expect, type Locator } from '@playwright/test';
import type { Shop, Customer } from './shop';
import { words } from './words';

const say = words('pt-BR');
export const marina = { number: '5511955500301', name: 'Marina Duarte' };
export const otavio = { number: '5511955500302', name: 'Otávio Prado' };

/** The inbox with two customers who wait, Marina the longer, and others as they are needed. */
export class Stage {
  private made = 0;

  constructor(readonly shop: Shop) {}

  get page() {
    return this.shop.page;
  }

  get desk() {
    return this.shop.desk;
  }

  async show(customer: Customer): Promise<void> {
    await this.shop.go('#/atendimento/pendentes');
    await this.desk.open(customer.name);
    await this.sees(customer);
  }

  async sees(customer: Customer): Promise<void> {
    await expect(this.page.getByRole('main').getByRole('heading', { name: customer.name, exact: true })).toBeVisible();
  }

  /** Somebody who has just written, with their ticket open. */
  async stranger(): Promise<Customer> {
    const n = ++this.made;
    const customer = { number: String(5511955500400 + n), name: `Cliente ${String(n)}.` };
    // Under the pointer the list keeps its order and collects who is new.
    await this.page.mouse.move(0, 0);
    await this.shop.hear(customer, 'Oi!');
    await this.show(customer);
    return customer;
  }

  get ticket(): string {
    return /(\d+)$/.exec(this.page.url())?.[1] ?? '';
  }

  closed(ticket: string): Locator {
    return this.page.getByText(say('done.close.one', { id: `${String(new Date().getFullYear())}-${ticket}` }));
  }

  details(): Locator {
    return this.page.getByRole('complementary', { name: say('details.label') });
  }
}
