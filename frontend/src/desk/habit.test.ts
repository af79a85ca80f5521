import { afterEach, describe, expect, it, vi } from 'vitest';
import { Habit } from './habit.svelte';
import type { Session } from './session.svelte';

function habit(settings: Record<string, string> = {}) {
  const set = vi.fn((key: string, value: string) => void (settings[key] = value));
  const session = {
    settings,
    set,
    get steady() {
      return settings['steady_reading'] === '1';
    },
  } as unknown as Session;
  const it = new Habit(session);
  stop = it.start();
  return { it, settings };
}
let stop = () => {};
const steps = (it: Habit, n: number) => Array.from({ length: n }, () => it.step());

describe('who reads by keyboard alone', () => {
  afterEach(() => stop());

  it('is offered the steady reading after a while', () => {
    const { it } = habit();
    steps(it, 39);
    expect(it.offers).toBe(false);
    it.step();
    expect(it.offers).toBe(true);
  });

  it('is somebody who does not press the pointer in between; pressing it later takes no offer away', () => {
    const { it } = habit();
    steps(it, 39);
    dispatchEvent(new Event('pointerdown'));
    steps(it, 39);
    expect(it.offers).toBe(false);
    it.step();
    dispatchEvent(new Event('pointerdown'));
    expect(it.offers).toBe(true);
  });

  it('is not asked again, whatever the answer was', () => {
    for (const yes of [true, false]) {
      const { it, settings } = habit();
      steps(it, 40);
      it.answer(yes);
      expect(settings).toEqual({ steady_asked: '1', ...(yes ? { steady_reading: '1' } : {}) });
      expect(it.offers).toBe(false);
    }
  });

  it('is not asked where it is on already', () => {
    const { it } = habit({ steady_reading: '1' });
    steps(it, 40);
    expect(it.offers).toBe(false);
  });
});
