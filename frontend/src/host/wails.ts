import type { Batch, PairStep, Pressed, Typing } from './api.gen';
import type { Events, Host } from './host';
import { call, upload } from './http';
import { leadOutside } from './outside';

/** The part of the window toolkit that the page uses. */
interface Runtime {
  EventsOn(name: string, tell: (data: unknown) => void): () => void;
  BrowserOpenURL(address: string): void;
  WindowSetTitle(title: string): void;
}

/** The window's toolkit, undefined in a browser. */
export function toolkit(): Runtime | undefined {
  return (globalThis as { runtime?: Runtime }).runtime;
}

/** The page in the window: its engines cannot all stream, so events come by the toolkit. */
export function windowHost(runtime: Runtime): Host {
  return { call, upload, listen: (events) => listen(runtime, events) };
}

function listen(runtime: Runtime, events: Events): () => void {
  const stops = [
    runtime.EventsOn('changes', (b) => events.changes(b as Batch)),
    runtime.EventsOn('pairing', (s) => events.pairing(s as PairStep)),
    runtime.EventsOn('typing', (t) => events.typing(t as Typing)),
    runtime.EventsOn('pressed', (p) => events.pressed((p as Pressed).tag)),
  ];
  const clicks = ['click', 'auxclick'] as const;
  const lead = leadOutside((address) => runtime.BrowserOpenURL(address));
  for (const click of clicks) addEventListener(click, lead);
  events.reachable(true);
  return () => {
    stops.forEach((stop) => stop());
    for (const click of clicks) removeEventListener(click, lead);
  };
}
