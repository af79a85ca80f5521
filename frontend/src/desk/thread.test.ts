import { describe, expect, it } from 'vitest';
import { Refusal } from '../host/host';
import { message, opened, start, view } from './slow';

describe('Thread', () => {
  it('shows the ticket that was asked for last, also when that is the one still on screen', async () => {
    const { host, thread } = await start();
    void thread.open(1);
    await host.answer('Tickets.Open', view(1));
    void thread.open(2);
    void thread.open(1);
    await host.answer('Tickets.Open', view(2));
    expect(thread.ticket?.id).toBe(1);
  });

  it('misses no message that arrives while the ticket is being read', async () => {
    const { host, thread } = await start();
    void thread.open(2);
    host.events.changes({ from: 5, rev: 6, changes: [{ kind: 'message', id: 9, of: 2 }], resync: false });
    await host.answer('Tickets.Open', view(2, [message(8, 2)], 5));
    expect(
      host.asked.some((a) => a.name === 'Messages.Get' || a.name === 'Tickets.Open' || a.name === 'Messages.Page'),
    ).toBe(true);
  });

  it('asks with the same key when nobody knows whether the first press arrived', async () => {
    const { host, thread } = await start();
    void thread.open(1);
    await host.answer('Tickets.Open', view(1));
    thread.type('oi');
    void thread.send();
    const first = host.asked.find((a) => a.name === 'Messages.Send')!;
    host.asked.splice(host.asked.indexOf(first), 1);
    first.refuse(new TypeError('fetch failed'));
    for (let i = 0; i < 10; i++) await Promise.resolve();
    void thread.send();
    const second = host.asked.find((a) => a.name === 'Messages.Send')!;
    expect((second.request as { key: string }).key).toBe((first.request as { key: string }).key);
  });
});

describe('what is typed', () => {
  it('is the same answer to the same message when it is sent again', async () => {
    const { host, thread } = await opened([message(8, 1)]);
    thread.replyTo = thread.messages[0]!;
    thread.type('oi');
    void thread.send();
    const first = host.requests('Messages.Send')[0]!;
    await host.refuse('Messages.Send');
    expect(thread.replyTo?.id).toBe(8);
    void thread.send();
    expect(host.requests('Messages.Send')[0]).toEqual(first);
  });

  it('is the same answer also after a look at another ticket', async () => {
    const { host, thread } = await opened([message(8, 1)]);
    thread.replyTo = thread.messages[0]!;
    thread.type('oi');
    void thread.send();
    const first = host.requests('Messages.Send')[0]!;
    void thread.open(2);
    await host.answer('Tickets.Open', view(2, [], 5));
    await host.refuse('Messages.Send');
    expect(thread.replyTo).toBeNull();
    expect(host.requests('Tickets.Draft')).toEqual([{ ticket: 1, text: 'oi' }]);
    void thread.open(1);
    const again = view(1, [message(8, 1)], 5);
    again.ticket.draft = 'oi';
    await host.answer('Tickets.Open', again);
    void thread.send();
    expect(host.requests('Messages.Send')[0]).toEqual(first);
  });

  it('stands after what was refused meanwhile', async () => {
    const { host, thread } = await opened();
    thread.type('oi');
    void thread.send();
    thread.type('tudo bem?');
    await host.refuse('Messages.Send');
    expect(thread.draft).toBe('oi\ntudo bem?');
    thread.saveDraft();
    expect(host.requests('Tickets.Draft').at(-1)).toEqual({ ticket: 1, text: 'oi\ntudo bem?' });
  });

  it('is saved also when it was typed while another ticket was being read', async () => {
    const { host, thread } = await opened();
    void thread.open(2);
    thread.type('ainda');
    await host.answer('Tickets.Open', view(2, [], 5));
    expect(host.requests('Tickets.Draft')).toEqual([{ ticket: 1, text: 'ainda' }]);
    expect(thread.draft).toBe('');
  });

  it('as a note never becomes a message', async () => {
    const { host, thread } = await opened();
    thread.type('bom dia');
    thread.setNote(true);
    expect(thread.draft).toBe('');
    thread.type('cliente difícil');
    thread.saveDraft();
    void thread.open(2);
    thread.type('cliente muito difícil');
    await host.answer('Tickets.Open', view(2, [], 5));
    expect(thread.note).toBe(false);
    expect(thread.draft).toBe('');
    expect(host.requests('Tickets.Draft')).toEqual([{ ticket: 1, text: 'bom dia' }]);
    void thread.open(1);
    const again = view(1, [], 5);
    again.ticket.draft = 'bom dia';
    await host.answer('Tickets.Open', again);
    expect(thread.draft).toBe('bom dia');
    thread.setNote(true);
    expect(thread.draft).toBe('cliente muito difícil');
    thread.setNote(false);
    expect(thread.draft).toBe('bom dia');
  });

  it('as a message is saved again after a note was kept', async () => {
    const { host, thread } = await opened();
    thread.type('bom dia');
    thread.setNote(true);
    thread.type('difícil');
    void thread.send();
    await host.answer('Messages.Send', { id: 9 });
    expect(host.requests('Tickets.Draft')).toEqual([
      { ticket: 1, text: 'bom dia' },
      { ticket: 1, text: 'bom dia' },
    ]);
    thread.setNote(false);
    expect(thread.draft).toBe('bom dia');
  });

  it('as a note goes back to the notes when it was refused', async () => {
    const { host, thread } = await opened();
    thread.setNote(true);
    thread.type('difícil');
    void thread.send();
    thread.setNote(false);
    await host.refuse('Messages.Send');
    expect(thread.draft).toBe('');
    expect(host.requests('Tickets.Draft')).toEqual([]);
    thread.setNote(true);
    expect(thread.draft).toBe('difícil');
  });
});

describe('what changes', () => {
  it('is read one after another', async () => {
    const { host, thread, change } = await opened([message(8, 1)]);
    await change('message', 8, 1);
    await change('message', 8, 1);
    expect(host.requests('Messages.Get')).toHaveLength(1);
    await host.answer('Messages.Get', { messages: [{ ...message(8, 1), body: 'old' }] });
    await host.answer('Messages.Get', { messages: [{ ...message(8, 1), body: 'new' }] });
    expect(thread.messages[0]?.body).toBe('new');
  });

  it.each([
    ['into another', 1, 7],
    ['from another', 7, 1],
  ])('is read anew when the contact was merged %s', async (_, id, of) => {
    const { host, change } = await opened();
    await change('contact', id, of);
    expect(host.requests('Tickets.Open')).toEqual([{ id: 1 }]);
  });

  it('leaves a ticket that is no more', async () => {
    const { host, thread, change } = await opened();
    thread.type('oi');
    await change('contact', 1, 7);
    await host.refuse('Tickets.Open', new Refusal({ code: 'not_found', params: {} }));
    expect(thread.ticket).toBeNull();
    expect(thread.missing).toBe(true);
    expect(host.requests('Tickets.Draft')).toEqual([]);
  });
});
