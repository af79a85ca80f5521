import type { ContactCard, ContactRow, Fault, FieldDef } from '../../host/api.gen';
import type { Session } from '../../desk/session.svelte';
import { toasts } from '../../desk/toasts.svelte';
import { count, t } from '../../i18n/i18n.svelte';

/** Which contacts the list shows. */
export interface Shown {
  query: string;
  tag: number;
  blocked: boolean;
}

const page = 100;
/** How long the list waits for more changes before it is read again. */
const calm = 200;

/** The page of contacts: the list, the card that is open, and the fields that hold for everybody. */
export class People {
  /** Null until they were read. */
  rows = $state.raw<ContactRow[] | null>(null);
  total = $state(0);
  fields = $state.raw<FieldDef[]>([]);
  card = $state.raw<ContactCard | null>(null);
  /** The contact that is open is no more. */
  gone = $state(false);
  shown = $state.raw<Shown>({ query: '', tag: 0, blocked: false });
  #next = '';
  #turn = 0;
  #reading = false;
  #open = 0;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly session: Session) {}

  start(): () => void {
    void this.#read();
    void this.#readFields();
    const stop = this.session.follow((changes) => {
      const of = (kind: string) => !changes || changes.some((c) => c.kind === kind);
      if (of('field')) void this.#readFields();
      if (of('contact') || of('tag')) this.#later();
      if (of('contact') || of('ticket') || of('field')) void this.#readCard();
    });
    return () => {
      clearTimeout(this.#timer);
      stop();
    };
  }

  /** Reads what the list shows again, once nothing more comes. */
  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(this.rows?.length ?? 0), calm);
  }

  show(shown: Partial<Shown>): void {
    this.shown = { ...this.shown, ...shown };
    void this.#read();
  }

  /** Reads from the beginning, as much as was there. */
  async #read(atLeast = 0): Promise<void> {
    const turn = ++this.#turn;
    this.#reading = true;
    let rows: ContactRow[] = [];
    let after = '';
    do {
      const got = await this.#ask(after, Math.min(500, Math.max(page, atLeast - rows.length)));
      if (turn !== this.#turn) return;
      if (!got) {
        this.#reading = false;
        return;
      }
      rows = [...rows, ...got.contacts];
      after = got.next;
      this.total = got.total;
    } while (after && rows.length < atLeast);
    this.rows = rows;
    this.#next = after;
    this.#reading = false;
  }

  #ask(after: string, limit: number) {
    return this.session.call('Contacts.List', { ...this.shown, after, limit });
  }

  /** Reads on below the last row. */
  async more(): Promise<void> {
    if (this.#reading || !this.#next || !this.rows) return;
    const turn = this.#turn;
    this.#reading = true;
    const got = await this.#ask(this.#next, page);
    if (turn !== this.#turn) return;
    this.#reading = false;
    if (!got) return;
    this.rows = [...this.rows, ...got.contacts];
    this.#next = got.next;
  }

  /** Opens the card of a contact, 0 for none. */
  open(id: number): void {
    this.#open = id;
    if (this.card?.id !== id) this.card = null;
    this.gone = false;
    void this.#readCard();
  }

  async #readCard(): Promise<void> {
    const id = this.#open;
    const asked = ++this.#asked;
    if (!id) return;
    let gone = false;
    const card = await this.session.call('Contacts.Card', { id }, (fault) => (gone = fault.code === 'not_found'));
    // What cannot be read stays as it is, with what is being written in it.
    if (asked !== this.#asked || !(card ?? gone)) return;
    this.card = card ?? null;
    this.gone = gone;
  }

  async #readFields(): Promise<void> {
    this.fields = (await this.session.call('Fields.List', {}))?.fields ?? this.fields;
  }

  rename(contact: number, name: string) {
    return this.session.call('Contacts.Rename', { id: contact, name });
  }

  note(contact: number, note: string) {
    return this.session.call('Contacts.Note', { contact, note });
  }

  block(contact: number, on: boolean) {
    return this.session.call('Contacts.Block', { contact, on });
  }

  tag(contact: number, tag: number, on: boolean) {
    return this.session.call('Contacts.Tag', { contact, tag, on });
  }

  /** Takes an import or a merge back, and says what stayed. */
  async undo(step: number): Promise<void> {
    const got = await this.session.call('Contacts.Undo', { id: step });
    if (got) toasts.show(got.contacts > 0 ? count('steps.stayed', got.contacts) : t('steps.undone'));
  }

  /** Makes one contact of two, and offers to take it back. */
  async merge(gone: ContactCard, kept: ContactCard, name: string, title: string): Promise<boolean> {
    const got = await this.session.call('Contacts.Merge', { gone: gone.id, kept: kept.id, name });
    if (!got) return false;
    const run = () => void this.undo(got.id);
    toasts.show(t('steps.merge', { name: title }), { ms: 8000, action: { label: t('undo'), run } });
    return true;
  }

  /** Keeps what a field tells of a contact; what is refused is handed to `refused`. */
  value(contact: number, field: number, value: string, refused: (fault: Fault) => void) {
    return this.session.call('Contacts.Value', { contact, field, value }, (fault) => (refused(fault), true));
  }
}
