// @vitest-environment node
import { beforeEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../host/api.gen';
import { sentence } from '../../desk/session.svelte';
import { t, words } from '../../i18n/i18n.svelte';
import { lookedAt, reason } from './findings';

const finding = (part: Partial<Finding>, code = ''): Finding => ({
  ...{ field: '', what: 'value', warning: false, params: {} },
  fault: code ? { code, params: {} } : null,
  ...part,
});

describe('what a test of an entry found', () => {
  beforeEach(() => words.use('pt-BR'));

  it('names the field whose value is wrong, and the reason', () => {
    const id = finding({ field: 'waba_id' }, 'bad_request');
    expect(lookedAt(id, 'cloudapi')).toBe(t('field.cloudapi.waba_id'));
    expect(reason(id)).toBe(t('finding.shape.waba_id'));
    expect(reason(finding({ field: 'token' }, 'bad_request'))).toBe(t('finding.shape'));
    expect(reason(finding({ field: 'token' }, 'empty_field'))).toBe(t('fault.empty_field'));
    expect(lookedAt(finding({ field: 'address' }, 'bad_request'), 'later')).toBe('address');
  });

  it('says of a token that is entered for the first time that it is refused, and nothing of a session', () => {
    for (const what of ['token', 'account', 'number'])
      expect(reason(finding({ field: 'token', what }, 'signed_out'))).toBe(t('finding.token.refused'));
  });

  it('gives a reason for each warning, and none where all is well', () => {
    expect(reason(finding({ what: 'subscription', warning: true }))).toBe(t('finding.subscription.warning'));
    expect(reason(finding({ what: 'webhook', warning: true }))).toBe(t('finding.webhook.warning'));
    expect(reason(finding({ what: 'account' }))).toBe('');
    expect(reason(finding({ what: 'account' }, 'not_found'))).toBe(t('finding.account.not_found'));
    expect(reason(finding({ what: 'number' }, 'blocked'))).toBe(sentence({ code: 'blocked', params: {} }));
  });
});

describe('a server that answered', () => {
  it('is told with its release, where it said one, and with how long it took', () => {
    const server = (params: Record<string, string>) =>
      lookedAt(finding({ field: 'address', what: 'server', params }), 'wuzapi');
    expect(server({ version: '1.0.5', ms: '12' })).toBe('O servidor 1.0.5 respondeu em 12 ms');
    expect(server({ ms: '3' })).toBe('O servidor respondeu em 3 ms');
  });
});

describe('what follows on a connection that is signed out', () => {
  it('is a new QR or a new token, by its kind', () => {
    const of = (kind: string) => sentence({ code: 'signed_out', params: { kind } });
    expect(of('waweb')).toContain(t('fault.signed_out.then.waweb'));
    expect(of('cloudapi')).toContain(t('fault.signed_out.then.cloudapi'));
    expect(of('later')).toContain(t('fault.signed_out.then'));
  });
});
