/**
 * Puts records into a stream, many at a time and those of each lane, mostly a bucket, in order.
 *
 * PutRecords answers record by record, and a record that was refused does not stop the ones behind it. So no call holds
 * two records of a lane: the next one goes when the one before it is in. Only what was refused is sent again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type KinesisClient, PutRecordsCommand, type PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { hashKeyOf } from './bucket.ts';
import { eventArray } from './event-array.ts';

/** Records that must stay in order; of different lanes any may come first. */
export interface RecordLane {
  readonly partitionKey: string;
  readonly explicitHashKey?: string;
  readonly records: readonly Uint8Array[];
}

/** What of a client of Kinesis is used. */
export type RecordPutter = Pick<KinesisClient, 'send'>;

export interface PutSettings {
  readonly tries: number;
  readonly firstWaitMs: number;
}

const CALL = { records: 500, bytes: 4_000_000 };
const RECORD_BYTES = 200_000;
const DEFAULTS: PutSettings = { tries: 6, firstWaitMs: 50 };
const MOST_WAIT_MS = 1_000;

/** Puts elements together to arrays of a good size for a record. @param elements the JSON text of each. */
export function arrayRecords(elements: readonly string[]): readonly Uint8Array[] {
  return packed(elements, RECORD_BYTES).map(eventArray);
}

/** Splits a list where it would pass so many bytes; an element that is longer stands alone. */
export function packed(elements: readonly string[], mostBytes: number): readonly (readonly string[])[] {
  const packs: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const element of elements) {
    const size = Buffer.byteLength(element) + 1;
    if (bytes + size > mostBytes) {
      packs.push([]);
      bytes = 0;
    }
    packs.at(-1)?.push(element);
    bytes += size;
  }
  return packs;
}

/** @param elements the JSON text of each, all of one bucket. */
export function bucketLane(bucket: number, elements: readonly string[]): RecordLane {
  return { partitionKey: String(bucket), explicitHashKey: hashKeyOf(bucket), records: arrayRecords(elements) };
}

/** @throws MillraceError STREAM_PUT_REFUSED when some were refused at every try; the SDK's own when a call failed. */
export async function putInOrder(
  client: RecordPutter,
  stream: string,
  lanes: readonly RecordLane[],
  settings: PutSettings = DEFAULTS,
): Promise<void> {
  let waiting: readonly Head[] = lanes.map((lane) => ({ lane, place: 0 })).filter(isHead);
  let timesRefused = 0;
  while (waiting.length > 0) {
    const turn = firstThatFit(waiting, CALL, (head) => dataOf(head).byteLength);
    const refused = await putOnce(client, stream, turn);
    const moved = turn.filter((head) => !refused.has(head)).map(({ lane, place }) => ({ lane, place: place + 1 }));
    // Behind the others: where there are more lanes than a call takes, they take turns.
    waiting = [...waiting.slice(turn.length), ...refused.keys(), ...moved.filter(isHead)];
    if (refused.size === 0) continue;
    // As long as something moves, there is no reason to give up.
    timesRefused = moved.length > 0 ? 0 : timesRefused + 1;
    if (timesRefused >= settings.tries) throw refusal(stream, [...refused.values()][0] ?? '');
    await sleep(Math.min(settings.firstWaitMs * 2 ** timesRefused, MOST_WAIT_MS) * (0.5 + Math.random() / 2));
  }
}

/** The record of a lane that goes next. */
interface Head {
  readonly lane: RecordLane;
  readonly place: number;
}

function isHead({ lane, place }: Head): boolean {
  return place < lane.records.length;
}

function dataOf({ lane, place }: Head): Uint8Array {
  return lane.records[place] ?? new Uint8Array();
}

/** As many from the front as one call takes; one at least. */
export function firstThatFit<Item>(
  waiting: readonly Item[],
  most: { readonly records: number; readonly bytes: number },
  bytesOf: (item: Item) => number,
): readonly Item[] {
  let bytes = 0;
  const end = waiting.findIndex((item, place) => {
    bytes += bytesOf(item);
    return place >= most.records || (place > 0 && bytes > most.bytes);
  });
  return end < 0 ? waiting : waiting.slice(0, end);
}

/** @returns those that were refused, with why. */
async function putOnce(
  client: RecordPutter,
  stream: string,
  turn: readonly Head[],
): Promise<ReadonlyMap<Head, string>> {
  const answer = await client.send(new PutRecordsCommand({ StreamName: stream, Records: turn.map(entryOf) }));
  const refused = new Map<Head, string>();
  for (const [index, head] of turn.entries()) {
    const result = answer.Records?.[index];
    if (result?.SequenceNumber === undefined) refused.set(head, result?.ErrorCode ?? 'no answer');
  }
  return refused;
}

function entryOf(head: Head): PutRecordsRequestEntry {
  const { partitionKey, explicitHashKey } = head.lane;
  return {
    PartitionKey: partitionKey,
    ...(explicitHashKey === undefined ? {} : { ExplicitHashKey: explicitHashKey }),
    Data: dataOf(head),
  };
}

function refusal(stream: string, reason: string): MillraceError {
  return new MillraceError(`the stream '${stream}' refuses records: ${reason}`, {
    code: 'STREAM_PUT_REFUSED',
    domain: 'external',
    retry: 'backoff',
    hint: 'what is to leave stays in the outbox and leaves later; when this lasts, the stream needs more shards',
  });
}
