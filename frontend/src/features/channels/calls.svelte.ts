import { t } from '../../i18n/i18n.svelte';
import type { Connection, Fault } from '../../host/api.gen';
import type { Session } from '../../desk/session.svelte';
import { toasts } from '../../desk/toasts.svelte';

/** What a connection does about calls, while it is being changed. Tokens that are kept are never shown: only new ones are typed. */
export class CallForm {
  rule = $state('');
  text = $state('');
  tokens = $state('');
  gone = $state(false);
  busy = $state(false);
  fault = $state<Fault | null>(null);

  constructor(
    private readonly session: Session,
    private readonly connection: Connection,
  ) {
    this.rule = connection.calls;
    this.text = connection.callText || (connection.calls === 'reject' ? '' : t('calls.text.first'));
  }

  /** Keeps what changed; false when something was refused, which is said. */
  async save(): Promise<boolean> {
    this.busy = true;
    this.fault = null;
    const kept = (await this.#tokens()) && (await this.#rule());
    this.busy = false;
    if (kept) toasts.show(t('calls.saved'));
    return kept;
  }

  async #rule(): Promise<boolean> {
    const { id, rejects, calls, callText } = this.connection;
    const text = this.rule === 'reject' ? this.text : callText;
    if (!rejects || (this.rule === calls && text === callText)) return true;
    return this.#call(this.session.call('Connections.Calls', { connection: id, rule: this.rule, text }, this.#refused));
  }

  async #tokens(): Promise<boolean> {
    if (!this.gone && !this.tokens.trim()) return true;
    const tokens = this.gone ? '' : this.tokens;
    return this.#call(
      this.session.call('Connections.Webphone', { connection: this.connection.id, tokens }, this.#refused),
    );
  }

  async #call(answer: Promise<unknown>): Promise<boolean> {
    return (await answer) !== undefined;
  }

  #refused = (fault: Fault): boolean => {
    this.fault = fault;
    return true;
  };
}
