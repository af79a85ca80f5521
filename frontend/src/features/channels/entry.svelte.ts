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
  stage = $state<'form' | 'visit' | 'pin' | 'link' | 'done'>('form');
  /** The connection that a phone is linked to now, once what it is made of is kept. */
  link = $state(0);
  values = $state<Record<string, string>>({});
  /** Secrets that the connection has already, and those of them that the operator takes away. */
  kept = $state<string[]>([]);
  gone = $state<string[]>([]);
  findings = $state<Finding[]>([]);
  busy = $state(false);
  answer = $state<EnterAnswer | null>(null);
  /** Why what was kept is of no use yet. */
  fault = $state<Fault | null>(null);
  /** Whether the number was left unregistered. */
  unregistered = $state(false);
  visit = new Visit();
  /** Whether the network refuses what the connection was made of, so that something has to be renewed. */
  mending = $state(false);
  /** What the connection was made of, once it was loaded. */
  #before: Record<string, string> | null = null;

  /** Whether something would be lost now. */
  get dirty(): boolean {
    if (this.stage === 'pin' || this.stage === 'link' || this.stage === 'done') return false;
    const typed = Object.entries(this.values).some(([key, v]) => v.trim() !== (this.#before?.[key] ?? ''));
    return typed || this.gone.length > 0 || this.visit.dirty;
  }

  /** Shows what a connection was made of. */
  async load(session: Session, known: Connection): Promise<void> {
    if (this.#before) return;
    this.#before = { ...known.config };
    this.values = { ...known.config };
    this.mending = known.health === 'signed_out' || known.health === 'blocked';
    const kept = await session.call('Connections.Kept', { id: known.id }, () => true);
    this.kept = kept?.secrets ?? [];
  }

  /** Goes on to the phone of a connection. */
  pair(connection: number): void {
    this.link = connection;
    this.stage = 'link';
  }

  /** Whether a field that must be filled in is empty. */
  missing(fields: readonly Field[]): boolean {
    return fields.some((f) => !f.optional && !this.values[f.key]?.trim() && !this.kept.includes(f.key));
  }

  /** Tests what was entered and, unless it is only a test, keeps it. */
  async enter(session: Session, target: Target, fields: readonly Field[], testOnly: boolean): Promise<void> {
    await this.#send(session, target, this.#given(fields, target.connection > 0), testOnly, byHand);
  }

  /** Keeps a number that was chosen on the network's page. */
  async take(session: Session, target: Target): Promise<void> {
    await this.#send(session, target, {}, false, { consent: this.visit.id, offer: this.visit.chosen });
  }

  /** Registers the number with its PIN. */
  async register(session: Session, pin: string): Promise<void> {
    if (this.busy || !this.answer) return;
    this.busy = true;
    if (await this.#activate(session, this.answer.connection, pin))
      await session.call('Connections.Connect', { id: this.answer.connection });
    await this.#receive(session);
    this.busy = false;
  }

  /** Leaves the number unregistered. */
  async later(session: Session): Promise<void> {
    this.unregistered = true;
    this.fault = null;
    this.stage = 'form';
    await this.#receive(session);
  }

  /** Drops everything, also what a visit brought. */
  end(session: Session): void {
    this.visit.forget(session);
    this.values = this.visit.values = {};
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
    this.findings = [];
    const got = await session.call('Connections.Enter', { ...target, values, testOnly, ...from });
    this.findings = got?.findings ?? [];
    if (got?.ok && !testOnly) await this.#finish(session, got);
    this.busy = false;
  }

  /** What was kept is made usable: the number is registered, and webhooks come to us where something can call us. */
  async #finish(session: Session, got: EnterAnswer): Promise<void> {
    this.values = this.visit.values = {};
    this.gone = [];
    this.visit.id = 0; // the program dropped what it brought
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
    if (done && this.stage === 'pin') this.stage = 'form';
    return done !== undefined;
  }

  async #receive(session: Session): Promise<void> {
    if (this.stage === 'pin' || !this.answer) return;
    if (session.settings['public_address'] && this.answer.called) await hooks.ask(session, this.answer.connection);
    this.stage = 'done';
  }
}
