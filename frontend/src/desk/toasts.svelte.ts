/** A short notice over the list. It goes by itself, unless it is looked at. */
export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'bad';
  /** What can be done about it, once; `possible` tells whether it still can, where that ends by itself. */
  action?: { label: string; run: () => void; possible?: () => boolean };
  at: number;
  until: number;
}

const shown = 2;
/** How many notices of this run can be looked at again. */
const remembered = 50;

class Toasts {
  all = $state<Toast[]>([]);
  /** Those of this run, the newest first, also those that went by themselves. */
  past = $state.raw<readonly Toast[]>([]);
  #next = 1;

  show(text: string, options: { tone?: Toast['tone']; action?: Toast['action']; ms?: number } = {}): number {
    const id = this.#next++;
    const at = Date.now();
    const toast: Toast = { id, text, tone: options.tone ?? 'plain', at, until: at + (options.ms ?? 6000) };
    if (options.action) toast.action = options.action;
    this.all = [...this.all, toast].slice(-shown);
    this.past = [toast, ...this.past].slice(0, remembered);
    return id;
  }

  has(id: number): boolean {
    return this.all.some((toast) => toast.id === id);
  }

  close(id: number): void {
    this.all = this.all.filter((toast) => toast.id !== id);
  }

  act(toast: Toast): void {
    this.close(toast.id);
    if (!this.can(toast)) return;
    this.past = this.past.map((one) => (one.id === toast.id ? without(one) : one));
    toast.action?.run();
  }

  /** Whether something can still be done about a notice. */
  can(toast: Toast): boolean {
    const action = this.past.find((one) => one.id === toast.id)?.action;
    return action !== undefined && (action.possible?.() ?? true);
  }
}

function without({ id, text, tone, at, until }: Toast): Toast {
  return { id, text, tone, at, until };
}

export const toasts = new Toasts();
