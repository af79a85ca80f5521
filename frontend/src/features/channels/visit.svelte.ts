import { t, words } from '../../i18n/i18n.svelte';
import { openOutside } from '../../host/open';
import type { Fault, Finding, OfferedNumber } from '../../host/api.gen';
import type { Session } from '../../desk/session.svelte';

/** How often it is asked whether the browser came back, in milliseconds. */
const every = 1000;

/** One visit to the network's own page: what it needs before, the wait for the browser, and the numbers it brought. */
export class Visit {
  stage = $state<'asks' | 'waiting' | 'offers' | 'failed'>('asks');
  values = $state<Record<string, string>>({});
  findings = $state<Finding[]>([]);
  offers = $state<OfferedNumber[]>([]);
  chosen = $state(-1);
  fault = $state<Fault | null>(null);
  url = $state('');
  until = $state(0);
  /** Whether the program is making the address of the page. */
  opening = $state(false);
  id = 0;
  /** Which beginning this is; an answer to another one comes too late. */
  #turn = 0;
  #session: Session | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get dirty(): boolean {
    return this.stage === 'waiting' || this.stage === 'offers' || Object.values(this.values).some((v) => v.trim());
  }

  async begin(session: Session, kind: string): Promise<void> {
    this.forget();
    this.#session = session;
    const turn = this.#turn;
    this.findings = [];
    this.opening = true;
    const values = Object.fromEntries(Object.entries(this.values).map(([key, v]) => [key, v.trim()]));
    const request = { kind, values, words: t('consent.back'), language: words.language };
    const late = () => turn !== this.#turn;
    const begun = await session.call('Connections.Consent', request, (fault) => late() || this.#blame(fault));
    if (late()) {
      if (begun) void session.call('Connections.ForgetConsent', { id: begun.id });
      return;
    }
    this.opening = false;
    if (!begun) return;
    Object.assign(this, { id: begun.id, url: begun.url, until: begun.until, stage: 'waiting' });
    this.open();
    this.#later(session, begun.id);
  }

  open(): void {
    openOutside(this.url);
  }

  /** Ends the visit, here and in the program, with everything it brought. What was entered for it stays. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#turn++;
    if (this.id) void this.#session?.call('Connections.ForgetConsent', { id: this.id });
    this.kept();
  }

  /** Ends the visit here; the program dropped what it brought when the number was kept. */
  kept(): void {
    const begun = { id: 0, url: '', offers: [], chosen: -1, fault: null, stage: 'asks', opening: false };
    Object.assign(this, begun);
  }

  /** A value that does not fit is told at its field. */
  #blame(fault: Fault): boolean {
    const field = fault.params['key'];
    if (!field) return false;
    this.findings = [{ field, what: 'value', fault, warning: false, params: {} }];
    return true;
  }

  #later(session: Session, id: number): void {
    this.#timer = setTimeout(() => void this.#look(session, id), every);
  }

  async #look(session: Session, id: number): Promise<void> {
    let lost: Fault | null = null;
    const now = await session.call('Connections.Consented', { id }, (fault) => {
      lost = fault;
      return true;
    });
    if (this.id !== id) return;
    if (lost || now?.fault) Object.assign(this, { fault: lost ?? now?.fault, stage: 'failed' });
    else if (now?.done) Object.assign(this, { offers: now.offers, stage: 'offers' });
    else this.#later(session, id);
  }
}
