import type { Page } from './desk/route.svelte';
import { part } from './ui/part.svelte';

/** The pages that are not the inbox, which is the first screen. */
export const pages = {
  welcome: part(() => import('./pages/WelcomePage.svelte')),
  contacts: part(() => import('./features/contacts/Contacts.svelte')),
  report: part(() => import('./features/report/Report.svelte')),
  service: part(() => import('./pages/ServicePage.svelte')),
  labels: part(() => import('./pages/LabelsPage.svelte')),
  replies: part(() => import('./features/replies/Library.svelte')),
  channels: part(() => import('./pages/ChannelsPage.svelte')),
  appearance: part(() => import('./pages/AppearancePage.svelte')),
  shortcuts: part(() => import('./pages/ShortcutsPage.svelte')),
  app: part(() => import('./pages/AppSettingsPage.svelte')),
  notices: part(() => import('./pages/NoticesPage.svelte')),
  about: part(() => import('./pages/AboutPage.svelte')),
} satisfies Record<Exclude<Page, 'inbox'>, unknown>;

/** What stands beside the conversation. */
export const details = part(() => import('./features/thread/Details.svelte'));

/** What lies over any page. */
export const overlays = {
  notifier: part(() => import('./features/shell/Notifier.svelte')),
  queue: part(() => import('./features/thread/QueueSheet.svelte')),
  calls: part(() => import('./features/shell/CallBanner.svelte')),
  player: part(() => import('./features/shell/PlayerBar.svelte')),
  begin: part(() => import('./features/begin/Begin.svelte')),
  reply: part(() => import('./features/replies/ReplyForm.svelte')),
  search: part(() => import('./features/search/SearchDialog.svelte')),
  palette: part(() => import('./features/search/Palette.svelte')),
  shortcuts: part(() => import('./features/shell/ShortcutSheet.svelte')),
  asking: part(() => import('./features/inbox/Asking.svelte')),
  files: part(() => import('./features/thread/FilesDialog.svelte')),
  past: part(() => import('./features/shell/Past.svelte')),
};
