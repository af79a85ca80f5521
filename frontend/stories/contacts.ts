import type { Page } from '@playwright/test';
import type { ContactCard, ContactRow } from '../src/host/api.gen';
import type { Answers } from './fake';
import { ago, stretches } from './house';
import { keys, press, said, talk, type Story } from './story';

const people: ContactRow[] = [
  { id: 1, name: 'Ana Marina', number: '+5511955501001', tags: [1, 3], blocked: false },
  { id: 2, name: 'Bento Farias', number: '+5511955501006', tags: [], blocked: true },
  { id: 3, name: 'Café da Esquina Atacado e Varejo Ltda', number: '+5511955501005', tags: [2], blocked: false },
  { id: 4, name: '', number: '+5511955501004', tags: [], blocked: false },
];

const card: ContactCard = {
  id: 1,
  title: 'Ana Marina',
  name: 'Ana Marina',
  saved: 'Marina Duarte',
  pushed: 'Nina 🌻',
  number: '+5511955501001',
  note: 'Alergia a amendoim',
  blocked: false,
  noMarketing: true,
  tags: [1, 3],
  addresses: [
    { scheme: 'phone', value: '+5511955501001', left: false },
    { scheme: 'lid', value: '123456789012345', left: false },
    { scheme: 'phone', value: '+5511955500001', left: true },
  ],
  values: [
    { field: 1, value: '1990-12-31' },
    { field: 2, value: 'Campinas' },
  ],
  channels: [1],
  blocks: [],
  tickets: stretches,
  authors: [],
};

const blocked: ContactCard = {
  ...card,
  blocked: true,
  blocks: [
    { connection: 1, wanted: true, state: 'refused', fault: { code: 'block_window', params: {} } },
    { connection: 2, wanted: true, state: 'done', fault: null },
  ],
};

const known: Answers = {
  'Contacts.List': () => ({ contacts: people, next: '', total: people.length }),
  'Contacts.Card': () => card,
  'Contacts.Loss': () => ({ messages: 128, files: 9, tickets: 2 }),
  'Contacts.Steps': () => ({
    steps: [
      { id: 2, act: 'merge', name: 'Marina D.', kept: 1, changed: 0, at: ago(12) },
      { id: 1, act: 'import', name: 'clientes.csv', kept: 0, changed: 214, at: ago(600) },
    ],
  }),
  'Fields.List': () => ({
    fields: [
      { id: 1, name: 'Aniversário', variable: 'aniversario', kind: 'date' },
      { id: 2, name: 'Cidade', variable: 'cidade', kind: 'text' },
    ],
  }),
  'Contacts.Preview': () => ({
    encoding: 'windows-1252',
    separator: ';',
    rows: [
      ['Cliente', 'Celular', 'Observação'],
      ['Conceição Alves', '+55 11 98214-5530', 'linha um'],
      ['Marina D.', '(11) 95550-1001', 'ligou em março'],
    ],
    total: 214,
    header: true,
    columns: ['name', 'number', 'note'],
  }),
};

const all = '#/contatos';
const one = `${all}/1`;
const answers = said([], known);

async function ofCard(page: Page, name: string | RegExp) {
  await press(page, 'Mais para Ana Marina');
  await page.getByRole('menuitem', { name }).click();
  await page.getByRole('dialog').waitFor();
}
async function ofPage(page: Page, name: string | RegExp) {
  await press(page, 'Ações dos contatos');
  await page.getByRole('menuitem', { name }).click();
  await page.getByRole('dialog').waitFor();
}

/** Contacts, and what is done with them. */
export const withContacts: Story[] = [
  {
    id: 'contacts',
    place: all,
    answers,
    shows: ['features/contacts/ContactList.svelte', 'features/contacts/Contacts.svelte'],
  },
  {
    id: 'contact',
    place: one,
    answers,
    shows: [
      'features/contacts/Card.svelte',
      'features/contacts/CardBox.svelte',
      'features/contacts/CardFields.svelte',
      'features/contacts/CardNames.svelte',
      'features/contacts/CardNote.svelte',
      'ui/NoteField.svelte',
      'features/contacts/CardNumbers.svelte',
      'features/contacts/CardTags.svelte',
      'features/contacts/CardTickets.svelte',
      'features/contacts/FieldValue.svelte',
    ],
  },
  {
    id: 'contact-blocked',
    place: one,
    answers: said([], { ...known, 'Contacts.Card': () => blocked }),
    shows: ['features/contacts/CardBlock.svelte'],
  },
  {
    id: 'contact-merge',
    place: one,
    answers,
    steps: (page) => ofCard(page, 'Juntar com outro contato'),
    shows: ['features/contacts/MergeDialog.svelte'],
  },
  {
    id: 'contact-erase',
    place: one,
    answers,
    steps: (page) => ofCard(page, 'Apagar tudo deste contato'),
    shows: ['features/contacts/EraseDialog.svelte'],
  },
  {
    id: 'contact-fields',
    place: one,
    answers,
    steps: (page) => press(page, 'Definir campos'),
    shows: ['features/contacts/FieldsDialog.svelte'],
  },
  {
    id: 'contact-import',
    place: all,
    answers,
    steps: async (page) => {
      await ofPage(page, 'Importar lista (CSV)');
      await page
        .locator('dialog input[type=file]')
        .setInputFiles({ name: 'clientes.csv', mimeType: 'text/csv', buffer: Buffer.from('a;b') });
      await page.getByText('Conceição Alves').waitFor();
    },
    shows: ['features/contacts/ImportDialog.svelte', 'features/contacts/ImportPreview.svelte'],
  },
  {
    id: 'contact-steps',
    place: all,
    answers,
    steps: (page) => ofPage(page, 'Importações e junções'),
    shows: ['features/contacts/StepsDialog.svelte'],
  },
  {
    id: 'begin',
    place: talk,
    answers: said(undefined, known),
    steps: (page) => keys(page, 'Control+n'),
    shows: ['features/begin/Begin.svelte', 'features/inbox/Title.svelte', 'ui/Line.svelte'],
  },
];
