import type { Notice as Arrived, Notices as Taken } from '../host/api.gen';
import { systemOf, type Notice, type Notifying, type Shown } from '../host/notify';
import { play, sounds, type Sound } from '../host/sound';
import { Watching } from '../host/watching';
import type { Session } from './session.svelte';

/** The words of a notice. */
export interface Words {
  title: string;
  body: string;
}

/** How the page says what arrived. */
export interface Say {
  one: (notice: Arrived) => Words;
  many: (conversations: number) => Words;
}

const ticketTag = (ticket: number) => `ticket-${String(ticket)}`;

/** Tells the operator of what happens while they look elsewhere. Of what, the program decides; each thing is told by one page. */
export class Notices {
  state = $state<Notifying>('none');
  readonly watching: Watching;
  #system;
  /** Where a notice that was pressed leads. */
  #leads = new Map<string, () => void>();
  /** Ends when the system has said whether it shows notices: what is taken before that would be told to nobody. */
  #known: Promise<void> = Promise.resolve();
  #taking: Promise<void> | undefined;
  #more = false;

  constructor(
    readonly session: Session,
    shown: () => number,
    private readonly open: (ticket: number) => void,
  ) {
    this.watching = new Watching(shown);
    this.#system = systemOf(session.host);
  }

  /** Follows what arrives, in these words, until the returned function is called. */
  start(say: Say): () => void {
    this.#known = this.#system.state().then(
      (state) => void (this.state = state),
      () => undefined, // the sound is made all the same
    );
    void this.#take(say);
    const look = () => this.watching.look();
    const stops = [
      this.session.follow((changes) => {
        if (!changes || changes.some((c) => c.kind === 'message' || c.kind === 'woke')) void this.#take(say);
      }),
      this.session.pressed((tag) => this.#pressed(tag)),
    ];
    for (const event of ['focus', 'blur']) addEventListener(event, look);
    return () => {
      for (const event of ['focus', 'blur']) removeEventListener(event, look);
      for (const stop of stops) stop();
    };
  }

  /** To be called on a press of the operator, and only then. */
  async ask(): Promise<void> {
    this.state = await this.#system.ask();
  }

  /** Shows a notice as the settings say, and answers what the system made of it. */
  async show(notice: Notice): Promise<Shown> {
    this.#leads.set(notice.tag, notice.onopen);
    return this.#system.show(notice);
  }

  /** Plays the sound of messages or of calls as the settings say; false where it could not be heard. */
  async sound(call = false): Promise<boolean> {
    const chosen = this.session.settings['notice_sound'] ?? 'off';
    if (chosen === 'off') return false;
    const sound = call ? 'ring' : chosen in sounds ? (chosen as Sound) : 'two';
    return play(sound, Number(this.session.settings['notice_volume'] ?? '50'));
  }

  /** Tells of a call once, unless the operator is looking at its ticket; returns what takes it back. */
  tell(notice: Notice, watched: boolean): () => void {
    if (watched && document.hasFocus()) return () => undefined;
    void this.sound(true);
    if (this.session.settings['notices'] !== '1' || this.state !== 'on') return () => undefined;
    void this.show(notice);
    return () => this.withdraw(notice.tag);
  }

  withdraw(tag: string): void {
    if (this.#leads.delete(tag)) this.#system.withdraw(tag);
  }

  /** Takes back the notice of a ticket that is being looked at now. */
  seen(ticket: number): void {
    this.watching.look();
    if (document.hasFocus()) this.withdraw(ticketTag(ticket));
  }

  /** Asks once at a time; what arrives meanwhile is asked for afterwards. */
  #take(say: Say): Promise<void> {
    if (this.#taking) {
      this.#more = true;
      return this.#taking;
    }
    const done = () => {
      this.#taking = undefined;
      if (this.#more) {
        this.#more = false;
        void this.#take(say);
      }
    };
    return (this.#taking = this.#tell(say).finally(done));
  }

  async #tell(say: Say): Promise<void> {
    await this.#known;
    const watched = await this.watching.all();
    const taken = await this.session.call('Notices.Take', { watched }, () => true);
    if (!taken || (taken.many === 0 && taken.notices.length === 0)) return;
    if (taken.sound) void this.sound();
    if (!taken.show || this.state !== 'on') return;
    for (const notice of this.#notices(taken, say)) void this.show(notice);
  }

  #notices(taken: Taken, say: Say): Notice[] {
    if (taken.many > 0) return [{ ...say.many(taken.many), tag: 'many', onopen: () => this.open(0) }];
    return taken.notices.map((n) => ({ ...say.one(n), tag: ticketTag(n.ticket), onopen: () => this.open(n.ticket) }));
  }

  /** A press of which this page knows nothing belongs to a notice of the page that was here before. */
  #pressed(tag: string): void {
    const lead = this.#leads.get(tag);
    const ticket = /^ticket-(\d+)$/.exec(tag)?.[1];
    if (lead) lead();
    else if (ticket) this.open(Number(ticket));
  }
}
