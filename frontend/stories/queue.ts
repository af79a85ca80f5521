import type { Queue, QueuedEntry } from '../src/host/api.gen';
import { now } from './house';
import { everyday } from './talks';

const hour = 3_600_000;
const cancel = { act: 'cancel', connection: 0 };

function entry(id: number, body: string, why: string, over: Partial<QueuedEntry> = {}): QueuedEntry {
  const message = { ...everyday[0]!, id, direction: 'out', kind: 'text', body, status: 'queued', fault: null };
  return { message, why, connection: 2, nextAt: 0, until: 0, offers: [cancel], ...over };
}

/** Messages that wait for each of the reasons there are. */
export const queue: Queue = {
  more: false,
  until: now + hour / 2,
  talks: [
    {
      ticket: 1,
      contact: 1,
      channel: 1,
      name: 'Marina Duarte',
      number: '+5511982140001',
      messages: [
        entry(901, 'Fazemos sim, até as 18h', 'link', { until: now + hour / 2 }),
        entry(902, 'De que tamanho?', 'turn'),
      ],
    },
    {
      ticket: 2,
      contact: 2,
      channel: 1,
      name: 'Otávio Lima',
      number: '+5511982140002',
      messages: [
        entry(903, 'Seu pedido saiu', 'mend', { connection: 1 }),
        entry(904, 'Bom dia', 'shut', { until: now - hour }),
        entry(905, 'Chegou bem?', 'unsure', { offers: [{ act: 'resolve', connection: 0 }] }),
      ],
    },
  ],
};
