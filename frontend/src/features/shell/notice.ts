import type { Notice } from '../../host/api.gen';
import type { Words } from '../../desk/notices.svelte';
import { count, t } from '../../i18n/i18n.svelte';
import { authorName } from '../../ui/author';
import { lineWords } from '../../ui/kind';
import { phone, safe } from '../../ui/text';

/** The words of what arrived in one conversation. What the operator wants hidden the program did not tell. */
export function one(n: Notice): Words {
  const title = safe(n.name || phone(n.number));
  const news = n.woke ? t('notice.woke') : count('notice.new', n.count);
  if (!title) return { title: news, body: '' };
  if (!n.kind) return { title, body: news };
  const words = lineWords(n.kind, 'in', safe(n.text));
  const line = n.author ? `${authorName(n.author)}: ${words}` : words;
  return { title, body: n.count > 1 ? `${news} · ${line}` : line };
}

/** The words of what arrived in many conversations at once. */
export function many(conversations: number): Words {
  return { title: count('notice.many', conversations), body: '' };
}
