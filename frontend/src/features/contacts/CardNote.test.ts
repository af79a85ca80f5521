import { fireEvent, render } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { ContactCard } from '../../host/api.gen';
import { settled, start } from '../../desk/slow';
import CardNote from './CardNote.svelte';
import { People } from './people.svelte';

async function card() {
  const { host, session } = await start();
  const drawn = render(CardNote, {
    props: { people: new People(session), card: { id: 7, note: 'a' } as ContactCard },
    context: new Map([['heading', () => 3]]),
  });
  const field = drawn.getByRole('textbox');
  const type = (text: string) => fireEvent.input(field, { target: { value: text } });
  return { host, drawn, field, type, told: () => host.requests('Contacts.Note') };
}

describe('the note on a card', () => {
  it('is kept while it is written, one state after the other', async () => {
    vi.useFakeTimers();
    try {
      const { host, type, told } = await card();
      await type('a b');
      await vi.advanceTimersByTimeAsync(1000);
      expect(told()).toEqual([{ contact: 7, note: 'a b' }]);
      await type('a');
      await vi.advanceTimersByTimeAsync(1000);
      expect(told()).toHaveLength(1);
      await host.answer('Contacts.Note', {});
      await vi.advanceTimersByTimeAsync(0);
      expect(told()).toEqual([{ contact: 7, note: 'a' }]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is told again when it was not taken', async () => {
    const { host, type, field, told } = await card();
    await type('b');
    await fireEvent.blur(field);
    await settled();
    await host.refuse('Contacts.Note');
    await fireEvent.blur(field);
    await settled();
    expect(told()).toEqual([{ contact: 7, note: 'b' }]);
  });

  it('is kept when its card goes away', async () => {
    const { drawn, type, told } = await card();
    await type('c');
    drawn.unmount();
    await settled();
    expect(told()).toEqual([{ contact: 7, note: 'c' }]);
  });
});
