/**
 * A server that answers PutRecords as Kinesis does: a shard takes 1 MiB and 1,000 records a second, records of one call
 * succeed and fail one by one, and of a call whose answer is lost the records are stored. What it has stored is in order.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { KinesisTransport, putClient } from '../../src/producer/kinesis-transport.ts';

/** What happens to a call: `lost` stores its records, and nobody learns of it. */
export type CallFault = 'none' | 'unavailable' | 'hang up' | 'lost';

export interface StubSettings {
  readonly shards?: number;
  /** Whether shards have limits. Default false. */
  readonly isLimited?: boolean;
  readonly callFault?: () => CallFault;
  readonly recordFails?: () => boolean;
  /** False answers without keeping anything. Default true. */
  readonly keeps?: boolean;
  readonly delayMs?: number;
}

interface PutRecord {
  readonly Data: string;
  readonly PartitionKey: string;
  readonly ExplicitHashKey: string;
}

const HASH_KEYS = 2n ** 128n;
const SECOND_MS = 1_000;
const MIB = 1024 * 1024;
const MOST_RECORDS = 1_000;

export class StubShard {
  readonly id: string;
  readonly records: { readonly key: string; readonly data: string }[] = [];
  #windowMs = 0;
  #bytes = 0;
  #count = 0;

  constructor(id: string) {
    this.id = id;
  }

  /** Whether the shard is within its limits with so many bytes more. */
  admits(bytes: number, nowMs: number): boolean {
    if (nowMs - this.#windowMs >= SECOND_MS) {
      this.#windowMs = nowMs;
      this.#bytes = 0;
      this.#count = 0;
    }
    if (this.#bytes + bytes > MIB || this.#count + 1 > MOST_RECORDS) return false;
    this.#bytes += bytes;
    this.#count++;
    return true;
  }
}

export class StubKinesis {
  settings: StubSettings;
  calls = 0;
  taken = 0;
  refused = 0;
  #sequence = 0n;
  readonly #shards: readonly StubShard[];
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #port = 0;

  constructor(settings: StubSettings = {}) {
    this.settings = settings;
    this.#shards = Array.from({ length: settings.shards ?? 4 }, (_, index) => {
      return new StubShard(`shardId-${String(index).padStart(12, '0')}`);
    });
  }

  static async start(settings: StubSettings = {}): Promise<StubKinesis> {
    const stub = new StubKinesis(settings);
    await new Promise<void>((resolve) => stub.#server.listen(0, '127.0.0.1', resolve));
    const address = stub.#server.address();
    stub.#port = typeof address === 'object' && address !== null ? address.port : 0;
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The events of each bucket, in the order in which the stream has them. */
  eventsByBucket(): ReadonlyMap<number, readonly unknown[]> {
    const byBucket = new Map<number, unknown[]>();
    for (const { key, data } of this.#shards.flatMap(({ records }) => records)) {
      const events: unknown[] = JSON.parse(Buffer.from(data, 'base64').toString());
      byBucket.set(Number(key), [...(byBucket.get(Number(key)) ?? []), ...events]);
    }
    return byBucket;
  }

  /** The bucket of each record, shard by shard in the order in which it has them. */
  bucketsInOrder(): readonly number[] {
    return this.#shards.flatMap(({ records }) => records.map(({ key }) => Number(key)));
  }

  transport(): KinesisTransport {
    return new KinesisTransport({ stream: 'events', client: stubClient(this.url) });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { Records } = JSON.parse(Buffer.concat(chunks).toString()) as { Records: readonly PutRecord[] };
    this.calls++;
    if (this.settings.delayMs) await new Promise((resolve) => setTimeout(resolve, this.settings.delayMs));
    const fault = this.settings.callFault?.() ?? 'none';
    if (fault === 'hang up') return void request.socket.destroy();
    if (fault === 'unavailable') return send(response, 500, { __type: 'InternalFailure', message: 'out of order' });
    const results = Records.map((record) => this.#put(record));
    if (fault === 'lost') return void request.socket.destroy();
    const FailedRecordCount = results.filter((result) => 'ErrorCode' in result).length;
    send(response, 200, { FailedRecordCount, Records: results });
  }

  #put({ Data, PartitionKey, ExplicitHashKey }: PutRecord) {
    const index = Number((BigInt(ExplicitHashKey) * BigInt(this.#shards.length)) / HASH_KEYS);
    const shard = this.#shards[index];
    if (shard === undefined) throw new Error(`no shard has the hash key ${ExplicitHashKey}`);
    if (this.settings.recordFails?.())
      return { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal service failure.' };
    const bytes = Math.floor((Data.length * 3) / 4) + PartitionKey.length;
    if (this.settings.isLimited && !shard.admits(bytes, Date.now())) {
      this.refused++;
      const ErrorMessage = `Rate exceeded for shard ${shard.id} in stream events under account 000000000000.`;
      return { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage };
    }
    this.taken++;
    if (this.settings.keeps !== false) shard.records.push({ key: PartitionKey, data: Data });
    this.#sequence += 1n;
    return { SequenceNumber: String(this.#sequence), ShardId: shard.id };
  }
}

/** A client of a server on this machine. */
export function stubClient(endpoint: string) {
  return putClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}
