import { t, words } from '../../i18n/i18n.svelte';
import type { Report } from '../../host/api.gen';

/** A table as it leaves the program: the first row holds the names of the columns. */
export type Table = readonly (readonly (string | number | null)[])[];

/** The days of a report, for another program. Times are minutes. */
export function table(report: Report, channel: string): Table {
  const head = [t('report.day'), t('report.channel'), t('report.received'), t('report.answered'), t('report.minutes')];
  return [head, ...report.days.map((d) => [isoDay(d.at), channel, d.received, d.answered, minutes(d.median)])];
}

function minutes(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / 6000) / 10;
}

/** A day as every program reads it, in the zone of the screen. */
export function isoDay(at: number): string {
  const d = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
}

/** Where numbers have a decimal comma, programs part the columns of a file with semicolons. */
function decimal(): string {
  return new Intl.NumberFormat(words.language).formatToParts(1.5).find((p) => p.type === 'decimal')?.value ?? '.';
}

/** A text that a program for tables would take for a formula is made one that it shows. */
function harmless(text: string): string {
  return /^[\s]*[=+\-@|%＝＋－＠]/.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  return typeof value === 'number' ? String(value).replace('.', decimal()) : harmless(value);
}

/** The table as a file: UTF-8 with its mark, without which Excel reads another encoding. */
export function csv(rows: Table): string {
  const between = decimal() === ',' ? ';' : ',';
  // Both separators are quoted: a program of another language would cut the text at the other one.
  const quoted = (v: string | number | null) => {
    const text = cell(v);
    return typeof v === 'string' && /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\ufeff${rows.map((row) => `${row.map(quoted).join(between)}\r\n`).join('')}`;
}

/** The table for the clipboard, from where it falls into the cells of a program for tables. */
export function tsv(rows: Table): string {
  return rows.map((row) => row.map((v) => cell(v).replace(/[\t\r\n]+/g, ' ')).join('\t')).join('\n');
}

/** What the file is called. */
export function fileName(report: Report): string {
  const [first, last] = [report.days[0], report.days[report.days.length - 1]];
  return `${t('report.file')}-${isoDay(first?.at ?? 0)}-${isoDay(last?.at ?? 0)}.csv`;
}
