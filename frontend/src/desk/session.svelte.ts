import { t, known, words, type Key } from '../i18n/i18n.svelte';
import type {
  Api,
  Archived,
  Batch,
  Change,
  Channel,
  Connection,
  Counts,
  Fault,
  PairStep,
  Reason,
  Removal,
  Tag,
  Typing,
} from '../host/api.gen';
import { Refusal, type Host } from '../host/host';
import { tabs, type Tab } from './route.svelte';
import { toasts } from './toasts.svelte';

/** Hears which rows changed; null means: read everything again. */
type Listener = (changes: readonly Change[] | null) => void;

/** How long the page waits before it asks for its first screen again. */
const retryAfter = 3000;

/** How long a refusal stays for each letter: it says what to do, and whoever waited for an answer may look away. */
const perLetter = 100;

/** Rows of which the first screen holds a copy or a count. */
const mirrored = new Set(['channel', 'connection', 'removal', 'setting', 'ticket', 'message', 'tag', 'reason']);

/** What the whole page knows of the program, and the one place where its events arrive. */
export class Session {
  ready = $state(false);
  reachable = $state(true);
  broken = $state<Fault | null>(null);
  version = $state('');
  face = $state('');
  mode = $state('');
  dataDir = $state('');
  settings = $state<Record<string, string>>({});
  channels = $state<Channel[]>([]);
  connections = $state<Connection[]>([]);
  /** Removals of channels that are under way or can still be undone. */
  removals = $state<Removal[]>([]);
  /** Channels that are no more and whose conversations can be read. */
  archived = $state<Archived[]>([]);
  tags = $state<Tag[]>([]);
  /** Why tickets are closed; the operator is asked only where there are any. */
  reasons = $state<Reason[]>([]);
  counts = $state<Counts>({ pending: 0, open: 0, snoozed: 0, unread: 0, queued: 0, waiting: 0, groups: 0 });
  /** Who is typing, by contact, until when. */
  typing = $state<Record<number, number>>({});
  /** The newest step of each pairing. */
  steps = $state<Record<number, PairStep>>({});
  /** The clock of everything on screen that tells how long ago. */
  now = $state(Date.now());

  #rev = -1;
  /** The revision of the first screen that is shown. */
  #taken = -1;
  /** How often the first screen was asked for. */
  #asks = 0;
  /** Settings that were set here, each until the first screen is told that was asked for after the program had it. */
  #set = new Map<string, { value: string; until: number }>();
  /** The setting that is on its way to the program: one after the other, or an older one could end up as the last. */
  #setting: Promise<unknown> | undefined;
  #listeners = new Set<Listener>();
  #press: ((tag: string) => void) | undefined;

  constructor(readonly host: Host) {}

  /** Reads the first screen and follows the events. */
  start(): () => void {
    const stop = this.host.listen({
      changes: (b) => void this.#changed(b),
      pairing: (s) => (this.steps = { ...this.steps, [s.connection]: s }),
      typing: (w) => this.#typed(w),
      pressed: (tag) => this.#press?.(tag),
      reachable: (yes) => (this.reachable = yes),
    });
    const timer = setInterval(() => (this.now = Date.now()), 10_000);
    void this.refresh();
    return () => {
      clearInterval(timer);
      stop();
    };
  }

  /** The revision up to which the events were heard. */
  get rev(): number {
    return this.#rev;
  }

  follow(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Hears of each notice of the system that is pressed. */
  pressed(listener: (tag: string) => void): () => void {
    this.#press = listener;
    return () => (this.#press = undefined);
  }

  async refresh(): Promise<void> {
    const asked = ++this.#asks;
    try {
      const s = await this.host.call('System.Snapshot', {});
      // The first screen comes in its own language at once.
      if (!this.ready) await words.fetch(s.settings['language']);
      if (s.rev < this.#taken) return;
      this.#taken = s.rev;
      Object.assign(this, {
        version: s.version,
        face: s.face,
        mode: s.mode,
        dataDir: s.dataDir,
        settings: this.#over(s.settings, asked),
        channels: s.channels,
        connections: s.connections.map(ofItsKind),
        removals: s.removals,
        archived: s.archived,
        tags: s.tags,
        reasons: s.reasons,
        counts: s.counts,
        ready: true,
        broken: null,
      });
      words.use(this.settings['language'] ?? '');
    } catch (error) {
      this.broken = faultOf(error);
      if (!this.ready) setTimeout(() => void this.refresh(), retryAfter);
    }
  }

  /** The stream begins with an empty batch that says where it stands. Whatever was read before that may be old. */
  async #changed(b: Batch): Promise<void> {
    const anew = b.changes.length === 0 && b.rev < this.#rev;
    const lost = this.#rev < 0 || b.resync || b.from > this.#rev || anew;
    if (!lost && b.rev <= this.#rev) return;
    this.#rev = b.rev;
    if (lost) {
      // A program that was started again counts anew.
      this.#taken = Math.min(this.#taken, b.rev);
      await this.refresh();
      this.#tell(null);
      return;
    }
    if (b.changes.some((c) => mirrored.has(c.kind))) void this.refresh();
    this.#tell(b.changes);
  }

  #tell(changes: readonly Change[] | null): void {
    for (const listener of this.#listeners) listener(changes);
  }

  #typed(who: Typing): void {
    this.typing = { ...this.typing, [who.contact]: who.until };
    setTimeout(() => (this.now = Date.now()), Math.max(0, who.until - Date.now()) + 50);
  }

  /** Calls the program; what it refuses is said in words, unless `handled` takes it, and the answer is undefined. */
  async call<Name extends keyof Api>(
    name: Name,
    request: Api[Name][0],
    handled?: (fault: Fault) => boolean,
  ): Promise<Api[Name][1] | undefined> {
    try {
      return await this.host.call(name, request);
    } catch (error) {
      const fault = faultOf(error);
      if (!handled?.(fault)) {
        const text = sentence(fault);
        toasts.show(text, { tone: 'bad', ms: Math.max(6000, text.length * perLetter) });
      }
      return undefined;
    }
  }

  set(key: string, value: string): void {
    const mine = { value, until: Infinity };
    this.#set.set(key, mine);
    this.settings = { ...this.settings, [key]: value };
    if (key === 'language') words.use(value);
    const say = () => this.call('System.Set', { key, value });
    const said = this.#setting ? this.#setting.then(say) : say();
    this.#setting = said;
    void said.then((kept) => {
      if (this.#setting === said) this.#setting = undefined;
      mine.until = kept ? this.#asks : 0;
      return this.refresh();
    });
  }

  /** What the program told of its settings, but for those that it may not have heard of by then. */
  #over(told: Record<string, string>, asked: number): Record<string, string> {
    const settings = { ...told };
    for (const [key, { value, until }] of this.#set) {
      if (asked > until) this.#set.delete(key);
      else settings[key] = value;
    }
    return settings;
  }

  /** Forgets the step that a pairing showed, when it begins anew. */
  forget(connection: number): void {
    this.steps = Object.fromEntries(Object.entries(this.steps).filter(([id]) => Number(id) !== connection));
  }

  /** Whether the operator wants to see groups. */
  get groups(): boolean {
    return this.settings['groups'] === '1';
  }

  /** The tabs of the list. */
  get tabs(): readonly Tab[] {
    return this.groups ? tabs : tabs.filter((tab) => tab !== 'groups');
  }

  channel(id: number): Channel | undefined {
    return this.channels.find((c) => c.id === id);
  }

  /** What a channel is called, also one that is no more; empty where it never was. */
  nameOf(id: number): string {
    const gone = this.archived.find((c) => c.id === id);
    return this.channel(id)?.name ?? (gone ? t('channel.archived', { name: gone.name }) : '');
  }

  /** The same where it tells something: there are several, or it is one that is no more. */
  nameBeside(id: number): string {
    return this.channels.length === 1 && this.channel(id) ? '' : this.nameOf(id);
  }

  /** Whether a channel has a connection with a webphone. */
  webphone(channel: number): boolean {
    const routes = this.channel(channel)?.routes ?? [];
    return this.connections.some((c) => c.webphone && (c.channel === channel || routes.includes(c.id)));
  }

  /** Connections that work again only when somebody mends them. */
  get troubled(): Connection[] {
    return this.connections.filter(
      (c) => c.number && (['signed_out', 'blocked'].includes(c.health) || c.fault?.code === 'billing'),
    );
  }

  /** Whether conversations are drawn in full, and go on at a press only. */
  get steady(): boolean {
    return this.settings['steady_reading'] === '1';
  }

  get online(): boolean {
    return this.connections.some((c) => c.health === 'online');
  }
}

export function faultOf(error: unknown): Fault {
  return error instanceof Refusal ? error.fault : { code: 'internal', params: {} };
}

/** What is to be done about the fault of a connection differs by its kind, so the fault carries it. */
function ofItsKind(c: Connection): Connection {
  return c.fault ? { ...c, fault: { ...c.fault, params: { kind: c.kind, ...c.fault.params } } } : c;
}

/** What happened, in one sentence. It stays true whatever came of it later. */
export function happened(fault: Fault): string {
  return t(faultKey(fault), fault.params);
}

/** The words of a fault: what happened, what is safe, what to do. */
export function sentence(fault: Fault): string {
  const then = `${faultKey(fault)}.then`;
  const ofKind = `${then}.${fault.params['kind'] ?? ''}`;
  const key = known(ofKind) ? ofKind : then;
  return known(key) ? `${happened(fault)} ${t(key)}` : happened(fault);
}

function faultKey(fault: Fault): Key {
  const key = `fault.${fault.code}`;
  return known(key) ? key : 'fault.internal';
}
