import type { Session } from '../../desk/session.svelte';

/** Whether this computer has no way to the network, as its connections found. An attempt that is under way says nothing yet. */
export class Outage {
  on = $state(false);

  constructor(session: Session) {
    $effect(() => {
      const all = session.connections;
      if (all.some((c) => c.health === 'retrying' && c.fault?.code === 'no_network')) this.on = true;
      else if (!all.some((c) => c.health === 'connecting')) this.on = false;
      else if (all.some((c) => c.health === 'online')) this.on = false;
    });
  }
}
