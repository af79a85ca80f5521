/**
 * Puts text in the place of a stretch of a field, as if it had been typed: Ctrl+Z takes it back. Engines keep that only for this old
 * command; where there is none, the text comes without it.
 */
export function insert(
  field: HTMLTextAreaElement,
  text: string,
  from = field.selectionStart,
  to = field.selectionEnd,
): void {
  if (from === to && text === '') return;
  field.focus({ preventScroll: true });
  field.setSelectionRange(from, to);
  const doc = document as Partial<Pick<Document, 'execCommand'>>;
  const done =
    text === ''
      ? doc.execCommand?.call(document, 'delete')
      : doc.execCommand?.call(document, 'insertText', false, text);
  if (done && field.value.slice(from, from + text.length) === text) return;
  field.setRangeText(text, from, to, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
