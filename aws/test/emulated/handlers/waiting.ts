/** A handler for tests: says when it was loaded, waits as long as it is told, and tells whoever listens that it came to its end. */
import { BroadcastChannel } from 'node:worker_threads';

interface Wait {
  readonly waitMs: number;
  readonly channel: string;
}

const loaded = { atMs: performance.timeOrigin, calls: 0 };

export async function handler(event: Wait): Promise<unknown> {
  loaded.calls++;
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, event.waitMs);
  await promise;
  const channel = new BroadcastChannel(event.channel);
  channel.postMessage('came to its end');
  channel.close();
  return { ...loaded, greeting: process.env.GREETING };
}
