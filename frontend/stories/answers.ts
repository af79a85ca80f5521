import type { Kind, Message, Ticket } from '../src/host/api.gen';
import type { Answers } from './fake';
import { attempt, ago, now, official, replies, snapshot, stretches, templates, tickets } from './house';

const kinds: Kind[] = [
  {
    kind: 'cloudapi',
    official: true,
    pairs: false,
    fields: [
      { key: 'phone_number_id', secret: false, optional: false },
      { key: 'waba_id', secret: false, optional: false },
      { key: 'token', secret: true, optional: false },
      { key: 'app_secret', secret: true, optional: true },
    ],
    asks: [
      { key: 'app_id', secret: false, optional: false },
      { key: 'config_id', secret: false, optional: false },
      { key: 'app_secret', secret: true, optional: false },
    ],
  },
  { kind: 'waweb', official: false, pairs: true, fields: [], asks: [] },
  {
    kind: 'wwebjs',
    official: false,
    pairs: true,
    fields: [
      { key: 'address', secret: false, optional: false },
      { key: 'api_key', secret: true, optional: true },
      { key: 'session', secret: false, optional: false },
    ],
    asks: [],
  },
];

const days = Array.from({ length: 7 }, (_, i) => ({
  date: `2026-11-${String(14 + i)}`,
  received: [12, 9, 31, 28, 40, 35, 18][i]!,
  answered: [10, 6, 29, 28, 36, 33, 15][i]!,
  median: [220, null, 180, 95, 240, 130, 160].map((s) => s && s * 1000)[i]!,
}));

/** What a program says in which everything is well. A story puts other answers over these. */
export function everyday(conversation: readonly Message[], shown: readonly Ticket[] = tickets): Answers {
  const get = (id: number) => shown.find((t) => t.id === id) ?? shown[0]!;
  return {
    'System.Snapshot': () => snapshot(),
    'System.Set': () => ({}),
    'Tickets.List': () => ({ tickets: [...shown], next: '', counts: snapshot().counts, rev: 1 }),
    'Tickets.Get': ({ ids }) => ({ tickets: shown.filter((t) => ids.includes(t.id)), counts: snapshot().counts }),
    'Tickets.Open': ({ id }) => ({
      ticket: get(id),
      firstNew: 0,
      messages: [...conversation],
      moreBefore: false,
      rev: 1,
      stretches,
    }),
    'Tickets.Read': () => ({}),
    'Tickets.Draft': () => ({}),
    'Tickets.Act': ({ tickets: all }) => ({ undo: 1, changed: all.length, first: all[0] ?? 0, next: 0 }),
    'Tickets.Way': () => ({
      connection: 1,
      reserve: false,
      ask: false,
      fault: null,
      stranger: false,
      number: official.number,
      templates: 1,
    }),
    'Fields.List': () => ({ fields: [] }),
    'Tags.Count': () => ({ contacts: 12 }),
    'Messages.Page': () => ({ messages: [...conversation], moreBefore: false, moreAfter: false }),
    'Messages.Get': ({ ids }) => ({ messages: conversation.filter((m) => ids.includes(m.id)) }),
    'Messages.Path': () => ({ attempts: [attempt({})], receipts: [{ status: 'read', at: ago(2) }], offers: [] }),
    'Messages.Actions': () => ({
      actions: ['reply', 'react', 'forward', 'copy', 'star', 'edit', 'revoke'].map((act) => ({ act, fault: null })),
      forwards: 5,
    }),
    'Messages.Passable': ({ ids }) => ({ faults: ids.map(() => null), forwards: 5, messages: 30 }),
    'Messages.Beside': () => ({ messages: [] }),
    'Messages.Files': () => ({ messages: [], more: false, total: 0 }),
    'Tray.List': () => ({ pieces: [] }),
    'Tray.Lay': () => ({}),
    'Messages.Check': ({ files }) => ({ faults: files.map(() => null) }),
    'Messages.Listened': () => ({}),
    'Uploads.Drop': () => ({}),
    'Contacts.Get': ({ id }) => {
      const { name, number } = get(id);
      return { id, name, pushed: name, number, note: '' };
    },
    'Replies.List': () => ({ replies }),
    'Replies.Fillings': () => ({
      fillings: [
        { variable: 'primeiro_nome', name: '', value: 'Ana' },
        { variable: 'data', name: '', value: '10/03/2026' },
        { variable: 'cidade', name: 'Cidade', value: 'Campinas' },
        { variable: 'aniversario', name: 'Aniversário', value: '' },
      ],
    }),
    'Notices.Take': () => ({ notices: [], many: 0, show: true, sound: false }),
    'Queue.List': () => ({ talks: [], more: false, until: 0 }),
    'Search.Messages': () => ({ hits: [], next: 0, ready: 100 }),
    'Search.Persons': () => ({
      persons: shown.slice(0, 3).map((t) => ({
        contact: t.contact,
        ticket: t.id,
        name: t.name,
        number: t.number,
        at: t.lastAt,
        marks: [{ from: 0, to: 2 }],
      })),
    }),
    'Search.Within': () => ({ messages: conversation.slice(0, 2).map((m) => m.id), more: false, ready: 100 }),
    'Calls.Ringing': () => ({ calls: [] }),
    'Channels.Doings': () => ({
      today: [{ connection: 1, sent: 38, read: 31, reserve: 4, refused: 1 }],
      events: [
        {
          id: 3,
          at: ago(5),
          kind: 'reserve',
          channel: 1,
          name: 'Padaria',
          connection: 2,
          way: 'waweb',
          fault: null,
          times: 1,
          ticket: 3,
          who: 'Lúcia Prado',
        },
        {
          id: 2,
          at: ago(55),
          kind: 'online',
          channel: 1,
          name: 'Padaria',
          connection: 2,
          way: 'waweb',
          fault: null,
          times: 1,
          ticket: 0,
          who: '',
        },
        {
          id: 1,
          at: ago(60),
          kind: 'lost',
          channel: 1,
          name: 'Padaria',
          connection: 2,
          way: 'waweb',
          fault: { code: 'offline', params: {} },
          times: 3,
          ticket: 0,
          who: '',
        },
      ],
    }),
    'Channels.PlanRemoval': () => ({ counts: { conversations: 6 }, connections: [1, 2], targets: [] }),
    'Connections.Kinds': () => ({ kinds }),
    'Connections.Kept': () => ({ secrets: [], shakes: false, word: '', place: 'keychain' }),
    'Connections.Pair': () => ({}),
    'Connections.CancelPair': () => ({}),
    'Connections.Waiting': () => ({ queued: 0 }),
    'Connections.Templates': () => ({ templates }),
    'Report.Read': () => ({
      days,
      tags: [
        { tag: 1, received: 44, answered: 40, median: 150_000 },
        { tag: 2, received: 12, answered: 12, median: 90_000 },
      ],
      received: 173,
      answered: 157,
      median: 160_000,
      slow: 1_460_000,
      waiting: 4,
      since: now - 35 * 24 * 60 * 60_000,
      official: 402,
      session: 21,
      reserve: 9,
      refused: 3,
    }),
  };
}
