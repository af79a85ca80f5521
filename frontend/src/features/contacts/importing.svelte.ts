import type { Fault, Imported, ImportPreview } from '../../host/api.gen';
import type { Session } from '../../desk/session.svelte';
import { t, type Key } from '../../i18n/i18n.svelte';
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

  constructor(readonly session: Session) {}

  start(): () => void {
    return this.session.follow((changes) => {
      for (const c of changes ?? []) if (c.kind === 'import') this.done = c.id;
    });
  }

  readonly #refused = (fault: Fault) => ((this.fault = fault), true);

  async take(file: File): Promise<void> {
    this.busy = true;
    this.fault = null;
    this.name = file.name;
    const kept = await this.session.host.upload(file, file.name).catch(() => null);
    this.#upload = kept?.id ?? 0;
    if (kept) await this.look('', '');
    else this.fault = { code: 'no_table', params: {} };
    this.busy = false;
  }

  /** Reads how the file begins; what is empty is guessed. */
  async look(encoding: string, separator: string): Promise<void> {
    this.fault = null;
    const got = await this.session.call(
      'Contacts.Preview',
      { upload: this.#upload, encoding, separator },
      this.#refused,
    );
    if (!got) return;
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
