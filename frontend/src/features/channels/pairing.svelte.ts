/** The panel that makes or mends a connection. Its place in the steps survives a look at the inbox. */
class Pairing {
  open = $state(false);
  /** The connection being linked, 0 while method and name are chosen. */
  connection = $state(0);
  step = $state<'method' | 'name' | 'connect'>('method');
  /** Telephone for a code, empty for a QR. */
  phone = $state('');
  byCode = $state(false);

  begin(): void {
    Object.assign(this, { open: true, connection: 0, step: 'method', phone: '', byCode: false });
  }

  resume(connection: number): void {
    Object.assign(this, { open: true, connection, step: 'connect', phone: '', byCode: false });
  }

  end(): void {
    this.open = false;
  }
}

export const pairing = new Pairing();
