import { expect, test, type Locator } from '@playwright/test';
import type { Command } from '../src/desk/commands';
import { registry } from './registry';
import { Shop, type Customer } from './shop';
import { Watch } from './watch';
import { words } from './words';
import { call } from './phone';

const say = words('pt-BR');
const marina = { number: '5511955500301', name: 'Marina Duarte' };
const otavio = { number: '5511955500302', name: 'Otávio Prado' };

/** The inbox with two customers who wait, Marina the longer, and others as they are needed. */
class Stage {
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

type Proof = () => Promise<void>;

/** Prepares the screen for one command, and answers with what proves that it was done. */
type Case = (stage: Stage) => Promise<Proof>;

/** The mark of these keys stands around what is selected in the field. */
const marks =
  (mark: string): Case =>
  async (stage) => {
    await stage.show(marina);
    const field = stage.page.getByTestId('composer-input');
    await field.fill('bolo');
    await field.press('ControlOrMeta+A');
    return async () => {
      await expect(field).toHaveValue(`${mark}bolo${mark}`);
      await field.fill('');
    };
  };

const dialog =
  (title: string): Case =>
  async ({ shop, page, desk }) => {
    await shop.go('#/atendimento/pendentes');
    await desk.tab('pending').focus();
    return async () => {
      const shown = page.getByRole('dialog', { name: say(title), exact: true });
      await expect(shown).toBeVisible();
      expect(await shown.evaluate((d) => d.contains(document.activeElement)), 'the focus is in the dialog').toBe(true);
      await page.keyboard.press('Escape');
      await expect(shown).toHaveCount(0);
      await expect(desk.tab('pending')).toBeFocused();
    };
  };

const tab =
  (name: 'pending' | 'open' | 'snoozed' | 'closed' | 'groups', from: string): Case =>
  async ({ shop, desk }) => {
    await shop.go(`#/atendimento/${from}`);
    await expect(desk.tab(name)).toHaveAttribute('aria-selected', 'false');
    return () => expect(desk.tab(name)).toHaveAttribute('aria-selected', 'true');
  };

const page =
  (heading: string, from: string): Case =>
  async ({ shop, page }) => {
    const title = page.getByRole('heading', { name: say(heading), level: 1, exact: true });
    await shop.go(from);
    await expect(title).toHaveCount(0);
    return () => expect(title).toBeVisible();
  };

/** A mark on a row that comes, or that goes where something put it there before. */
const flag =
  (mark: string, before?: string): Case =>
  async (stage) => {
    const { name } = await stage.stranger();
    const row = stage.desk.row(name);
    const marked = new RegExp(`, ${say(mark)}`);
    if (before) {
      const id = Number(stage.ticket);
      await call(stage.page, 'Tickets.Act', { tickets: [id], act: before, until: 0, reason: 0, tag: 0 });
      await expect(row).toHaveAccessibleName(marked);
    }
    return async () => {
      if (before) await expect(row).not.toHaveAccessibleName(marked);
      else await expect(row).toHaveAccessibleName(marked);
    };
  };

async function copied(stage: Stage, text: string): Promise<void> {
  await expect.poll(() => stage.page.evaluate(() => navigator.clipboard.readText())).toBe(text);
}

const cases: Record<string, Case> = {
  palette: dialog('command.palette'),
  search: dialog('command.searchAll'),
  starred: async (stage) => {
    await stage.stranger();
    return async () => {
      const chip = stage.page.getByRole('button', { name: say('search.starred') });
      await expect(chip).toHaveAttribute('aria-pressed', 'true');
      await stage.page.keyboard.press('Escape');
      await expect(chip).toHaveCount(0);
    };
  },
  find: async (stage) => {
    await stage.show(marina);
    return async () => {
      const field = stage.page.getByRole('searchbox', { name: say('command.find') });
      await expect(field).toBeFocused();
      await stage.page.keyboard.press('Escape');
      await expect(field).toHaveCount(0);
      await expect(stage.desk.composer).toBeFocused();
    };
  },
  day: async (stage) => {
    await stage.show(marina);
    const message = stage.page.getByTestId('message').first();
    await message.waitFor();
    return async () => {
      const { keyboard } = stage.page;
      const shown = stage.page.getByRole('dialog', { name: say('command.day') });
      const today = shown.locator('[aria-current=date]');
      await expect(today).toBeFocused();
      await expect(today).not.toHaveAttribute('aria-disabled', 'true');
      await keyboard.press('PageUp');
      await keyboard.press('ArrowDown');
      await keyboard.press('PageDown');
      await keyboard.press('PageDown'); // no day to come is chosen
      await expect(today).toHaveText(String(new Date().getDate()));
      await keyboard.press('Enter');
      await expect(shown).toHaveCount(0);
      await expect(message).toBeFocused();
    };
  },
  shortcuts: dialog('settings.shortcuts'),
  previous: async (stage) => {
    await stage.show(otavio);
    return () => stage.sees(marina);
  },
  next: async (stage) => {
    await stage.show(marina);
    return () => stage.sees(otavio);
  },
  waiting: async (stage) => {
    await stage.shop.go('#/atendimento/fechados');
    return () => stage.sees(marina);
  },
  pending: tab('pending', 'fechados'),
  open: tab('open', 'pendentes'),
  snoozed: tab('snoozed', 'pendentes'),
  closed: tab('closed', 'pendentes'),
  groups: async (stage) => {
    await call(stage.page, 'System.Set', { key: 'groups', value: '1' });
    const proof = await tab('groups', 'pendentes')(stage);
    return async () => {
      await proof();
      await call(stage.page, 'System.Set', { key: 'groups', value: '0' });
      await expect(stage.desk.tab('pending')).toHaveAttribute('aria-selected', 'true');
    };
  },
  take: async (stage) => {
    const { name } = await stage.stranger();
    return async () => {
      await expect(stage.desk.tab('open')).toHaveAttribute('aria-selected', 'true');
      await expect(stage.desk.row(name)).toBeVisible();
      await expect(stage.page.getByRole('button', { name: say('ticket.take'), exact: true })).toHaveCount(0);
    };
  },
  close: async (stage) => {
    const { name } = await stage.stranger();
    const { ticket } = stage;
    return async () => {
      await expect(stage.closed(ticket)).toBeVisible();
      await expect(stage.desk.row(name)).toHaveCount(0);
    };
  },
  reopen: async (stage) => {
    const { name } = await stage.stranger();
    await stage.desk.closeTicket();
    await stage.shop.go('#/atendimento/fechados');
    await stage.desk.open(name);
    await expect(stage.page.getByRole('button', { name: say('ticket.reopen'), exact: true })).toBeVisible();
    return async () => {
      await expect(stage.desk.tab('open')).toHaveAttribute('aria-selected', 'true');
      await expect(stage.desk.row(name)).toBeVisible();
    };
  },
  snooze: async (stage) => {
    const { name } = await stage.stranger();
    return async () => {
      await expect(stage.page.getByRole('dialog')).toBeVisible();
      await stage.page.keyboard.press('1');
      await expect(stage.desk.row(name)).toHaveCount(0);
      await stage.desk.showTab('snoozed');
      await expect(stage.desk.row(name)).toBeVisible();
    };
  },
  wake: async (stage) => {
    const { name } = await stage.stranger();
    await stage.page.keyboard.press('ControlOrMeta+Shift+S');
    await expect(stage.page.getByRole('dialog')).toBeVisible();
    await stage.page.keyboard.press('1');
    await expect(stage.desk.row(name)).toHaveCount(0); // what comes into a list that is being worked in waits at its top
    await stage.shop.go('#/atendimento/adiados');
    await stage.desk.open(name);
    await stage.sees({ name, number: '' });
    return async () => {
      await stage.desk.showTab('pending');
      await expect(stage.desk.row(name)).toBeVisible();
    };
  },
  unread: async (stage) => {
    const { name } = await stage.stranger();
    await expect(stage.desk.row(name)).not.toContainText(/\b1\b/);
    return async () => {
      await expect(stage.desk.row(name)).toHaveAccessibleName(new RegExp(say('row.unread.one', { n: 1 })));
    };
  },
  pin: flag('row.pinned'),
  unpin: flag('row.pinned', 'pin'),
  mute: flag('row.muted'),
  unmute: flag('row.muted', 'mute'),
  tags: async (stage) => {
    await stage.stranger();
    return async () => {
      await expect(stage.page.getByRole('dialog', { name: say('ticket.tags') })).toBeVisible();
      await stage.page.keyboard.press('Escape');
    };
  },
  copyNumber: async (stage) => {
    const { number } = await stage.stranger();
    return () => copied(stage, `+${number}`);
  },
  copyProtocol: async (stage) => {
    await stage.stranger();
    const { ticket } = stage;
    return () => copied(stage, `${String(new Date().getFullYear())}-${ticket}`);
  },
  sendClose: async (stage) => {
    const customer = await stage.stranger();
    const { ticket } = stage;
    await stage.desk.composer.fill('Até logo!');
    return async () => {
      await expect(stage.closed(ticket)).toBeVisible();
      const got = await stage.shop.simulator.received(customer.number, 0);
      expect(got.map((m) => m.text)).toEqual(['Até logo!']);
    };
  },
  attach: async (stage) => {
    await stage.show(marina);
    const chooser = stage.page.waitForEvent('filechooser');
    return async () => expect((await chooser).isMultiple()).toBe(true);
  },
  unsend: async (stage) => {
    await call(stage.page, 'System.Set', { key: 'undo_seconds', value: '10' });
    await stage.stranger(); // whose ticket the answer opens
    const field = stage.page.getByTestId('composer-input');
    await field.fill('Já vai');
    await field.press('Enter');
    await expect(stage.page.getByTestId('undo-send')).toBeVisible();
    return async () => {
      await expect(stage.page.getByTestId('undo-send')).toHaveCount(0);
      await expect(field).toHaveValue('Já vai');
      await field.fill('');
      await call(stage.page, 'System.Set', { key: 'undo_seconds', value: '0' });
    };
  },
  emoji: async (stage) => {
    await stage.show(marina);
    return async () => {
      const picker = stage.page.getByTestId('emoji');
      await expect(picker.getByRole('searchbox')).toBeFocused();
      await stage.page.keyboard.press('Escape');
      await expect(picker).toHaveCount(0);
      await expect(stage.page.getByTestId('composer-input')).toBeFocused();
    };
  },
  bold: marks('*'),
  italic: marks('_'),
  strike: marks('~'),
  voice: async (stage) => {
    await stage.show(marina);
    return async () => {
      const bar = stage.page.getByTestId('voice-bar');
      await expect(bar).toBeVisible();
      await expect.poll(() => bar.evaluate((b) => b.contains(document.activeElement))).toBe(true);
      await stage.page.keyboard.press('Escape');
      await expect(bar).toHaveCount(0);
      await expect(stage.page.getByTestId('composer-input')).toBeFocused();
    };
  },
  note: async (stage) => {
    await stage.show(marina);
    const note = stage.page.getByRole('button', { name: say('composer.note'), exact: true });
    await expect(note).toHaveAttribute('aria-pressed', 'false');
    return async () => {
      await expect(note).toHaveAttribute('aria-pressed', 'true');
      await stage.page.getByRole('button', { name: say('composer.message'), exact: true }).click();
    };
  },
  details: async (stage) => {
    await stage.show(marina);
    await expect(stage.details()).toBeVisible();
    return async () => {
      await expect(stage.details()).toHaveCount(0);
      await stage.desk.press('command.details');
    };
  },
  undo: async (stage) => {
    const { name } = await stage.stranger();
    const { ticket } = stage;
    await stage.desk.closeTicket();
    await expect(stage.desk.row(name)).toHaveCount(0);
    return async () => {
      await expect(stage.desk.row(name)).toBeVisible();
      await expect(stage.closed(ticket)).toHaveCount(0);
    };
  },
  past: async (stage) => {
    const { name } = await stage.stranger();
    const { ticket } = stage;
    await stage.desk.closeTicket();
    await stage.closed(ticket).waitFor();
    const toast = stage.page.locator('.toast').filter({ has: stage.closed(ticket) });
    await toast.getByRole('button', { name: say('close'), exact: true }).click();
    await expect(stage.closed(ticket)).toHaveCount(0);
    return async () => {
      const shown = stage.page.getByRole('dialog', { name: say('toasts.past') });
      await expect(shown).toContainText(say('done.close.one', { id: `${String(new Date().getFullYear())}-${ticket}` }));
      await shown.getByRole('button', { name: say('undo'), exact: true }).press('Enter');
      await expect(shown).toHaveCount(0);
      await expect(stage.desk.row(name)).toBeVisible();
    };
  },
  begin: dialog('command.begin'),
  hideNumbers: async (stage) => {
    await stage.show(marina);
    await expect(stage.details()).toContainText('+55 11 95550-0301');
    return async () => {
      await expect(stage.details()).toContainText('+55 11 •••••-0301');
      await expect(stage.details()).not.toContainText('95550');
      await call(stage.page, 'System.Set', { key: 'hide_numbers', value: '0' });
      await expect(stage.details()).toContainText('+55 11 95550-0301');
    };
  },
  inbox: page('nav.inbox', '#/configuracoes/sobre'),
  contacts: page('contacts.title', '#/atendimento/pendentes'),
  channels: page('nav.channels', '#/atendimento/pendentes'),
  queue: async (stage) => {
    await stage.stranger();
    return async () => {
      const dialog = stage.page.getByRole('dialog', { name: say('queue.title') });
      await expect(dialog).toContainText(say('queue.empty'));
      await stage.page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
    };
  },
  app: page('settings.app', '#/atendimento/pendentes'),
  notices: page('settings.notices', '#/atendimento/pendentes'),
  labels: page('settings.labels', '#/atendimento/pendentes'),
  report: page('nav.report', '#/atendimento/pendentes'),
  replies: page('replies.title', '#/atendimento/pendentes'),
  service: page('settings.service', '#/atendimento/pendentes'),
  settings: page('settings.appearance', '#/atendimento/pendentes'),
};

async function byKeys(stage: Stage, command: Command): Promise<void> {
  await stage.page.keyboard.press(command.keys!.replace('Ctrl', 'ControlOrMeta'));
}

async function byPalette(stage: Stage, command: Command): Promise<void> {
  await stage.page.keyboard.press('ControlOrMeta+K');
  const field = stage.page.getByRole('combobox', { name: say('command.search') });
  await expect(field).toBeFocused();
  await stage.page.keyboard.type(say(command.label).split(' ')[0]!);
  const option = stage.page.locator(`#palette-${command.id}`);
  await expect(option).toContainText(say(command.label));
  const chosen = () => field.getAttribute('aria-activedescendant');
  for (const first = await chosen(); (await chosen()) !== `palette-${command.id}`;) {
    await stage.page.keyboard.press('ArrowDown');
    expect(await chosen(), `the arrows reach ${command.id}`).not.toBe(first);
  }
  await expect(option).toHaveAttribute('aria-selected', 'true');
  await stage.page.keyboard.press('Enter');
}

/** Keys that the operator gave to commands, some of which have none by themselves. */
const own: Record<string, string> = { take: 'F8', report: 'Ctrl+Alt+R', note: 'Ctrl+Alt+N', details: 'Alt+D' };

async function byOwnKeys(stage: Stage, command: Command): Promise<void> {
  if (command.keys) await byKeys(stage, command); // which are its keys no more
  await stage.page.keyboard.press(own[command.id]!.replace('Ctrl', 'ControlOrMeta'));
}

/** The ways to a command, and which commands they lead to. */
const ways = [
  { name: 'by its keys', go: byKeys, leads: (c: Command) => c.keys !== undefined },
  { name: 'by keys of the operator', go: byOwnKeys, leads: (c: Command) => c.id in own, own },
  { name: 'from the palette', go: byPalette, leads: (c: Command) => c.id !== 'palette' },
];

for (const way of ways) {
  test(`every command does its work ${way.name}`, async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const watch = new Watch(context);
    const commands = await registry();
    expect(Object.keys(cases).sort(), 'every command has its proof').toEqual(commands.map((c) => c.id).sort());
    for (const c of commands)
      expect(
        ways.some((w) => w.leads(c)),
        `${c.id} can be done`,
      ).toBe(true);
    test.setTimeout(300_000); // it does what an operator does in a morning
    // The browser is told to hand over its choice of files before anything asks for it: the first listener does that, in its own time.
    page.on('filechooser', () => undefined);
    // So tall that every row is in view: pressing one that must be scrolled to first is tried over and over.
    await page.setViewportSize({ width: 1440, height: 1800 });
    const shop = await Shop.open(page);
    try {
      await shop.link();
      await call(page, 'System.Set', { key: 'after_close', value: 'list' });
      if (way.own) await call(page, 'System.Set', { key: 'shortcuts', value: JSON.stringify(way.own) });
      await shop.hear(marina, 'Oi, tem bolo de cenoura?');
      await expect(shop.desk.row(marina.name)).toBeVisible();
      await shop.hear(otavio, 'Bom dia!');
      await expect(shop.desk.row(otavio.name)).toBeVisible();
      const stage = new Stage(shop);
      for (const command of commands.filter(way.leads)) {
        await test.step(command.id, async () => {
          const proof = await cases[command.id]!(stage);
          await way.go(stage, command);
          await proof();
        });
      }
      watch.clean();
    } finally {
      await shop.close();
    }
  });
}
