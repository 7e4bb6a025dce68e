/** One connection's life: look at the database, make what is missing, read what is left of the snapshot, then the stream. */
import { Client } from 'pg';
import { qualifiedName } from '../cdc-mapping.ts';
import { type ChangeMapper, compileChangeMapper } from '../map-change.ts';
import { checkDatabase, checkNewSlot, createPublication, extendPublication, unpublished } from './database-check.ts';
import { type DatabaseFacts, readDatabaseFacts } from './database-facts.ts';
import { notReadyBy } from './postgres-fault.ts';
import { clientConfig } from './postgres-options.ts';
import { checkContinuity, SlotConnection, type SystemIdentity } from './replication-slot.ts';
import type { SessionParts, SourceSessionParts } from './session-parts.ts';
import { type Beginning, readSnapshot } from './snapshot-phase.ts';
import { parseVisibility } from './snapshot-visibility.ts';
import { newTableProgress, type SourceProgress } from './source-progress.ts';
import { readStream } from './stream-phase.ts';

/** Runs until the signal. @throws MillraceError, and what `pg` throws. */
export async function runSession(given: SourceSessionParts): Promise<void> {
  const { options, report, signal } = given;
  report.enter('starting');
  const control = new Client(clientConfig(options));
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  control.on('error', (cause) => failed.reject(cause));
  let slot: SlotConnection | undefined;
  try {
    await control.connect();
    const facts = await readyDatabase(given, control);
    const parts = { ...given, control, facts, mappers: mappersOf(given, facts) };
    slot = await SlotConnection.open(options);
    const begun = await beginning(parts, slot);
    report.advance(begun.progress);
    const caughtUp = await readSnapshot(parts, begun, failed.promise);
    await slot.close();
    if (!signal.aborted) await readStream(parts, caughtUp, failed.promise);
  } finally {
    await slot?.close();
    await control.end().catch(() => undefined);
  }
}

/** @throws MillraceError CDC_NOT_READY with the first problem. */
async function readyDatabase({ options }: SourceSessionParts, control: Client): Promise<DatabaseFacts> {
  const facts = await readDatabaseFacts(control, options);
  const problems = checkDatabase(facts, options).filter(({ kind }) => kind === 'problem');
  if (problems.length > 0) throw notReadyBy(problems);
  const missing = unpublished(facts, options.mapping);
  if (!facts.publication) await control.query(createPublication(facts, options));
  else if (!facts.publication.allTables && missing.length > 0) {
    await control.query(extendPublication(missing, options.publication));
  }
  return facts;
}

function mappersOf({ options }: SourceSessionParts, { tables }: DatabaseFacts): ReadonlyMap<string, ChangeMapper> {
  const mappers = Object.entries(options.mapping.tables).map(([name, mapping]) => {
    const table = qualifiedName(name);
    return [table, compileChangeMapper(table, mapping, tables.get(table)?.key)] as const;
  });
  return new Map(mappers);
}

/** Where to go on, or a slot made anew. @throws MillraceError when what was read before does not lead on. */
async function beginning(parts: SessionParts, slot: SlotConnection): Promise<Beginning> {
  const { store, options, facts } = parts;
  const identity = await slot.identity();
  const making = store.makingFor();
  const progress = making === undefined ? store.read() : undefined;
  if (progress) {
    checkContinuity(progress, identity, { facts, slot: options.slot });
    return { progress: withMappedTables(parts, progress), exported: undefined };
  }
  if (making === undefined) {
    const problems = checkNewSlot(facts, options).filter(({ kind }) => kind === 'problem');
    if (problems.length > 0) throw notReadyBy(problems);
    await store.beginMaking(1);
  } else if (facts.slot) await slot.drop(options.slot);
  return makeSlot(parts, slot, { identity, generation: making ?? 1 });
}

interface NewSlot {
  readonly identity: SystemIdentity;
  readonly generation: number;
}

async function makeSlot(
  parts: SessionParts,
  slot: SlotConnection,
  { identity, generation }: NewSlot,
): Promise<Beginning> {
  const made = await slot.create(parts.options.slot);
  const { rows } = await parts.control.query<{ seen: string }>('SELECT pg_current_snapshot()::text AS seen');
  const progress = withMappedTables(parts, {
    version: 1,
    generation,
    systemId: identity.systemId,
    timeline: identity.timeline,
    lsn: made.lsn,
    partial: null,
    snapshotAfterXid: String(parseVisibility(rows[0]?.seen ?? '').xmax),
    catchUpLsn: 0,
    tables: {},
  });
  await parts.store.made(progress);
  return { progress, exported: made.snapshot };
}

/** Tables that the mapping has come to name are read, those that it no longer names are forgotten. */
function withMappedTables({ mappers, facts }: SessionParts, progress: SourceProgress): SourceProgress {
  const tables = [...mappers.keys()].map((table) => {
    const estimate = facts.tables.get(table)?.estimate ?? 0;
    return [table, progress.tables[table] ?? newTableProgress(estimate)] as const;
  });
  return { ...progress, tables: Object.fromEntries(tables) };
}
