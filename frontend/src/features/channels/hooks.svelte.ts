import type { Connection, Fault } from '../../host/api.gen';
import type { Session } from '../../desk/session.svelte';

export type Asked = { state: 'asking' | 'asked' } | { state: 'failed'; fault: Fault };

/** What came of asking the networks to call us, by connection, since the page was opened. */
class Hooks {
  all = $state<Record<number, Asked | undefined>>({});

  /** How a connection stands: what was heard here last, and before that what the program knows. */
  of(c: Connection): Asked | undefined {
    return this.all[c.id] ?? (c.unheard ? { state: 'failed', fault: c.unheard } : undefined);
  }

  /** Asks the network of a connection to call us at the public address. The answer is shown where the connection stands. */
  async ask(session: Session, connection: number): Promise<void> {
    this.#put(connection, { state: 'asking' });
    const done = await session.call('Connections.Subscribe', { id: connection }, (fault) => {
      // A network that is not told where to call us has refused nothing.
      this.#put(connection, fault.code === 'unsupported' ? undefined : { state: 'failed', fault });
      return true;
    });
    if (done) this.#put(connection, { state: 'asked' });
  }

  #put(connection: number, asked: Asked | undefined): void {
    this.all = { ...this.all, [connection]: asked };
  }
}

export const hooks = new Hooks();
