import type {
  Attachment,
  Attempt,
  Channel,
  Connection,
  Fault,
  Message,
  Reply,
  Snapshot,
  Stretch,
  Tag,
  Template,
  Ticket,
} from '../src/host/api.gen';

/** The moment at which every story stands: Friday, 20 November 2026, 10:42 in São Paulo. */
export const now = Date.UTC(2026, 10, 20, 13, 42);
const minute = 60_000;
export const ago = (minutes: number): number => now - minutes * minute;

export const fault = (code: string, params: Record<string, string> = {}): Fault => ({ code, params });

export const tags: Tag[] = [
  { id: 1, name: 'Encomenda', color: 1 },
  { id: 2, name: 'Entrega', color: 4 },
  { id: 3, name: 'Atacado', color: 7 },
];

const line: Connection = {
  id: 1,
  channel: 1,
  kind: 'cloudapi',
  name: 'Padaria Central',
  number: '+551140028922',
  health: 'online',
  fault: null,
  since: ago(600),
  retryAt: 0,
  importing: -1,
  unshared: false,
  official: true,
  called: false,
  config: {},
  hook: '',
  receives: 'hook',
  calls: '',
  callText: '',
  rings: false,
  rejects: false,
  webphone: false,
  unheard: null,
};

export const connection = (over: Partial<Connection> = {}): Connection => ({ ...line, ...over });

export const official = connection();
export const session = connection({
  id: 2,
  kind: 'waweb',
  number: '+5511955500100',
  official: false,
  receives: 'session',
  rings: true,
  rejects: true,
  calls: 'ring',
});

export const channel = (over: Partial<Channel> = {}): Channel => ({
  id: 1,
  name: 'Padaria',
  position: 1,
  policy: 'automatic',
  ignoreOutside: false,
  routes: [1, 2],
  health: 'online',
  ...over,
});

export const snapshot = (over: Partial<Snapshot> = {}): Snapshot => ({
  rev: 1,
  version: '1.0.0',
  face: 'browser',
  mode: '',
  dataDir: '~/.config/Balcao',
  settings: { welcomed: '1', density: 'comfortable', language: 'pt-BR' },
  channels: [channel()],
  connections: [official, session],
  removals: [],
  archived: [],
  tags,
  reasons: [],
  counts: { pending: 4, open: 2, snoozed: 1, unread: 3, queued: 0, waiting: 0, groups: 0 },
  online: true,
  ...over,
});

export const ticket = (id: number, over: Partial<Ticket> = {}): Ticket => ({
  id,
  contact: id,
  channel: 1,
  connection: 1,
  name: '',
  number: `+551195550${String(1000 + id)}`,
  status: 'pending',
  protocol: `2026-${String(1000 + id)}`,
  snoozedUntil: 0,
  pinned: false,
  muted: false,
  tags: [],
  unread: 0,
  waitingSince: 0,
  lastAt: ago(id),
  last: null,
  draft: '',
  openedAt: ago(60),
  closedAt: 0,
  window: { ends: now + 20 * 60 * minute },
  noMarketing: false,
  ...over,
});

const said = (text: string, kind = 'text', direction = 'in', status = 'received') => ({
  direction,
  kind,
  text,
  author: null,
  status,
  reserve: false,
  refused: false,
});

/** One row of the list for each thing that a row can show. */
export const tickets: Ticket[] = [
  ticket(1, {
    name: 'Marina Duarte',
    unread: 2,
    waitingSince: ago(4),
    last: said('Vocês entregam hoje ainda?'),
    tags: [2],
    pinned: true,
  }),
  ticket(2, { name: 'Otávio Prado', waitingSince: ago(28), last: said('', 'voice'), unread: 1, muted: true }),
  ticket(3, { name: 'Lúcia Prado', waitingSince: ago(75), last: said('Comprovante do pix', 'image'), tags: [1, 3] }),
  ticket(4, { name: '', last: said('Recebi, obrigado!', 'text', 'out', 'read'), draft: '' }),
  ticket(5, {
    name: 'Café da Esquina Atacado e Varejo Ltda',
    last: said('Pedido 4410', 'document'),
    draft: 'Bom dia,',
  }),
  ticket(6, { name: 'Bento Farias', last: said('', 'call_missed'), unread: 1, waitingSince: ago(2) }),
];

const blank: Message = {
  id: 0,
  ticket: 1,
  contact: 1,
  direction: 'in',
  origin: 'customer',
  kind: 'text',
  author: null,
  body: '',
  at: 0,
  status: 'received',
  fault: null,
  reserve: false,
  refused: false,
  replyTo: null,
  edited: false,
  revoked: false,
  forwarded: false,
  often: false,
  starred: false,
  listened: false,
  gestures: [],
  reactions: [],
  attachment: null,
  content: null,
  connection: 1,
  undoUntil: 0,
  system: '',
  params: {},
};

/** What a customer wrote. */
export const heard = (id: number, minutes: number, over: Partial<Message>): Message => ({
  ...blank,
  id,
  at: ago(minutes),
  ...over,
});

/** What the operator wrote. */
export const told = (id: number, minutes: number, over: Partial<Message>): Message =>
  heard(id, minutes, { direction: 'out', origin: 'operator', status: 'read', ...over });

export const file = (over: Partial<Attachment>): Attachment => ({
  id: 1,
  kind: 'image',
  mime: 'image/png',
  name: '',
  bytes: 184_320,
  width: 640,
  height: 480,
  millis: 0,
  pages: 0,
  state: 'ready',
  url: './media/cake.svg',
  wave: [],
  risky: false,
  huge: false,
  ...over,
});

/** The shape of somebody's voice. */
export const wave = Array.from({ length: 64 }, (_, i) => Math.round(50 + 45 * Math.sin(i / 2.3) * Math.cos(i / 7)));

export const attempt = (over: Partial<Attempt>): Attempt => ({
  id: 1,
  connection: 1,
  state: 'sent',
  hop: 0,
  try: 1,
  startedAt: ago(3),
  endedAt: ago(3),
  nextAt: 0,
  fault: null,
  rawCode: '',
  doubtful: false,
  ...over,
});

export const stretches: Stretch[] = [
  { id: 1, protocol: '2026-1001', status: 'pending', reason: 0, openedAt: ago(60), closedAt: 0 },
  { id: 9, protocol: '2026-987', status: 'closed', reason: 0, openedAt: ago(8000), closedAt: ago(7900) },
];

export const replies: Reply[] = [
  {
    id: 1,
    shortcut: 'entrega',
    text: 'Entregamos de segunda a sábado, das 9h às 18h, {primeiro_nome}.',
    uses: 41,
    files: [],
  },
  {
    id: 2,
    shortcut: 'pix',
    text: 'Nossa chave Pix é o CNPJ 12.345.678/0001-90.',
    uses: 17,
    files: [{ id: 1, name: 'Tabela de preços.pdf', mime: 'application/pdf', bytes: 48_210 }],
  },
  { id: 3, shortcut: 'bomdia', text: '{saudacao}, {primeiro_nome}! Como posso ajudar?', uses: 3, files: [] },
];

export const templates: Template[] = [
  {
    name: 'pedido_pronto',
    language: 'pt_BR',
    category: 'UTILITY',
    status: 'APPROVED',
    header: 'Seu pedido',
    headerKind: 'text',
    body: 'Olá {{1}}, seu pedido {{2}} está pronto para retirada.',
    footer: 'Padaria Central',
    named: false,
    buttons: [{ kind: 'quick_reply', text: 'Estou a caminho', place: false }],
  },
  {
    name: 'boas_vindas',
    language: 'pt_BR',
    category: 'MARKETING',
    status: 'APPROVED',
    header: '',
    headerKind: '',
    body: 'Conheça o pão de fermentação natural.',
    footer: '',
    named: false,
    buttons: [],
  },
];
