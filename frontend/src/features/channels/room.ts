import type { Session } from '../../desk/session.svelte';

/** How many connections the operator allows. The setting has a value always; the fallback is the program's own default. */
export const limitOf = (session: Session): number => Number(session.settings['connection_limit'] ?? 3);

/** How many more connections can be made. The program refuses another one at zero, so that the page offers none. */
export const freeOf = (session: Session): number => Math.max(0, limitOf(session) - session.connections.length);
