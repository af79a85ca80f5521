/** Where the page stands, kept in the address so that a reload comes back to the same place. */
export type Tab = 'pending' | 'open' | 'snoozed' | 'closed' | 'groups';
export const tabs: readonly Tab[] = ['pending', 'open', 'snoozed', 'closed', 'groups'];

const slugs: Record<Tab, string> = {
  pending: 'pendentes',
  open: 'abertos',
  snoozed: 'adiados',
  closed: 'fechados',
  groups: 'grupos',
};

export type Page =
  | 'welcome'
  | 'inbox'
  | 'contacts'
  | 'replies'
  | 'report'
  | 'channels'
  | 'service'
  | 'labels'
  | 'appearance'
  | 'notices'
  | 'app'
  | 'shortcuts'
  | 'about';

const pages: Record<string, Page> = {
  '/bem-vindo': 'welcome',
  '/contatos': 'contacts',
  '/respostas': 'replies',
  '/relatorio': 'report',
  '/configuracoes/canais': 'channels',
  '/configuracoes/atendimento': 'service',
  '/configuracoes/etiquetas': 'labels',
  '/configuracoes/aparencia': 'appearance',
  '/configuracoes/notificacoes': 'notices',
  '/configuracoes/app': 'app',
  '/configuracoes/atalhos': 'shortcuts',
  '/configuracoes/sobre': 'about',
};

export interface Place {
  page: Page;
  tab: Tab;
  ticket: number;
  /** The one whose card is on the page of contacts. */
  contact: number;
  /** The ticket is looked at without marking it as read. */
  peek: boolean;
}

const peekSlug = 'espiar';

/** Reads a hash. What is not understood is the inbox. */
export function parse(hash: string): Place {
  const path = hash.replace(/^#/, '');
  const who = /^\/contatos\/(\d{1,15})$/.exec(path)?.[1];
  const page = who ? 'contacts' : pages[path];
  if (page) return { page, tab: 'pending', ticket: 0, contact: Number(who ?? 0), peek: false };
  const [, first, slug, id, how] = path.split('/');
  const tab = tabs.find((name) => slugs[name] === slug) ?? 'pending';
  const ticket = first === 'atendimento' && /^\d{1,15}$/.test(id ?? '') ? Number(id) : 0;
  return { page: 'inbox', tab, ticket, contact: 0, peek: ticket > 0 && how === peekSlug };
}

/** Writes the hash of a place. */
export function hash(place: Partial<Place>): string {
  if (place.page && place.page !== 'inbox') {
    const who = place.page === 'contacts' && place.contact ? `/${place.contact}` : '';
    return `#${Object.entries(pages).find(([, page]) => page === place.page)?.[0] ?? ''}${who}`;
  }
  const ticket = place.ticket ? `/${place.ticket}${place.peek ? `/${peekSlug}` : ''}` : '';
  return `#/atendimento/${slugs[place.tab ?? 'pending']}${ticket}`;
}

class Route {
  place = $state<Place>(parse(globalThis.location?.hash ?? ''));

  /** Follows the address from now on. */
  start(): () => void {
    const follow = () => (this.place = parse(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }

  go(place: Partial<Place>): void {
    const to = hash({ ...this.place, peek: false, ...place });
    this.place = parse(to);
    if (location.hash !== to) location.hash = to;
  }
}

export const route = new Route();
