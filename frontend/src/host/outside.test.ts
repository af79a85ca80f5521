import { afterEach, expect, it, vi } from 'vitest';
import type { Events } from './host';
import { windowHost } from './wails';

const opened: string[] = [];
const runtime = {
  EventsOn: () => () => undefined,
  BrowserOpenURL: (address: string) => void opened.push(address),
  WindowSetTitle: () => undefined,
};
const events = { reachable: () => undefined } as unknown as Events;

function press(html: string, kind = 'click'): boolean {
  document.body.innerHTML = html;
  const inner = document.body.querySelector('b')!;
  return inner.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true }));
}

afterEach(() => {
  opened.length = 0;
  vi.unstubAllGlobals();
});

it('opens links of messages in the system, and none in the window', () => {
  vi.stubGlobal('runtime', runtime);
  const stop = windowHost(runtime).listen(events);
  expect(press('<a href="https://a.bc/d" target="_blank"><b>x</b></a>')).toBe(false);
  expect(press('<a href="mailto:a@b.com" target="_blank"><b>x</b></a>', 'auxclick')).toBe(false);
  expect(press('<a href="#/contatos"><b>x</b></a>')).toBe(true);
  expect(press('<b>x</b>')).toBe(true);
  expect(opened).toEqual(['https://a.bc/d', 'mailto:a@b.com']);
  stop();
  expect(press('<a href="https://a.bc/d" target="_blank"><b>x</b></a>')).toBe(true);
});

// The toolkit refuses in silence what a shell could read.
it.each([
  ['https://pt.wikipedia.org/wiki/Bolo_(comida)', 'https://pt.wikipedia.org/wiki/Bolo_%28comida%29'],
  ['https://a.bc/x?a=1&b=$2;c#!d', 'https://a.bc/x?a=1&b=%242%3Bc#%21d'],
  ['https://maçã.com.br/pão', 'https://xn--ma-tiap.com.br/p%C3%A3o'],
  ['https://a.bc/%28~', 'https://a.bc/%28%7E'],
])('spells %s so that it is opened', (address, spelled) => {
  vi.stubGlobal('runtime', runtime);
  const stop = windowHost(runtime).listen(events);
  press(`<a href="${address}" target="_blank"><b>x</b></a>`);
  stop();
  expect(opened).toEqual([spelled]);
  expect(spelled).not.toMatch(/[;|`$\\<>*{}[\]()~!\s]/);
});
