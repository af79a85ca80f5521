import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { t } from '../../i18n/i18n.svelte';
import CopyLine from './CopyLine.svelte';

afterEach(cleanup);

it('says when the system refuses its clipboard', async () => {
  const user = userEvent.setup();
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValueOnce(new DOMException('no', 'NotAllowedError'));
  render(CopyLine, { label: 'Address', value: 'https://shop.test' });
  await user.click(screen.getByRole('button'));
  expect(screen.getByRole('alert')).toHaveTextContent(t('copyFailed'));
  expect(screen.getByRole('status')).toHaveTextContent('');
});
