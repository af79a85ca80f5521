import type { Fault, Imported, ImportPreview } from '../../host/api.gen';
import { faultOf, sentence, type Session } from '../../desk/session.svelte';
import { toasts } from '../../desk/toasts.svelte';
import { count, t, type Key } from '../../i18n/i18n.svelte';
import { download } from '../../ui/csv';

/** Bringing a list of contacts in: the file, how it is read, what its columns are about, and what came of it. */
export class Importing {
  preview = $state.raw<ImportPreview | null>(null);
  columns = $state<string[]>([]);
  header = $state(true);
  replace = $state(false);
  tag = $state('0');
  result = $state.raw<Imported | null>(null);
  fault = $state.raw<Fault | null>(null);
  busy = $state(false);
  /** Contacts that are done, while it runs. */
  done = $state(0);
  name = $state('');
  #upload = 0;
  #turn = 0;
  /** Nobody looks any more. */
  #left = false;

  constructor(readonly session: Session) {}

  start(): () => void {
    const stop = this.session.follow((changes) => {
      for (const c of changes ?? []) if (c.kind === 'import') this.done = c.id;
    });
    return () => {
      stop();
      this.#left = true;
      if (!this.busy) this.#drop();
    };
  }

  /** The program keeps nothing of a file that was looked through. */
  #drop(): void {
    if (this.#upload) void this.session.call('Uploads.Drop', { id: this.#upload });
    this.#upload = 0;
  }

  readonly #refused = (fault: Fault) => ((this.fault = fault), true);

  async take(file: File): Promise<void> {
    this.busy = true;
    this.fault = null;
    this.name = file.name;
    try {
      const { id } = await this.session.host.upload(file, file.name);
      this.#drop();
      this.#upload = id;
      if (this.#left) this.#drop();
      else await this.look('', '');
    } catch (error) {
      this.fault = faultOf(error);
    }
    this.busy = false;
  }

  /** Reads how the file begins; what is empty is guessed. */
  async look(encoding: string, separator: string): Promise<void> {
    const turn = ++this.#turn;
    this.fault = null;
    const got = await this.session.call(
      'Contacts.Preview',
      { upload: this.#upload, encoding, separator },
      this.#refused,
    );
    if (!got || turn !== this.#turn) return;
    this.preview = got;
    this.columns = got.columns;
    this.header = got.header;
  }

  get ready(): boolean {
    return this.columns.includes('number') && !this.busy;
  }

  async run(): Promise<void> {
    const p = this.preview;
    if (!p || !this.ready) return;
    this.busy = true;
    this.done = 0;
    this.fault = null;
    const { encoding, separator } = p;
    const got = await this.session.call(
      'Contacts.Import',
      {
        upload: this.#upload,
        encoding,
        separator,
        header: this.header,
        columns: $state.snapshot(this.columns),
        replace: this.replace,
        tag: Number(this.tag),
      },
      this.#refused,
    );
    this.busy = false;
    if (got) this.result = got;
    if (got || this.#left) this.#drop();
    if (this.#left) this.#tell();
  }

  /** Says what came of it where the dialog was left meanwhile. */
  #tell(): void {
    const { result, fault } = this;
    if (fault) toasts.show(sentence(fault), { tone: 'bad', ms: 12_000 });
    if (!result) return;
    const left = result.skipped.length + result.more;
    const said = [count('import.added', result.added), left > 0 ? count('import.skipped', left) : ''];
    toasts.show(said.filter(Boolean).join(' · '));
  }

  /** What a column is called: by its title, else by its place. */
  title(column: number): string {
    return (this.header && this.preview?.rows[0]?.[column]) || t('import.column', { n: column + 1 });
  }

  /** Why something was left out, in words. */
  why(skip: Imported['skipped'][number]): string {
    const words = t(`import.why.${skip.why}` as Key);
    return skip.column < 0 ? words : `${this.title(skip.column)}: ${words}`;
  }

  /** Saves the report of what was left out. */
  save(): void {
    const head = [t('import.row'), t('import.why'), t('import.value')];
    const rows = (this.result?.skipped ?? []).map((s) => [s.row, this.why(s), s.value]);
    download([head, ...rows], `${t('import.file')}.csv`);
  }
}
