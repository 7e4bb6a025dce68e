/**
 * Puts lines into Firehose, which brings them to the lake. It bills each record as if it had a multiple of 5 KB, so many
 * lines go into one. A line may come twice after a failure.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { firstThatFit, type PutSettings, packed } from './put-in-order.ts';

/** What of a client of Firehose is used. */
export type LakePutter = Pick<FirehoseClient, 'send'>;

const RECORD_BYTES = 200_000;
/** Firehose takes 500 records and 4 MiB at once. */
const CALL = { records: 500, bytes: 4_000_000 };
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
    const turn = firstThatFit(waiting, CALL, ({ byteLength }) => byteLength);
    const refused = await putOnce(client, stream, turn);
    waiting = [...waiting.slice(turn.length), ...refused];
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
    hint: "what was not taken is put again with the next try; when this lasts, raise Firehose's limits for the account",
  });
}
