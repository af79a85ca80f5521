import { expect } from '@playwright/test';
import { call } from './phone';
import { marina, otavio, type Stage } from './stage';
import { words } from './words';

const say = words('pt-BR');

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

/** The text has another size, in pixels, which stays. */
const text =
  (from: string, to: number): Case =>
  async (stage) => {
    await stage.show(marina);
    await call(stage.page, 'System.Set', { key: 'text_size', value: from });
    const size = () => stage.page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
    await expect.poll(size).toBeCloseTo((Number(from) / 100) * 16);
    return async () => {
      await expect.poll(size).toBeCloseTo(to);
      const kept = async () => (await call(stage.page, 'System.Snapshot', {})).settings['text_size'];
      await expect.poll(kept).toBe(String((to / 16) * 100));
      await call(stage.page, 'System.Set', { key: 'text_size', value: '100' });
      await expect.poll(size).toBe(16);
    };
  };

async function copied(stage: Stage, text: string): Promise<void> {
  await expect.poll(() => stage.page.evaluate(() => navigator.clipboard.readText())).toBe(text);
}

/** What proves each command of the registry. */
export const proofs: Record<string, Case> = {
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
      await expect(today).toHaveText(String(await stage.page.evaluate(() => new Date().getDate())));
      await keyboard.press('Enter');
      await expect(shown).toHaveCount(0);
      await expect(message).toBeFocused();
    };
  },
  select: async (stage) => {
    await stage.show(marina);
    const bar = stage.page.getByTestId('chosen-bar');
    const message = stage.page.getByTestId('message').first();
    await message.waitFor();
    return async () => {
      const { keyboard } = stage.page;
      await expect(bar).toContainText(say('select.none'));
      await expect(message).toBeFocused();
      await keyboard.press('Space');
      await expect(bar).toContainText(say('select.count.one', { n: 1 }));
      await expect(message).toHaveAccessibleName(new RegExp(say('bubble.selected')));
      await keyboard.press('X');
      await expect(bar).toContainText(say('select.none'));
      await keyboard.press('Escape');
      await expect(bar).toHaveCount(0);
      await expect(stage.desk.composer).toBeFocused();
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
  larger: text('100', 18),
  smaller: text('125', 18),
  usual: text('150', 16),
  inbox: page('nav.inbox', '#/configuracoes/sobre'),
  contacts: page('contacts.title', '#/atendimento/pendentes'),
  channels: page('nav.channels', '#/atendimento/pendentes'),
  files: async (stage) => {
    await stage.show(marina);
    return async () => {
      const shown = stage.page.getByRole('dialog', { name: say('files.title') });
      await expect(shown).toContainText(say('files.none.media'));
      expect(await shown.evaluate((d) => d.contains(document.activeElement)), 'the focus is in the dialog').toBe(true);
      await stage.page.keyboard.press('Escape');
      await expect(shown).toHaveCount(0);
    };
  },
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
