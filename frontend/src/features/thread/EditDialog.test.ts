import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { MessageActs } from '../../desk/messageActs.svelte';
import { message, opened, settled } from '../../desk/slow';
import { Refusal } from '../../host/host';
import { t, words } from '../../i18n/i18n.svelte';

HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
};
HTMLDialogElement.prototype.close = function () {
  this.open = false;
  this.dispatchEvent(new Event('close'));
};

const desk = vi.hoisted(() => ({ now: undefined as unknown }));
vi.mock('../../desk/desk.svelte', () => ({ useDesk: () => desk.now }));
const { default: EditDialog } = await import('./EditDialog.svelte');
await words.fetchLater();

afterEach(() => cleanup());

async function begin(settings: Record<string, string> = {}) {
  const all = await opened();
  words.use('pt-BR');
  all.session.settings = settings;
  desk.now = { ...all, acts: new MessageActs(all.session, all.thread) };
  const onclose = vi.fn();
  render(EditDialog, { message: { ...message(7, 1), direction: 'out', body: 'R$ 50' }, onclose });
  await settled();
  return { ...all, onclose, user: userEvent.setup(), field: screen.getByTestId('edit-text') };
}

it('keeps the words until the program has them, and says why it does not take them', async () => {
  const { host, user, field, onclose } = await begin();
  await user.type(field, '0{Enter}');
  expect(onclose).not.toHaveBeenCalled();
  await host.refuse('Messages.Gesture', new Refusal({ code: 'too_long', params: {} }));
  expect(screen.getByRole('alert').textContent).not.toBe('');
  expect(onclose).not.toHaveBeenCalled();
  expect(field).toHaveProperty('value', 'R$ 500');
  await user.type(field, '{Enter}');
  expect(host.requests('Messages.Gesture')).toEqual([{ message: 7, act: 'edit', words: 'R$ 500' }]);
  await host.answer('Messages.Gesture', {});
  expect(onclose).toHaveBeenCalledOnce();
});

it('asks before Cancel throws away what was typed, and goes on where it was', async () => {
  const { user, field, onclose } = await begin();
  await user.type(field, '0');
  await user.click(screen.getByRole('button', { name: t('cancel') }));
  expect(onclose).not.toHaveBeenCalled();
  await user.click(screen.getByRole('button', { name: t('unsaved.stay') }));
  expect(document.activeElement).toBe(field);
  expect(field).toHaveProperty('value', 'R$ 500');
  await user.click(screen.getByRole('button', { name: t('cancel') }));
  await user.click(screen.getByRole('button', { name: t('unsaved.drop') }));
  expect(onclose).toHaveBeenCalledOnce();
});

it('is saved by the key that sends', async () => {
  const { host, user, field } = await begin({ send_key: 'ctrl_enter' });
  expect(screen.getByText(t('edit.hintCtrl'), { exact: false })).toBeTruthy();
  await user.type(field, '0{Enter}');
  expect(host.requests('Messages.Gesture')).toEqual([]);
  await user.type(field, 'x{Control>}{Enter}{/Control}');
  expect(host.requests('Messages.Gesture')).toEqual([{ message: 7, act: 'edit', words: 'R$ 500\nx' }]);
});
