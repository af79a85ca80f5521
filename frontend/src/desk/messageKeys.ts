import type { Message } from '../host/api.gen';
import { replyKeys, selectKeys } from './commands';
import type { Desk } from './desk.svelte';
import { keysOf } from './pressed';

/** Does what a key means while a message has the focus; false where it means nothing there. */
export function messageKey(desk: Desk, e: KeyboardEvent, message: Message): boolean {
  const { chosen } = desk.acts;
  const pressed = keysOf(e);
  if (pressed === desk.keys.of(selectKeys.id, selectKeys.keys) || (chosen.on && pressed === 'Space')) {
    chosen.toggle(message);
    return true;
  }
  const answers = !chosen.on && !message.revoked && message.direction !== 'note';
  if (!answers || pressed !== desk.keys.of(replyKeys.id, replyKeys.keys)) return false;
  desk.acts.reply(message);
  return true;
}
