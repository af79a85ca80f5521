/** A short notice over the list. It goes by itself, unless it is looked at. */
export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'bad';
  action?: { label: string; run: () => void };
  until: number;
}

const shown = 2;

class Toasts {
  all = $state<Toast[]>([]);
  #next = 1;

  show(text: string, options: { tone?: Toast['tone']; action?: Toast['action']; ms?: number } = {}): number {
    const id = this.#next++;
    const toast: Toast = { id, text, tone: options.tone ?? 'plain', until: Date.now() + (options.ms ?? 6000) };
    if (options.action) toast.action = options.action;
    this.all = [...this.all, toast].slice(-shown);
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
    toast.action?.run();
  }
}

export const toasts = new Toasts();
