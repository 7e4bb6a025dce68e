/**
 * Reads what is left of the tables' rows.
 *
 * R1. Each piece goes to the log in one commit with the key that it ends with, so no row comes twice and none is missed.
 * R2. A piece is handed in while the one before it is on its way to the disk: in the same commit or in the next one, it
 *     fails with it. None is handed in once a commit has failed, nor a third before the first is on disk.
 * R3. When the reading ends, whatever ended it, nothing of it is under way any more: the next one begins where the disk says.
 */
import type { ChangeEvent, RowImage } from '../change-event.ts';
import { snapshotIds } from './change-id.ts';
import { collectPiece, PIECE_ROWS, type SessionParts } from './session-parts.ts';
import { SnapshotSession } from './snapshot-session.ts';
import type { SnapshotRange, SourceProgress, TableProgress } from './source-progress.ts';

/** Where a session begins. */
export interface Beginning {
  readonly progress: SourceProgress;
  /** The snapshot of the slot's making, when this is the session that made it. */
  readonly exported: string | undefined;
}

/** @param failed rejects when the control connection fails. @throws what ended the reading. */
export async function readSnapshot(
  parts: SessionParts,
  { progress, exported }: Beginning,
  failed: Promise<never>,
): Promise<SourceProgress> {
  const waiting = Object.entries(progress.tables).filter(([, { done }]) => !done);
  if (waiting.length === 0) return progress;
  parts.report.enter('snapshot');
  const session = await SnapshotSession.open(parts.options, { exported, afterXid: progress.snapshotAfterXid });
  // The reading sees it by its own connection, and can end in order (R3).
  failed.catch(() => session.close());
  try {
    let current = { ...progress, catchUpLsn: Math.max(progress.catchUpLsn, session.beforeLsn) };
    for (const [table] of waiting) {
      if (!parts.signal.aborted) current = await readTable(parts, session, { progress: current, table });
    }
    return current;
  } finally {
    await session.close();
  }
}

interface Place {
  readonly progress: SourceProgress;
  readonly table: string;
}

async function readTable(parts: SessionParts, session: SnapshotSession, place: Place): Promise<SourceProgress> {
  const { table } = place;
  const mapper = parts.mappers.get(table);
  const facts = parts.facts.tables.get(table);
  let known = place.progress.tables[table];
  if (!mapper || !facts || !known) return place.progress;
  let current = place.progress;
  const columns = [...mapper.columns];
  const arrays = new Set(columns.filter((column) => facts.columns.get(column)?.endsWith('[]')));
  const after = known.ranges.at(-1)?.through ?? null;
  const pieces = session.read({ table, key: facts.key, columns, arrays, after }, PIECE_ROWS);
  const { collector, signal } = parts;
  const { failures } = collector;
  let underWay = Promise.resolve();
  try {
    for await (const piece of pieces) {
      if (collector.failures !== failures) await underWay;
      const toChange = changeMaker(parts, { progress: current, table }, known.rows);
      const changes = piece.rows.map((row, index) => ({ change: toChange(row, index), mapper }));
      known = grown(known, piece.rows.length, { through: piece.through, seen: session.seen });
      current = withTable(current, table, known);
      const before = underWay;
      underWay = collectPiece(parts, changes, current);
      // Its failure is seen by whoever waits for it next.
      underWay.catch(() => undefined);
      await before;
      if (signal.aborted) return current;
    }
  } finally {
    await underWay;
  }
  current = withTable(current, table, { ...grown(known, 0, { through: null, seen: session.seen }), done: true });
  await collectPiece(parts, [], current);
  return current;
}

/** Rows are numbered in the order of their keys: what is on the log is not read again, so a number stands for one row. */
function changeMaker({ options, facts }: SessionParts, { progress, table }: Place, firstNumber: number) {
  const dot = table.indexOf('.');
  const ts_ms = Date.now();
  const source = {
    connector: 'postgresql',
    name: options.name,
    db: facts.database,
    schema: table.slice(0, dot),
    table: table.slice(dot + 1),
    ts_ms,
  };
  const idOf = snapshotIds(options.name, progress.generation, table);
  return (row: RowImage, index: number): ChangeEvent => ({
    id: idOf(firstNumber + index),
    op: 'r',
    before: null,
    after: row,
    source,
    ts_ms,
  });
}

/** Ranges of one snapshot are one. */
function grown(table: TableProgress, rows: number, range: SnapshotRange): TableProgress {
  const { ranges } = table;
  const isSame = ranges.at(-1)?.seen === range.seen;
  return { ...table, rows: table.rows + rows, ranges: [...(isSame ? ranges.slice(0, -1) : ranges), range] };
}

function withTable(progress: SourceProgress, table: string, value: TableProgress): SourceProgress {
  return { ...progress, tables: { ...progress.tables, [table]: value } };
}
