/** What the tests of the mapping share: a stream of its own for each, records in it, and a function that notes its batches. */
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { KinesisStreamEvent } from 'aws-lambda';
import type { TestKinesis } from '../servers/test-kinesis.ts';
import { EventSourceMapping, type MappingSettings } from './event-source-mapping.ts';
import type { FailureMessage } from './failure-destination.ts';
import { type Handler, inProcess } from './in-process-sandbox.ts';
import { LambdaFunction } from './lambda-function.ts';

export interface TrialRecord {
  readonly text: string;
  readonly key?: string;
  /** In place of the key's own. */
  readonly hashKey?: string;
}

let streams = 0;

export class StreamTrial {
  readonly kinesis: TestKinesis;
  readonly stream: string;
  /** The texts of each batch that the function was called with. */
  readonly batches: string[][] = [];
  readonly failures: FailureMessage[] = [];
  #mapping: EventSourceMapping | undefined;

  private constructor(kinesis: TestKinesis, stream: string) {
    this.kinesis = kinesis;
    this.stream = stream;
  }

  static async start(kinesis: TestKinesis, shards = 1): Promise<StreamTrial> {
    const trial = new StreamTrial(kinesis, `trial-${++streams}`);
    await kinesis.createStream(trial.stream, shards);
    return trial;
  }

  async put(...records: readonly (TrialRecord | string)[]): Promise<void> {
    for (const record of records) await this.#putOne(typeof record === 'string' ? { text: record } : record);
  }

  async #putOne({ text, key = 'k', hashKey }: TrialRecord): Promise<void> {
    const record = { PartitionKey: key, Data: Buffer.from(text), ...(hashKey && { ExplicitHashKey: hashKey }) };
    await this.kinesis.client.send(new PutRecordsCommand({ StreamName: this.stream, Records: [record] }));
  }

  mapping(settings: Partial<MappingSettings>, answer: Answer = () => null): EventSourceMapping {
    const handler: Handler = (event) => {
      const texts = textsOf(event as KinesisStreamEvent);
      this.batches.push(texts);
      return answer(texts, event as KinesisStreamEvent);
    };
    const fn = new LambdaFunction(
      { name: 'trial', timeoutMs: 10_000, afterTimeout: 'zombie' },
      inProcess(() => handler),
    );
    const onFailure = async (message: FailureMessage): Promise<void> => void this.failures.push(message);
    this.#mapping = new EventSourceMapping(this.kinesis.client, fn, {
      streamName: this.stream,
      onFailure,
      ...settings,
    });
    return this.#mapping;
  }

  /** The mapping from its start until all that is in the stream has been done with. */
  async run(settings: Partial<MappingSettings>, answer?: Answer): Promise<void> {
    const mapping = this.mapping(settings, answer);
    await mapping.enable();
    await mapping.drained();
    await mapping.disable();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#mapping?.disable();
  }
}

export type Answer = (texts: readonly string[], event: KinesisStreamEvent) => unknown;

export function textsOf(event: KinesisStreamEvent): string[] {
  return event.Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString());
}

/** The answer of a function that reports these texts as failed. */
export function reporting(event: KinesisStreamEvent, ...failed: readonly string[]): unknown {
  const failures = event.Records.filter((record) => failed.includes(textsOf({ Records: [record] })[0] ?? ''));
  return { batchItemFailures: failures.map(({ kinesis }) => ({ itemIdentifier: kinesis.sequenceNumber })) };
}
