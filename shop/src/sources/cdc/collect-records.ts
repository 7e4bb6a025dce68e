/** Change records of other programs' making into the collector, whichever way they came. */
import { type Collector, type IncomingEvents, UnreadableEvent } from '../../events/collector.ts';
import type { Verdict } from '../../events/verdict.ts';
import type { CdcMapping } from './cdc-mapping.ts';
import { collectChanges, type MappableChange } from './change-intake.ts';
import { type ForeignRecord, mappedImages, readForeignRecord } from './foreign-record.ts';
import { type ChangeMapper, compileChangeMapper } from './map-change.ts';

export type RecordVerdict = Verdict | { readonly verdict: 'ignored'; readonly message: string };

export interface ForeignRecords extends Pick<IncomingEvents, 'values' | 'original' | 'hasEscapes' | 'source'> {
  readonly mappers: ReadonlyMap<string, ChangeMapper>;
}

export function changeMappers(mapping: CdcMapping): ReadonlyMap<string, ChangeMapper> {
  return new Map(Object.entries(mapping.tables).map(([name, table]) => [name, compileChangeMapper(name, table)]));
}

/** The verdict of each record, in order, once everything is safe. */
export async function collectForeignRecords(
  collector: Pick<Collector, 'collect'>,
  { mappers, values, original, hasEscapes, source }: ForeignRecords,
): Promise<readonly RecordVerdict[]> {
  const nowMs = Date.now();
  const read = values.map((value) => mapped(readForeignRecord(value, nowMs), mappers));
  const changes = read.flatMap((each) => ('change' in each ? each : []));
  const bad = read.flatMap((each, index) => ('bad' in each ? { why: each.bad, original: original(index) } : []));
  const [taken, refused] = await Promise.all([
    collectChanges(collector, { changes, source, hasEscapes }),
    collector.collect({
      values: bad.map(({ why }) => new UnreadableEvent(why)),
      original: (index) => bad[index]?.original ?? '',
      hasEscapes,
      source,
    }),
  ]);
  return inOrder(read, taken.values(), refused.values());
}

type ReadRecord = MappableChange | { readonly ignored: string } | { readonly bad: string };

function mapped(record: ForeignRecord, mappers: ReadonlyMap<string, ChangeMapper>): ReadRecord {
  if (record.kind === 'ignored') return { ignored: record.why };
  if (record.kind === 'bad') return { bad: record.why };
  const mapper = record.tables.map((name) => mappers.get(name)).find((found) => found !== undefined);
  if (!mapper) return { ignored: `the table ${record.tables[0]} is not in the mapping` };
  return { change: mappedImages(record.change, mapper.columns), mapper };
}

/** A change that became several events has the verdict of the worst of them. */
function inOrder(
  read: readonly ReadRecord[],
  taken: Iterator<readonly Verdict[]>,
  refused: Iterator<Verdict>,
): RecordVerdict[] {
  return read.map((each) => {
    if ('ignored' in each) return { verdict: 'ignored', message: each.ignored };
    if ('bad' in each) return refused.next().value;
    const verdicts: readonly Verdict[] = taken.next().value;
    return verdicts.find(({ verdict }) => verdict === 'quarantined') ?? verdicts[0] ?? { verdict: 'accepted' };
  });
}
