import type { Change, Fault, FileRequest, TrayPiece, Upload } from '../host/api.gen';
import { faultOf, type Session } from './session.svelte';
import type { Thread } from './thread.svelte';

/** Kinds of file that carry a text of their own. */
const captioned = new Set(['image', 'video', 'document']);

/** The pause after the last change before the program is asked what can be sent as it is. */
const checkAfter = 200;

/** What a file says of itself where nothing else is known. */
const bare = { key: '', text: '', replyTo: 0, millis: 0, wave: [] as number[], despite: false, confirmed: false };

/** A file that waits to be sent. */
export class Piece {
  upload = $state.raw<Upload | null>(null);
  /** Where the page itself can draw it from, empty for what is no picture, or none that may be drawn. */
  picture = $state('');
  /** How it is sent; empty until the program has looked at it. */
  kind = $state('');
  caption = $state('');
  /** Why it cannot be sent as it is. */
  fault = $state.raw<Fault | null>(null);
  /** Of what was spoken: its length and its loudness. */
  millis = 0;
  wave: number[] = [];
  /** One press of send is one message, however often it is tried, also after a restart. */
  key: string = crypto.randomUUID();

  constructor(
    readonly name: string,
    readonly bytes: number,
  ) {}

  get takesCaption(): boolean {
    return captioned.has(this.kind);
  }

  get ready(): boolean {
    return this.upload !== null && this.kind !== '' && this.fault === null;
  }
}

/** The files that wait below the conversation on screen, each ticket with its own. */
export class Tray {
  /** The dialog that chooses files shall open. */
  picking = $state(false);
  sending = $state(false);
  #all = $state.raw<ReadonlyMap<number, Piece[]>>(new Map());
  readonly #checks = new Map<number, ReturnType<typeof setTimeout>>();
  /** The files that lie in no tray here although the program may still name them: sent, taken off, or shown where they are spoken. */
  readonly #apart = new Set<number>();

  constructor(
    readonly session: Session,
    readonly thread: Thread,
  ) {}

  /** Brings what was laid and not sent, be it before a restart or for a ticket that became part of another one. */
  start(): () => void {
    const leave = () => [...this.#checks.keys()].forEach((ticket) => void this.#keep(ticket));
    addEventListener('pagehide', leave);
    const stop = this.session.follow((changes) => {
      if (!changes || changes.some(merged)) void this.#load();
    });
    return () => {
      removeEventListener('pagehide', leave);
      stop();
    };
  }

  async #load(): Promise<void> {
    const { pieces } = (await this.session.call('Tray.List', {}, () => true)) ?? { pieces: [] };
    for (const laid of pieces) if (!this.#apart.has(laid.upload.id)) this.#settle(laid);
    for (const ticket of new Set(pieces.map((p) => p.ticket))) void this.#ask(ticket);
  }

  /** Puts a file where the program says that it lies. */
  #settle(laid: TrayPiece): void {
    const [from] = [...this.#all].find(([, all]) => all.some((p) => p.upload?.id === laid.upload.id)) ?? [];
    if (from === laid.ticket) return;
    const known = this.#all.get(from ?? 0)?.find((p) => p.upload?.id === laid.upload.id);
    if (from && known) this.#without(from, known);
    this.#with(laid.ticket, [known ?? laidBefore(laid)]);
  }

  get pieces(): Piece[] {
    return (!this.thread.note && this.#all.get(this.thread.ticket?.id ?? 0)) || [];
  }

  get ready(): boolean {
    return this.pieces.length > 0 && this.pieces.every((p) => p.ready);
  }

  #set(ticket: number, pieces: Piece[]): void {
    const next = new Map(this.#all);
    if (pieces.length > 0) next.set(ticket, pieces);
    else next.delete(ticket);
    this.#all = next;
  }

  #with(ticket: number, pieces: Piece[]): void {
    this.#set(ticket, [...(this.#all.get(ticket) ?? []), ...pieces]);
  }

  #without(ticket: number, piece: Piece): void {
    this.#set(
      ticket,
      (this.#all.get(ticket) ?? []).filter((p) => p !== piece),
    );
  }

  /** Opens the dialog that chooses files. A note takes none. */
  pick(): void {
    this.thread.setNote(false);
    this.picking = true;
  }

  /** Takes files, one after the other in the order in which they were given. */
  async add(files: Iterable<File>): Promise<void> {
    const ticket = this.thread.ticket?.id;
    if (!ticket) return;
    this.thread.setNote(false);
    const fresh = [...files].map((file) => ({ file, piece: pieceOf(file) }));
    this.#with(
      ticket,
      fresh.map((f) => f.piece),
    );
    for (const { file, piece } of fresh) await this.#take(ticket, piece, file);
  }

  /** Takes files that the program has already, as those of a quick reply. They are ready when it ends. */
  async take(ticket: number, uploads: readonly Upload[]): Promise<void> {
    const pieces = uploads.map((upload) => kept(upload));
    this.#with(ticket, pieces);
    for (const [i, piece] of pieces.entries()) piece.kind = await this.#kindFor(ticket, uploads[i]!);
    if (pieces.length === 0) return;
    void this.#keep(ticket);
    await this.#ask(ticket);
  }

  /** Takes a file once more whose message was taken back before it left. */
  regain(ticket: number, upload: Upload, as: { kind: string; millis: number; wave: number[] }): void {
    this.#settle({ ...as, ticket, upload, key: '', text: '' });
    this.#check(ticket);
  }

  /** Keeps what was spoken until it is sent. It is shown where it was recorded, and after a restart it lies in the tray. */
  spoken(ticket: number, piece: Piece): void {
    if (piece.upload) this.#apart.add(piece.upload.id);
    void this.#lay(ticket, [piece]);
  }

  async #take(ticket: number, piece: Piece, file: File): Promise<void> {
    try {
      const upload = await this.session.host.upload(file, file.name);
      if (!this.#has(ticket, piece)) return void this.session.call('Uploads.Drop', { id: upload.id });
      piece.upload = upload;
      if (upload.kinds.includes('image')) piece.picture = URL.createObjectURL(file);
      this.#check(ticket);
      piece.kind = await this.#kindFor(ticket, upload);
      this.#check(ticket);
    } catch (error) {
      piece.fault = faultOf(error);
    }
  }

  #has(ticket: number, piece: Piece): boolean {
    return this.#all.get(ticket)?.includes(piece) ?? false;
  }

  /** The first way in which some connection can carry it; where none can, the first, with the reason shown on it. */
  async #kindFor(ticket: number, upload: Upload): Promise<string> {
    const files = upload.kinds.map((kind) => ({ ...bare, ticket, upload: upload.id, kind }));
    const faults = (await this.session.call('Messages.Check', { files }, () => true))?.faults ?? [];
    const fits = faults.findIndex((f) => f === null);
    return upload.kinds[Math.max(0, fits)] ?? 'document';
  }

  remove(piece: Piece): void {
    const ticket = this.thread.ticket?.id ?? 0;
    this.#done(ticket, piece);
    if (piece.upload) void this.session.call('Uploads.Drop', { id: piece.upload.id });
    this.#check(ticket);
  }

  /** A file is not waiting any more. */
  #done(ticket: number, piece: Piece): void {
    this.#without(ticket, piece);
    if (piece.upload) this.#apart.add(piece.upload.id);
    if (piece.picture) URL.revokeObjectURL(piece.picture);
  }

  move(piece: Piece, by: 1 | -1): void {
    const all = [...this.pieces];
    const at = all.indexOf(piece);
    const other = all[at + by];
    if (!other) return;
    all[at + by] = piece;
    all[at] = other;
    const ticket = this.thread.ticket?.id ?? 0;
    this.#set(ticket, all);
    this.#check(ticket);
  }

  sendAs(piece: Piece, kind: string): void {
    piece.kind = kind;
    this.#check(this.thread.ticket?.id ?? 0);
  }

  caption(piece: Piece, text: string): void {
    piece.caption = text;
    this.#check(this.thread.ticket?.id ?? 0);
  }

  #check(ticket: number): void {
    clearTimeout(this.#checks.get(ticket));
    this.#checks.set(
      ticket,
      setTimeout(() => {
        this.#checks.delete(ticket);
        void this.#keep(ticket);
        void this.#ask(ticket);
      }, checkAfter),
    );
  }

  /** Lays the files of a ticket in the data folder, so that they outlast this page. */
  #keep(ticket: number): Promise<boolean> {
    return this.#lay(ticket, this.#all.get(ticket) ?? []);
  }

  async #lay(ticket: number, all: readonly Piece[]): Promise<boolean> {
    const pieces = all.flatMap(({ upload, key, kind, caption, millis, wave }) =>
      upload ? [{ upload: upload.id, key, kind, text: caption, millis, wave }] : [],
    );
    if (pieces.length === 0) return true;
    // A ticket that is no more became part of another one, and its files went there.
    const gone = (fault: Fault) => {
      if (fault.code === 'not_found') void this.#load();
      return fault.code === 'not_found';
    };
    return (await this.session.call('Tray.Lay', { ticket, pieces }, gone)) !== undefined;
  }

  async #ask(ticket: number): Promise<void> {
    const pieces = (this.#all.get(ticket) ?? []).filter((p) => p.upload && p.kind);
    if (pieces.length === 0) return;
    const files = pieces.map((p) => this.#draft(ticket, p));
    const answer = await this.session.call('Messages.Check', { files }, () => true);
    answer?.faults.forEach((fault, i) => {
      const [piece, { text, kind }] = [pieces[i]!, files[i]!];
      // What was changed meanwhile is asked about anew, and that answer may be here already.
      if (piece.kind === kind && (!piece.takesCaption || piece.caption === text)) piece.fault = fault;
    });
  }

  #draft(ticket: number, piece: Piece): FileRequest {
    const text = piece.takesCaption ? piece.caption : '';
    const despite = this.thread.despite === ticket;
    const { key, kind, millis, wave } = piece;
    return { ...bare, ticket, key, text, upload: piece.upload?.id ?? 0, kind, millis, wave, despite };
  }

  /** Sends the text and the files, in order. A text becomes the caption of the first file that has none, else a message before them.
   * What was refused stays, with its reason. */
  async send(unfilled = false): Promise<boolean> {
    const ticket = this.thread.ticket?.id;
    if (!ticket || this.sending || !this.ready || (!unfilled && this.thread.halts())) return false;
    this.sending = true;
    try {
      return (await this.#text()) && (await this.#files(ticket));
    } finally {
      this.sending = false;
    }
  }

  async #text(): Promise<boolean> {
    const text = this.thread.draft.trim();
    if (!text) return true;
    const bare = this.pieces.find((p) => p.takesCaption && !p.caption);
    if (!bare) return this.thread.send(true);
    bare.caption = text;
    // Words are let go of as a draft only where they are kept as a caption.
    if (!(await this.#keep(this.thread.ticket?.id ?? 0))) {
      bare.caption = '';
      return false;
    }
    this.thread.type('');
    this.thread.saveDraft();
    return true;
  }

  /** Sends one file. Of the same words for many the operator is warned first. */
  async #sent(piece: Piece, ask: FileRequest): Promise<boolean> {
    const refused = (fault: Fault) => {
      piece.fault = fault;
      return true;
    };
    if (await this.session.call('Messages.SendFile', ask, refused)) return true;
    const warning = piece.fault;
    if (warning?.code !== 'many_contacts') return false;
    piece.fault = null;
    if (!(await this.thread.agreed(warning))) return false;
    return (await this.session.call('Messages.SendFile', { ...ask, confirmed: true }, refused)) !== undefined;
  }

  /** Sends one file by itself, as an answer to what is being answered in its conversation while that is on screen. */
  async sendOne(ticket: number, piece: Piece): Promise<boolean> {
    const reply = this.thread.ticket?.id === ticket ? (this.thread.replyTo?.id ?? 0) : 0;
    const ask = { ...this.#draft(ticket, piece), replyTo: reply };
    if (!(await this.#sent(piece, ask))) return false;
    if (reply && this.thread.ticket?.id === ticket) this.thread.replyTo = null;
    return true;
  }

  async #files(ticket: number): Promise<boolean> {
    for (const piece of [...(this.#all.get(ticket) ?? [])]) {
      if (!(await this.sendOne(ticket, piece))) return false;
      this.#done(ticket, piece);
    }
    return true;
  }
}

/** A file that the program has already, with its picture if it is one. */
function kept(upload: Upload): Piece {
  const picture = upload.kinds.includes('image') ? `media/upload-${upload.id}` : '';
  return Object.assign(new Piece(upload.name, upload.bytes), { upload, picture });
}

/** A file that was laid earlier, or taken back before it left. */
function laidBefore({ upload, key, kind, text, millis, wave }: TrayPiece): Piece {
  const spoken = kind === 'voice' ? { ...upload, kinds: [kind] } : upload;
  const about = { upload: spoken, kind: kind || (upload.kinds[0] ?? 'document'), caption: text, millis, wave };
  return Object.assign(kept(upload), about, key && { key });
}

/** Contacts became one, and with them their tickets. */
const merged = (change: Change) => change.kind === 'contact' && change.of > 0;

function pieceOf(file: File): Piece {
  return new Piece(file.name, file.size);
}
