import type { Api, Batch, Fault, PairStep, Typing } from './api.gen';

/** What the program says about itself while the page is open. */
export interface Events {
  changes(batch: Batch): void;
  pairing(step: PairStep): void;
  typing(who: Typing): void;
  /** The way to the program itself is open or not; it says nothing about WhatsApp. */
  reachable(yes: boolean): void;
}

/** The program behind the page. The page never knows in which face it runs. */
export interface Host {
  call<Name extends keyof Api>(name: Name, request: Api[Name][0]): Promise<Api[Name][1]>;
  listen(events: Events): () => void;
}

/** A refusal in the program's own codes. The page has the words. */
export class Refusal extends Error {
  constructor(readonly fault: Fault) {
    super(fault.code);
  }
}
