import { describe, expect, it } from 'vitest';
import { Refusal } from '../../host/host';
import { settled, start } from '../../desk/slow';
import { toasts } from '../../desk/toasts.svelte';
import { Importing } from './importing.svelte';

const preview = (separator: string) => ({
  encoding: 'utf-8',
  separator,
  rows: [['Nome', 'Telefone']],
  total: 2,
  header: true,
  columns: ['name', 'number'],
});
const result = { step: 1, added: 3, changed: 0, same: 0, skipped: [], more: 0 };

async function taken() {
  const { host, session } = await start();
  const importing = new Importing(session);
  const leave = importing.start();
  void importing.take(new File(['a;b'], 'clientes.csv'));
  await settled();
  await host.answer('upload', { id: 9 });
  await host.answer('Contacts.Preview', preview(';'));
  return { host, importing, leave };
}

describe('a list that is brought in', () => {
  it('shows how it is read by what was chosen last', async () => {
    const { host, importing } = await taken();
    void importing.look('utf-8', ',');
    void importing.look('utf-8', '|');
    await host.answer('Contacts.Preview', preview('|'), 1);
    await host.answer('Contacts.Preview', preview(','));
    expect(importing.preview?.separator).toBe('|');
  });

  it('leaves no file behind, whether it is brought in or not', async () => {
    const first = await taken();
    first.leave();
    expect(first.host.requests('Uploads.Drop')).toEqual([{ id: 9 }]);
    const second = await taken();
    void second.importing.run();
    await second.host.answer('Contacts.Import', result);
    expect(second.importing.result?.added).toBe(3);
    second.leave();
    expect(second.host.requests('Uploads.Drop')).toEqual([{ id: 9 }]);
  });

  it('is told of when its dialog was left, with what came of it or what went wrong', async () => {
    for (const refused of [false, true]) {
      const { host, importing, leave } = await taken();
      void importing.run();
      leave();
      expect(host.requests('Uploads.Drop')).toEqual([]);
      if (refused) await host.refuse('Contacts.Import', new Refusal({ code: 'disk_full', params: {} }));
      else await host.answer('Contacts.Import', result);
      expect(toasts.all.at(-1)?.text).toMatch(refused ? /disk/i : /^3 new contacts$/);
      expect(host.requests('Uploads.Drop')).toEqual([{ id: 9 }]);
    }
  });

  it('says why a file was not taken', async () => {
    const { host, session } = await start();
    const importing = new Importing(session);
    void importing.take(new File(['a'], 'a.csv'));
    await settled();
    await host.refuse('upload', new Refusal({ code: 'disk_full', params: {} }));
    expect(importing.fault?.code).toBe('disk_full');
    expect(importing.busy).toBe(false);
  });
});
