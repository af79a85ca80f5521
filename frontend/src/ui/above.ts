/** Keeps a part of the page in the dialog that is open, because behind it nothing can be read or pressed, else at its home. Ends by
 * bringing it home. */
export function above(part: HTMLElement, home: HTMLElement): () => void {
  const open = 'dialog[open]';
  const place = () => {
    const dialog = document.activeElement?.closest(open) ?? [...document.querySelectorAll(open)].at(-1) ?? home;
    if (part.parentElement !== dialog) dialog.append(part);
  };
  place();
  const watch = new MutationObserver(place);
  watch.observe(document.body, { childList: true, subtree: true, attributeFilter: ['open'] });
  return () => {
    watch.disconnect();
    home.append(part);
  };
}
