/** Features of users over the stream `enriched`, bucket by bucket: what the runner is given. */
import { featuresFold, KEPT_DAYS } from '@millrace/shop/functions/features/features-fold.ts';
import type { BucketFunction, StreamOutput } from '../../state/bucket-function.ts';
import { enrichedEventOf, isEnriched, withPosition } from '../../stream/enriched-event.ts';
import { eventsOf } from '../../stream/event-array.ts';
import { type EventRecord, eventRecordOf, isObject, shopEventOf } from '../../stream/event-record.ts';
import { handOverRecord, isClaim, isForget, isHandOver, isPutBack } from '../../stream/hand-over.ts';
import { bucketLane, putInOrder, type RecordPutter } from '../../stream/put-in-order.ts';
import type { StreamRecord } from '../../stream/stream-record.ts';
import { BucketFeatures, type FeatureInput, type FeatureOutput } from './bucket-features.ts';
import { USERS_TABLE } from './feature-tables-of-users.ts';

export interface FeaturesFunctionOptions {
  deliver(outputs: readonly StreamOutput<FeatureOutput>[]): Promise<void>;
}

/** Raise it when what lies beside the fold's own state changes. */
const LAYOUT = 1;

/**
 * A user counts as gone KEPT_DAYS after the day of its last event, by the arrival of events: which is behind the clock where
 * the function is behind the stream.
 */
const MOST_DAYS_BEHIND = 7;
const KEPT_SECONDS = (KEPT_DAYS + 1 + MOST_DAYS_BEHIND) * 86_400;

/** By which its states are found. */
export const FEATURES_FUNCTION = {
  name: featuresFold.name,
  stateVersion: `${featuresFold.stateVersion}.${LAYOUT}`,
} as const;

export function featuresFunction({ deliver }: FeaturesFunctionOptions): BucketFunction<FeatureInput, FeatureOutput> {
  return {
    ...FEATURES_FUNCTION,
    keptSeconds: new Map([[USERS_TABLE, KEPT_SECONDS]]),
    decode: featureInputs,
    open: (tables, emit) => new BucketFeatures(tables, emit),
    deliver,
  };
}

/** Hand-overs go into the same stream, to the users' buckets. @param stream `enriched`. */
export function handOverDelivery(kinesis: RecordPutter, stream: string) {
  return async (outputs: readonly StreamOutput<FeatureOutput>[]): Promise<void> => {
    const texts = Map.groupBy(outputs, ({ value }) => value.to);
    const lanes = Array.from(texts, ([to, all]) => bucketLane(to, all.map(handOverText)));
    await putInOrder(kinesis, stream, lanes);
  };
}

export function handOverText({ id, bucket, value: { claim, guest } }: StreamOutput<FeatureOutput>): string {
  const { anonymousId, userId } = claim.claim;
  const record = handOverRecord({ anonymousId, userId, guest }, Number(bucket), claim);
  return withPosition(JSON.stringify(record), id);
}

/** @throws TypeError for what enrichment did not write. Heartbeats that only say the time are left out. */
export function featureInputs({ partitionKey, data }: StreamRecord): readonly FeatureInput[] {
  const bucket = Number(partitionKey);
  return eventsOf(data).flatMap((element) => {
    const record = eventRecordOf(element);
    if (!isPutBack(record)) return inputOf(bucket, element);
    return inputOf(bucket, record.putBack).map((input) => ({ ...input, putBack: true }));
  });
}

function inputOf(bucket: number, element: unknown): readonly FeatureInput[] {
  if (!isObject(element) || typeof element.at !== 'string') throw new TypeError('an element has no place `at`');
  const record = eventRecordOf(element);
  const word = wordOf(record);
  if (word === undefined) return [];
  const from = word.kind === 'hand-over' ? word.record.from : 'enrich';
  return [{ bucket, from, at: element.at, receivedMs: Date.parse(record.receivedAt), word }];
}

function wordOf(record: EventRecord): FeatureInput['word'] | undefined {
  if (isEnriched(record)) return { kind: 'event', record, enriched: enrichedEventOf(record, shopEventOf(record)) };
  if (isClaim(record)) return { kind: 'claim', record };
  if (isHandOver(record)) return { kind: 'hand-over', record };
  return isForget(record) ? { kind: 'forget', names: record.forget } : undefined;
}
