import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Report } from '../host/api.gen';
import { Refusal } from '../host/host';
import { fits, Reporting } from './report.svelte';
import { settled, start } from './slow';

const report = (received: number) => ({ received, days: [] }) as unknown as Report;

describe('the report', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  async function following() {
    const { host, session } = await start();
    const reporting = new Reporting(session);
    const stop = reporting.follow();
    return { host, reporting, stop, asked: () => host.requests('Report.Read') };
  }

  it('shows the answer to the last choice, whatever comes first', async () => {
    const { host, reporting } = await following();
    reporting.choose({ days: 30, channel: 2 });
    const [week, month] = host.asked.filter((a) => a.name === 'Report.Read').slice(-2);
    month!.answer(report(30));
    await settled();
    week!.answer(report(7));
    await settled();
    expect(reporting.shown?.report.received).toBe(30);
  });

  it('keeps what it shows when it cannot be read again, and says why', async () => {
    const { host, reporting } = await following();
    await host.answer('Report.Read', report(7));
    void reporting.read();
    host.asked.findLast((a) => a.name === 'Report.Read')!.refuse(new Refusal({ code: 'disk_error', params: {} }));
    await settled();
    expect(reporting.fault?.code).toBe('disk_error');
    expect(reporting.shown?.report.received).toBe(7);
  });

  it('knows that it shows another channel than the one that is chosen, until that is read', async () => {
    const { host, reporting } = await following();
    await host.answer('Report.Read', report(7));
    expect(reporting.old).toBe(false);
    reporting.choose({ channel: 2 });
    expect(reporting.old).toBe(true);
    expect(reporting.shown?.of.channel).toBe(0);
    await host.answer('Report.Read', report(2));
    expect(reporting.old).toBe(false);
    expect(reporting.shown?.of.channel).toBe(2);
  });

  it('asks for dates only once both are there, in their order, and not too far apart', async () => {
    const { host, reporting, asked } = await following();
    await host.answer('Report.Read', report(7));
    const none = asked().length;
    reporting.choose({ days: 0, first: '2026-03-02', last: '' });
    reporting.choose({ first: '2026-03-02', last: '2026-03-01' });
    reporting.choose({ first: '2025-03-01', last: '2026-03-02' });
    expect(asked()).toHaveLength(none);
    reporting.choose({ first: '2024-01-01', last: '2024-12-31' });
    expect(asked().at(-1)).toEqual({ days: 0, first: '2024-01-01', last: '2024-12-31', channel: 0 });
    expect(fits({ days: 7, first: '', last: '', channel: 0 })).toBe(true);
  });

  it('is read once after many changes, when the day ends, and never once nobody looks', async () => {
    vi.setSystemTime(new Date(2026, 2, 2, 23, 59, 0));
    const { host, stop, asked } = await following();
    const before = asked().length;
    let rev = 5;
    for (let i = 0; i < 20; i++) {
      host.events.changes({ from: rev, rev: ++rev, changes: [{ kind: 'message', id: i, of: 0 }], resync: false });
    }
    await vi.advanceTimersByTimeAsync(3000);
    expect(asked().length).toBe(before + 1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked().length).toBe(before + 2);
    stop();
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect(asked().length).toBe(before + 2);
  });
});
