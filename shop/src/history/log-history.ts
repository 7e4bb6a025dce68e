/** Past events from the log, which keeps those of the last seven days. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type LmdbLogReader, openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import type { LogBatch } from '@millrace/engine/log/log.ts';
import { type EventDecoder, eventDecoder } from '../function-runtime/event-decoder.ts';
import type { ShopEvent } from '../functions/shop-event.ts';
import type { EventHistory, HistoryPiece } from './event-history.ts';

const READ_BYTES = 256 * 1024;

export class LogHistory implements EventHistory {
  readonly keptFromMs: number | null;
  readonly #log: LmdbLogReader;
  readonly #decode: EventDecoder = eventDecoder();
  /** The oldest sequence that it has. */
  readonly first: number;
  readonly #next: number;

  /** Holds what the log has at this moment. */
  constructor(dataFolder: string) {
    this.#log = openLogReader(dataFolder);
    const { first, next } = this.#log.bounds();
    this.first = first;
    this.#next = next;
    this.keptFromMs = first === 1 ? null : (this.#log.read(first, 1)[0]?.arrivalMs ?? null);
  }

  *pieces(): Generator<HistoryPiece> {
    let sequence = this.first;
    while (sequence < this.#next) {
      const events: ShopEvent[] = [];
      for (const batch of this.#log.read(sequence, READ_BYTES)) {
        if (batch.sequence !== sequence) throw trimmed();
        if (sequence >= this.#next) break;
        this.#decodeBatch(batch, events);
        sequence += 1;
      }
      yield { events, share: (sequence - this.first) / (this.#next - this.first) };
    }
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  #decodeBatch({ slices }: LogBatch, events: ShopEvent[]): void {
    for (const { bytes, ends } of slices) {
      let start = 0;
      for (const end of ends) {
        const event = this.#decode(bytes, start, end);
        if (event && event.eventType !== 'heartbeat') events.push(event);
        start = end;
      }
    }
  }
}

function trimmed(): MillraceError {
  return new MillraceError('the oldest events were dropped from the log while they were read', {
    code: 'HISTORY_TRIMMED',
    domain: 'external',
    retry: 'backoff',
    hint: 'Ask again: the log is trimmed once an hour.',
  });
}
