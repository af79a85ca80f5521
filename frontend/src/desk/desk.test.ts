// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { Api } from '../host/api.gen';
import type { Host } from '../host/host';
import { Desk } from './desk.svelte';
import { ticket } from './slow';
import { toasts } from './toasts.svelte';

/** A program that closes every ticket and notes what it was asked. */
class Closing implements Host {
  asked: string[] = [];
  call<N extends keyof Api>(name: N): Promise<Api[N][1]> {
    this.asked.push(name);
    return Promise.resolve({ next: 0, undo: 7 } as unknown as Api[N][1]);
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
