/** `millrace send`: a CSV file becomes events, over HTTP like any client's. */
import { addCounts, EventClient, noCounts, type VerdictCounts } from '../client/event-client.ts';
import { loadMapping } from '../sources/csv/feed-mapping.ts';
import { compileMapping } from '../sources/csv/map-row.ts';
import { type FeedFile, readFeed } from '../sources/csv/read-feed.ts';
import { type Command, textFlag } from './command.ts';
import { numberFlag } from './number-flag.ts';
import { ProgressBar } from './progress-bar.ts';

export const send: Command = {
  name: 'send',
  operands: 'FILE',
  about:
    'Sends a CSV file (.gz too) to a running server as events, in order. Sending it again adds nothing: a row keeps its id.',
  arity: [1, 1],
  flags: {
    mapping: { type: 'string', value: 'NAME', about: 'online-retail, rees46, or the path of a mapping file' },
    url: { type: 'string', default: 'http://127.0.0.1:8080', about: 'the server' },
    batch: { type: 'string', value: 'ROWS', default: '1000', about: 'events a request' },
    'write-key': { type: 'string', value: 'KEY', about: 'the write key, where the server asks for one' },
  },
  async run(input) {
    const name = textFlag(input, 'mapping') ?? '';
    const mapping = await loadMapping(name);
    const feed = await readFeed(input.positionals[0] ?? '', mapping);
    const writeKey = textFlag(input, 'write-key');
    const client = new EventClient({
      url: textFlag(input, 'url') ?? '',
      connections: 1,
      ...(writeKey === undefined ? {} : { writeKey }),
    });
    const toEvent = compileMapping(name, mapping);
    const counts = await sendRows(
      client,
      feed,
      (row) => JSON.stringify(toEvent(row)),
      numberFlag(input, 'batch', 1, 10_000),
    );
    await client.close();
    console.log(summary(counts));
    return 0;
  },
};

/** One request at a time: the file's order is the order of its events. */
async function sendRows(
  client: EventClient,
  feed: FeedFile,
  encode: (row: Readonly<Record<string, string>>) => string,
  batchRows: number,
): Promise<VerdictCounts> {
  const total = noCounts();
  const bar = new ProgressBar();
  let batch: string[] = [];
  let sent = 0;
  const flush = async () => {
    if (batch.length === 0) return;
    addCounts(total, (await client.send(batch)).counts);
    sent += batch.length;
    batch = [];
    bar.show(feed.readBytes() / feed.totalBytes, `${sent.toLocaleString('en')} events`);
  };
  for await (const row of feed.rows) {
    batch.push(encode(row));
    if (batch.length >= batchRows) await flush();
  }
  await flush();
  bar.finish(`${sent.toLocaleString('en')} events`);
  return total;
}

function summary({ accepted, duplicates, late, quarantined }: VerdictCounts): string {
  return `${accepted} accepted, ${duplicates} duplicates, ${late} late, ${quarantined} quarantined`;
}
