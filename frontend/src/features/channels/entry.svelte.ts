import type { Connection, EnterAnswer, Fault, Field, Finding } from '../../host/api.gen';
import type { Session } from '../../desk/session.svelte';
import { hooks } from './hooks.svelte';
import { Visit } from './visit.svelte';

/** What an entry is for: a connection that exists, the reserve of a channel, or the first of a new channel. */
export interface Target {
  connection: number;
  channel: number;
  name: string;
  kind: string;
}

type From = { consent: number; offer: number };
const byHand: From = { consent: 0, offer: 0 };

/**
 * What the operator enters to make or mend a connection, and what becomes of it. It lives as long as the panel is open, also
 * while another page is looked at; secrets are dropped as soon as they are kept.
 */
export class Entry {
  stage = $state<'form' | 'visit' | 'finishing' | 'pin' | 'link' | 'done'>('form');
  /** The connection that a phone is linked to now, once what it is made of is kept. */
  link = $state(0);
  values = $state<Record<string, string>>({});
  /** Secrets that the connection has already, and those of them that the operator takes away. */
  kept = $state<string[]>([]);
  gone = $state<string[]>([]);
  findings = $state<Finding[]>([]);
  busy = $state(false);
  /** Whether it is being kept now, which nothing takes back. */
  keeping = $state(false);
  answer = $state<EnterAnswer | null>(null);
  /** Why what was kept is of no use yet. */
  fault = $state<Fault | null>(null);
  /** Whether the number was left unregistered. */
  unregistered = $state(false);
  /** Whether what its network proves itself with is missing, so that it can only send. */
  mute = $state(false);
  visit = new Visit();
  /** Whether the network refuses what the connection was made of, so that something has to be renewed. */
  mending = $state(false);
  /** Where a secret that is kept now would lie, once it is known. */
  place = $state('');
  /** Whether it is the secrets themselves that are refused: what is kept of them is of no use. */
  #refused = $state(false);
  /** What the connection was made of, once it was loaded. */
  #before: Record<string, string> | null = null;
  #ended = false;

  /** Whether something would be lost now. */
  get dirty(): boolean {
    if (['pin', 'finishing', 'link', 'done'].includes(this.stage)) return false;
    const typed = Object.entries(this.values).some(([key, v]) => v.trim() !== (this.#before?.[key] ?? ''));
    return typed || this.gone.length > 0 || this.visit.dirty;
  }

  /** Shows what a connection was made of, if there is one, and learns where its secrets are kept. */
  async load(session: Session, known: Connection | undefined, pairs = false): Promise<void> {
    if (this.#before) return;
    this.#before = { ...known?.config };
    this.values = { ...this.#before, ...this.values };
    this.mending = known?.health === 'signed_out' || known?.health === 'blocked';
    this.#refused = known?.health === 'signed_out' && !pairs; // a server may only lack the phone
    const kept = await session.call('Connections.Kept', { id: known?.id ?? 0 }, () => true);
    this.kept = kept?.secrets ?? [];
    this.place = kept?.place ?? '';
  }

  /** Whether a field may stay empty because what is kept of it is still good. */
  holds(field: Field): boolean {
    return this.kept.includes(field.key) && !(this.#refused && field.secret && !field.optional);
  }

  /** Goes on to the phone of a connection. */
  pair(connection: number): void {
    this.link = connection;
    this.stage = 'link';
  }

  /** Whether a field that must be filled in is empty. */
  missing(fields: readonly Field[]): boolean {
    return fields.some((f) => !f.optional && !this.values[f.key]?.trim() && !this.holds(f));
  }

  /** Tests what was entered and, unless it is only a test, keeps it. */
  async enter(session: Session, target: Target, fields: readonly Field[], testOnly: boolean): Promise<void> {
    await this.#send(session, target, this.#given(fields, target.connection > 0), testOnly, byHand);
  }

  /** Keeps a number that was chosen on the network's page. */
  async take(session: Session, target: Target): Promise<void> {
    await this.#send(session, target, {}, false, { consent: this.visit.id, offer: this.visit.chosen });
  }

  /** Leaves the visit for the form, which takes over what was typed for both. */
  byHand(fields: readonly Field[]): void {
    for (const { key } of fields) this.values[key] ||= this.visit.values[key] ?? '';
    this.visit.forget();
    this.visit.values = {};
    this.stage = 'form';
  }

  /** Registers the number with its PIN. */
  async register(session: Session, pin: string): Promise<void> {
    if (this.busy || !this.answer) return;
    this.busy = this.keeping = true;
    if (await this.#activate(session, this.answer.connection, pin))
      await session.call('Connections.Connect', { id: this.answer.connection });
    await this.#receive(session);
    this.busy = this.keeping = false;
  }

  /** Leaves the number unregistered. */
  async later(session: Session): Promise<void> {
    this.unregistered = true;
    this.fault = null;
    this.stage = 'finishing';
    await this.#receive(session);
  }

  /** Drops everything, also what a visit brought. Whatever is answered afterwards is not shown. */
  end(): void {
    this.#ended = true;
    this.visit.forget();
    this.values = this.visit.values = {};
    this.findings = [];
  }

  #given(fields: readonly Field[], mending: boolean): Record<string, string> {
    const out: Record<string, string> = {};
    for (const f of fields) {
      const value = this.values[f.key]?.trim() ?? '';
      if (value !== '' || (mending && !f.secret) || this.gone.includes(f.key)) out[f.key] = value;
    }
    return out;
  }

  async #send(session: Session, target: Target, values: Record<string, string>, testOnly: boolean, from: From) {
    if (this.busy) return;
    this.busy = true;
    this.keeping = !testOnly;
    this.findings = [];
    const got = await session.call('Connections.Enter', { ...target, values, testOnly, ...from }, () => this.#ended);
    if (!this.#ended) {
      this.findings = got?.findings ?? [];
      if (got?.ok && !testOnly) await this.#finish(session, got);
    }
    this.busy = this.keeping = false;
  }

  /** What was kept is made usable: the number is registered, and webhooks come to us where something can call us. */
  async #finish(session: Session, got: EnterAnswer): Promise<void> {
    this.stage = 'finishing';
    this.values = this.visit.values = {};
    this.gone = [];
    this.visit.kept();
    this.answer = got;
    await this.#activate(session, got.connection, '');
    await this.#receive(session);
    if (got.number === '') this.pair(got.connection); // no phone is linked to it yet
  }

  async #activate(session: Session, id: number, pin: string): Promise<boolean> {
    this.fault = null;
    const done = await session.call('Connections.Activate', { connection: id, pin }, (fault) => {
      if (fault.code === 'pin_refused') this.stage = 'pin';
      if (fault.code !== 'unsupported' && (fault.code !== 'pin_refused' || pin)) this.fault = fault;
      return true;
    });
    if (done && this.stage === 'pin') this.stage = 'finishing';
    return done !== undefined;
  }

  async #receive(session: Session): Promise<void> {
    if (this.stage === 'pin' || !this.answer || this.#ended) return;
    const id = this.answer.connection;
    const kept = await session.call('Connections.Kept', { id }, () => true);
    this.mute = kept?.shakes === true && kept.word === '';
    // A network that is told an address it cannot prove itself at refuses it.
    if (!this.mute && this.answer.called && session.settings['public_address']) await hooks.ask(session, id);
    this.stage = 'done';
  }
}
