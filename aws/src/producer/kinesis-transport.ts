/** Records to a stream by PutRecords. What failed is sent again by the producer, which knows the order; never by the SDK. */
import { KinesisClient, type KinesisClientConfig, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { hashKeyOf } from '../stream/bucket.ts';
import { callFailure } from './call-failure.ts';
import type { OutgoingRecord, RecordOutcome, RecordTransport } from './record-transport.ts';
import { requestHandler } from './request-handler.ts';

/**
 * PutRecords takes 500 records and 10 MiB; a record is 1 MiB with its partition key. Calls end at 2 MiB: what may be sent at
 * once, a full record of each bucket, then goes in eight calls side by side, and not in two that all others wait for.
 */
const LIMITS = { maxRecords: 500, maxBytes: 2 * 1024 * 1024, maxRecordBytes: 1024 * 1024 - 16 };
const THROTTLED = 'ProvisionedThroughputExceededException';
/** `Rate exceeded for shard shardId-000000000001 in stream …`: a refusal names the shard only there. */
const SHARD = /\bshardId-\d+/;

export interface KinesisTransportOptions {
  readonly stream: string;
  /** Made with the environment's region and credentials when it is left out. */
  readonly client?: KinesisClient;
}

export class KinesisTransport implements RecordTransport {
  readonly name: string;
  readonly limits = LIMITS;
  readonly framing = { before: '[', between: ',', after: ']' };
  readonly #client: KinesisClient;
  readonly #ownsClient: boolean;

  constructor({ stream, client }: KinesisTransportOptions) {
    this.name = stream;
    this.#ownsClient = client === undefined;
    this.#client = client ?? putClient();
  }

  async send(records: readonly OutgoingRecord[], signal: AbortSignal): Promise<readonly RecordOutcome[]> {
    const Records = records.map(({ bucket, data }) => ({
      Data: data,
      PartitionKey: String(bucket),
      ExplicitHashKey: hashKeyOf(bucket),
    }));
    const command = new PutRecordsCommand({ StreamName: this.name, Records });
    const answer = await this.#client.send(command, { abortSignal: signal }).catch((cause: unknown) => {
      throw callFailure(`the stream ${this.name}`, cause);
    });
    return records.map((_, index): RecordOutcome => {
      const { SequenceNumber, ShardId, ErrorCode, ErrorMessage } = answer.Records?.[index] ?? {};
      if (SequenceNumber !== undefined && ErrorCode === undefined) return { taken: true, shardId: ShardId };
      const reason = `${ErrorCode ?? 'no answer'}: ${ErrorMessage ?? ''}`;
      const [shardId] = SHARD.exec(ErrorMessage ?? '') ?? [];
      return { taken: false, throttled: ErrorCode === THROTTLED, reason, shardId };
    });
  }

  close(): void {
    if (this.#ownsClient) this.#client.destroy();
  }
}

/** A client that makes one try a call, gives up calls without an answer, and keeps its connections. */
export function putClient(config: KinesisClientConfig = {}): KinesisClient {
  return new KinesisClient({ requestHandler: requestHandler(), ...config, maxAttempts: 1 });
}
