/** Sends the rows of a CSV feed as events, in the file's order: what `millrace send` does, without its words. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { addCounts, EventClient, noCounts, type VerdictCounts } from '../client/event-client.ts';
import { feedEvents, sentEvent } from '../sources/csv/feed-events.ts';
import { loadMapping } from '../sources/csv/feed-mapping.ts';
import { type FeedFile, readFeed } from '../sources/csv/read-feed.ts';
import type { FeedRecord } from '../sources/csv/split-records.ts';

export interface SendFeedOptions {
  /** A CSV file; `.gz` is inflated. */
  readonly path: string;
  /** The name of a built-in mapping, or the path of a mapping file. */
  readonly mapping: string;
  readonly url: string;
  readonly writeKey?: string;
  /** Events a request. */
  readonly batchRows: number;
  /** Told after each request: how much of the file is read, from 0 to 1, and the events sent. */
  readonly onProgress?: (share: number, sent: number) => void;
}

/**
 * One request at a time: the file's order is the order of its events. Resolves with the verdicts.
 * @throws MillraceError for a mapping or file that cannot be used, and for a server that does not answer.
 */
export async function sendFeed(options: SendFeedOptions): Promise<VerdictCounts> {
  const { writeKey } = options;
  const mapping = await loadMapping(options.mapping);
  const feed = await readFeed(options.path, mapping);
  const toRow = feedEvents(options.mapping, mapping, feed);
  const client = new EventClient({ url: options.url, connections: 1, ...(writeKey === undefined ? {} : { writeKey }) });
  try {
    return await sendRows({ ...options, client, feed, encode: (record) => JSON.stringify(sentEvent(toRow(record))) });
  } finally {
    await client.close();
  }
}

interface RowSender extends SendFeedOptions {
  readonly client: EventClient;
  readonly feed: FeedFile;
  readonly encode: (record: FeedRecord) => string;
}

/** @throws MillraceError FEED_CUT_OFF once everything before the break has been sent. */
async function sendRows({ client, feed, encode, batchRows, onProgress }: RowSender): Promise<VerdictCounts> {
  const total = noCounts();
  let batch: string[] = [];
  let sent = 0;
  const flush = async () => {
    if (batch.length === 0) return;
    addCounts(total, (await client.send(batch)).counts);
    sent += batch.length;
    batch = [];
    onProgress?.(feed.readBytes() / feed.totalBytes, sent);
  };
  for await (const records of feed.blocks) {
    for (const record of records) {
      batch.push(encode(record));
      if (batch.length >= batchRows) await flush();
    }
  }
  await flush();
  const cutOff = feed.cutOff();
  if (cutOff === undefined) return total;
  throw new MillraceError(`${cutOff}; ${sent} rows before that were sent`, {
    code: 'FEED_CUT_OFF',
    domain: 'user',
    retry: 'never',
    hint: 'get the file again and send it whole: rows that were sent already add nothing for 24 hours',
  });
}
