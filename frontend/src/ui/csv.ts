import { words } from '../i18n/i18n.svelte';

/** A table as it leaves the program: the first row holds the names of the columns. */
export type Table = readonly (readonly (string | number | null)[])[];

/** Where numbers have a decimal comma, programs part the columns of a file with semicolons. */
function decimal(): string {
  return new Intl.NumberFormat(words.language).formatToParts(1.5).find((p) => p.type === 'decimal')?.value ?? '.';
}

/** What parts the columns of a file. */
export const separator = (): string => (decimal() === ',' ? ';' : ',');

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
  const between = separator();
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

/** Hands a table to the browser as a file to be kept. */
export function download(rows: Table, name: string): void {
  const url = URL.createObjectURL(new Blob([csv(rows)], { type: 'text/csv;charset=utf-8' }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser reads it after the press
}
