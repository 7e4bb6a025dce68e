/** Sends the rows of a CSV feed as events, in the file's order: what `millrace send` does, without its words. */
import { addCounts, EventClient, noCounts, type VerdictCounts } from '../client/event-client.ts';
import { loadMapping } from '../sources/csv/feed-mapping.ts';
import { compileMapping } from '../sources/csv/map-row.ts';
import { type FeedFile, readFeed } from '../sources/csv/read-feed.ts';

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
  const toEvent = compileMapping(options.mapping, mapping);
  const client = new EventClient({ url: options.url, connections: 1, ...(writeKey === undefined ? {} : { writeKey }) });
  try {
    return await sendRows({ ...options, client, feed, encode: (row) => JSON.stringify(toEvent(row)) });
  } finally {
    await client.close();
  }
}

interface RowSender extends SendFeedOptions {
  readonly client: EventClient;
  readonly feed: FeedFile;
  readonly encode: (row: Readonly<Record<string, string>>) => string;
}

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
  for await (const row of feed.rows) {
    batch.push(encode(row));
    if (batch.length >= batchRows) await flush();
  }
  await flush();
  return total;
}
