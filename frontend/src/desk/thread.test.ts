import { describe, expect, it } from 'vitest';
import { Refusal } from '../host/host';
import { message, opened, settled, start, ticket, view } from './slow';

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
    await host.answer('Tickets.Open', view(1, [], 5));
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

describe('the keys of what was refused', () => {
  it('are kept for the last hundred texts', async () => {
    const { host, thread } = await opened();
    const keys: unknown[] = [];
    const refuse = async (text: string) => {
      thread.type(text);
      const sent = thread.send();
      await settled();
      keys.push(host.requests('Messages.Send').at(-1)!['key']);
      await host.refuse('Messages.Send');
      await sent;
    };
    for (let n = 0; n < 101; n++) await refuse(`texto ${String(n)}`);
    await refuse('texto 1');
    await refuse('texto 0');
    expect(keys[101]).toBe(keys[1]);
    expect(keys[102]).not.toBe(keys[0]);
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

  it('shows no answer about a ticket that was left meanwhile', async () => {
    const { host, thread } = await opened();
    void thread.open(2);
    host.events.changes({ from: 5, rev: 6, changes: [{ kind: 'contact', id: 7, of: 1 }], resync: false });
    await host.answer('Tickets.Open', view(2, [message(9, 2)], 6));
    await host.answer('Tickets.Open', view(1, [message(8, 1)], 6));
    expect(thread.ticket?.id).toBe(2);
    expect(thread.messages.map((m) => m.id)).toEqual([9]);
  });
});

describe('when contacts are merged', () => {
  const drafted = (draft: string, id = 1) => ({ ...view(id, [], 6), ticket: { ...ticket(id), draft } });

  it('the draft that came from the other ticket stands in the field', async () => {
    const { host, thread } = await start();
    void thread.open(1);
    await host.answer('Tickets.Open', { ...drafted('a'), rev: 5 });
    host.events.changes({ from: 5, rev: 6, changes: [{ kind: 'contact', id: 7, of: 1 }], resync: false });
    await settled();
    await host.answer('Tickets.Open', drafted('a\nb'));
    expect(thread.draft).toBe('a\nb');
    thread.type('a\nb!');
    thread.saveDraft();
    expect(host.requests('Tickets.Draft')).toEqual([{ ticket: 1, text: 'a\nb!' }]);
  });

  it('what is typed meanwhile joins what came from the other ticket', async () => {
    const { host, thread, change } = await opened();
    thread.type('a');
    thread.saveDraft();
    await host.answer('Tickets.Draft', {});
    await change('contact', 7, 1);
    thread.type('a!');
    thread.saveDraft();
    expect(host.requests('Tickets.Draft')).toEqual([]);
    await host.answer('Tickets.Open', drafted('a\nb'));
    expect(thread.draft).toBe('a!\nb');
    expect(host.requests('Tickets.Draft')).toEqual([{ ticket: 1, text: 'a!\nb' }]);
  });

  it('a ticket that is no more leaves the screen and its words to the one that took its messages', async () => {
    const { host, thread, change } = await opened([message(8, 1)]);
    thread.type('oi');
    thread.setNote(true);
    await host.answer('Tickets.Draft', {});
    thread.type('difícil');
    thread.setNote(false);
    thread.type('oi, tudo bem?');
    await change('contact', 1, 7);
    await host.refuse('Tickets.Open', new Refusal({ code: 'not_found', params: {} }));
    expect(thread.ticket).toBeNull();
    expect(thread.missing).toBe(true);
    expect(host.requests('Messages.Get')).toEqual([{ ids: [8] }]);
    await host.answer('Messages.Get', { messages: [{ ...message(8, 7), ticket: 3 }] });
    await host.answer('Tickets.Get', { tickets: [{ ...ticket(3), contact: 7, draft: 'bom dia\noi' }] });
    expect(host.requests('Tickets.Draft')).toEqual([{ ticket: 3, text: 'bom dia\noi, tudo bem?' }]);
    void thread.open(3);
    await host.answer('Tickets.Open', drafted('bom dia\noi', 3));
    expect(thread.draft).toBe('bom dia\noi, tudo bem?');
    thread.setNote(true);
    expect(thread.draft).toBe('difícil');
  });

  it('words whose new ticket is not found wait for a ticket of the same customer', async () => {
    const { host, thread, change } = await opened();
    thread.type('oi');
    await change('contact', 1, 7);
    await host.refuse('Tickets.Open', new Refusal({ code: 'not_found', params: {} }));
    expect(host.requests('Messages.Page')).toEqual([{ contact: 7, before: 0, after: 0, around: 0, limit: 1 }]);
    await host.refuse('Messages.Page');
    void thread.open(2);
    await host.answer('Tickets.Open', drafted('', 2));
    expect(thread.draft).toBe('');
    void thread.open(3);
    await host.answer('Tickets.Open', { ...drafted('', 3), ticket: { ...ticket(3), contact: 7 } });
    expect(thread.draft).toBe('oi');
  });
});

describe('what was refused', () => {
  it('is still there when the ticket is opened again, though it could not be saved', async () => {
    const { host, thread } = await opened();
    thread.type('oi');
    void thread.send();
    void thread.open(2);
    await host.answer('Tickets.Open', view(2, [], 5));
    await host.refuse('Messages.Send');
    await host.refuse('Tickets.Draft');
    void thread.open(1);
    await host.answer('Tickets.Open', view(1, [], 5));
    expect(thread.draft).toBe('oi');
    expect(host.requests('Tickets.Draft')).toEqual([{ ticket: 1, text: 'oi' }]);
  });

  it('is still there when the ticket is read before it is saved', async () => {
    const { host, thread } = await opened();
    thread.type('oi');
    void thread.send();
    void thread.open(2);
    await host.answer('Tickets.Open', view(2, [], 5));
    await host.refuse('Messages.Send');
    void thread.open(1);
    await host.answer('Tickets.Open', view(1, [], 5));
    expect(thread.draft).toBe('oi');
  });

  it.each([
    ['the first first', 0],
    ['the last first', 1],
  ])('comes back in the order of sending, %s', async (_, at) => {
    const { host, thread } = await opened();
    thread.type('um');
    void thread.send();
    thread.type('dois');
    void thread.send();
    thread.type('três');
    const sends = host.asked.filter((a) => a.name === 'Messages.Send');
    sends[at]!.refuse(new TypeError('fetch failed'));
    await settled();
    sends[1 - at]!.refuse(new TypeError('fetch failed'));
    await settled();
    expect(thread.draft).toBe('um\ndois\ntrês');
  });

  it('does not give its key to the same words that are meant to go twice', async () => {
    const { host, thread } = await opened();
    for (const text of ['ok', 'ok']) {
      thread.type(text);
      void thread.send();
    }
    const [one, two] = host.requests('Messages.Send').map((r) => r['key']);
    expect(one).not.toBe(two);
  });
});

describe('a note', () => {
  it('stays one when its ticket is asked for anew while it is typed', async () => {
    const { host, thread } = await opened();
    thread.setNote(true);
    thread.type('cliente');
    void thread.open(2);
    void thread.open(1);
    await host.answer('Tickets.Open', view(2, [], 5));
    await host.answer('Tickets.Open', view(1, [], 5));
    expect(thread.note).toBe(true);
    expect(thread.draft).toBe('cliente');
  });
});

describe('a template', () => {
  const use = { name: 'retomar', language: 'pt_BR', body: [{ kind: 'text', text: 'Ana' }] };

  it('leaves with its text, and what is typed stays and is saved again', async () => {
    const { host, thread } = await opened();
    thread.type('ainda não');
    thread.saveDraft();
    await host.answer('Tickets.Draft', {});
    const sent = thread.sendTemplate('Oi, Ana!', use, () => false);
    expect(host.requests('Messages.Send')).toMatchObject([
      { ticket: 1, text: 'Oi, Ana!', template: use, note: false, replyTo: 0 },
    ]);
    await host.answer('Messages.Send', { id: 9 });
    expect(await sent).toBe(true);
    expect(thread.draft).toBe('ainda não');
    expect(host.requests('Tickets.Draft')).toEqual([{ ticket: 1, text: 'ainda não' }]);
  });

  it('that was refused changes nothing and goes again under the same key', async () => {
    const { host, thread } = await opened();
    const faults: string[] = [];
    const send = () => thread.sendTemplate('Oi, Ana!', use, (f) => faults.push(f.code) > 0);
    const sent = send();
    const first = host.requests('Messages.Send')[0]!;
    await host.refuse('Messages.Send', new Refusal({ code: 'template_invalid', params: {} }));
    expect(await sent).toBe(false);
    expect(faults).toEqual(['template_invalid']);
    expect(thread.draft).toBe('');
    void send();
    expect(host.requests('Messages.Send')[0]).toEqual(first);
  });
});
