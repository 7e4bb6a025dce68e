/**
 * What becomes of a batch of `insights`: rows of results are stored and go to the lake, and what decisions are made of goes
 * through the runner of the bucket `decisions`.
 *
 * I1. Storing a row twice changes nothing, so rows are stored whatever becomes of decisions.
 * I2. The lake cannot tell a repeat, so rows go there last, and only those before the first record that comes again.
 * I3. A record that cannot be read is kept with the reason and left out; its neighbours go on.
 */

import type { PoisonedRecord } from '../../failures/poison-table.ts';
import type { ResultRow, ResultsTable } from '../../results/results-table.ts';
import type { BatchReport, BucketRunner } from '../../state/bucket-runner.ts';
import { DECISIONS, insightOf } from '../../stream/insight-record.ts';
import { type StreamRecord, sortableSequence } from '../../stream/stream-record.ts';
import type { DecisionOutput } from './decision-output.ts';
import type { DecisionInput } from './decisions-fold.ts';

export interface InsightsParts {
  readonly runner: Pick<BucketRunner<DecisionInput, DecisionOutput>, 'run'>;
  readonly results: Pick<ResultsTable, 'put'>;
  readonly toLake: (rows: readonly ResultRow[]) => Promise<void>;
  /** See the runner's. */
  readonly reject: (poison: readonly PoisonedRecord[]) => Promise<void>;
}

export interface InsightsReport extends Pick<BatchReport, 'failures'> {
  /** Undefined when the batch had nothing for decisions. */
  readonly counts: BatchReport['counts'] | undefined;
  readonly rows: number;
  readonly poison: number;
}

interface ReadRow {
  readonly row: ResultRow;
  readonly sequence: string;
}

/** @param records of one shard, in order. @param deadlineMs when the invocation ends, in epoch milliseconds. */
export async function insightsBatch(
  records: readonly StreamRecord[],
  parts: InsightsParts,
  deadlineMs: number,
): Promise<InsightsReport> {
  const { rows, poison } = readRows(records);
  const decisive = records.filter(({ partitionKey }) => partitionKey === DECISIONS);
  const [report, storing] = await Promise.all([
    decisive.length === 0 ? undefined : parts.runner.run(decisive, deadlineMs),
    failureOf(records, () => storeRows(rows, poison, parts)),
  ]);
  const failures = [...(report?.failures ?? []), ...storing];
  const rest = await failureOf(records, () => parts.toLake(rows.filter(isBefore(failures)).map(({ row }) => row)));
  return { failures: [...failures, ...rest], counts: report?.counts, rows: rows.length, poison: poison.length };
}

async function storeRows(rows: readonly ReadRow[], poison: readonly PoisonedRecord[], parts: InsightsParts) {
  if (poison.length > 0) await parts.reject(poison);
  await parts.results.put(rows.map(({ row }) => row));
}

/** What the bucket of the decisions cannot read is the runner's to keep. */
function readRows(records: readonly StreamRecord[]) {
  const rows: ReadRow[] = [];
  const poison: PoisonedRecord[] = [];
  for (const record of records) {
    try {
      rows.push(...rowsOf(record));
    } catch (error) {
      if (record.partitionKey !== DECISIONS) poison.push({ record, error });
    }
  }
  return { rows, poison };
}

function rowsOf({ data, sequence }: StreamRecord): readonly ReadRow[] {
  const insight = insightOf(data);
  if (insight.kind === 'event') return [];
  const place = sortableSequence(sequence);
  const { view, row, deleted, at = place } = insight;
  return [{ sequence: place, row: deleted ? { view, at, row: null, lastRow: row } : { view, at, row } }];
}

/** When it fails, all of the batch comes again. */
async function failureOf(
  records: readonly StreamRecord[],
  work: () => Promise<void>,
): Promise<BatchReport['failures']> {
  try {
    await work();
    return [];
  } catch (error) {
    return [{ bucket: 'results', sequence: records[0]?.sequence ?? '', error }];
  }
}

function isBefore(failures: BatchReport['failures']): (row: ReadRow) => boolean {
  const [first] = failures.map(({ sequence }) => sortableSequence(sequence)).sort();
  return ({ sequence }) => first === undefined || sequence < first;
}
