import { expect, it, vi } from 'vitest';
import { Drag, enough } from './drag.svelte';

function grabbed() {
  const reply = vi.fn();
  const drag = new Drag(reply);
  const node = document.createElement('div');
  node.setPointerCapture = () => undefined;
  const stop = drag.on(node);
  const tell = (type: string, x: number, more: object = {}) => {
    const e = new MouseEvent(type, { clientX: x, clientY: 0, button: 0, buttons: 1, bubbles: true, ...more });
    node.dispatchEvent(Object.assign(e, { isPrimary: true, pointerId: 1, pointerType: 'mouse' }));
  };
  return { drag, reply, tell, stop };
}

it('answers what was dragged far enough, once', () => {
  const { drag, reply, tell } = grabbed();
  tell('pointerdown', 0);
  tell('pointermove', 2 * enough);
  expect(drag.ready).toBe(true);
  tell('pointerup', 2 * enough, { buttons: 0 });
  expect(reply).toHaveBeenCalledTimes(1);
  expect(drag.by).toBe(0);
});

it('does not follow a pointer that was let go elsewhere', () => {
  const { drag, reply, tell } = grabbed();
  tell('pointerdown', 0);
  tell('pointermove', 2 * enough, { buttons: 0 });
  expect(drag.by).toBe(0);
  tell('pointermove', 2 * enough);
  tell('pointerup', 2 * enough, { buttons: 0 });
  expect(reply).not.toHaveBeenCalled();
});
