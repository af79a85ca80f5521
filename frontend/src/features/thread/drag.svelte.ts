import type { Attachment } from 'svelte/attachments';

/** How far a message has to be dragged so that letting it go answers it, and how far it follows, in pixels. */
export const enough = 56;
const farthest = 72;
/** What a hand moves by without meaning it. */
const tremble = 10;

/** What has a use of its own for being pressed. */
const taken = 'button, a, input, audio, video, summary';

/** A message that is dragged to the right to answer it. A finger or a pen may begin anywhere on it; a mouse beside its words, because on
 * them it selects. */
export class Drag {
  /** How far it is away from its place. */
  by = $state(0);
  #from: { id: number; x: number; y: number } | null = null;

  constructor(readonly reply: () => void) {}

  get ready(): boolean {
    return this.by >= enough;
  }

  readonly on: Attachment<HTMLElement> = (node) => {
    const down = (e: PointerEvent) => {
      const target = e.target as HTMLElement;
      const beside = target === node || target.parentElement === node;
      if (!e.isPrimary || e.button !== 0 || target.closest(taken) || (e.pointerType === 'mouse' && !beside)) return;
      this.#from = { id: e.pointerId, x: e.clientX, y: e.clientY };
    };
    const move = (e: PointerEvent) => {
      if (this.#from?.id !== e.pointerId) return;
      if (e.buttons === 0)
        this.#rest(); // let go outside, where nobody told
      else this.#move(node, e, e.clientX - this.#from.x, e.clientY - this.#from.y);
    };
    const up = (e: PointerEvent) => {
      if (this.#from?.id !== e.pointerId) return;
      const answers = this.ready;
      this.#rest();
      if (answers) this.reply();
    };
    const listen = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: () => this.#rest() };
    for (const [name, does] of Object.entries(listen)) node.addEventListener(name, does as EventListener);
    return () => {
      for (const [name, does] of Object.entries(listen)) node.removeEventListener(name, does as EventListener);
    };
  };

  #move(node: HTMLElement, e: PointerEvent, x: number, y: number): void {
    if (this.by === 0) {
      if (Math.abs(y) > tremble && Math.abs(y) > x) return this.#rest(); // it scrolls
      if (x <= tremble || x < 2 * Math.abs(y)) return;
      node.setPointerCapture(e.pointerId);
      getSelection()?.removeAllRanges();
    }
    this.by = Math.min(farthest, Math.max(1, x - tremble));
  }

  #rest(): void {
    this.by = 0;
    this.#from = null;
  }
}
