/** What the server measures of feeds, for Prometheus. */
import { Counter, type Registry } from 'prom-client';
import type { VerdictCounts } from '../http/collect-answer.ts';
import type { FeedUploads, Upload } from './feed-uploads.ts';

export class FeedMetrics {
  readonly #uploads: Counter<'feed' | 'state'>;
  readonly #rows: Counter<'verdict'>;

  constructor(registry: Registry) {
    this.#uploads = new Counter({
      name: 'millrace_feed_uploads_total',
      help: 'Uploads that have come to their end, by feed and state.',
      labelNames: ['feed', 'state'],
      registers: [registry],
    });
    this.#rows = new Counter({
      name: 'millrace_feed_rows_total',
      help: 'Rows of feeds by verdict.',
      labelNames: ['verdict'],
      registers: [registry],
    });
  }

  noteRows(counts: VerdictCounts): void {
    for (const [verdict, count] of Object.entries(counts)) if (count > 0) this.#rows.inc({ verdict }, count);
  }

  noteEnded({ feed, state }: Upload): void {
    this.#uploads.inc({ feed, state });
  }
}

/** How much is left to read, for a gauge. */
export function unreadBytes(uploads: FeedUploads): number {
  return uploads.inState('waiting', 'running').reduce((sum, { bytes, readBytes }) => sum + bytes - readBytes, 0);
}
