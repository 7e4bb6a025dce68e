/**
 * Reads the slot's stream until the session ends.
 *
 * S1. Nothing is confirmed to the server before the events up to there, and the position behind them, are on disk.
 * S2. One piece at a time goes to the log: when it fails, nothing behind it can have gone before.
 */
import { ChangeQueue, type QueuedChange } from './change-queue.ts';
import { ChangeReader } from './change-reader.ts';
import type { Relation } from './pgoutput-decoder.ts';
import { ReplicationStream } from './replication-stream.ts';
import { collectPiece, PIECE_ROWS, type SessionParts } from './session-parts.ts';
import { SnapshotFilter } from './snapshot-filter.ts';
import type { SourceProgress } from './source-progress.ts';

/** Changes that wait for the log before the connection is no longer read, and when it is again. */
const MOST_WAITING = 20_000;
const FEW_WAITING = 5_000;
const IDLE_MS = 1_000;
const MEASURE_EVERY_MS = 5_000;

/** @param failed rejects when the control connection fails. @throws what ended the connection. */
export async function readStream(parts: SessionParts, progress: SourceProgress, failed: Promise<never>): Promise<void> {
  const { options, report, signal, mappers } = parts;
  const queue = new ChangeQueue(progress.lsn);
  const filter = new SnapshotFilter(progress);
  const reader = changeReader(parts, { queue, filter, progress });
  let isPaused = false;
  const stream = new ReplicationStream(options, (table) => mappers.get(table)?.columns, {
    onMessage: (message) => {
      reader.onMessage(message);
      if (isPaused || queue.length <= MOST_WAITING) return;
      isPaused = true;
      stream.pause();
    },
    onKeepalive: (lsn) => reader.onKeepalive(lsn),
  });
  report.enter('streaming');
  const stopMeasuring = startMeasuring(parts);
  const ended = Promise.race([stream.run(progress.lsn).then(connectionEnded), failed]);
  // Awaited below, between other things.
  ended.catch(() => undefined);
  try {
    let current = progress;
    while (!signal.aborted) {
      await Promise.race([queue.ready(IDLE_MS), ended]);
      current = await takePiece(parts, { queue, filter, progress: current });
      stream.confirm(current.lsn);
      if (!isPaused || queue.length > FEW_WAITING) continue;
      isPaused = false;
      stream.resume();
    }
  } finally {
    stopMeasuring();
    await stream.stop();
  }
}

interface StreamState {
  readonly queue: ChangeQueue;
  readonly filter: SnapshotFilter;
  readonly progress: SourceProgress;
}

function changeReader(parts: SessionParts, { queue, filter, progress }: StreamState): ChangeReader {
  const { options, facts, mappers } = parts;
  return new ChangeReader({
    name: options.name,
    database: facts.database,
    queue,
    progress,
    filter,
    mappers,
    onRelation: (relation) => noteColumns(parts, relation),
  });
}

function connectionEnded(): never {
  throw new Error('the server has closed the connection');
}

async function takePiece(parts: SessionParts, { queue, filter, progress }: StreamState): Promise<SourceProgress> {
  const { changes, position, commitMs } = queue.take(PIECE_ROWS);
  if (!position) return progress;
  const next = withoutPassedRanges({ ...progress, ...position });
  await collectPiece(parts, await decided(parts, filter, changes), next, commitMs);
  return next;
}

/** Leaves out what a snapshot has told, where that depends on the row's key. */
async function decided(
  { control }: SessionParts,
  filter: SnapshotFilter,
  changes: readonly QueuedChange[],
): Promise<readonly QueuedChange[]> {
  if (changes.every(({ undecidedXid }) => undecidedXid === undefined)) return changes;
  const kept: QueuedChange[] = [];
  for (const queued of changes) {
    const { change, mapper, undecidedXid } = queued;
    const row = change.after ?? change.before;
    const asked = undecidedXid !== undefined && row !== null && { key: mapper.key, row, xid: undecidedXid };
    if (!asked || !(await filter.isTold(control, mapper.table, asked))) kept.push(queued);
  }
  return kept;
}

/** The server describes a table before its first change, and again whenever it has been altered. */
function noteColumns({ mappers, report }: SessionParts, { table, columns }: Relation): void {
  const mapper = mappers.get(table);
  if (!mapper) return;
  const there = new Set(columns.map(({ name }) => name));
  const missing = [...mapper.columns].filter((column) => !there.has(column));
  const text = `${table} has no column ${missing.join(', ')} any more: fields made of it stay out; mend the mapping`;
  report.note(table, missing.length > 0 ? text : undefined);
}

/** Once the stream has passed the last snapshot, nobody asks any more what it has seen. */
function withoutPassedRanges(progress: SourceProgress): SourceProgress {
  if (progress.catchUpLsn === 0 || progress.lsn < progress.catchUpLsn) return progress;
  const tables = Object.entries(progress.tables).map(([table, value]) => [table, { ...value, ranges: [] }]);
  return { ...progress, catchUpLsn: 0, tables: Object.fromEntries(tables) };
}

const MEASURES = `
  SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn) AS lag,
    pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) AS kept
  FROM pg_replication_slots WHERE slot_name = $1`;

/** How far behind we are, and what the server keeps for us. Returns how to stop. */
function startMeasuring({ control, report, options }: SessionParts): () => void {
  const measure = async () => {
    try {
      const { rows } = await control.query<{ lag: string | null; kept: string | null }>(MEASURES, [options.slot]);
      const { lag = null, kept = null } = rows[0] ?? {};
      report.lagBytes = lag === null ? null : Math.max(0, Number(lag));
      report.retainedBytes = kept === null ? null : Math.max(0, Number(kept));
    } catch {
      // The stream's own end says what is wrong.
    }
  };
  void measure();
  const timer = setInterval(() => void measure(), MEASURE_EVERY_MS);
  return () => clearInterval(timer);
}
