import type { Page } from '@playwright/test';
import { everyday } from './answers';
import { attempt, ago, fault, heard, now, snapshot } from './house';
import { said, talk, type Story } from './story';
import * as talks from './talks';

const menuOf = async (page: Page) => {
  await page.getByTestId('message').last().click({ button: 'right' });
  await page.getByRole('menu').waitFor();
};
const choose = async (page: Page, name: string | RegExp) => {
  await menuOf(page);
  await page.getByRole('menuitem', { name }).first().click();
};

/** Messages of every kind, and what is done to one. */
export const ofMessages: Story[] = [
  {
    id: 'texts',
    place: talk,
    answers: said(talks.texts),
    shows: [
      'features/thread/Gestures.svelte',
      'features/thread/NoteLine.svelte',
      'features/thread/ReferralLine.svelte',
    ],
  },
  {
    id: 'links',
    place: talk,
    answers: said(talks.links),
    steps: (page) => page.locator('[data-content="link"]').nth(3).waitFor(),
    shows: ['features/thread/LinkCard.svelte'],
  },
  {
    id: 'day',
    place: talk,
    answers: said(talks.everyday, {
      'Messages.Days': ({ edges }) => ({
        first: edges.slice(1).map((end, i) => (i % 3 === 0 && end < now ? i + 1 : 0)),
        since: now - 90 * 86_400_000,
      }),
    }),
    steps: async (page) => {
      await page.getByTestId('message').last().waitFor();
      await page.keyboard.press('Control+g');
      await page.getByRole('dialog').waitFor();
    },
    shows: ['features/thread/DayPicker.svelte'],
  },
  {
    id: 'floating-date',
    place: talk,
    answers: said(Array.from({ length: 60 }, (_, i) => heard(i + 1, 120 - i, { body: `Recado ${String(i + 1)}` }))),
    steps: async (page) => {
      await page.getByText('Recado 60').waitFor();
      await page.mouse.move(800, 400);
      await page.mouse.wheel(0, -600);
      await page.getByTestId('floating-date').dispatchEvent('pointerenter');
      await page.getByTestId('jump').waitFor();
    },
    shows: ['features/thread/FloatingDate.svelte'],
  },
  {
    id: 'steady',
    place: talk,
    answers: said(talks.everyday, {
      'System.Snapshot': () => snapshot({ settings: { ...snapshot().settings, steady_reading: '1' } }),
      'Tickets.Open': () => ({ ...everyday(talks.everyday)['Tickets.Open']!({ id: 1 }), moreBefore: true }),
    }),
    shows: ['features/thread/MoreLine.svelte', 'ui/Whole.svelte'],
  },
  {
    id: 'steady-offer',
    place: talk,
    answers: said(),
    steps: async (page) => {
      const message = page.getByTestId('message');
      await message.last().focus();
      for (let i = 0; i < 40; i++) {
        await page.keyboard.press(i % 2 ? 'ArrowDown' : 'ArrowUp');
        await message
          .nth(i % 2 ? -1 : -2)
          .and(page.locator(':focus'))
          .waitFor();
      }
      await page.getByTestId('steady-offer').waitFor();
    },
    shows: ['features/thread/SteadyOffer.svelte'],
  },
  {
    id: 'states',
    place: talk,
    answers: said(talks.states, { 'Messages.Path': ({ id }) => talks.stopped(id) }),
    shows: ['features/thread/After.svelte', 'features/thread/Offers.svelte'],
  },
  {
    id: 'files',
    place: talk,
    answers: said(talks.files),
    shows: [
      'features/thread/Album.svelte',
      'features/thread/Attachment.svelte',
      'features/thread/media/Away.svelte',
      'features/thread/media/FileCard.svelte',
      'features/thread/media/Film.svelte',
      'features/thread/media/Picture.svelte',
    ],
  },
  { id: 'film', place: talk, answers: said(talks.files.slice(5, 8)), shows: [] },
  {
    id: 'kinds',
    place: talk,
    answers: said(talks.kinds),
    shows: [
      'features/thread/Around.svelte',
      'features/thread/CallLine.svelte',
      'features/thread/Content.svelte',
      'features/thread/media/Voice.svelte',
    ],
  },
  {
    id: 'lines',
    place: talk,
    answers: said(talks.lines),
    shows: ['features/thread/StretchLine.svelte', 'features/thread/SystemLine.svelte'],
  },
  {
    id: 'lightbox',
    place: talk,
    answers: said(talks.files.slice(0, 6)),
    steps: async (page) => {
      await page
        .getByRole('button', { name: /ver em tela cheia/ })
        .first()
        .click();
      await page.locator('dialog[open]').waitFor();
    },
    shows: ['features/thread/Doings.svelte', 'features/thread/media/Lightbox.svelte'],
  },
  {
    id: 'menu',
    place: talk,
    answers: said(),
    steps: menuOf,
    shows: ['features/thread/MessageMenu.svelte', 'ui/Menu.svelte'],
  },
  {
    id: 'react',
    place: talk,
    answers: said(),
    steps: (page) => choose(page, 'Reagir'),
    shows: ['features/thread/ReactionPicker.svelte'],
  },
  {
    id: 'edit',
    place: talk,
    answers: said(),
    steps: (page) => choose(page, 'Editar'),
    shows: ['features/thread/EditDialog.svelte', 'ui/Dialog.svelte'],
  },
  {
    id: 'player',
    place: talk,
    answers: said([talks.kinds.find((m) => m.kind === 'voice')!]),
    steps: async (page) => {
      const voice = page.getByTestId('voice');
      await voice.getByRole('button', { name: /^Ouvir/ }).click();
      await voice.getByRole('button', { name: /^Pausar/ }).click();
      await voice.getByRole('slider').fill('1');
      await page.evaluate(() => (location.hash = '#/respostas'));
      await page.getByTestId('player').waitFor();
    },
    shows: ['features/shell/PlayerBar.svelte'],
  },
  {
    id: 'phone',
    place: talk,
    answers: said([heard(1, 9, { body: 'Fala com a minha irmã: (21) 97777-1234' })]),
    steps: async (page) => {
      await page.getByRole('button', { name: '(21) 97777-1234' }).click();
      await page.getByRole('menu').waitFor();
    },
    shows: ['features/thread/PhoneMenu.svelte'],
  },
  {
    id: 'edit-unsaved',
    place: talk,
    answers: said(),
    steps: async (page) => {
      await choose(page, 'Editar');
      await page.keyboard.type(' Até logo!');
      await page.keyboard.press('Escape');
    },
    shows: ['ui/Unsaved.svelte'],
  },
  {
    id: 'revoke',
    place: talk,
    answers: said(),
    steps: (page) => choose(page, /Apagar/),
    shows: ['features/thread/RevokeDialog.svelte'],
  },
  {
    id: 'forward',
    place: talk,
    answers: said(),
    steps: (page) => choose(page, 'Encaminhar'),
    shows: ['features/thread/ForwardDialog.svelte'],
  },
  {
    id: 'chosen',
    place: talk,
    answers: said(),
    steps: async (page) => {
      await choose(page, /Selecionar/);
      await page.getByTestId('chosen-bar').waitFor();
      await page.keyboard.press('Shift+ArrowUp');
      await page.keyboard.press('Shift+ArrowUp');
      await page.getByText('3 selecionadas').waitFor();
    },
    shows: ['features/thread/ChosenBar.svelte'],
  },
  {
    id: 'reply',
    place: talk,
    answers: said(),
    steps: (page) => choose(page, /Responder/),
    shows: ['features/composer/Quote.svelte', 'features/thread/QuoteLine.svelte'],
  },
  {
    id: 'blocked',
    place: talk,
    answers: said(talks.everyday, {
      'Tickets.Way': () => ({
        connection: 0,
        reserve: false,
        ask: false,
        fault: fault('contact_blocked'),
        stranger: false,
        number: '',
        templates: 0,
      }),
    }),
    steps: (page) => page.getByRole('button', { name: 'Desbloquear' }).waitFor(),
    shows: ['features/composer/Composer.svelte'],
  },
  {
    id: 'path',
    place: talk,
    answers: said(talks.everyday, {
      'Messages.Path': () => ({
        attempts: [
          attempt({ id: 1, state: 'failed', fault: fault('window_closed'), rawCode: '131047' }),
          attempt({ id: 2, connection: 2, hop: 1, state: 'sent' }),
        ],
        receipts: [{ status: 'delivered', at: ago(49) }],
        offers: [],
      }),
    }),
    steps: async (page) => {
      await page.getByTestId('message').nth(3).locator('.mark, [data-mark]').first().click();
      await page.getByRole('dialog').waitFor();
    },
    shows: ['features/thread/RouteDialog.svelte'],
  },
];
