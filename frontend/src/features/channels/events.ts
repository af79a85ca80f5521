import { t } from '../../i18n/i18n.svelte';
import type { ChannelEvent } from '../../host/api.gen';
import { happened } from '../../desk/session.svelte';
import { wayName } from './ways';

/** How an event stands among the others. */
export type Tone = 'good' | 'bad' | 'wait' | 'plain';

const tones: Record<string, Tone> = {
  online: 'good',
  channel_restored: 'good',
  lost: 'wait',
  signed_out: 'bad',
  blocked: 'bad',
};

export const toneOf = (e: ChannelEvent): Tone => tones[e.kind] ?? 'plain';

/** Stands for the channel's name until the sentence is cut there, so that the name can be set apart. */
const cut = '\uE000';

/** An event in words, before and after the name of its channel, with the reason where one is known. */
export function eventWords(e: ChannelEvent): { before: string; after: string } {
  const [before = '', after = ''] = t(`event.${e.kind}` as 'event.added', { name: cut, way: wayName(e.way) }).split(
    cut,
  );
  return { before, after: e.fault ? `${after} ${happened(e.fault)}` : after };
}
