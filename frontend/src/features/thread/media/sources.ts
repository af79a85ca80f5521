/** The forms in which the program gives a voice message, and how each is asked for: as it is kept, or in another wrapping. */
const forms = [
  ['audio/ogg; codecs=opus', ''],
  ['audio/webm; codecs=opus', '?as=webm'],
  ['audio/x-caf; codecs=opus', '?as=caf'],
] as const;

/** Where a sound can be had in forms that this engine may play, the best first; none if it plays no such sound. Of a sound that is no
 * Ogg there is one form, and only trying tells. */
export function sourcesOf(url: string, mime: string, plays: (type: string) => boolean): string[] {
  if (!mime.toLowerCase().startsWith('audio/ogg')) return [url];
  return forms.filter(([type]) => plays(type)).map(([, as]) => url + as);
}

/** Whether this engine may play a type of sound. */
export function playsHere(type: string): boolean {
  return document.createElement('audio').canPlayType(type) !== '';
}
