/** Tracks ten events and flushes nothing: it ends, or waits to be told to stop. */
import { MillraceProducer } from '../src/millrace-producer.ts';

const [url = '', how] = process.argv.slice(2);
const millrace = new MillraceProducer({ url, lingerMs: 60_000, flushOnShutdown: true });
for (let index = 0; index < 10; index++) await millrace.track({ eventType: 'page_view', userId: `user-${index}` });
console.log('tracked');
if (how !== 'end') setInterval(() => undefined, 1_000);
