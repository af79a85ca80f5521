import { t } from '../../i18n/i18n.svelte';
import type { Report } from '../../host/api.gen';
import type { Table } from '../../ui/csv';

export { csv, tsv } from '../../ui/csv';

/** The days of a report, for another program. Times are minutes. */
export function table(report: Report, channel: string): Table {
  const head = [t('report.day'), t('report.channel'), t('report.received'), t('report.answered'), t('report.minutes')];
  return [head, ...report.days.map((d) => [d.date, channel, d.received, d.answered, minutes(d.median)])];
}

function minutes(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / 6000) / 10;
}

/** What the file is called. */
export function fileName(report: Report): string {
  const [first, last] = [report.days[0], report.days[report.days.length - 1]];
  return `${t('report.file')}-${first?.date ?? ''}-${last?.date ?? ''}.csv`;
}
