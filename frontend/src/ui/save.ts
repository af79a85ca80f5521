/** Hands a file that the program makes to the browser to be kept; the address is below that of the page. */
export function save(address: string, params: Record<string, string> = {}): void {
  const query = new URLSearchParams(params).toString();
  Object.assign(document.createElement('a'), { href: query ? `${address}?${query}` : address, download: '' }).click();
}
