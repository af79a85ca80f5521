import type { Author, ContactCard, Message, Ticket } from '../src/host/api.gen';
import { ago, heard, snapshot, ticket, tickets, told } from './house';
import { said, talk, type Story } from './story';

const author = (id: number, name: string, number = ''): Author => ({
  id,
  name,
  number,
  color: id,
  lastAt: ago(id * 9),
});
const rita = author(1, 'Rita Fornos', '+5511955502001');
const beto = author(2, 'Beto');
const unnamed = author(3, '', '+5511955502003');
const hidden = author(4, '');
const others = ['Dona Cida', 'Elias', 'Fátima do Café Central', 'Guto'].map((name, i) => author(i + 5, name));

const group = (id: number, name: string, over: Partial<Ticket>): Ticket =>
  ticket(id, { name, number: '', status: 'group', muted: true, window: null, connection: 2, ...over });

const groups: Ticket[] = [
  group(1, 'Padeiros da Vila', {
    unread: 3,
    last: {
      direction: 'in',
      kind: 'text',
      text: 'Alguém tem fermento sobrando?',
      author: hidden,
      status: 'received',
      reserve: false,
      refused: false,
    },
  }),
  group(2, 'Condomínio Ipê', {
    muted: false,
    last: {
      direction: 'in',
      kind: 'image',
      text: '',
      author: others[2]!,
      status: 'received',
      reserve: false,
      refused: false,
    },
  }),
  group(3, 'Entregas de sábado', {
    last: {
      direction: 'out',
      kind: 'text',
      text: 'Saímos às 7h.',
      author: null,
      status: 'delivered',
      reserve: false,
      refused: false,
    },
  }),
];

const said1: Message[] = [
  heard(1, 58, { author: rita, body: 'Bom dia! A farinha subiu de novo?' }),
  heard(2, 57, { author: rita, body: 'Paguei 5% a mais ontem.' }),
  heard(3, 57, {
    author: beto,
    body: 'Aqui também.',
    replyTo: { id: 2, direction: 'in', kind: 'text', text: 'Paguei 5% a mais ontem.', author: rita },
  }),
  told(4, 50, {
    body: 'Compramos do moinho novo, posso passar o contato.',
    status: 'delivered',
    reactions: [
      { direction: 'in', emoji: '👍', author: rita },
      { direction: 'in', emoji: '👍', author: beto },
      { direction: 'in', emoji: '❤️', author: unnamed },
    ],
  }),
  ...others.map((one, i) => heard(5 + i, 40 - i, { author: one, body: ['Passa sim', 'Quero', 'Eu também', '🙏'][i]! })),
  heard(9, 20, { author: unnamed, body: 'Obrigado, pessoal.' }),
  heard(10, 3, { author: hidden, body: 'Alguém tem fermento sobrando?' }),
];

const card: ContactCard = {
  id: 1,
  title: 'Padeiros da Vila',
  name: '',
  saved: '',
  pushed: 'Padeiros da Vila',
  number: '',
  note: 'Compra junta de farinha todo dia 5.',
  blocked: false,
  noMarketing: false,
  tags: [],
  addresses: [],
  values: [],
  channels: [1],
  blocks: [],
  tickets: [],
  authors: [hidden, unnamed, rita, beto],
};

const on = (over: Record<string, string> = {}) => {
  const base = snapshot();
  return snapshot({
    settings: { ...base.settings, groups: '1', ...over },
    counts: { ...base.counts, groups: 1 },
  });
};

const inGroup = '#/atendimento/grupos/1';

/** Conversations with many people, which are no tickets. */
export const inGroups: Story[] = [
  {
    id: 'group',
    place: inGroup,
    answers: said(said1, {
      'System.Snapshot': () => on({ details_open: '1' }),
      'Tickets.List': () => ({ tickets: groups, next: '', counts: on().counts, rev: 1 }),
      'Tickets.Open': () => ({
        ticket: groups[0]!,
        firstNew: 0,
        messages: said1,
        moreBefore: false,
        rev: 1,
        stretches: [],
      }),
      'Contacts.Card': () => card,
      'Tickets.Way': () => ({
        connection: 2,
        reserve: false,
        ask: false,
        fault: null,
        stranger: false,
        number: '+5511955500100',
        templates: 0,
      }),
    }),
    steps: (page) => page.getByText('Quem escreveu').waitFor(),
    shows: ['features/inbox/Tabs.svelte', 'features/thread/GroupAbout.svelte'],
  },
  {
    id: 'inbox-thousands',
    place: talk,
    answers: said(undefined, {
      'System.Snapshot': () =>
        snapshot({
          settings: { ...snapshot().settings, groups: '1' },
          counts: { pending: 1234, open: 9876, snoozed: 10_400, unread: 3, queued: 0, waiting: 0, groups: 12 },
        }),
      'Tickets.List': () => ({ tickets: [...tickets], next: '', counts: snapshot().counts, rev: 1 }),
    }),
    shows: ['features/inbox/Tabs.svelte'],
  },
];
