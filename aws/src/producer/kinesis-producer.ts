/**
 * Events to a Kinesis stream:
 *
 *     const producer = new KinesisProducer({ stream: 'events', spool: await DiskSpool.open({ folder }) });
 *     await producer.putAndWait([{ bucket: bucketOf(userId), json }]);
 *     await producer.close();
 */
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { DiskSpool } from './disk-spool.ts';
import { KinesisTransport } from './kinesis-transport.ts';
import type { ProducerSettings } from './producer-settings.ts';
import { StreamProducer } from './stream-producer.ts';

export interface KinesisProducerOptions extends ProducerSettings {
  readonly stream: string;
  /** `putClient()` by default. */
  readonly client?: KinesisClient;
  readonly spool?: DiskSpool;
}

export class KinesisProducer extends StreamProducer {
  constructor({ stream, client, ...options }: KinesisProducerOptions) {
    super({ ...options, transport: new KinesisTransport({ stream, ...(client === undefined ? {} : { client }) }) });
  }
}
