import { describe, expect, it } from 'vitest';
import type { Api } from '../host/api.gen';
import type { Host } from '../host/host';
import { Desk } from './desk.svelte';
import { route } from './route.svelte';
import { ticket } from './slow';
import { toasts } from './toasts.svelte';

/** A program that closes every ticket and notes what it was asked. */
class Closing implements Host {
  asked: string[] = [];
  done = { changed: 1, first: 1 };
  call<N extends keyof Api>(name: N): Promise<Api[N][1]> {
    this.asked.push(name);
    return Promise.resolve({ next: 0, undo: 7, tickets: [], ...this.done } as unknown as Api[N][1]);
  }
  upload = () => Promise.reject(new Error('nobody sends files here'));
  listen() {
    return () => undefined;
  }
}

async function closed() {
  const host = new Closing();
  const desk = new Desk(host);
  await desk.close([ticket(1)]);
  return { desk, undone: () => host.asked.filter((name) => name === 'Tickets.Undo').length };
}

describe('taking back', () => {
  it('works once while the toast is there', async () => {
    const { desk, undone } = await closed();
    desk.undo();
    desk.undo();
    expect(undone()).toBe(1);
    expect(toasts.all).toEqual([]);
  });

  it('is over when the toast has gone', async () => {
    const { desk, undone } = await closed();
    toasts.close(toasts.all[0]!.id);
    desk.undo();
    expect(undone()).toBe(0);
  });
});

describe('what was done', () => {
  it('names the ticket that changed, not one that stood so already', async () => {
    const host = new Closing();
    host.done = { changed: 1, first: 2 };
    await new Desk(host).act('close', [ticket(1), ticket(2)]);
    expect(toasts.all.at(-1)?.text).toContain('2026-2');
  });
});

describe('going on after a ticket was closed', () => {
  async function closing(meanwhile: () => void) {
    const desk = new Desk(new Closing());
    route.go({ page: 'inbox', tab: 'pending', ticket: 1 });
    desk.thread.ticket = ticket(1);
    const done = desk.close([ticket(1)]);
    meanwhile();
    await done;
    return route.place;
  }

  it('leads back to the list', async () => {
    expect(await closing(() => undefined)).toMatchObject({ tab: 'pending', ticket: 0 });
  });

  it('does not call back who has gone elsewhere meanwhile', async () => {
    const place = await closing(() => route.go({ page: 'inbox', tab: 'closed', ticket: 1 }));
    expect(place).toMatchObject({ tab: 'closed', ticket: 1 });
  });
});
