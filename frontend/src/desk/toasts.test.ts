// @vitest-environment node
import { beforeEach, describe, expect, it } from 'vitest';
import { toasts } from './toasts.svelte';

beforeEach(() => {
  toasts.all = [];
  toasts.past = [];
});

describe('notices of this run', () => {
  it('stay when they went, the newest first, and no more than fifty', () => {
    for (let i = 0; i < 60; i++) toasts.close(toasts.show(`n${i}`));
    expect(toasts.all).toEqual([]);
    expect(toasts.past.map((one) => one.text)).toEqual(Array.from({ length: 50 }, (_, i) => `n${59 - i}`));
  });

  it('offer what can be done about them once, and as long as it can be done', () => {
    let [done, possible] = [0, true];
    const id = toasts.show('closed', { action: { label: 'undo', run: () => done++, possible: () => possible } });
    const plain = toasts.show('copied');
    const of = (id: number) => toasts.past.find((one) => one.id === id)!;
    const closed = of(id);
    expect([toasts.can(of(plain)), toasts.can(closed)]).toEqual([false, true]);
    possible = false;
    toasts.act(closed);
    expect([toasts.can(closed), done]).toEqual([false, 0]);
    possible = true;
    toasts.act(closed);
    toasts.act(closed);
    expect([toasts.can(of(id)), done]).toEqual([false, 1]);
  });
});
