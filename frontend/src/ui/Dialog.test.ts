import { cleanup, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { afterEach, expect, it, vi } from 'vitest';
import Dialog from './Dialog.svelte';

HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
};

afterEach(() => cleanup());

function opened() {
  const onclose = vi.fn();
  const children = createRawSnippet(() => ({ render: () => '<input type="file" aria-label="file" />' }));
  render(Dialog, { title: 'Title', close: 'Close', onclose, children });
  const press = (on: Element) => {
    const cancel = new Event('cancel', { cancelable: true, bubbles: true });
    on.dispatchEvent(cancel);
    return cancel.defaultPrevented;
  };
  return { onclose, press };
}

it('is left at once, so that nothing that is opened next is taken for it', () => {
  const { onclose, press } = opened();
  expect(press(screen.getByRole('dialog'))).toBe(true);
  expect(onclose).toHaveBeenCalledOnce();
});

it('stays where no file was chosen in it', () => {
  const { onclose, press } = opened();
  expect(press(screen.getByLabelText('file'))).toBe(false);
  expect(onclose).not.toHaveBeenCalled();
});
