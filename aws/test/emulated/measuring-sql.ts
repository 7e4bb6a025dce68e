/**
 * In the place of Flink, which does not run here: says of each purchase on `enriched` what the SQL would, as a row of
 * `fraud_scores` on `insights`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  PutRecordCommand,
} from '@aws-sdk/client-kinesis';
import { eventsOf } from '../../src/stream/event-array.ts';
import { partitionKeyOfRow } from '../../src/stream/insight-record.ts';
import type { TestKinesis } from '../servers/test-kinesis.ts';

export interface Purchase {
  readonly eventType: string;
  readonly eventId: string;
  readonly orderId: string;
  /** Its place on `enriched`. */
  readonly at: string;
  readonly receivedAt: string;
}

/** @returns the row of a purchase; undefined while nothing is said of it: then it is asked again. */
export type Measure = (purchase: Purchase) => object | undefined;

const EVERY_MS = 100;

export class MeasuringSql {
  readonly #kinesis: TestKinesis;
  readonly #measure: Measure;
  readonly #ended: Promise<void>;
  #unsaid: readonly Purchase[] = [];
  #isEnding = false;

  constructor(kinesis: TestKinesis, measure: Measure) {
    this.#kinesis = kinesis;
    this.#measure = measure;
    this.#ended = this.#run();
  }

  async close(): Promise<void> {
    this.#isEnding = true;
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { client } = this.#kinesis;
    const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: 'enriched' }));
    const start = { StreamName: 'enriched', ShardIteratorType: 'TRIM_HORIZON' } as const;
    let iterators = await Promise.all(
      Shards.map(({ ShardId }) => client.send(new GetShardIteratorCommand({ ...start, ShardId }))),
    ).then((answers) => answers.map(({ ShardIterator }) => ShardIterator));
    while (!this.#isEnding) {
      iterators = await Promise.all(iterators.map((iterator) => this.#read(iterator)));
      await this.#tell();
      await pause(EVERY_MS);
    }
  }

  /** @returns where to go on. */
  async #read(ShardIterator: string | undefined): Promise<string | undefined> {
    const asked = new GetRecordsCommand({ ShardIterator });
    const { Records = [], NextShardIterator } = await this.#kinesis.client.send(asked);
    const events = Records.flatMap(({ Data = new Uint8Array() }) => eventsOf(Data) as readonly Purchase[]);
    this.#unsaid = [...this.#unsaid, ...events.filter(({ eventType }) => eventType === 'purchase')];
    return NextShardIterator;
  }

  async #tell(): Promise<void> {
    const said = this.#unsaid.map((purchase) => ({ purchase, row: this.#measure(purchase) }));
    this.#unsaid = said.flatMap(({ purchase, row }) => (row === undefined ? [purchase] : []));
    for (const { row } of said) {
      if (row === undefined) continue;
      const Data = Buffer.from(JSON.stringify({ view: 'fraud_scores', row }));
      const PartitionKey = partitionKeyOfRow('fraud_scores');
      await this.#kinesis.client.send(new PutRecordCommand({ StreamName: 'insights', PartitionKey, Data }));
    }
  }
}
