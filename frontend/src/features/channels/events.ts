import { known, t } from '../../i18n/i18n.svelte';
import type { ChannelEvent } from '../../host/api.gen';
import { happened } from '../../desk/session.svelte';
import { safe } from '../../ui/text';
import { wayName } from './ways';

/** How an event stands among the others. */
export type Tone = 'good' | 'bad' | 'wait' | 'plain' | 'reserve';

const tones: Record<string, Tone> = {
  online: 'good',
  channel_restored: 'good',
  lost: 'wait',
  signed_out: 'bad',
  blocked: 'bad',
  refused: 'bad',
  unsure: 'wait',
  reserve: 'reserve',
};

export const toneOf = (e: ChannelEvent): Tone => tones[e.kind] ?? 'plain';

/** Stands for the channel's name until the sentence is cut there, so that the name can be set apart. */
const cut = '\uE000';

/** An event in words, before and after the name of its channel, with the reason where one is known. */
export function eventWords(e: ChannelEvent): { before: string; after: string } {
  const many = `event.${e.kind}.many`;
  const together = known(many);
  const key = together && (e.times > 1 || e.ticket === 0) ? many : `event.${e.kind}`;
  const params = { name: cut, way: wayName(e.way), n: e.times, who: safe(e.who) };
  const [before = '', after = ''] = t(key as 'event.added', params).split(cut);
  const more = [
    ...(e.times > 1 && !together ? [t('event.times', { n: e.times })] : []),
    ...(e.fault ? [happened(e.fault)] : []),
  ];
  return { before, after: [after, ...more].join(' ') };
}
