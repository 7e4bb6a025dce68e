/** What has come into a log, in its order. The server may be running. */
import type { LmdbLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import { eventDecoder } from '../../shop/src/function-runtime/event-decoder.ts';
import type { ShopEvent } from '../../shop/src/functions/shop-event.ts';

const READ_BYTES = 4 * 1024 * 1024;

export function loggedEvents(log: LmdbLogReader): readonly ShopEvent[] {
  const decode = eventDecoder();
  const events: ShopEvent[] = [];
  let { first: sequence } = log.bounds();
  for (let batches = log.read(sequence, READ_BYTES); batches.length > 0; batches = log.read(sequence, READ_BYTES)) {
    for (const batch of batches) {
      sequence = batch.sequence + 1;
      for (const { bytes, ends } of batch.slices) {
        let start = 0;
        for (const end of ends) {
          const event = decode(bytes, start, end);
          if (event && event.eventType !== 'heartbeat') events.push(event);
          start = end;
        }
      }
    }
  }
  return events;
}
