import { askToNotify, notify, notifying, tone, type Notice, type Notifying } from '../host/notify';

/** Tells the operator of what happens while they look elsewhere. Where the system has no notices, a tone does it. */
export class Notices {
  state = $state<Notifying>(notifying());

  /** To be called on a press of the operator, and only then. */
  async ask(): Promise<void> {
    this.state = await askToNotify();
  }

  /** Tells it once, unless the operator is looking at it; returns what takes it back. */
  tell(notice: Notice, watched: boolean): () => void {
    if (watched && document.hasFocus()) return () => undefined;
    if (this.state === 'on') return notify(notice);
    if (this.state === 'none') tone();
    return () => undefined;
  }
}
