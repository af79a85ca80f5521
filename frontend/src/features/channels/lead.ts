/** Leads the focus to the head of a step that has just appeared, so that it is read aloud and keys are heard in the panel. */
export function lead(head: HTMLElement): void {
  head.focus();
}
