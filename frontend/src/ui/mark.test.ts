import { render } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { known } from '../i18n/i18n.svelte';
import DeliveryMark from './DeliveryMark.svelte';
import { drawn, markWords } from './mark';

const statuses = ['queued', 'held', 'accepted', 'sent', 'delivered', 'read', 'played', 'failed', 'unsure', 'cancelled'];

describe('the mark', () => {
  it.each([
    ['queued', false, false, 'clock', false, false],
    ['queued', false, true, 'clock', false, false],
    ['queued', true, true, 'trying', false, false],
    ['queued', true, false, 'clock', false, false],
    ['held', false, true, 'held', false, false],
    ['held', true, true, 'held', false, false],
    ['accepted', false, false, 'accepted', false, false],
    ['accepted', true, true, 'accepted', false, true],
    ['sent', false, false, 'one', false, false],
    ['sent', true, true, 'one', false, true],
    ['delivered', false, false, 'two', false, false],
    ['delivered', true, false, 'two', false, true],
    ['read', false, false, 'two', true, false],
    ['read', true, true, 'two', true, true],
    ['played', false, false, 'two', true, false],
    ['played', true, true, 'two', true, true],
    ['failed', false, true, 'failed', false, false],
    ['failed', true, true, 'failed', false, false],
    ['unsure', false, true, 'unsure', false, false],
    ['unsure', true, true, 'unsure', false, false],
    ['cancelled', true, true, 'cancelled', false, false],
    ['something new', false, false, 'clock', false, false],
  ] as const)('of %s (reserve %s, refused %s) is %s', (status, reserve, refused, sign, read, globe) => {
    expect(drawn(status, reserve, refused)).toEqual({ sign, read, globe });
  });

  it.each([
    ['queued', false, false, true, ['msg.queued']],
    ['queued', true, true, false, ['mark.trying']],
    ['queued', true, false, false, ['mark.reserveNext']],
    ['accepted', false, false, true, ['mark.accepted']],
    ['accepted', false, false, false, ['msg.accepted']],
    ['accepted', true, true, true, ['mark.byReserve', 'mark.accepted']],
    ['sent', true, true, false, ['mark.reserve']],
    ['read', true, true, false, ['mark.reserve', 'msg.read']],
    ['delivered', false, false, true, ['msg.delivered']],
    ['failed', true, true, false, ['msg.failed']],
  ] as const)('of %s (reserve %s, refused %s, official %s) reads %j', (status, reserve, refused, official, keys) => {
    expect(markWords(status, reserve, refused, official)).toEqual(keys);
  });

  it('has words for every state', () => {
    for (const status of statuses)
      for (const flags of [0, 1, 2, 3, 4, 5, 6, 7])
        for (const key of markWords(status, (flags & 1) > 0, (flags & 2) > 0, (flags & 4) > 0))
          expect(known(key), key).toBe(true);
  });

  it('draws the globe before the ticks and counts the ticks', () => {
    const { container } = render(DeliveryMark, { status: 'delivered', reserve: true });
    expect(container.querySelectorAll('svg')).toHaveLength(2);
    expect(container.querySelector('.mark > :first-child')?.classList).toContain('globe');
    expect(container.querySelectorAll('svg.tick path')).toHaveLength(2);
  });

  it('keeps the X and shows dots while a reserve tries', () => {
    const { container } = render(DeliveryMark, { status: 'queued', reserve: true, refused: true });
    expect(container.querySelector('.mark')?.getAttribute('data-mark')).toBe('trying');
    expect(container.querySelectorAll('.dots i')).toHaveLength(3);
  });

  it('draws no X where no network refused', () => {
    const { container } = render(DeliveryMark, { status: 'queued', reserve: true });
    expect(container.querySelector('.mark')?.getAttribute('data-mark')).toBe('clock');
  });
});
