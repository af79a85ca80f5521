import { render } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { known, t } from '../i18n/i18n.svelte';
import KindIcon from './KindIcon.svelte';
import { kindWords, lineWords } from './kind';

const kinds = 'image video voice audio document sticker contacts location poll event template interactive order revoked'
  .split(' ')
  .concat(['ringing', 'missed', 'rejected', 'answered'].flatMap((state) => [`call_${state}`, `video_call_${state}`]));

describe('the kind of a message', () => {
  it.each([
    ['text', 'in', 'Oi', 'Oi'],
    ['text', 'note', 'Gosta de bolo', `${t('note')}: Gosta de bolo`],
    ['image', 'in', '', t('kind.image')],
    ['template', 'out', 'Olá!', `${t('kind.template')}: Olá!`],
    ['interactive', 'out', 'Qual?', `${t('kind.interactive')}: Qual?`],
    ['interactive', 'in', 'Este', `${t('kind.chosen')}: Este`],
    ['something new', 'in', '', t('kind.unsupported')],
  ])('%s %s “%s” reads “%s”', (kind, direction, text, words) => expect(lineWords(kind, direction, text)).toBe(words));

  it.each([...kinds, 'note', 'chosen'])('%s has a sign and words', (kind) => {
    const { container } = render(KindIcon, { kind });
    expect(container.querySelector('svg')).not.toBeNull();
    expect(known(`kind.${kind}`), kind).toBe(true);
    expect(kindWords(kind, 'out')).not.toBe(t('kind.unsupported'));
  });

  it('text has no sign', () => expect(render(KindIcon, { kind: 'text' }).container.querySelector('svg')).toBeNull());
});
