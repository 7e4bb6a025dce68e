/** Reads the changes of a database as DMS puts them on a stream, one record a change, and makes events of them. */
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { readCdcMapping } from '@millrace/shop/sources/cdc/cdc-mapping.ts';
import { changeMappers } from '@millrace/shop/sources/cdc/collect-records.ts';
import type { ChangeMapper } from '@millrace/shop/sources/cdc/map-change.ts';
import { parse } from 'yaml';
import { clientSettings } from '../../client-settings.ts';
import { collectChangeRecords } from '../../collect/change-records.ts';
import { functionCollector } from '../../collect/function-collector.ts';
import { requiredVariable } from '../environment-variable.ts';

/** In the bucket of settings; `shop/mappings/shop-tables.yaml` is one to begin with. */
const MAPPING_KEY = 'cdc-mapping.yaml';

const bucket = requiredVariable('BUCKET_CONFIG');
const s3 = new S3Client(clientSettings());
const collector = functionCollector();
let mappers: ReadonlyMap<string, ChangeMapper> | undefined;

/** As much of an event of a stream as is read. */
interface ChangesEvent {
  readonly Records: readonly { readonly kinesis: { readonly data: string } }[];
}

/**
 * @throws when some of the changes may not have arrived: all of them come again, under the same ids. Without a mapping
 * nothing may be passed over: the stream waits until there is one.
 */
export async function handler({ Records }: ChangesEvent): Promise<void> {
  mappers ??= changeMappers(readCdcMapping(MAPPING_KEY, parse(await readMapping())));
  await collectChangeRecords(collector, {
    mappers,
    records: Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString()),
  });
}

async function readMapping(): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: MAPPING_KEY }));
  return (await Body?.transformToString()) ?? '';
}
