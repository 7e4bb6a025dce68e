/** Records to a delivery stream of Firehose, which writes them to S3: lines of JSON, in no promised order. */
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { callFailure } from './call-failure.ts';
import type { OutgoingRecord, RecordOutcome, RecordTransport } from './record-transport.ts';
import { requestHandler } from './request-handler.ts';

/** PutRecordBatch takes 500 records and 4 MiB; a record is 1,000 KiB. */
const LIMITS = { maxRecords: 500, maxBytes: 4 * 1024 * 1024, maxRecordBytes: 1_000 * 1024 };
const THROTTLED = 'ServiceUnavailableException';

export interface FirehoseTransportOptions {
  readonly deliveryStream: string;
  /** Made with the environment's region and credentials when it is left out. */
  readonly client?: FirehoseClient;
}

export class FirehoseTransport implements RecordTransport {
  readonly name: string;
  readonly limits = LIMITS;
  readonly framing = { before: '', between: '\n', after: '\n' };
  readonly #client: FirehoseClient;
  readonly #ownsClient: boolean;

  constructor({ deliveryStream, client }: FirehoseTransportOptions) {
    this.name = deliveryStream;
    this.#ownsClient = client === undefined;
    this.#client = client ?? new FirehoseClient({ requestHandler: requestHandler(), maxAttempts: 1 });
  }

  async send(records: readonly OutgoingRecord[], signal: AbortSignal): Promise<readonly RecordOutcome[]> {
    const Records = records.map(({ data }) => ({ Data: data }));
    const command = new PutRecordBatchCommand({ DeliveryStreamName: this.name, Records });
    const answer = await this.#client.send(command, { abortSignal: signal }).catch((cause: unknown) => {
      throw callFailure(`the delivery stream ${this.name}`, cause);
    });
    return records.map((_, index): RecordOutcome => {
      const { RecordId, ErrorCode, ErrorMessage } = answer.RequestResponses?.[index] ?? {};
      if (RecordId !== undefined && ErrorCode === undefined) return { taken: true };
      const reason = `${ErrorCode ?? 'no answer'}: ${ErrorMessage ?? ''}`;
      return { taken: false, throttled: ErrorCode === THROTTLED, reason };
    });
  }

  close(): void {
    if (this.#ownsClient) this.#client.destroy();
  }
}
