/** The panel that makes or mends a connection. Its place in the steps survives a look at the inbox. */
class Pairing {
  open = $state(false);
  /** The way that was chosen. */
  kind = $state<'waweb' | 'cloudapi'>('waweb');
  /** The channel that gets a reserve, 0 for a new channel. */
  channel = $state(0);
  /** The name of a new channel. */
  name = $state('');
  /** The connection being linked or mended, 0 while method and name are chosen. */
  connection = $state(0);
  step = $state<'method' | 'name' | 'connect'>('method');
  /** Telephone for a code, empty for a QR. */
  phone = $state('');
  byCode = $state(false);

  /** A new channel, or a reserve of one. */
  begin(channel = 0): void {
    Object.assign(this, { ...fresh, channel, open: true });
  }

  resume(connection: number, kind: string): void {
    Object.assign(this, { ...fresh, open: true, kind, connection, step: 'connect' });
  }

  end(): void {
    this.open = false;
  }
}

const fresh = {
  kind: 'waweb',
  channel: 0,
  name: '',
  connection: 0,
  step: 'method',
  phone: '',
  byCode: false,
} as const;

export const pairing = new Pairing();
