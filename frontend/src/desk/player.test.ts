import { beforeEach, expect, it, vi } from 'vitest';
import type { Message } from '../host/api.gen';
import { Player } from './player.svelte';
import { message, opened } from './slow';

/** A sound of which one can see what is done with it. */
class Sound {
  static last: Sound;
  src = '';
  currentTime = 0;
  duration = 9;
  playbackRate = 1;
  playing = false;
  onplay = () => undefined as unknown;
  onpause = () => undefined as unknown;
  onended = () => undefined as unknown;
  onerror = () => undefined as unknown;
  ontimeupdate = () => undefined as unknown;
  ondurationchange = () => undefined as unknown;
  constructor() {
    Sound.last = this;
  }
  play() {
    this.playing = true;
    this.onplay();
    return Promise.resolve();
  }
  pause() {
    this.playing = false;
    this.onpause();
  }
}

beforeEach(() => void vi.stubGlobal('Audio', Sound));

const spoken = (id: number, more: Partial<Message> = {}) => ({
  message: { ...message(id, 1), kind: 'voice', ...more },
  name: 'Ana',
  sources: [`media/${String(id)}`, `media/${String(id)}?as=webm`],
  failed: 0,
});

async function made() {
  const all = await opened();
  const player = new Player(all.session);
  return { ...all, player, sound: Sound.last };
}

it('plays one message at a time, from where it is told, and says that it was heard', async () => {
  const { host, player, sound } = await made();
  player.play(spoken(1), 3);
  expect([sound.src, sound.currentTime, sound.playing, player.at]).toEqual(['media/1', 3, true, 3]);
  player.play(spoken(2, { listened: true }), 0);
  expect([sound.src, player.plays(1), player.plays(2)]).toEqual(['media/2', false, true]);
  expect(host.requests('Messages.Listened')).toEqual([{ id: 1 }]);
});

it('is told of apart from its bubble only while that is out of sight, until it ends', async () => {
  const { player, sound } = await made();
  player.play(spoken(1), 0);
  expect(player.apart).toBeNull();
  player.seen = false;
  expect(player.apart?.name).toBe('Ana');
  player.toggle();
  expect([player.going, player.apart !== null]).toEqual([false, true]);
  player.toggle();
  sound.onended();
  expect([player.going, player.apart, player.at]).toEqual([false, null, 0]);
});

it('goes on to the next form of what it cannot play, and gives up after the last', async () => {
  const { player, sound } = await made();
  player.play(spoken(1), 2);
  sound.onerror();
  expect([sound.src, sound.currentTime, player.voice?.failed]).toEqual(['media/1?as=webm', 2, 1]);
  sound.onerror();
  expect(player.voice).toBeNull();
});

it('changes the speed of what plays', async () => {
  const { player, sound, session } = await made();
  player.play(spoken(1), 0);
  player.faster();
  expect([sound.playbackRate, session.settings['voice_speed']]).toEqual([1.5, '1.5']);
});
