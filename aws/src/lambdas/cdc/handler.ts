/** Reads the changes of a database as DMS puts them on a stream, one record a change, and makes events of them. */
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ArrivalClock } from '@millrace/shop/events/arrival-clock.ts';
import { readCdcMapping } from '@millrace/shop/sources/cdc/cdc-mapping.ts';
import { changeMappers } from '@millrace/shop/sources/cdc/collect-records.ts';
import { parse } from 'yaml';
import { clientSettings } from '../../client-settings.ts';
import { collectChangeRecords } from '../../collect/change-records.ts';
import { deliverQuarantine } from '../../collect/quarantine-delivery.ts';
import { StreamCollector } from '../../collect/stream-collector.ts';
import { KinesisProducer } from '../../producer/kinesis-producer.ts';

const { STREAM_EVENTS: stream = '', FIREHOSE_QUARANTINE: quarantine = '', BUCKET_CONFIG: bucket = '' } = process.env;
/** In the bucket of settings; `shop/mappings/shop-tables.yaml` is one to begin with. */
const MAPPING_KEY = 'cdc-mapping.yaml';

const producer = new KinesisProducer({ stream, lingerMs: 0 });
const firehose = new FirehoseClient(clientSettings());
const collector = new StreamCollector({
  clock: new ArrivalClock(Date.now, 0),
  put: (events) => producer.putAndWait(events),
  quarantine: (entries) => deliverQuarantine(firehose, quarantine, entries),
});
// Without a mapping nothing may be passed over: the function does not start, and the stream waits.
const mappers = changeMappers(readCdcMapping(MAPPING_KEY, parse(await readMapping())));

/** As much of an event of a stream as is read. */
interface ChangesEvent {
  readonly Records: readonly { readonly kinesis: { readonly data: string } }[];
}

/** @throws when some of the changes may not have arrived: all of them come again, under the same ids. */
export async function handler({ Records }: ChangesEvent): Promise<void> {
  await collectChangeRecords(collector, {
    mappers,
    records: Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString()),
  });
}

async function readMapping(): Promise<string> {
  const { Body } = await new S3Client(clientSettings()).send(
    new GetObjectCommand({ Bucket: bucket, Key: MAPPING_KEY }),
  );
  return (await Body?.transformToString()) ?? '';
}
