/** Whether a key sends what is typed: Enter, or Ctrl+Enter where the operator set it so. */
export function sends(e: KeyboardEvent, byEnter: boolean): boolean {
  const ctrl = e.ctrlKey || e.metaKey;
  return e.key === 'Enter' && !e.shiftKey && !e.altKey && !e.isComposing && (byEnter ? !ctrl : ctrl);
}
