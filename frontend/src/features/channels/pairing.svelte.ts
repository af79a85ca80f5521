import type { Connection, Kind } from '../../host/api.gen';
import type { Session } from '../../desk/session.svelte';
import { Entry } from './entry.svelte';
import { paired } from './ways';

/** The panel that makes or mends a connection. Its place in the steps survives a look at the inbox, as does what was typed. */
class Pairing {
  open = $state(false);
  /** The ways there are, once they are known. */
  kinds = $state<Kind[]>([]);
  /** The way that was chosen. */
  kind = $state('');
  /** The channel that gets a reserve, 0 for a new channel. */
  channel = $state(0);
  /** Whether that channel has none yet, so that what it gets is no reserve. */
  first = $state(false);
  /** The name of a new channel. It is there again when the panel was closed before the channel was made. */
  name = $state('');
  /** The connection being linked or mended, 0 while method and name are chosen. */
  connection = $state(0);
  step = $state<'method' | 'name' | 'which' | 'agree' | 'connect'>('method');
  /** The connection of another channel that is about to be borrowed, 0 for a new one. */
  borrow = $state(0);
  /** Whether what the connection is made of is shown before its code. */
  details = $state(false);
  /** Telephone for a code, empty for a QR. */
  phone = $state('');
  byCode = $state(false);
  /** Whether the channel or the reserve is being made. */
  making = $state(false);
  /** Whether the panel stayed open because what was entered is being kept. */
  held = $state(false);
  /** What is entered; every time the panel is begun it is another one. */
  entry = $state.raw(new Entry());
  /** What the operator asked for, while they are asked whether what was typed may go. */
  asked = $state.raw<(() => void) | null>(null);

  /** Asks for the ways there are, unless they are known. */
  async know(session: Session): Promise<void> {
    if (this.kinds.length === 0) this.kinds = (await session.call('Connections.Kinds', {}))?.kinds ?? [];
  }

  /** A new channel, or a reserve of one; its first connection where it has none. */
  begin(channel = 0, first = false): void {
    this.#unless(() => this.#renew({ channel, first, open: true, name: this.name }));
  }

  resume(connection: number, kind: string, details = false): void {
    this.#unless(() => this.#renew({ open: true, kind, connection, details, step: 'connect' }));
  }

  /** Takes a way. What a reserve by a way that is not official risks is agreed to before anything is made. */
  choose(k: Kind): void {
    this.kind = k.kind;
    this.borrow = 0;
    if (!this.channel) this.step = 'name';
    else this.step = k.official ? 'connect' : 'agree';
  }

  /** Takes a connection of another channel, of which what it means is agreed to as well. */
  lend(c: Connection): void {
    Object.assign(this, { kind: c.kind, borrow: c.id, step: 'agree' });
  }

  /** Borrows what was chosen; the panel has nothing left to do then. */
  async take(session: Session): Promise<boolean> {
    if (this.making) return false;
    const begun = this.entry;
    this.making = true;
    const done = await session.call('Channels.Borrow', { channel: this.channel, connection: this.borrow });
    if (this.entry !== begun) return false;
    this.making = false;
    return done !== undefined;
  }

  /** What is entered is made when it was tested; what is paired needs its connection before. */
  async make(session: Session, k: Kind): Promise<void> {
    if (this.making) return;
    if (!paired(k)) {
      this.step = 'connect';
      return;
    }
    const begun = this.entry;
    this.making = true;
    const made = this.channel
      ? (await session.call('Channels.Reserve', { channel: this.channel, kind: k.kind }))?.id
      : (await session.call('Channels.Create', { kind: k.kind, name: this.name }))?.connection;
    // Of a panel that was left meanwhile, what was made is seen among the channels.
    if (this.entry !== begun) return;
    this.making = false;
    if (made) Object.assign(this, { connection: made, step: 'connect', name: '' });
  }

  /** Closes the panel, after a question where something that was typed would be lost. */
  leave(then: () => void): void {
    this.#unless(then);
  }

  /** Answers that question. */
  discard(yes: boolean): void {
    const go = this.asked;
    this.asked = null;
    if (!yes || !go || this.#holds()) return;
    this.entry.end();
    Object.assign(this, { entry: new Entry(), name: '' });
    go();
  }

  /** Whether the panel only tells that the telephone was linked. */
  linked(session: Session): boolean {
    return session.steps[this.connection || this.entry.link]?.step === 'linked';
  }

  /** Closes a panel that has nothing left to say: that a telephone was linked is old news when the page is seen again. */
  settle(session: Session): void {
    if (this.linked(session)) this.end();
  }

  /** Closes the panel at once and drops what was entered. */
  end(): void {
    const made = this.connection > 0 || this.entry.link > 0 || this.entry.answer;
    this.#renew({ name: made ? '' : this.name });
  }

  #renew(to: Partial<Pairing>): void {
    this.entry.end();
    Object.assign(this, { ...fresh, entry: new Entry(), ...to });
  }

  #unless(go: () => void): void {
    if (this.open && this.#holds()) return;
    if (this.open && this.entry.dirty) this.asked = go;
    else go();
  }

  /** What is being kept cannot be taken back, so the panel stays to tell what becomes of it. */
  #holds(): boolean {
    this.held = this.entry.keeping;
    return this.held;
  }
}

const fresh = {
  open: false,
  kind: '',
  channel: 0,
  first: false,
  name: '',
  connection: 0,
  borrow: 0,
  details: false,
  step: 'method',
  phone: '',
  byCode: false,
  making: false,
  held: false,
  asked: null,
} as const;

export const pairing = new Pairing();
