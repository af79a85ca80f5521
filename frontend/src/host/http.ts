import type { Api, Batch, Fault, PairStep, Typing, Upload } from './api.gen';
import { Refusal, type Events, type Host } from './host';

/** Calls go by fetch in both faces. Addresses are relative: the page lies in a folder that has another name at every start. */
export async function call<Name extends keyof Api>(name: Name, request: Api[Name][0]): Promise<Api[Name][1]> {
  return (await post(`api/call/${name}`, JSON.stringify(request), 'application/json')) as Api[Name][1];
}

/** A file goes as it is, so that the browser streams it from the disk. Without a name it is what was just recorded. */
export async function upload(file: Blob, name?: string): Promise<Upload> {
  const to = `api/call/Uploads.Put?${name === undefined ? 'voice' : `name=${encodeURIComponent(name)}`}`;
  return (await post(to, file, 'application/octet-stream')) as Upload;
}

async function post(to: string, body: BodyInit, type: string): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(to, { method: 'POST', headers: { 'Content-Type': type }, body });
  } catch {
    throw new Refusal({ code: 'unreachable', params: {} });
  }
  const said: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refusal(asFault(said));
  return said;
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
  return { call, listen, upload };
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
