import type { Api, Batch, Fault, PairStep, Typing } from './api.gen';
import { Refusal, type Events, type Host } from './host';

/** Calls go by fetch in both faces. Addresses are relative: the page lies in a folder that has another name at every start. */
export async function call<Name extends keyof Api>(name: Name, request: Api[Name][0]): Promise<Api[Name][1]> {
  let answer: Response;
  try {
    answer = await fetch(`api/call/${name}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
    });
  } catch {
    throw new Refusal({ code: 'unreachable', params: {} });
  }
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refusal(asFault(body));
  return body as Api[Name][1];
}

function asFault(body: unknown): Fault {
  if (body && typeof body === 'object' && 'code' in body) {
    const { code, params } = body as Fault;
    return { code, params: params ?? {} };
  }
  return { code: 'internal', params: {} };
}

/** The page in a browser: events come as server-sent events, and the browser opens the stream again when it breaks. */
export function browserHost(): Host {
  return { call, listen };
}

function listen(events: Events): () => void {
  const source = new EventSource('api/events');
  const on = <T>(name: string, tell: (data: T) => void) =>
    source.addEventListener(name, (e) => tell(JSON.parse((e as MessageEvent<string>).data) as T));
  on<Batch>('changes', (b) => events.changes(b));
  on<PairStep>('pairing', (s) => events.pairing(s));
  on<Typing>('typing', (t) => events.typing(t));
  source.onopen = () => events.reachable(true);
  source.onerror = () => events.reachable(false);
  return () => source.close();
}
