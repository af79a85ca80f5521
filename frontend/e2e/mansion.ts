import { expect } from '@playwright/test';
import type { Api } from '../src/host/api.gen';
import { until, type Eyes } from './eyes';
import { Program } from './program';
import { Simulator } from './simulator';
import { Valve } from './valve';

/** The contact with the long conversation: the plan of the house says which number and ticket. */
const longest = { number: '5511970000001', name: 'Davi Duarte' };

/** The program on a house of 10,000 tickets and 1,000,000 messages, behind a door that can be held shut. */
export class Mansion {
  private constructor(
    readonly eyes: Eyes,
    readonly valve: Valve,
    private readonly program: Program,
    private readonly simulator: Simulator,
  ) {}

  /** Opens the page and links the telephone. */
  static async open(eyes: Eyes): Promise<Mansion> {
    const house = process.env['BALCAO_HOUSE'];
    if (!house) throw new Error('BALCAO_HOUSE must name a house: go run ./task house -folder FOLDER');
    const simulator = await Simulator.start();
    const program = await Program.inhabited(house, '--sim', simulator.file);
    const mansion = new Mansion(eyes, await Valve.before(program.address), program, simulator);
    await eyes.open(mansion.valve.address);
    await until(eyes, () => document.querySelectorAll('[data-testid=ticket-row]').length > 5, null);
    await mansion.link();
    return mansion;
  }

  private async link(): Promise<void> {
    const code = await this.eyes.run(pairingCode, '+5511955500100');
    await this.simulator.post('/pair-code', { code });
    await expect.poll(async () => (await this.call('System.Snapshot', {})).online, { timeout: 60_000 }).toBe(true);
    await this.simulator.post('/customers', longest);
  }

  /** The ticket of the long conversation, by its newest message. */
  async showLongest(): Promise<void> {
    await this.eyes.run((hash) => void (location.hash = hash), '#/atendimento/esperando/2001');
    await until(this.eyes, () => document.querySelectorAll('.messages [data-message]').length > 5, null);
  }

  /** Whoever has the long conversation writes. */
  async hear(text: string): Promise<void> {
    await this.simulator.post(`/customers/${longest.number}/write`, { text });
  }

  async call<Name extends keyof Api>(name: Name, request: Api[Name][0]): Promise<Api[Name][1]> {
    return this.eyes.run(
      async ([name, request]) => {
        const answer = await fetch(`api/call/${name}`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(request),
        });
        if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`);
        return (await answer.json()) as never;
      },
      [name, request] as const,
    );
  }

  async close(): Promise<void> {
    this.valve.close();
    await this.program.stop();
    await this.simulator.stop();
  }
}

/** Asks for a code that links the telephone of a number, and gives it. Runs in the page. */
function pairingCode(phone: string): Promise<string> {
  return new Promise((done, fail) => {
    const events = new EventSource('api/events');
    events.addEventListener('pairing', (e) => {
      const step = JSON.parse((e as MessageEvent<string>).data) as { step: string; code: string };
      if (step.step !== 'code') return;
      events.close();
      done(step.code);
    });
    events.onopen = () =>
      void fetch('api/call/Connections.Pair', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ connection: 1, phone }),
      }).then((answer) => {
        if (!answer.ok) fail(new Error(`not paired: ${String(answer.status)}`));
      });
  });
}
