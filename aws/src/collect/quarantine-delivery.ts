/** Refused events go to a delivery stream, and from there to the lake as NDJSON, where they are found and mended. */
import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { NewQuarantineEntry } from '@millrace/shop/events/quarantine.ts';

/** Firehose takes 500 records and 4 MiB at once, and 1,000 KiB a record. */
const MOST_RECORDS = 500;
const MOST_BYTES = 3_500_000;
const TRIES = 4;

/** Resolves when all of them have been taken. @throws MillraceError QUARANTINE_UNREACHABLE, or what the client throws. */
export async function deliverQuarantine(
  client: FirehoseClient,
  stream: string,
  entries: readonly NewQuarantineEntry[],
): Promise<void> {
  let waiting = entries.map((entry) => Buffer.from(`${JSON.stringify(entry)}\n`));
  for (let failures = 0; waiting.length > 0; ) {
    const batch = firstBatch(waiting);
    const { RequestResponses = [] } = await client.send(
      new PutRecordBatchCommand({ DeliveryStreamName: stream, Records: batch.map((Data) => ({ Data })) }),
    );
    const refused = batch.filter((_, index) => RequestResponses[index]?.ErrorCode !== undefined);
    if (refused.length === batch.length && ++failures === TRIES) throw unreachable(stream);
    waiting = [...refused, ...waiting.slice(batch.length)];
  }
}

function firstBatch<Entry extends { readonly length: number }>(waiting: readonly Entry[]): readonly Entry[] {
  let bytes = 0;
  const end = waiting.findIndex((each, index) => {
    bytes += each.length;
    return index === MOST_RECORDS || (index > 0 && bytes > MOST_BYTES);
  });
  return end < 0 ? waiting : waiting.slice(0, end);
}

function unreachable(stream: string): MillraceError {
  return new MillraceError(`the delivery stream ${stream} takes no refused events`, {
    code: 'QUARANTINE_UNREACHABLE',
    domain: 'external',
    retry: 'backoff',
    hint: 'send the same events again; if it lasts, look at the throttling of the delivery stream',
  });
}
