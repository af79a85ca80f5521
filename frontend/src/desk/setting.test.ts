import { describe, expect, it } from 'vitest';
import type { Session } from './session.svelte';
import { snapshot, start } from './slow';

describe('a setting', () => {
  const settings = (session: Session) => session.settings['list_width'];

  it('stays as it was set while older answers come', async () => {
    const { host, session } = await start();
    const old = { ...snapshot(6), settings: { list_width: '348' } };
    void session.refresh();
    session.set('list_width', '440');
    await host.answer('System.Snapshot', old);
    expect(settings(session)).toBe('440');
    void session.refresh();
    await host.answer('System.Set', {});
    await host.answer('System.Snapshot', old);
    expect(settings(session), 'asked for before the program had it').toBe('440');
    await host.answer('System.Snapshot', { ...old, settings: { list_width: '400' } });
    expect(settings(session), 'what the program made of it').toBe('400');
  });

  it('goes back when the program refuses it', async () => {
    const { host, session } = await start();
    session.set('list_width', '9000');
    await host.refuse('System.Set');
    await host.answer('System.Snapshot', { ...snapshot(6), settings: { list_width: '348' } });
    expect(settings(session)).toBe('348');
  });

  it('that is set twice reaches the program in this order', async () => {
    const { host, session } = await start();
    session.set('list_width', '364');
    session.set('list_width', '440');
    expect(host.requests('System.Set')).toEqual([{ key: 'list_width', value: '364' }]);
    await host.refuse('System.Set');
    await host.answer('System.Snapshot', { ...snapshot(6), settings: { list_width: '348' } });
    expect(settings(session)).toBe('440');
    expect(host.requests('System.Set')).toEqual([{ key: 'list_width', value: '440' }]);
  });
});
