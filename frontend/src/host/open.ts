import { toolkit } from './wails';
import { spelled } from './outside';

/** Opens an address in the system's browser: from the window by its toolkit, from a browser in another tab of it. */
export function openOutside(address: string): void {
  const window = toolkit();
  if (window) window.BrowserOpenURL(spelled(address));
  else globalThis.open(address, '_blank', 'noopener,noreferrer');
}
