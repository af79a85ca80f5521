import { render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import Toasts from './Toasts.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  document.body.innerHTML = '';
});

function shown(...ids: number[]) {
  const toast = (id: number) => ({ id, text: `n${id}`, tone: 'plain', until: Date.now() + 6000 });
  const onclose = vi.fn();
  const props = { label: 'notices', close: 'close', onclose, onact: () => undefined };
  const { rerender } = render(Toasts, { ...props, all: ids.map(toast) });
  return { onclose, show: (...now: number[]) => rerender({ ...props, all: now.map(toast) }) };
}

it('hands the focus of a notice that goes to the next, and then back to where it was', async () => {
  const field = document.body.appendChild(document.createElement('input'));
  field.focus();
  const { show } = shown(1, 2);
  screen.getAllByRole('button')[0]!.focus();
  await show(2);
  expect(screen.getByRole('button')).toHaveFocus();
  await show();
  expect(field).toHaveFocus();
});

it('lets later notices go by themselves after one was closed by keyboard', async () => {
  const { onclose, show } = shown(1);
  screen.getByRole('button').focus();
  await vi.advanceTimersByTimeAsync(7000);
  expect(onclose, 'one that is looked at stays').not.toHaveBeenCalled();
  await show();
  await show(2);
  await vi.advanceTimersByTimeAsync(7000);
  expect(onclose).toHaveBeenCalledWith(2);
});

it('stands in the dialog that is open, and again where it was when that goes', async () => {
  const dialog = document.body.appendChild(document.createElement('dialog'));
  dialog.open = true;
  shown(1);
  await vi.advanceTimersByTimeAsync(0);
  expect(dialog).toContainElement(screen.getByText('n1'));
  dialog.remove();
  await vi.advanceTimersByTimeAsync(0);
  expect(screen.getByText('n1')).toBeInTheDocument();
});
