import { everyday } from './answers';
import { connection, fault, now, session, snapshot, ticket, told } from './house';
import { inbox, keys, press, refuse, said, talk, type Story } from './story';
import * as talks from './talks';
import { queue } from './queue';

/** The inbox, and what lies over it. */
export const inInbox: Story[] = [
  {
    id: 'inbox',
    place: talk,
    answers: said(),
    shows: [
      'Inbox.svelte',
      'features/composer/Attach.svelte',
      'features/composer/Composer.svelte',
      'features/composer/Field.svelte',
      'features/composer/Tools.svelte',
      'features/inbox/Filters.svelte',
      'features/inbox/TicketList.svelte',
      'features/inbox/TicketRow.svelte',
      'features/shell/Rail.svelte',
      'features/thread/Announcer.svelte',
      'features/thread/Bubble.svelte',
      'features/thread/Header.svelte',
      'features/thread/MessageList.svelte',
      'features/thread/TalkTools.svelte',
      'features/thread/Thread.svelte',
      'features/thread/Tools.svelte',
      'ui/Splitter.svelte',
      'ui/VirtualList.svelte',
    ],
  },
  {
    id: 'inbox-empty',
    place: inbox,
    answers: {
      ...everyday([], []),
      'Tickets.List': () => ({ tickets: [], next: '', counts: snapshot().counts, rev: 1 }),
    },
    shows: [],
  },
  { id: 'inbox-broken', place: inbox, answers: said([], { 'System.Snapshot': () => refuse('internal') }), shows: [] },
  {
    id: 'find',
    place: talk,
    answers: said(),
    steps: async (page) => {
      await page.getByTestId('composer-input').focus();
      await keys(page, 'Control+f');
      await page.keyboard.type('bolo');
      await page.getByText(/1 de 2|2 de 2/).waitFor();
    },
    shows: ['features/thread/FindBar.svelte'],
  },
  {
    id: 'tray',
    place: talk,
    answers: said(),
    steps: async (page) => {
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'Cardápio.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') });
      await page.getByText('Cardápio.pdf').waitFor();
    },
    shows: ['features/composer/Blanks.svelte', 'features/composer/Tray.svelte'],
  },
  {
    id: 'emoji',
    place: talk,
    answers: said(),
    steps: async (page) => {
      await page.getByTestId('composer-input').focus();
      await keys(page, 'Control+e');
      await page.getByRole('button', { name: 'rosto risonho', exact: true }).waitFor();
    },
    shows: ['ui/EmojiPicker.svelte'],
  },
  {
    id: 'microphone',
    place: talk,
    answers: said(),
    steps: async (page) => {
      await page.evaluate(() => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'));
      });
      await press(page, 'Gravar mensagem de voz');
      await page.getByTestId('voice-bar').getByRole('alert').waitFor();
    },
    shows: ['features/composer/VoiceBar.svelte'],
  },
  {
    id: 'staying',
    place: talk,
    answers: said([
      ...talks.everyday,
      told(90, 0, { body: 'Já separei o seu pedido.', status: 'queued', undoUntil: now + 7000 }),
    ]),
    shows: ['features/thread/Undo.svelte'],
  },
  {
    id: 'quick-replies',
    place: talk,
    answers: said(),
    steps: (page) => page.getByTestId('composer-input').pressSequentially('/'),
    shows: ['features/composer/QuickReplyMenu.svelte'],
  },
  {
    id: 'templates',
    place: talk,
    answers: said(),
    steps: (page) => press(page, /modelo/i),
    shows: ['features/composer/TemplatePicker.svelte', 'features/composer/TemplateRow.svelte'],
  },
  {
    id: 'past',
    place: talk,
    answers: said(),
    steps: async (page) => {
      await press(page, 'Fechar ticket');
      await page.locator('.toast').getByRole('button', { name: 'Fechar' }).click();
      await press(page, 'Avisos');
      await page.getByRole('dialog').waitFor();
    },
    shows: ['features/shell/Past.svelte'],
  },
  {
    id: 'palette',
    place: talk,
    answers: said(),
    steps: (page) => keys(page, 'Control+k'),
    shows: ['features/search/Group.svelte', 'features/search/Palette.svelte'],
  },
  {
    id: 'search',
    place: talk,
    answers: said(talks.everyday, {
      'Search.Messages': () => ({
        hits: talks.everyday.slice(0, 3).map((m) => ({
          message: m.id,
          ticket: 1,
          contact: 1,
          channel: 1,
          name: 'Marina Duarte',
          number: '+5511955501001',
          direction: m.direction,
          kind: 'text',
          at: m.at,
          text: m.body,
          marks: [{ from: 4, to: 7 }],
          file: '',
          fileMarks: [],
          author: null,
        })),
        next: 0,
        ready: 100,
      }),
    }),
    steps: async (page) => {
      await keys(page, 'Control+Shift+f');
      await page.keyboard.type('bom');
      await page.locator('#search-list [role=option]').nth(3).waitFor();
    },
    shows: [
      'features/search/Filters.svelte',
      'features/search/HitRow.svelte',
      'features/search/PersonRow.svelte',
      'features/search/SearchDialog.svelte',
    ],
  },
  {
    id: 'shortcuts-sheet',
    place: talk,
    answers: said(),
    steps: (page) => keys(page, 'Control+/'),
    shows: ['features/shell/ShortcutSheet.svelte', 'features/shell/Shortcuts.svelte'],
  },
  {
    id: 'snooze',
    place: talk,
    answers: said(),
    steps: (page) => keys(page, 'Control+Shift+s'),
    shows: ['features/inbox/Asking.svelte', 'features/inbox/Choices.svelte', 'features/inbox/SnoozePicker.svelte'],
  },
  {
    id: 'tag-picker',
    place: talk,
    answers: said(),
    steps: (page) => keys(page, 'Control+Shift+l'),
    shows: ['features/inbox/TagPicker.svelte'],
  },
  {
    id: 'reason',
    place: talk,
    answers: said(talks.everyday, {
      'System.Snapshot': () =>
        snapshot({
          reasons: [
            { id: 1, name: 'Resolvido' },
            { id: 2, name: 'Sem resposta' },
          ],
        }),
    }),
    steps: (page) => keys(page, 'Control+Shift+e'),
    shows: ['features/inbox/ReasonPicker.svelte'],
  },
  {
    id: 'bulk',
    place: talk,
    answers: said(),
    steps: async (page) => {
      await page
        .getByTestId('ticket-row')
        .nth(1)
        .click({ modifiers: ['Control'] });
      await page
        .getByTestId('ticket-row')
        .nth(2)
        .click({ modifiers: ['Control'] });
    },
    shows: ['features/inbox/BulkBar.svelte'],
  },
  { id: 'undo', place: talk, answers: said(), steps: (page) => press(page, 'Fechar ticket'), shows: [] },
  {
    id: 'peek',
    place: `${talk}/espiar`,
    answers: {
      ...said(),
      'Tickets.Open': ({ id }) => ({
        ticket: ticket(id, { name: 'Marina Duarte', unread: 2 }),
        firstNew: 4,
        messages: talks.everyday,
        moreBefore: false,
        rev: 1,
        stretches: [],
      }),
    },
    shows: ['features/thread/Peeking.svelte'],
  },
  {
    id: 'call',
    place: talk,
    answers: said(talks.everyday, {
      'Calls.Ringing': () => ({
        calls: [
          {
            message: 9,
            ticket: 6,
            channel: 1,
            contact: 6,
            name: 'Bento Farias',
            number: '+5511955501006',
            video: false,
            muted: false,
            until: now + 60_000,
          },
        ],
      }),
    }),
    shows: ['features/shell/CallBanner.svelte'],
  },
  {
    id: 'offline',
    place: talk,
    answers: said(talks.everyday, {
      'System.Snapshot': () =>
        snapshot({
          mode: 'practice',
          connections: [
            connection({ health: 'signed_out', fault: fault('signed_out') }),
            { ...session, health: 'retrying', fault: fault('offline'), retryAt: now + 8000 },
          ],
          counts: { pending: 4, open: 2, snoozed: 1, unread: 3, queued: 2, waiting: 2, groups: 0 },
          online: false,
        }),
    }),
    shows: ['features/shell/Banner.svelte', 'features/thread/NetworkStrip.svelte'],
  },
  {
    id: 'queue',
    place: talk,
    answers: said(talks.everyday, {
      'System.Snapshot': () =>
        snapshot({
          mode: 'practice',
          connections: [
            connection({ health: 'signed_out', fault: fault('signed_out') }),
            { ...session, health: 'retrying', fault: fault('offline'), retryAt: now + 8000 },
          ],
          counts: { pending: 4, open: 2, snoozed: 1, unread: 3, queued: 2, waiting: 2, groups: 0 },
          online: false,
        }),
      'Queue.List': () => queue,
    }),
    steps: (page) => press(page, 'Ver'),
    shows: [
      'features/thread/QueueRow.svelte',
      'features/thread/QueueSheet.svelte',
      'features/thread/QueueUntil.svelte',
    ],
  },
  {
    id: 'card',
    place: talk,
    answers: said(),
    steps: async (page) => {
      await press(page, /Anexar/);
      await page.getByRole('menuitem', { name: /[Cc]ontato/ }).click();
    },
    shows: ['features/composer/CardDialog.svelte'],
  },
  {
    id: 'place',
    place: talk,
    answers: said(),
    steps: async (page) => {
      await press(page, /Anexar/);
      await page.getByRole('menuitem', { name: /[Ll]ocaliza/ }).click();
    },
    shows: ['features/composer/PlaceDialog.svelte'],
  },
  {
    id: 'details',
    place: talk,
    answers: said(talks.everyday, {
      'System.Snapshot': () => snapshot({ settings: { ...snapshot().settings, details_open: '1' } }),
      'Messages.Files': talks.shelved,
    }),
    shows: [
      'features/thread/Details.svelte',
      'features/thread/FileTile.svelte',
      'features/thread/History.svelte',
      'features/thread/Shelf.svelte',
      'features/thread/Tags.svelte',
    ],
  },
  ...(['media', 'documents'] as const).map((sort): Story => ({
    id: `shelf-${sort}`,
    place: talk,
    answers: said(talks.everyday, { 'Messages.Files': talks.shelved }),
    steps: async (page) => {
      await page.getByTestId('talk-menu').click();
      await page.getByRole('menuitem', { name: /Mídia e arquivos/ }).click();
      if (sort === 'documents') await page.getByRole('radio', { name: 'Documentos e áudios' }).check();
    },
    shows: ['features/thread/FilesDialog.svelte', 'ui/Segments.svelte'],
  })),
  {
    id: 'warning',
    place: talk,
    answers: { ...said(), 'Messages.Send': () => refuse('many_contacts', { n: '6', kind: 'waweb' }) },
    steps: async (page) => {
      await page.getByTestId('composer-input').fill('Hoje tem promoção!');
      await page.keyboard.press('Enter');
    },
    shows: ['ui/BulkWarning.svelte'],
  },
  {
    id: 'template-form',
    place: talk,
    answers: said(),
    steps: async (page) => {
      await press(page, /modelo/i);
      await page.getByText('pedido pronto').first().click();
    },
    shows: ['features/composer/TemplateForm.svelte', 'ui/Variables.svelte'],
  },
];
