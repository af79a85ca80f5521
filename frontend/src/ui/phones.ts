/**
 * Telephone numbers in what people write. Only what can be nothing else is one: a whole number with its country, or one as it is written in
 * Brazil, with its area. What lacks them may be the number of an order, a document, a date or a price.
 */

/** How many digits follow the country, by its calling code (ITU-T E.164 and the national plans). */
const lengths: Readonly<Record<string, readonly number[]>> = {
  1: [10],
  31: [9],
  32: [8, 9],
  33: [9],
  34: [9],
  39: [9, 10],
  41: [9],
  44: [10],
  49: [10, 11],
  51: [8, 9],
  52: [10, 11],
  53: [8],
  54: [10, 11],
  55: [10, 11],
  56: [9],
  57: [10],
  58: [10],
  81: [9, 10],
  86: [11],
  91: [10],
  238: [7],
  244: [9],
  258: [8, 9],
  351: [9],
  502: [8],
  503: [8],
  504: [8],
  505: [8],
  506: [8],
  507: [7, 8],
  591: [8],
  593: [8, 9],
  595: [9],
  598: [8],
};

/** What may be a number: a run of digits and of what people put between them. It is as short as the longest number is long. */
export const run = String.raw`[+(]?\(?\d[\d ().-]{7,20}\d`;

/** As Brazil writes numbers with their area: a mobile one, or any whose area stands in brackets. */
const brazilian = /^(?:55 )?(?:\((?:[1-9]{2})\) ?(?:9\d{4}|[2-5]\d{3})[ .-]?\d{4}|[1-9]{2} 9\d{4}[ .-]?\d{4})$/;

/** Groups of digits with one sign between them, the second perhaps in brackets. */
const international = /^\+\d{1,14}(?:[ .-]?\(\d{1,5}\))?(?:[ .-]?\d{1,14})*$/;

/** Whether a run is a telephone number, by itself and by what stands before and after it. */
export function isPhone(found: string, before: string, after: string): boolean {
  if (
    /[\p{L}\p{N}+.,:/\\#$€£%º°=@_-]$|\p{N}[ )]$/u.test(before) ||
    /^(?:[\p{L}\p{N}/\\%º°@_=]|[.,:-]\p{N}| ?[-+/x×]? ?\p{N})/u.test(after)
  )
    return false;
  return found.startsWith('+') ? whole(found) : brazilian.test(found);
}

function whole(found: string): boolean {
  if (!international.test(found)) return false;
  const digits = found.replace(/\D/g, '');
  return [1, 2, 3].some((n) => lengths[digits.slice(0, n)]?.includes(digits.length - n));
}
