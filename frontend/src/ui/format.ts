import { isPhone, run } from './phones';

/** A message's text as a tree that is drawn with elements. Nothing of it is ever HTML. */
export type Node =
  | { kind: 'text'; text: string }
  | { kind: 'bold'; mark: string; children: Node[] }
  | { kind: 'italic'; mark: string; children: Node[] }
  | { kind: 'strike'; mark: string; children: Node[] }
  | { kind: 'code'; text: string }
  | { kind: 'block'; text: string }
  | { kind: 'phone'; text: string }
  | { kind: 'link'; text: string; href: string };

export interface Line {
  kind: 'plain' | 'quote' | 'bullet' | 'number' | 'block';
  /** What stood before the text and is not drawn again: "> ", "- ", "1. ". */
  lead: string;
  children: Node[];
}

const marks: Record<string, 'bold' | 'italic' | 'strike'> = { '*': 'bold', _: 'italic', '~': 'strike' };

/** Splits a text into lines of nodes. Linear in its length; never throws; no character is lost (see `plain`). */
export function parse(text: string): Line[] {
  const lines: Line[] = [];
  let rest = 0;
  for (let open = text.indexOf('```'); open >= 0;) {
    const close = text.indexOf('```', open + 3);
    if (close < 0) break;
    if (close > open + 3) {
      lines.push(...plainLines(text.slice(rest, open)));
      lines.push({ kind: 'block', lead: '', children: [{ kind: 'block', text: text.slice(open + 3, close) }] });
      rest = close + 3;
      open = text.indexOf('```', rest);
    } else {
      open = close;
    }
  }
  if (rest < text.length || lines.length === 0) lines.push(...plainLines(text.slice(rest)));
  return lines;
}

const leads: readonly [Line['kind'], RegExp][] = [
  ['quote', /^> /],
  ['bullet', /^[-*] /],
  ['number', /^\d{1,3}\. /],
];

function plainLines(text: string): Line[] {
  if (text === '') return [];
  return text.split('\n').map((line) => {
    for (const [kind, pattern] of leads) {
      const lead = pattern.exec(line)?.[0];
      if (lead) return { kind, lead, children: inline(line.slice(lead.length)) };
    }
    return { kind: 'plain', lead: '', children: inline(line) };
  });
}

/** Code is found first and protects its inside. */
function inline(line: string): Node[] {
  const nodes: Node[] = [];
  let rest = 0;
  for (let open = line.indexOf('`'); open >= 0;) {
    const close = line.indexOf('`', open + 1);
    if (close < 0) break;
    if (close > open + 1) {
      nodes.push(...styled(line.slice(rest, open)), { kind: 'code', text: line.slice(open + 1, close) });
      rest = close + 1;
      open = line.indexOf('`', rest);
    } else {
      open = close;
    }
  }
  nodes.push(...styled(line.slice(rest)));
  return nodes;
}

/** A blank, punctuation, or any part of an emoji. */
const edge = /^(?:[\s\p{P}\p{S}]|\p{Extended_Pictographic}|\ufe0f|\u200d|\u20e3)$/u;

/** The whole character before a place: an emoji is two units long. */
function before(text: string, i: number): string | undefined {
  const low = text.charCodeAt(i - 1);
  return low >= 0xdc00 && low <= 0xdfff ? text.slice(Math.max(0, i - 2), i) : text[i - 1];
}

function after(text: string, i: number): string | undefined {
  const code = text.codePointAt(i + 1);
  return code === undefined ? undefined : String.fromCodePoint(code);
}

/** Pairs the marks of a line with a stack: each character is looked at once. */
function styled(text: string): Node[] {
  interface Frame {
    mark: string;
    at: number;
    nodes: Node[];
  }
  const frames: Frame[] = [{ mark: '', at: 0, nodes: [] }];
  const marked = text.replace(webs, (found) => 'x'.repeat(found.length)); // what stands in an address is no mark
  const nextClose = closers(marked);
  let from = 0;
  const flush = (to: number) => {
    if (to > from) frames[frames.length - 1]!.nodes.push(...linked(text.slice(from, to)));
  };
  for (let i = 0; i < text.length; i++) {
    const mark = marked[i]!;
    if (!(mark in marks)) continue;
    const top = frames[frames.length - 1]!;
    if (top.mark === mark && closes(marked, i) && i > top.at + 1) {
      flush(i);
      frames.pop();
      frames[frames.length - 1]!.nodes.push({ kind: marks[mark]!, mark, children: top.nodes });
      from = i + 1;
    } else if (
      opens(marked, i) &&
      !frames.some((f) => f.mark === mark) &&
      (nextClose[mark]?.[i] ?? -1) > i + 1 &&
      fits(frames, nextClose, i, mark)
    ) {
      flush(i);
      frames.push({ mark, at: i, nodes: [] });
      from = i + 1;
    }
  }
  flush(text.length);
  while (frames.length > 1) {
    const open = frames.pop()!;
    frames[frames.length - 1]!.nodes.push({ kind: 'text', text: open.mark }, ...open.nodes);
  }
  return frames[0]!.nodes;
}

function opens(text: string, i: number): boolean {
  const left = before(text, i);
  const right = after(text, i);
  return (left === undefined || edge.test(left)) && right !== undefined && !/\s/.test(right) && right !== text[i];
}

function closes(text: string, i: number): boolean {
  const left = before(text, i);
  const right = after(text, i);
  return left !== undefined && !/\s/.test(left) && (right === undefined || edge.test(right));
}

/** For each mark and place, where the next closing one stands. */
function closers(text: string): Record<string, Int32Array> {
  const next: Record<string, Int32Array> = {};
  for (const mark of Object.keys(marks)) {
    if (!text.includes(mark)) continue;
    const at = new Int32Array(text.length).fill(-1);
    for (let i = text.length - 1, found = -1; i >= 0; i--) {
      at[i] = found;
      if (text[i] === mark && closes(text, i)) found = i;
    }
    next[mark] = at;
  }
  return next;
}

/** A mark inside another one must close before it. */
function fits(frames: { mark: string }[], next: Record<string, Int32Array>, i: number, mark: string): boolean {
  const outer = frames[frames.length - 1]!.mark;
  return outer === '' || (next[mark]?.[i] ?? -1) < (next[outer]?.[i] ?? -1);
}

const web = String.raw`https?:\/\/[^\s<>"]+[^\s<>"'.,;:!?)\]}*_~]`;
const webs = new RegExp(web, 'gi');
const address = new RegExp(String.raw`(${web})|([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})|${run}`, 'gi');

/** Links of the two schemes that open in the system's own programs, and telephone numbers. Everything else stays text. */
function linked(text: string): Node[] {
  const nodes: Node[] = [];
  let rest = 0;
  const finder = new RegExp(address);
  for (let found = finder.exec(text); found; found = finder.exec(text)) {
    const [whole, web, mail] = found;
    const node = pressable(text, found.index, whole, web ?? (mail && `mailto:${mail}`));
    // An address may begin in the last group of digits of what is no number.
    if (!node) finder.lastIndex -= whole.includes(' ') ? whole.length - whole.lastIndexOf(' ') - 1 : 0;
    if (!node) continue;
    if (found.index > rest) nodes.push({ kind: 'text', text: text.slice(rest, found.index) });
    nodes.push(node);
    rest = found.index + whole.length;
  }
  if (rest < text.length) nodes.push({ kind: 'text', text: text.slice(rest) });
  return nodes;
}

function pressable(text: string, at: number, found: string, href: string | undefined): Node | null {
  if (href) return { kind: 'link', text: found, href };
  const end = at + found.length;
  return isPhone(found, text.slice(Math.max(0, at - 2), at), text.slice(end, end + 4))
    ? { kind: 'phone', text: found }
    : null;
}

/** The text of a tree with its marks: what was parsed, to the character. */
export function plain(lines: readonly Line[]): string {
  let out = '';
  lines.forEach((line, i) => {
    const before = lines[i - 1];
    if (i > 0 && line.kind !== 'block' && before?.kind !== 'block') out += '\n';
    out += line.lead + line.children.map(source).join('');
  });
  return out;
}

/** A text's words without the marks that a bubble draws as bold and the like, for where only a line of it is shown. */
export function unmarked(text: string): string {
  return parse(text)
    .map((line) => line.lead + line.children.map(words).join(''))
    .join('\n');
}

function words(node: Node): string {
  return 'children' in node ? node.children.map(words).join('') : node.text;
}

function source(node: Node): string {
  switch (node.kind) {
    case 'text':
    case 'link':
    case 'phone':
      return node.text;
    case 'code':
      return `\`${node.text}\``;
    case 'block':
      return `\`\`\`${node.text}\`\`\``;
    default:
      return node.mark + node.children.map(source).join('') + node.mark;
  }
}
