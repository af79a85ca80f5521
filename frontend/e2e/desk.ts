import { expect, type Locator, type Page } from '@playwright/test';
import type { Hand } from './hand';
import { words, type Language } from './words';

type Tab = 'pending' | 'open' | 'snoozed' | 'closed' | 'groups';

const say = words('pt-BR');

/** The page as the operator knows it: the only place of these tests that knows where things stand on it. */
export class Desk {
  readonly qr: Locator;
  readonly code: Locator;
  readonly banner: Locator;
  readonly composer: Locator;

  constructor(
    readonly page: Page,
    private readonly hand: Hand,
  ) {
    this.qr = page.getByTestId('qr-image');
    this.code = page.getByTestId('pair-code');
    this.banner = page.getByTestId('demo-banner');
    this.composer = page.getByTestId('composer-input');
  }

  /** The first button that is called so, and not one whose name only holds the words. A card says more below its title. */
  button(key: string): Locator {
    const name = say(key);
    const card = this.page.getByRole('button').filter({ has: this.page.locator('b').getByText(name, { exact: true }) });
    return this.page.getByRole('button', { name, exact: true }).or(card).first();
  }

  press(key: string): Promise<void> {
    return this.hand.press(this.button(key));
  }

  /** The button that opens the menu of a connection. */
  more(within: Page | Locator = this.page): Locator {
    return within.getByRole('button', { name: say('connection.more', { way: '' }) }).first();
  }

  /** Chooses something in the menu of a connection. */
  async choose(key: string, within?: Locator): Promise<void> {
    await this.hand.press(this.more(within));
    await this.hand.press(this.page.getByRole('menuitem', { name: say(key), exact: true }));
  }

  /** The words of the page are those of the chosen language; the tests go on in Portuguese. */
  async chooseLanguage(language: Language): Promise<void> {
    await this.page.getByRole('combobox').selectOption(language);
    await expect(this.page.locator('html')).toHaveAttribute('lang', language);
    await expect(this.page.getByRole('heading', { name: words(language)('welcome.title') })).toBeVisible();
  }

  startPractice(): Promise<void> {
    return this.press('welcome.practice');
  }

  /** From the welcome to the step that links a telephone to a new channel. */
  async startInstance(name: string, by: 'qr' | 'code'): Promise<void> {
    await this.press('welcome.connect');
    await this.press('method.waweb');
    await this.hand.write(this.page.getByLabel(say('pair.name')), name);
    await this.press('pair.next');
    if (by === 'qr') return;
    await this.press('pair.useCode');
    await this.hand.write(this.page.getByLabel(say('pair.phone')), '+55 11 95550-0100');
    await this.press('pair.getCode');
  }

  async expectConnected(): Promise<void> {
    await expect(this.page.getByRole('heading', { name: say('health.online'), exact: true })).toBeVisible();
  }

  showInbox(): Promise<void> {
    return this.press('pair.toInbox');
  }

  tab(name: Tab): Locator {
    return this.page.getByTestId(`tab-${name}`);
  }

  showTab(name: Tab): Promise<void> {
    return this.hand.press(this.tab(name));
  }

  row(name: string): Locator {
    return this.page.getByTestId('ticket-row').filter({ hasText: name });
  }

  open(name: string): Promise<void> {
    return this.hand.press(this.row(name));
  }

  message(text: string): Locator {
    return this.page.getByTestId('message').filter({ hasText: text });
  }

  /** Writes an answer and sends it with the send button. */
  async answer(text: string): Promise<void> {
    await this.hand.write(this.composer, text);
    await this.hand.press(this.page.getByTestId('send'));
    await expect(this.composer).toHaveValue('');
  }

  closeTicket(): Promise<void> {
    return this.press('ticket.close');
  }

  undo(): Promise<void> {
    return this.press('undo');
  }

  /** Expects a customer's ticket in one tab and not in another. */
  async expectMoved(name: string, from: Tab, to: Tab): Promise<void> {
    await this.showTab(to);
    await expect(this.row(name)).toBeVisible();
    await this.showTab(from);
    await expect(this.row(name)).toHaveCount(0);
    await this.showTab(to);
  }
}
