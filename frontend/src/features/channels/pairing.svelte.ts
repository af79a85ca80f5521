import type { Kind } from '../../host/api.gen';
import type { Session } from '../../desk/session.svelte';
import { Entry } from './entry.svelte';

/** The panel that makes or mends a connection. Its place in the steps survives a look at the inbox, as does what was typed. */
class Pairing {
  open = $state(false);
  /** The ways there are, once they are known. */
  kinds = $state<Kind[]>([]);
  /** The way that was chosen. */
  kind = $state('');
  /** The channel that gets a reserve, 0 for a new channel. */
  channel = $state(0);
  /** The name of a new channel. It is there again when the panel was closed before the channel was made. */
  name = $state('');
  /** The connection being linked or mended, 0 while method and name are chosen. */
  connection = $state(0);
  step = $state<'method' | 'name' | 'connect'>('method');
  /** Telephone for a code, empty for a QR. */
  phone = $state('');
  byCode = $state(false);
  entry = $state.raw(new Entry());
  /** What the operator asked for, while they are asked whether what was typed may go. */
  asked = $state.raw<(() => void) | null>(null);

  /** A new channel, or a reserve of one. */
  begin(channel = 0): void {
    this.#unless(() => Object.assign(this, { ...fresh, entry: new Entry(), channel, open: true, name: this.name }));
  }

  resume(connection: number, kind: string): void {
    this.#unless(() =>
      Object.assign(this, { ...fresh, entry: new Entry(), open: true, kind, connection, step: 'connect' }),
    );
  }

  /** Closes the panel, after a question where something that was typed would be lost. */
  leave(then: () => void): void {
    this.#unless(then);
  }

  /** Answers that question. */
  discard(session: Session, yes: boolean): void {
    const go = this.asked;
    this.asked = null;
    if (!yes || !go) return;
    this.entry.end(session);
    Object.assign(this, { entry: new Entry(), name: '' });
    go();
  }

  end(): void {
    this.open = false;
  }

  #unless(go: () => void): void {
    if (this.open && this.entry.dirty) this.asked = go;
    else go();
  }
}

const fresh = {
  kind: '',
  channel: 0,
  name: '',
  connection: 0,
  step: 'method',
  phone: '',
  byCode: false,
} as const;

export const pairing = new Pairing();
