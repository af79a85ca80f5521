import type { SystemAnswer } from './api.gen';
import type { Host } from './host';
import { toolkit } from './wails';

/** Whether notices of the system can be shown: they are, they can be asked for, they were refused, or there are none. */
export type Notifying = 'on' | 'askable' | 'refused' | 'none';

export interface Notice {
  title: string;
  body: string;
  /** A notice takes the place of the one before with the same tag. */
  tag: string;
  onopen: () => void;
}

/** What the system made of a notice: it showed it, took it without a word, refused it, or has none. */
export interface Shown {
  answer: 'shown' | 'taken' | 'refused' | 'none';
  /** In the system's own words, empty if it said none. */
  why: string;
}

/** The system's notices, whichever face the page has. */
export interface System {
  state(): Promise<Notifying>;
  /** Asks for notices. Systems want this to follow a press of the user. */
  ask(): Promise<Notifying>;
  show(notice: Notice): Promise<Shown>;
  withdraw(tag: string): void;
}

export function systemOf(host: Host): System {
  return toolkit() ? new ByProgram(host) : new ByBrowser();
}

/** How long a browser may take to say that it showed a notice, in milliseconds. */
const patience = 3000;

/** The page shows them itself. */
class ByBrowser implements System {
  #shown = new Map<string, Notification>();

  get #state(): Notifying {
    const states = { granted: 'on', default: 'askable', denied: 'refused' } as const;
    return 'Notification' in globalThis ? states[Notification.permission] : 'none';
  }

  state(): Promise<Notifying> {
    return Promise.resolve(this.#state);
  }

  async ask(): Promise<Notifying> {
    if (this.#state === 'askable') await Notification.requestPermission();
    return this.#state;
  }

  /** It is there at once, so that whoever takes it back finds it. */
  async show(n: Notice): Promise<Shown> {
    const state = this.#state;
    if (state !== 'on') return { answer: state === 'none' ? 'none' : 'refused', why: '' };
    try {
      return await this.#show(n);
    } catch (error) {
      return { answer: 'refused', why: error instanceof Error ? error.message : '' };
    }
  }

  #show(n: Notice): Promise<Shown> {
    // The page makes the sound that was chosen.
    const shown = new Notification(n.title, { body: n.body, tag: n.tag, silent: true, icon: 'icon.svg' });
    this.#shown.set(n.tag, shown);
    shown.onclick = () => {
      globalThis.focus();
      n.onopen();
      shown.close();
    };
    shown.onclose = () => {
      if (this.#shown.get(n.tag) === shown) this.#shown.delete(n.tag);
    };
    return new Promise((tell) => {
      shown.onshow = () => tell({ answer: 'shown', why: '' });
      shown.onerror = () => tell({ answer: 'refused', why: '' });
      setTimeout(() => tell({ answer: 'taken', why: '' }), patience);
    });
  }

  withdraw(tag: string): void {
    this.#shown.get(tag)?.close();
    this.#shown.delete(tag);
  }
}

/** The program shows them: the window's engine has none. */
class ByProgram implements System {
  constructor(readonly host: Host) {}

  state(): Promise<Notifying> {
    return this.#allowed(false);
  }

  ask(): Promise<Notifying> {
    return this.#allowed(true);
  }

  async #allowed(ask: boolean): Promise<Notifying> {
    const { answer } = await this.host.call('Notices.Allowed', { ask });
    // Only the system knows whether it was ever asked: it is once more, and says no by itself if it was.
    if (answer === 'refused' && !ask) return 'askable';
    return answer as Notifying;
  }

  async show({ tag, title, body }: Notice): Promise<Shown> {
    const said: SystemAnswer = await this.host.call('Notices.Show', { tag, title, body });
    return { answer: said.answer === 'on' ? 'taken' : (said.answer as 'refused' | 'none'), why: said.why };
  }

  withdraw(tag: string): void {
    void this.host.call('Notices.Withdraw', { tag }).catch(() => undefined); // it goes by itself
  }
}
