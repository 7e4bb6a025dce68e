/**
 * Puts events into Firehose, which makes Parquet of them. It bills each record as if it had a multiple of 5 KB, so many
 * lines go into one. What comes twice after a failure comes with the same `at`, by which a query leaves it out.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type PutSettings, packed } from '../../stream/put-in-order.ts';

/** What of a client of Firehose is used. */
export type LakePutter = Pick<FirehoseClient, 'send'>;

const RECORD_BYTES = 200_000;
/** Of 4 MiB and 500 records a call. */
const RECORDS_A_CALL = 18;
const DEFAULTS: PutSettings = { tries: 6, firstWaitMs: 50 };

/** @param lines JSON texts. @throws MillraceError LAKE_PUT_REFUSED; the SDK's own when a call failed. */
export async function putLake(
  client: LakePutter,
  stream: string,
  lines: readonly string[],
  settings: PutSettings = DEFAULTS,
): Promise<void> {
  let waiting: readonly Uint8Array[] = packed(lines, RECORD_BYTES).map((pack) => Buffer.from(`${pack.join('\n')}\n`));
  for (let tries = 0; waiting.length > 0; ) {
    const turn = waiting.slice(0, RECORDS_A_CALL);
    const refused = await putOnce(client, stream, turn);
    waiting = [...waiting.slice(RECORDS_A_CALL), ...refused];
    tries = refused.length === turn.length ? tries + 1 : 0;
    if (tries >= settings.tries) throw refusal(stream);
    if (refused.length > 0) await sleep(settings.firstWaitMs * 2 ** tries * (0.5 + Math.random() / 2));
  }
}

/** @returns those that were refused. */
async function putOnce(
  client: LakePutter,
  stream: string,
  turn: readonly Uint8Array[],
): Promise<readonly Uint8Array[]> {
  const records = turn.map((data) => ({ Data: data }));
  const answer = await client.send(new PutRecordBatchCommand({ DeliveryStreamName: stream, Records: records }));
  return turn.filter((_data, index) => answer.RequestResponses?.[index]?.RecordId === undefined);
}

function refusal(stream: string): MillraceError {
  return new MillraceError(`the delivery stream '${stream}' refuses records`, {
    code: 'LAKE_PUT_REFUSED',
    domain: 'external',
    retry: 'backoff',
    hint: "what is to leave stays in the outbox and leaves later; when this lasts, raise Firehose's limits for the account",
  });
}
