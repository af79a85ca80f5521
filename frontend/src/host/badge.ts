import type { Host } from './host';
import { toolkit } from './wails';

/** The count where the system shows one for the program, as far as it does. */
export class Badge {
  #shown = 0;

  constructor(readonly host: Host) {}

  /** The words of the window or of the browser's tab. */
  title(words: string): void {
    document.title = words;
    toolkit()?.WindowSetTitle(words);
  }

  /** Zero takes the count away. */
  count(n: number): void {
    if (n === this.#shown) return;
    this.#shown = n;
    if (toolkit()) return void this.host.call('Notices.Badge', { count: n }).catch(() => undefined); // the title has it
    if ('setAppBadge' in navigator) void navigator.setAppBadge(n).catch(() => undefined); // only an installed page has one
    dot(n > 0);
  }
}

/** Puts a dot on the icon of the tab, which is seen where its title is cut off. */
function dot(on: boolean): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link) link.href = link.href.replace(/icon(-new)?\.svg/, on ? 'icon-new.svg' : 'icon.svg');
}
