import type { Attachment } from '../../../host/api.gen';

/** The shape of a picture before it is there, so that nothing moves when it comes. Very long ones are cut, as they are drawn. */
export function ratioOf(a: Attachment): string {
  if (a.width <= 0 || a.height <= 0) return '4 / 3';
  return String(Math.min(2.2, Math.max(0.79, a.width / a.height)));
}
