/** Reads the changes of a database as DMS puts them on a stream, one record a change, and makes events of them. */
import { collectChangeRecords } from '../../collect/change-records.ts';
import { functionCollector } from '../../collect/function-collector.ts';
import { storedMappers } from '../../collect/stored-mappers.ts';
import { requiredVariable } from '../environment-variable.ts';

const mappers = storedMappers(requiredVariable('BUCKET_CONFIG'));
const collector = functionCollector();

/** As much of an event of a stream as is read. */
interface ChangesEvent {
  readonly Records: readonly { readonly kinesis: { readonly data: string } }[];
}

/**
 * @throws when some of the changes may not have arrived: all of them come again, under the same ids. Without a mapping
 * nothing may be passed over: the stream waits until there is one.
 */
export async function handler({ Records }: ChangesEvent): Promise<void> {
  await collectChangeRecords(collector, {
    mappers: await mappers(),
    records: Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString()),
  });
}
