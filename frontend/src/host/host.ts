import type { Api, Batch, Fault, PairStep, Typing, Upload } from './api.gen';

/** What the program says about itself while the page is open. */
export interface Events {
  changes(batch: Batch): void;
  pairing(step: PairStep): void;
  typing(who: Typing): void;
  /** A notice of the system was pressed. Only the program's own notices come by here, not those of a browser. */
  pressed(tag: string): void;
  /** The way to the program itself is open or not; it says nothing about WhatsApp. */
  reachable(yes: boolean): void;
}

/** The program behind the page. The page never knows in which face it runs. */
export interface Host {
  call<Name extends keyof Api>(name: Name, request: Api[Name][0]): Promise<Api[Name][1]>;
  listen(events: Events): () => void;
  /** Gives the program a file for a message that is sent later. Nothing leaves this computer. Without a name it is a recording. */
  upload(file: Blob, name?: string): Promise<Upload>;
}

/** A refusal in the program's own codes. The page has the words. */
export class Refusal extends Error {
  constructor(readonly fault: Fault) {
    super(fault.code);
  }
}
