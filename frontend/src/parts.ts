import type { Page } from './desk/route.svelte';
import { words } from './i18n/i18n.svelte';
import { part } from './ui/part.svelte';

/** The pages that are not the inbox, which is the first screen. */
export const pages = {
  welcome: part(() => import('./pages/WelcomePage.svelte')),
  contacts: part(async () => {
    await words.later();
    return import('./features/contacts/Contacts.svelte');
  }),
  report: part(async () => {
    await words.later();
    return import('./features/report/Report.svelte');
  }),
  service: part(() => import('./pages/ServicePage.svelte')),
  labels: part(() => import('./pages/LabelsPage.svelte')),
  replies: part(() => import('./features/replies/Library.svelte')),
  channels: part(() => import('./pages/ChannelsPage.svelte')),
  appearance: part(() => import('./pages/AppearancePage.svelte')),
  shortcuts: part(() => import('./pages/ShortcutsPage.svelte')),
  about: part(() => import('./pages/AboutPage.svelte')),
} satisfies Record<Exclude<Page, 'inbox'>, unknown>;

/** What lies over any page. */
export const overlays = {
  begin: part(async () => {
    await words.later();
    return import('./features/begin/Begin.svelte');
  }),
  reply: part(() => import('./features/replies/ReplyForm.svelte')),
  search: part(() => import('./features/search/SearchDialog.svelte')),
  palette: part(() => import('./features/search/Palette.svelte')),
  shortcuts: part(() => import('./features/shell/ShortcutSheet.svelte')),
};
