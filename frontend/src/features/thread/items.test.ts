// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { message } from '../../desk/slow';
import { entries, paged } from './items';

describe('a conversation of several tickets', () => {
  it('has a line where another ticket begins, and stacks nothing across it', () => {
    const all = [1, 2, 3].map((id) => ({ ...message(id, 1), ticket: id < 3 ? 7 : 8 }));
    const laid = entries(all, 0, 0);
    expect(laid.map((e) => e.kind)).toEqual(['day', 'message', 'message', 'stretch', 'message']);
    expect(laid[3]).toMatchObject({ ticket: 8 });
    expect(laid[2]).toMatchObject({ last: true });
    expect(laid[4]).toMatchObject({ first: true });
  });
});

describe('a conversation of many', () => {
  const by = (id: number, author: number) => ({
    ...message(id, 1),
    author: { id: author, name: `n${author}`, number: '', color: author, lastAt: 0 },
  });
  const stacks = (all: ReturnType<typeof by>[]) =>
    entries(all, 0, 0).flatMap((e) =>
      e.kind === 'message' ? [`${e.first ? '[' : ''}${e.message.id}${e.last ? ']' : ''}`] : [],
    );

  it('stacks what one person wrote, and ends that where another one writes', () => {
    expect(stacks([by(1, 1), by(2, 1), by(3, 2), by(4, 1)])).toEqual(['[1', '2]', '[3]', '[4]']);
  });
});

describe('a conversation that goes on at a press', () => {
  it('has a line only at an end that is not loaded', () => {
    const all = entries([message(1, 1)], 0, 0);
    expect(paged(all, false, false)).toEqual(all);
    expect(paged(all, true, false).map((e) => e.key)).toEqual(['older d1', 'd1', 'm1']);
    expect(paged(all, false, true).map((e) => e.key)).toEqual(['d1', 'm1', 'newer m1']);
  });
});
