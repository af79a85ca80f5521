import type { Api, Snapshot, Upload } from '../src/host/api.gen';
import { Refusal, type Events, type Host } from '../src/host/host';

/** What the program answers, by the name of the question. */
export type Answers = { [Name in keyof Api]?: (request: Api[Name][0]) => Api[Name][1] };

/** Thrown by an answer that never comes. */
export class StillBusy extends Error {}

/** A program that lives in memory and always says the same. What it has no answer for is a mistake of the story. */
export class FakeHost implements Host {
  events: Events | null = null;
  /** Questions that nobody foresaw. */
  readonly unanswered: string[] = [];

  #settings: Record<string, string> = {};
  #rev = 1;

  constructor(private readonly answers: Answers) {}

  /** Changes a setting, as if the operator had done so elsewhere. */
  set(key: string, value: string): void {
    this.#settings[key] = value;
    this.events?.changes({
      from: this.#rev,
      rev: ++this.#rev,
      changes: [{ kind: 'setting', id: 0, of: 0 }],
      resync: false,
    });
  }

  call<Name extends keyof Api>(name: Name, request: Api[Name][0]): Promise<Api[Name][1]> {
    const first = this.answers['System.Snapshot'];
    if (name === 'System.Snapshot' && first) return said(() => this.#first(first({})) as Api[Name][1]);
    const answer = this.answers[name];
    if (answer) return said(() => structuredClone(answer(request)));
    this.unanswered.push(name);
    return Promise.reject(new Refusal({ code: 'not_found', params: {} }));
  }

  #first(s: Snapshot): Snapshot {
    return structuredClone({ ...s, rev: this.#rev, settings: { ...s.settings, ...this.#settings } });
  }

  upload(file: Blob, name = ''): Promise<Upload> {
    const kinds = file.type.startsWith('image/') ? ['image', 'document'] : ['document'];
    return Promise.resolve({ id: 1, mime: file.type, name, bytes: file.size, width: 640, height: 480, kinds });
  }

  listen(events: Events): () => void {
    this.events = events;
    events.reachable(true);
    events.changes({ from: 1, rev: 1, changes: [], resync: false });
    return () => (this.events = null);
  }
}

/** An answer as it would come: at once, refused, or never. */
async function said<A>(answer: () => A): Promise<A> {
  try {
    return await Promise.resolve(answer());
  } catch (error) {
    if (error instanceof StillBusy) return new Promise(() => undefined);
    throw error;
  }
}
