import type { Page } from '@playwright/test';
import type { EnterAnswer, PairStep } from '../src/host/api.gen';
import { StillBusy } from './fake';
import { channel, connection, fault, now, official, session, snapshot } from './house';
import { keys, press, refuse, said, type Story } from './story';

const channels = '#/configuracoes/canais';

declare const host: { events: { pairing(step: PairStep): void } };
const step = (over: Partial<PairStep>): PairStep => ({
  connection: 2,
  step: 'qr',
  image: '',
  n: 1,
  of: 6,
  until: now + 20_000,
  code: '',
  number: '',
  name: '',
  fault: null,
  ...over,
});
const pairs = (page: Page, over: Partial<PairStep>) => page.evaluate((s) => host.events.pairing(s), step(over));

const unlinked = connection({ id: 2, kind: 'waweb', official: false, number: '', health: 'off', receives: 'session' });
const oneWay = (over = {}) =>
  said([], {
    'System.Snapshot': () => snapshot({ channels: [channel({ routes: [2] })], connections: [unlinked], ...over }),
  });

/** A program that is still at it. */
const never = (): never => {
  throw new StillBusy();
};

/** What a test of a server brought. */
const found = (ok: boolean): EnterAnswer => ({
  ok,
  findings: [
    { field: 'address', what: 'server', fault: null, warning: false, params: {} },
    { field: 'api_key', what: 'key', fault: ok ? null : fault('signed_out'), warning: false, params: {} },
    { field: 'session', what: 'session', fault: null, warning: true, params: { state: 'UNPAIRED' } },
  ],
  number: '+5511955500120',
  name: 'Padaria',
  channel: 2,
  connection: 3,
  called: true,
});

const panel = (page: Page) => page.getByRole('complementary');
async function toForm(page: Page, way: string | RegExp) {
  await press(page, 'Criar Nova Instância');
  await panel(page).getByRole('button', { name: way }).first().click();
  await page.getByLabel('Nome do canal').fill('Loja');
  await keys(page, 'Enter');
  await panel(page).locator('input').first().waitFor();
}
async function fill(page: Page) {
  await page.locator('#field-address').fill('http://127.0.0.1:3000');
  await page.locator('#field-session').fill('padaria');
}
async function visit(page: Page) {
  await toForm(page, 'API oficial');
  await press(page, /Facebook/);
  for (const field of await panel(page).locator('input').all()) await field.fill('100000000000000000000001');
  await panel(page).locator('button[type=submit]').click();
}
/** Opens the menu of a connection and chooses in it. */
async function more(page: Page, at: number, name: RegExp) {
  await page.locator('[data-more]').nth(at).click();
  await page.getByRole('menuitem', { name }).click();
}
const two = (routes = [1]) =>
  snapshot({
    channels: [channel({ routes }), channel({ id: 2, name: 'Loja', position: 2, routes: [2] })],
    connections: [official, { ...session, channel: 2 }],
  });

/** The page of channels, and its panel. */
export const ofChannels: Story[] = [
  {
    id: 'channels',
    place: channels,
    answers: said(),
    shows: [
      'features/channels/ChannelCard.svelte',
      'features/channels/Channels.svelte',
      'features/channels/ConnectionRow.svelte',
      'features/channels/StateChip.svelte',
      'features/channels/Events.svelte',
      'features/channels/Figures.svelte',
      'features/channels/Free.svelte',
      'features/channels/Meter.svelte',
      'features/channels/Routing.svelte',
      'pages/ChannelsPage.svelte',
    ],
  },
  {
    id: 'channels-none',
    place: channels,
    answers: said([], { 'System.Snapshot': () => snapshot({ channels: [], connections: [], online: false }) }),
    shows: ['features/channels/NoChannels.svelte'],
  },
  {
    id: 'method',
    place: channels,
    answers: said(),
    steps: (page) => press(page, 'Criar Nova Instância'),
    shows: ['features/channels/InstancePanel.svelte', 'features/channels/Methods.svelte'],
  },
  {
    id: 'qr',
    place: channels,
    answers: oneWay(),
    steps: async (page) => {
      await press(page, 'Conectar');
      await pairs(page, {
        image:
          'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      });
    },
    shows: ['features/channels/ConnectStep.svelte', 'features/channels/Foot.svelte', 'features/channels/Qr.svelte'],
  },
  {
    id: 'pair-code',
    place: channels,
    answers: oneWay({ mode: 'practice' }),
    steps: async (page) => {
      await press(page, 'Conectar');
      await press(page, /Conectar com número/);
      await pairs(page, { step: 'code', code: 'ABCD1234' });
    },
    shows: ['features/channels/Code.svelte', 'features/channels/PracticePhone.svelte'],
  },
  {
    id: 'pair-wait',
    place: channels,
    answers: oneWay(),
    steps: async (page) => {
      await press(page, 'Conectar');
      await press(page, /Conectar com número/);
      await pairs(page, { step: 'code', code: 'ABCD1234' });
      await pairs(page, { step: 'none' });
    },
    shows: [],
  },
  {
    id: 'linked',
    place: channels,
    answers: oneWay(),
    steps: async (page) => {
      await press(page, 'Conectar');
      await pairs(page, { step: 'linked', number: '+5511955500100' });
    },
    shows: [],
  },
  {
    id: 'form',
    place: channels,
    answers: said(),
    steps: (page) => toForm(page, /wwebjs/),
    shows: [
      'features/channels/EntryField.svelte',
      'features/channels/EntryForm.svelte',
      'features/channels/EntryStep.svelte',
      'features/channels/Setup.svelte',
    ],
  },
  {
    id: 'set-up',
    place: channels,
    answers: said(),
    steps: async (page) => {
      await toForm(page, /wwebjs/);
      await press(page, 'Ainda não tenho um servidor');
    },
    shows: ['features/channels/CopyLine.svelte'],
  },
  {
    id: 'findings',
    place: channels,
    answers: said([], { 'Connections.Enter': () => found(false) }),
    steps: async (page) => {
      await toForm(page, /wwebjs/);
      await fill(page);
      await press(page, 'Testar');
    },
    shows: ['features/channels/FindingLine.svelte'],
  },
  {
    id: 'entered',
    place: channels,
    answers: said([], {
      'Connections.Enter': () => found(true),
      'Connections.Activate': () => ({}),
      'System.Snapshot': () =>
        snapshot({
          settings: { ...snapshot().settings, connection_limit: '5' },
          connections: [official, session, connection({ id: 3, hook: 'https://loja.example/hook/abc' })],
        }),
    }),
    steps: async (page) => {
      await toForm(page, /wwebjs/);
      await fill(page);
      await page.getByRole('complementary').getByRole('button', { name: 'Conectar' }).click();
    },
    shows: ['features/channels/Outcome.svelte', 'features/channels/Receiving.svelte'],
  },
  {
    id: 'pin',
    place: channels,
    answers: said([], { 'Connections.Enter': () => found(true), 'Connections.Activate': () => refuse('pin_refused') }),
    steps: async (page) => {
      await toForm(page, /wwebjs/);
      await fill(page);
      await page.getByRole('complementary').getByRole('button', { name: 'Conectar' }).click();
    },
    shows: ['features/channels/PinStep.svelte'],
  },
  {
    id: 'finishing',
    place: channels,
    answers: said([], { 'Connections.Enter': () => found(true), 'Connections.Activate': () => never() }),
    steps: async (page) => {
      await toForm(page, /wwebjs/);
      await fill(page);
      await page.getByRole('complementary').getByRole('button', { name: 'Conectar' }).click();
    },
    shows: ['features/channels/Finishing.svelte'],
  },
  {
    id: 'visit',
    place: channels,
    answers: said(),
    steps: async (page) => {
      await toForm(page, 'API oficial');
      await press(page, /Facebook/);
    },
    shows: ['features/channels/VisitStep.svelte'],
  },
  {
    id: 'visit-waiting',
    place: channels,
    answers: said([], {
      'Connections.Consent': () => ({ id: 1, url: 'https://stories.test/media/consent', until: now + 600_000 }),
      'Connections.Consented': () => ({ done: false, fault: null, offers: [] }),
      'Connections.ForgetConsent': () => ({}),
    }),
    steps: (page) => visit(page),
    shows: ['features/channels/Waiting.svelte'],
  },
  {
    id: 'visit-offers',
    place: channels,
    answers: said([], {
      'Connections.Consent': () => ({ id: 1, url: 'https://stories.test/media/consent', until: now + 600_000 }),
      'Connections.Consented': () => ({
        done: true,
        fault: null,
        offers: [
          { number: '+551140028922', name: 'Padaria Central' },
          { number: '+551140028933', name: 'Padaria Norte' },
        ],
      }),
      'Connections.ForgetConsent': () => ({}),
    }),
    steps: async (page) => {
      await visit(page);
      await page.getByText('Padaria Norte').waitFor();
    },
    shows: ['features/channels/Offers.svelte'],
  },
  {
    id: 'risks',
    place: channels,
    answers: said(),
    steps: async (page) => {
      await press(page, 'Adicionar reserva');
      await page
        .getByRole('complementary')
        .getByRole('button', { name: /QR Code/ })
        .click();
    },
    shows: ['features/channels/Risks.svelte'],
  },
  {
    id: 'lend',
    place: channels,
    answers: said([], { 'System.Snapshot': () => two() }),
    steps: async (page) => {
      await press(page, 'Adicionar reserva');
      await press(page, /Usar a conexão de outro canal/);
    },
    shows: ['features/channels/Lend.svelte'],
  },
  {
    id: 'borrowed',
    place: channels,
    answers: said([], { 'System.Snapshot': () => two([1, 2]) }),
    steps: (page) => more(page, 1, /Parar de usar|Deixar de usar/),
    shows: ['features/channels/EndBorrowing.svelte'],
  },
  {
    id: 'remove-connection',
    place: channels,
    answers: said(),
    steps: (page) => more(page, 1, /Remover/),
    shows: ['features/channels/RemoveConnection.svelte'],
  },
  {
    id: 'calls',
    place: channels,
    answers: said(),
    steps: (page) => more(page, 1, /Chamadas/),
    shows: ['features/channels/CallOptions.svelte'],
  },
  {
    id: 'remove-channel',
    place: channels,
    answers: said([], {
      'System.Snapshot': () => two(),
      'Channels.PlanRemoval': () => ({
        counts: { conversations: 6, queued: 1 },
        connections: [1],
        targets: [{ channel: 2, lacks: ['template'] }],
      }),
    }),
    steps: (page) => press(page, /Remover Padaria|Remover canal|^Remover/),
    shows: ['features/channels/Fates.svelte', 'features/channels/RemoveDialog.svelte'],
  },
  {
    id: 'trouble',
    place: channels,
    answers: said([], {
      'System.Snapshot': () =>
        snapshot({
          removals: [
            {
              id: 1,
              channel: 9,
              name: 'Loja antiga',
              target: 1,
              state: 'done',
              until: now + 5 * 86_400_000,
              unlinked: [],
            },
          ],
          connections: [
            connection({
              called: true,
              hook: 'https://loja.example/hook/abc',
              fault: fault('signed_out'),
              health: 'signed_out',
            }),
            { ...session, health: 'retrying', fault: fault('offline'), retryAt: now + 8000 },
          ],
        }),
    }),
    shows: [
      'features/channels/Door.svelte',
      'features/channels/RemovalLine.svelte',
      'features/channels/RetryLine.svelte',
    ],
  },
];
