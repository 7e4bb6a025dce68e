/** What becomes of which table of a database, by the mapping in the bucket of settings. */
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { readCdcMapping } from '@millrace/shop/sources/cdc/cdc-mapping.ts';
import { changeMappers } from '@millrace/shop/sources/cdc/collect-records.ts';
import type { ChangeMapper } from '@millrace/shop/sources/cdc/map-change.ts';
import { parse } from 'yaml';
import { clientSettings } from '../client-settings.ts';

/** `shop/mappings/shop-tables.yaml` is one to begin with. */
const MAPPING_KEY = 'cdc-mapping.yaml';

/**
 * The mapping is read when it is first asked for, and then kept. Without one nothing may be passed over: whoever asks fails
 * with CDC_MAPPING_UNREADABLE or CDC_MAPPING_INVALID, and it is read again the next time.
 */
export function storedMappers(bucket: string): () => Promise<ReadonlyMap<string, ChangeMapper>> {
  const s3 = new S3Client(clientSettings());
  let mappers: ReadonlyMap<string, ChangeMapper> | undefined;
  return async () => {
    mappers ??= changeMappers(readCdcMapping(MAPPING_KEY, parse(await readText(s3, bucket))));
    return mappers;
  };
}

async function readText(s3: S3Client, bucket: string): Promise<string> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: MAPPING_KEY }));
    return (await Body?.transformToString()) ?? '';
  } catch (cause) {
    throw new MillraceError('the mapping of tables could not be read', {
      code: 'CDC_MAPPING_UNREADABLE',
      domain: 'external',
      retry: 'backoff',
      hint: `Changes wait for ${MAPPING_KEY} in the bucket of settings.`,
      cause,
    });
  }
}
