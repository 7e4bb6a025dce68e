/** Tracks ten events by two producers, one of them slow, and flushes nothing: it ends, or waits to be told to stop. */
import { setTimeout as pause } from 'node:timers/promises';
import { HttpTransport } from '../src/http-transport.ts';
import { MillraceProducer, type QueuedEvent } from '../src/millrace-producer.ts';

const [url = '', how] = process.argv.slice(2);

class SlowTransport extends HttpTransport {
  override async send(batch: readonly QueuedEvent[], signal?: AbortSignal) {
    await pause(200);
    return super.send(batch, signal);
  }
}

const options = { url, lingerMs: 60_000, flushOnShutdown: true };
const producers = [
  new MillraceProducer(options),
  new MillraceProducer({ ...options, transport: new SlowTransport({ url, connections: 4 }) }),
];
for (const producer of producers) {
  for (let index = 0; index < 5; index++) await producer.track({ eventType: 'page_view', userId: `user-${index}` });
}
console.log('tracked');
if (how !== 'end') setInterval(() => undefined, 1_000);
