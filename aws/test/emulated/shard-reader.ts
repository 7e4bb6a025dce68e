/**
 * Reads one shard with one iterator to its end and hands each record to the lane of its partition key. The checkpoint is
 * the last record before which everything is done with, in whatever order the lanes get on.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';
import type { KinesisStreamRecord } from 'aws-lambda';
import { BatchLane, type LaneSettings } from './batch-lane.ts';
import { kinesisRecord, type StreamPlace, sequenceOf } from './kinesis-event.ts';
import type { LambdaFunction } from './lambda-function.ts';

export interface ReaderSettings extends LaneSettings {
  readonly parallelizationFactor: number;
  /** Between two looks at a shard that had nothing new. */
  readonly pollMs: number;
}

export type ShardPosition = Pick<
  GetShardIteratorCommandInput,
  'ShardIteratorType' | 'StartingSequenceNumber' | 'Timestamp'
>;

const AHEAD_IN_BATCHES = 2;

export class ShardReader {
  readonly place: StreamPlace;
  readonly #client: KinesisClient;
  readonly #settings: ReaderSettings;
  readonly #lanes: readonly BatchLane[];
  readonly #checkpoint: (sequence: string) => void;
  readonly #unfinished: { sequence: string; done: boolean }[] = [];
  readonly #bySequence = new Map<string, { sequence: string; done: boolean }>();
  #iterator: string | undefined;
  /** Where to go on when the iterator has expired. */
  #position: ShardPosition = { ShardIteratorType: 'TRIM_HORIZON' };
  #stopped = false;
  /** When the last look began that found nothing new. */
  emptyLookMs = 0;

  constructor(
    client: KinesisClient,
    place: StreamPlace,
    settings: ReaderSettings,
    { fn, checkpoint }: { fn: LambdaFunction; checkpoint: (sequence: string) => void },
  ) {
    this.#client = client;
    this.place = place;
    this.#settings = settings;
    this.#checkpoint = checkpoint;
    this.#lanes = Array.from(
      { length: settings.parallelizationFactor },
      () => new BatchLane(settings, fn, place, (record) => this.#finished(record)),
    );
  }

  get idle(): boolean {
    return this.#lanes.every((lane) => lane.idle);
  }

  /** Fixes where to begin: what comes after this moment counts as new for LATEST. */
  async begin(position: ShardPosition): Promise<void> {
    this.#position = position;
    this.#iterator = await this.#iteratorAt(position);
  }

  /** @returns whether the shard was closed and all of it is done with. */
  async run(): Promise<boolean> {
    while (!this.#stopped && this.#iterator !== undefined) {
      const full = this.#lanes.some((lane) => lane.waiting >= AHEAD_IN_BATCHES * this.#settings.batchSize);
      if (full || !(await this.#read(this.#iterator))) await sleep(this.#settings.pollMs);
    }
    while (!this.#stopped && !this.idle) await sleep(this.#settings.pollMs);
    return !this.#stopped;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#lanes.map((lane) => lane.stop()));
  }

  /** @returns whether there was anything. */
  async #read(iterator: string): Promise<boolean> {
    const lookMs = Date.now();
    const answer = await this.#records(iterator);
    if (answer === undefined || this.#stopped) return false;
    this.#iterator = answer.NextShardIterator;
    const records = answer.Records ?? [];
    for (const record of records) this.#hand(kinesisRecord(record, this.place));
    if (records.length === 0) this.emptyLookMs = lookMs;
    return records.length > 0;
  }

  /** An iterator that is too old or a stream that is busy is tried again from where reading stood. */
  async #records(iterator: string): Promise<GetRecordsCommandOutput | undefined> {
    try {
      return await this.#client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 10_000 }));
    } catch (error) {
      if (this.#stopped) return undefined;
      if (error instanceof Error && error.name === 'ExpiredIteratorException') await this.begin(this.#position);
      else await sleep(this.#settings.retryDelayMs);
      return undefined;
    }
  }

  async #iteratorAt(position: ShardPosition): Promise<string | undefined> {
    const { streamArn: StreamARN, shardId: ShardId } = this.place;
    return (await this.#client.send(new GetShardIteratorCommand({ StreamARN, ShardId, ...position }))).ShardIterator;
  }

  #hand(record: KinesisStreamRecord): void {
    const entry = { sequence: sequenceOf(record), done: false };
    this.#position = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: entry.sequence };
    this.#unfinished.push(entry);
    this.#bySequence.set(entry.sequence, entry);
    this.#lanes[laneOf(record.kinesis.partitionKey, this.#lanes.length)]?.add(record);
  }

  #finished(record: KinesisStreamRecord): void {
    const entry = this.#bySequence.get(sequenceOf(record));
    if (entry === undefined) return;
    entry.done = true;
    const open = this.#unfinished.findIndex(({ done }) => !done);
    const over = this.#unfinished.splice(0, open === -1 ? this.#unfinished.length : open);
    for (const { sequence } of over) this.#bySequence.delete(sequence);
    const last = over.at(-1);
    if (last !== undefined) this.#checkpoint(last.sequence);
  }
}

/** Lambda says only that a partition key stays in one lane. */
export function laneOf(partitionKey: string, lanes: number): number {
  return createHash('md5').update(partitionKey).digest().readUInt32BE(0) % lanes;
}
