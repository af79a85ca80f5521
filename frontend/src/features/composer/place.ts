import type { Place } from '../../host/api.gen';

const pair = /(-?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)/;
/** How the addresses of maps write a point: the one that is meant before the middle of the picture. */
const inAddress = [
  /!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)/,
  /[?&](?:q|query|ll|mlat)=(-?\d+\.\d+)(?:,|%2C|&mlon=)(-?\d+\.\d+)/i,
  /@(-?\d+\.\d+),(-?\d+\.\d+)/,
];

/** A point on the map out of what somebody typed or copied: two numbers, or the address of a map. Nothing is asked of any network. */
export function readPlace(text: string): Pick<Place, 'latitude' | 'longitude'> | null {
  const ways = /^\s*https?:/i.test(text) ? inAddress : [pair];
  for (const way of ways) {
    const found = way.exec(text.replace(/(\d),(\d+)\s*[;\s]\s*(-?\d+),(\d+)/, '$1.$2, $3.$4'));
    if (!found) continue;
    const [latitude, longitude] = [Number(found[1]), Number(found[2])];
    if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return { latitude, longitude };
  }
  return null;
}
