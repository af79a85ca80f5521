// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { newSecret, setupOf } from './setup';

const numbered = () => {
  let n = 0;
  return () => `secret${String(++n)}`;
};

describe("a server of one's own", () => {
  it('is asked for nothing by ways that need none', () => {
    expect(setupOf('waweb')).toBeUndefined();
    expect(setupOf('cloudapi')).toBeUndefined();
  });

  it('is started for this computer alone, with the key that the form gets', () => {
    const wwebjs = setupOf('wwebjs')!(numbered());
    expect(wwebjs.run).toContain('-p 127.0.0.1:3000:3000');
    expect(wwebjs.run).toContain('-e API_KEY=secret1 ');
    expect(wwebjs.run).toContain('-e ENABLE_WEBSOCKET=TRUE');
    expect(wwebjs.values).toEqual({ address: 'http://127.0.0.1:3000', api_key: 'secret1', session: 'balcao' });
  });

  it("has a user whose token is not the administrator's", () => {
    const wuzapi = setupOf('wuzapi')!(numbered());
    expect(wuzapi.run).toContain('-e WUZAPI_ADMIN_TOKEN=secret1');
    expect(wuzapi.values['user_token']).toBe('secret2');
    const body = /-d "(.*)"$/.exec(wuzapi.user!)![1]!.replaceAll('\\"', '"');
    expect(JSON.parse(body)).toEqual({ name: 'balcao', token: 'secret2', events: 'All', history: 200 });
    expect(wuzapi.user).toContain('Authorization: secret1');
  });

  it('keeps its data when its image is updated', () => {
    for (const kind of ['wwebjs', 'wuzapi']) {
      const made = setupOf(kind)!(newSecret);
      expect(made.run).toMatch(/ -v balcao-/);
      expect(made.update).toMatch(/^docker pull \S+ && docker rm -f balcao-/);
    }
  });

  it('has secrets of 32 characters, each another one', () => {
    const all = new Set(Array.from({ length: 100 }, newSecret));
    expect(all.size).toBe(100);
    for (const secret of all) expect(secret).toMatch(/^[0-9a-f]{32}$/);
  });
});
