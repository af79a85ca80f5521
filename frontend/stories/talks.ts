import { attempt, ago, fault, file, heard, told, wave } from './house';
import type { Message } from '../src/host/api.gen';

/** An ordinary talk. */
export const everyday: Message[] = [
  heard(1, 58, { body: 'Oi, bom dia! Vocês têm bolo de cenoura?' }),
  told(2, 55, { body: 'Bom dia, Marina! Temos sim, *saiu agora* do forno.' }),
  heard(3, 54, { body: 'Que ótimo 😍', reactions: [{ direction: 'out', emoji: '❤️', author: null }] }),
  told(4, 50, {
    body: 'Quer que eu separe um?',
    status: 'delivered',
    replyTo: { id: 3, direction: 'in', kind: 'text', text: 'Que ótimo 😍', author: null },
  }),
  heard(5, 5, { body: 'Quero! Vocês entregam hoje ainda?', starred: true }),
];

/** Everything that a text can be. */
export const texts: Message[] = [
  heard(1, 90, { body: '*negrito*, _itálico_, ~riscado~ e `código`' }),
  heard(2, 89, { body: '> citação\n- um\n- dois\n1. primeiro', forwarded: true, often: true }),
  heard(3, 80, { body: 'https://padaria.example/cardapio?dia=sexta', forwarded: true }),
  told(4, 70, { body: 'Editei isto.', edited: true, reserve: true, refused: true }),
  told(5, 66, { revoked: true }),
  heard(6, 60, { body: 'Vou no dia ‮gnp.exe', kind: 'text' }),
  told(7, 40, {
    body: 'Confirmado para sábado.',
    gestures: [{ id: 1, act: 'edit', words: 'Confirmado para domingo.', state: 'failed', fault: fault('too_late') }],
  }),
  heard(8, 30, {
    body: 'Vi o anúncio de vocês',
    content: {
      referral: { headline: 'Pão quente às 6h', body: 'Padaria Central', source: 'ad', url: 'https://fb.example/1' },
    },
  }),
  told(9, 20, { kind: 'note', direction: 'note', body: 'Cliente antiga, gosta do bolo sem cobertura.' }),
];

/** A small JPEG: light with a warm middle. */
const cake =
  '/9j/2wCEABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXwBFRcXHhoeOyEhO3xTRlN8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fP/AABEIAGAAYAMBIgACEQEDEQH/xAGiAAABBQEBAQEBAQAAAAAAAAAAAQIDBAUGBwgJCgsQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+gEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoLEQACAQIEBAMEBwUEBAABAncAAQIDEQQFITEGEkFRB2FxEyIygQgUQpGhscEJIzNS8BVictEKFiQ04SXxFxgZGiYnKCkqNTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqCg4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2dri4+Tl5ufo6ery8/T19vf4+fr/2gAMAwEAAhEDEQA/AOpooorI0CiiigAooooAKKKKACiiigAooooAKKKKACo5ZkiHzHn0HWmzziFfVj0FZ5LSNknLGsZ1OXRFxjfcne8kb7oCj86i82T/AJ6P/wB9GnLEP4vyp+1fQVzuTe7NbJEXmyf89H/76NSJdyL1ww96Xav90flTGiB6cUKTXULJl2G4SXpw3oalrJIKn0Iq9bXAlG1uH/nXRTqX0ZlKFtUWKKKK2ICkJCgk9ByaWoLxisBx/EcVMnZXGldlGWQyOWP4e1SIm0c9ajjGXHtzU9cLdzoCiiigQUUUUANdQw9+1QgsjZBwRVioZRhgfWgZpRuJI1Yd6dVWxYlGX0NWq7ovmVznas7BVa+/1I/3v8as1XvVJgz6HNKfwscdynD94/SpqgiOH+tT1xG4UUUUCCiiigAqKbtUtQzHkD0oGWLD/lp+H9auVUsFO127E4q3XZT+FGE/iCkZQylT0IxS0VZJkspRyp6g1MjbhnvVm5g80bl++P1qgCUb0IrjnBxZvF8yLFFMWQHrwafUDCiimNIo9/pQA5iFGTUHLN6k0MxY81ctbcpiR/vdh6VUYuTsDdkTxJ5cSr6U+iiu1K2hzhRRRTAKhmt0l5+63rU1FJpPRgnYzXtpU/h3D1Xmoq16KxdFdGaKoZFSJBJJ0U49TxWnRQqK6sPaFeG1WPDN8zfyqxRRWqioqyIbb3CiiiqEf//Z';

/** Links with what their pages say of themselves. */
export const links: Message[] = [
  heard(1, 60, {
    body: 'Vocês fazem um assim? https://receitas.example/bolo-de-milho',
    content: {
      link: {
        url: 'https://receitas.example/bolo-de-milho',
        title: 'Bolo de milho cremoso da fazenda, com coco fresco e queijo curado',
        description:
          'Fofo por dentro, dourado por fora. Fica pronto em quarenta minutos e rende doze pedaços generosos para o café.',
        picture: cake,
      },
    },
  }),
  told(2, 55, {
    body: 'Fazemos! Está na página 2: https://padaria.example/cardapio',
    content: {
      link: {
        url: 'https://padaria.example/cardapio',
        title: 'Cardápio de sexta',
        description: 'Pães, bolos e salgados',
        picture: cake,
      },
    },
  }),
  heard(3, 50, {
    body: 'E este? banco-seguro.example/entrar',
    content: { link: { url: 'https://banco-seguro.example/entrar', title: 'google.com' } },
  }),
  told(4, 45, {
    body: 'https://padaria.example/contato',
    content: {
      link: {
        url: 'https://padaria.example/contato',
        title: 'Fale com a padaria',
        description: 'Todos os dias das 6h às 20h',
      },
    },
  }),
];

/** Every state in which a message of ours can be. */
export const states: Message[] = (['queued', 'sending', 'sent', 'delivered', 'read', 'cancelled'] as const)
  .map((status, i) =>
    told(i + 1, 40 - i, {
      body: `Esta está como ${status}.`,
      status,
      fault: status === 'cancelled' ? fault('cancelled') : null,
    }),
  )
  .concat([
    told(10, 30, { body: 'O pedido sai às 15h.', status: 'failed', fault: fault('window_closed') }),
    told(11, 20, { body: 'Chegou aí?', status: 'unsure', fault: fault('unsure') }),
    told(12, 10, { body: 'Só pela oficial.', status: 'held', fault: fault('policy') }),
  ]);

/** What a message that stopped offers. */
export const stopped = (id: number) => ({
  attempts: [attempt({ state: 'failed', fault: fault('window_closed'), rawCode: '131047' })],
  receipts: [],
  offers:
    id === 11
      ? [{ act: 'resolve', connection: 0 }]
      : [
          { act: 'retry', connection: 0 },
          { act: 'send_by', connection: 2 },
          { act: 'template', connection: 1 },
        ],
});

const picture = (id: number, over = {}) => file({ id, ...over });

/** A file of every kind, there and not yet there. */
export const files: Message[] = [
  heard(1, 90, { kind: 'image', body: 'Assim?', attachment: picture(1) }),
  ...[2, 3, 4, 5, 6].map((id) =>
    heard(id, 70, { kind: 'image', attachment: picture(id, { url: `./media/cake${id % 3}.svg` }) }),
  ),
  heard(7, 60, {
    kind: 'video',
    attachment: picture(7, { kind: 'video', mime: 'video/mp4', millis: 12_000, url: './media/film.mp4' }),
  }),
  heard(8, 50, { kind: 'image', attachment: picture(8, { state: 'remote', url: '', bytes: 2_400_000 }) }),
  heard(9, 45, { kind: 'image', attachment: picture(9, { state: 'gone', url: '' }) }),
  told(10, 30, {
    kind: 'document',
    attachment: picture(10, {
      kind: 'document',
      mime: 'application/pdf',
      name: 'Cardápio de novembro.pdf',
      pages: 12,
      url: './media/menu.pdf',
    }),
  }),
  heard(11, 20, {
    kind: 'document',
    attachment: picture(11, {
      kind: 'document',
      mime: 'application/x-msdownload',
      name: 'fatura.pdf.exe',
      risky: true,
      url: './media/x',
    }),
  }),
  heard(12, 10, {
    kind: 'sticker',
    attachment: picture(12, { kind: 'sticker', mime: 'image/webp', width: 160, height: 160 }),
  }),
];

/** What is on the shelf of a conversation: the files above, and older ones. */
export const shelf: Message[] = [
  ...files.filter((m) => m.kind !== 'sticker').reverse(),
  ...[21, 22, 23, 24].map((id) =>
    heard(id, 50_000 + id, { kind: 'image', attachment: picture(id, { url: `./media/cake${id % 3}.svg` }) }),
  ),
  told(25, 52_000, {
    kind: 'audio',
    attachment: picture(25, {
      kind: 'audio',
      mime: 'audio/ogg',
      name: 'Vinheta.ogg',
      millis: 23_000,
      url: './media/voice.ogg',
    }),
  }),
  heard(26, 53_000, {
    kind: 'document',
    attachment: picture(26, {
      kind: 'document',
      mime: 'application/pdf',
      name: 'Pedido da festa.pdf',
      url: './media/menu.pdf',
    }),
  }),
];

const sorted: Record<string, string[]> = { media: ['image', 'video'], documents: ['document', 'audio'] };

/** What the program answers of it. */
export function shelved({ sort, limit }: { sort: string; limit: number }) {
  const all = shelf.filter((m) => sorted[sort]?.includes(m.kind) ?? true);
  return { messages: all.slice(0, limit), more: sort === 'media', total: shelf.length };
}

/** Voices, places, cards, calls and choices. */
export const kinds: Message[] = [
  heard(1, 90, {
    kind: 'voice',
    attachment: file({ kind: 'voice', mime: 'audio/ogg; codecs=opus', millis: 14_000, wave, url: './media/voice.ogg' }),
  }),
  told(2, 80, {
    kind: 'location',
    content: {
      location: { latitude: -23.5505, longitude: -46.6333, name: 'Padaria Central', address: 'Rua da Sé, 12' },
    },
  }),
  heard(3, 70, {
    kind: 'contacts',
    content: { contacts: [{ name: 'Beto Lima', phones: ['+55 11 95550-7777'], organization: 'Café da Esquina' }] },
  }),
  heard(4, 60, {
    kind: 'order',
    content: {
      order: { catalog: '1', items: [{ product: 'Pão de queijo', quantity: 20, price: 350, currency: 'BRL' }] },
    },
  }),
  heard(5, 50, { kind: 'interactive', content: { chosen: { title: 'Retirar na loja', more: 'até 18h' } } }),
  heard(6, 40, { kind: 'call', content: { call: { state: 'missed' } } }),
  told(7, 30, {
    kind: 'interactive',
    body: 'Como prefere receber?',
    content: {
      choices: {
        header: 'Entrega',
        footer: 'Padaria Central',
        buttons: [
          { id: 'a', title: 'Retirar' },
          { id: 'b', title: 'Entregar' },
        ],
      },
    },
  }),
  heard(8, 20, { kind: 'poll', body: 'Qual sabor?' }),
  heard(10, 16, {
    kind: 'event',
    content: {
      event: {
        name: 'Degustação de pães',
        about: 'Traga um amigo',
        starts: new Date(2027, 2, 6, 15, 0).getTime(),
        ends: new Date(2027, 2, 6, 17, 30).getTime(),
        place: { latitude: 0, longitude: 0, name: 'Padaria Aurora', address: 'Rua Augusta, 1200' },
      },
    },
  }),
  heard(11, 15, {
    kind: 'event',
    content: { event: { name: 'Curso de bolos', starts: new Date(2027, 2, 9, 9, 0).getTime(), canceled: true } },
  }),
  heard(9, 10, {
    kind: 'voice',
    listened: true,
    attachment: file({ kind: 'voice', mime: 'audio/ogg; codecs=opus', millis: 9000, wave, url: './media/gone.ogg' }),
  }),
];

const line = (id: number, system: string, params: Record<string, string> = {}, ticket = 1): Message =>
  heard(id, 100 - id, { direction: 'system', origin: 'system', system, params, ticket });

/** What is told between messages, and an earlier ticket above. */
export const lines: Message[] = [
  heard(1, 8000, { body: 'Da outra vez foi ótimo.', ticket: 9 }),
  line(2, 'ticket.closed', { time: String(ago(7900)) }, 9),
  line(3, 'contact.moved', { from: '+5511955501111', to: '+5511955502222' }),
  line(4, 'contact.identity_changed'),
  line(5, 'contact.marketing_stopped'),
  heard(6, 5, { body: 'Oi de novo!' }),
];
