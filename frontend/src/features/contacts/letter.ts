/** Under which letter somebody stands in the list; # for those whose name begins with none. */
export function letterOf(name: string): string {
  const first = [...name.trim().normalize('NFKD')][0] ?? '';
  return /\p{L}/u.test(first) ? first.toLocaleUpperCase() : '#';
}
