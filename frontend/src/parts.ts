import type { Page } from './desk/route.svelte';
import { words } from './i18n/i18n.svelte';
import { part, type Part, type Props } from './ui/part.svelte';

/** A part whose words come later than those of the first screen. */
function late<P extends Props>(source: Part<P>['source']): Part<P> {
  return part(async () => {
    await words.later();
    return source();
  });
}

/** The pages that are not the inbox, which is the first screen. */
export const pages = {
  welcome: part(() => import('./pages/WelcomePage.svelte')),
  contacts: late(() => import('./features/contacts/Contacts.svelte')),
  report: late(() => import('./features/report/Report.svelte')),
  service: part(() => import('./pages/ServicePage.svelte')),
  labels: late(() => import('./pages/LabelsPage.svelte')),
  replies: part(() => import('./features/replies/Library.svelte')),
  channels: part(() => import('./pages/ChannelsPage.svelte')),
  appearance: late(() => import('./pages/AppearancePage.svelte')),
  shortcuts: part(() => import('./pages/ShortcutsPage.svelte')),
  about: part(() => import('./pages/AboutPage.svelte')),
} satisfies Record<Exclude<Page, 'inbox'>, unknown>;

/** What lies over any page. */
export const overlays = {
  begin: late(() => import('./features/begin/Begin.svelte')),
  reply: part(() => import('./features/replies/ReplyForm.svelte')),
  search: part(() => import('./features/search/SearchDialog.svelte')),
  palette: part(() => import('./features/search/Palette.svelte')),
  shortcuts: part(() => import('./features/shell/ShortcutSheet.svelte')),
};
