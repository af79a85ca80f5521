/** What the window's toolkit takes in no address, because a shell would read it: an address means the same with it written as numbers. */
const unsafe = /[;|`$\\<>*{}[\]()~!\s]/g;

export function spelled(address: string): string {
  const whole = URL.canParse(address) ? new URL(address).href : address;
  return whole.replace(unsafe, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Lets links that lead out of the program be opened elsewhere. A window has no tabs, and shows no page but its own. */
export function leadOutside(open: (address: string) => void): (e: MouseEvent) => void {
  return (e) => {
    const link = e.target instanceof Element ? e.target.closest<HTMLAnchorElement>('a[target="_blank"]') : null;
    if (!link) return;
    e.preventDefault();
    open(spelled(link.href));
  };
}
