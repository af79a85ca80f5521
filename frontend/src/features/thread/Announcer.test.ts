import { cleanup, fireEvent, render } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { words } from '../../i18n/i18n.svelte';
import { message, opened, settled, view } from '../../desk/slow';

const desk = vi.hoisted(() => ({ now: undefined as unknown }));
vi.mock('../../desk/desk.svelte', () => ({ useDesk: () => desk.now }));
const { default: Announcer } = await import('./Announcer.svelte');
const { default: Details } = await import('./Details.svelte');

describe('what is read aloud', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  it('is of the ticket on screen alone', async () => {
    const { host, thread, change } = await opened([message(8, 1)]);
    desk.now = { thread };
    const { container } = render(Announcer);
    const said = () => container.textContent;
    const hear = async (id: number) => {
      await change('message', id, 1);
      await host.answer('Messages.Get', { messages: [message(id, 1)] });
      await tick();
    };
    await hear(9);
    await vi.advanceTimersByTimeAsync(150);
    expect(said()).toBe('n1: m9');
    await hear(10);
    void thread.open(2);
    await host.answer('Tickets.Open', view(2, [message(20, 2)], 7));
    await settled();
    await tick();
    expect(said()).toBe('');
    await vi.advanceTimersByTimeAsync(5000);
    expect(said(), 'what waited is of the other').toBe('');
  });
});

describe('the details', () => {
  afterEach(cleanup);

  it('name nobody until they know whose they are', async () => {
    words.use('pt-BR');
    const { host, session, thread } = await opened();
    desk.now = { session, thread };
    const ana = { id: 1, name: 'Ana', pushed: 'Aninha', note: '' };
    const { rerender } = render(Details, { ticket: view(1).ticket, sheet: false, onclose: () => undefined });
    await host.answer('Contacts.Get', ana);
    await tick();
    const field = document.querySelector<HTMLInputElement>('#contact-name')!;
    expect(field.value).toBe('Ana');
    await rerender({ ticket: view(2).ticket });
    expect(field.value).toBe('');
    expect(field.placeholder).not.toBe('Aninha');
    await host.answer('Contacts.Get', { ...ana, id: 2, name: 'Bia' });
    await tick();
    expect(field.value).toBe('Bia');
  });

  it('keep a note with whom it was written about when another ticket is opened', async () => {
    words.use('pt-BR');
    const { host, session, thread } = await opened();
    desk.now = { session, thread };
    const { rerender } = render(Details, { ticket: view(1).ticket, sheet: false, onclose: () => undefined });
    await host.answer('Contacts.Get', { id: 1, name: 'Ana', pushed: '', note: 'Gosta de coco' });
    await tick();
    const field = document.querySelector('textarea')!;
    expect(field.value).toBe('Gosta de coco');
    await fireEvent.input(field, { target: { value: 'Alergia a amendoim' } });
    await rerender({ ticket: view(2).ticket });
    await settled();
    expect(host.requests('Contacts.Note')).toEqual([{ contact: 1, note: 'Alergia a amendoim' }]);
  });
});
