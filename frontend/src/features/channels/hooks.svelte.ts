import type { Connection, Fault } from '../../host/api.gen';
import type { Session } from '../../desk/session.svelte';

export type Asked = { state: 'asking' | 'asked' } | { state: 'failed'; fault: Fault };

/** An answer, and the address it is about; null where that was not known yet. */
type Heard = Asked & { hook: string | null };

/** What came of asking the networks to call us, by connection, since the page was opened. */
class Hooks {
  #all = $state<Record<number, Heard | undefined>>({});
  #turns: Record<number, number> = {};

  /** How a connection stands: what was heard here of the address it has now, and otherwise what the program knows. */
  of(c: Connection): Asked | undefined {
    const failed: Asked | undefined = c.unheard ? { state: 'failed', fault: c.unheard } : undefined;
    const here = this.#all[c.id];
    if (!here || (here.hook !== null && here.hook !== c.hook)) return failed;
    // What the program heard since then is newer than a good answer.
    return here.state === 'asked' && failed ? failed : here;
  }

  /** Asks the network of a connection to call us at the public address. The answer is shown where the connection stands. */
  async ask(session: Session, connection: number): Promise<void> {
    // One that was just made, or just got what it is called by, has its address only after it is read again.
    const address = () => session.connections.find((c) => c.id === connection)?.hook || null;
    const turn = (this.#turns[connection] = (this.#turns[connection] ?? 0) + 1);
    const hook = address();
    this.#put(connection, { state: 'asking', hook });
    let refused: Fault | undefined;
    const done = await session.call('Connections.Subscribe', { id: connection }, (fault) => {
      refused = fault;
      return true;
    });
    await session.refresh(); // the program has written down what it heard
    if (this.#turns[connection] !== turn) return;
    const about = hook ?? address();
    if (done) this.#put(connection, { state: 'asked', hook: about });
    // A network that is not told where to call us has refused nothing.
    else if (!refused || refused.code === 'unsupported') this.#put(connection, undefined);
    else this.#put(connection, { state: 'failed', fault: refused, hook: about });
  }

  /** Believes nothing of what was heard before, also not what is still to be answered. */
  drop(): void {
    for (const id of Object.keys(this.#turns)) this.#turns[Number(id)]! += 1;
    this.#all = {};
  }

  #put(connection: number, heard: Heard | undefined): void {
    this.#all = { ...this.#all, [connection]: heard };
  }
}

export const hooks = new Hooks();
