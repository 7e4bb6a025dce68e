/** The proof's records in one process: the log, both groups of pipelines to its end, and the functions behind them. */

import { readStoredTables } from '@millrace/engine/fold/stored-tables.ts';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import type { Environment } from '@millrace/engine/storage/environment.ts';
import { openViewReader } from '@millrace/engine/views/environment-view.ts';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import { storedDefinitions } from '@millrace/engine/views/view-tables.ts';
import { BatchRecords } from '@millrace/shop/events/batch-records.ts';
import { PARTITION_COUNT } from '@millrace/shop/events/partition-of.ts';
import { FunctionPipeline } from '@millrace/shop/function-runtime/function-pipeline.ts';
import { openFunctionsEnvironment } from '@millrace/shop/function-runtime/function-store.ts';
import { locatedFunctions } from '@millrace/shop/functions/event-functions.ts';
import { openGroupStates } from '@millrace/shop/pipelines/group-states.ts';
import { pipelineGroups } from '@millrace/shop/pipelines/pipeline-groups.ts';
import { runGroups } from '../../../shop/test/pipelines/run-groups.ts';
import { type Arrival, heartbeatRecord } from './generated-hour.ts';
import type { TimedStep } from './timed-steps.ts';

export interface View {
  readonly primaryKey: readonly string[];
  readonly rows: readonly ViewRow[];
}

export type Views = ReadonlyMap<string, View>;

export interface OneProcessSide {
  readonly views: Views;
  /** What the functions remember of users, by user. */
  readonly users: Readonly<Record<string, unknown>>;
}

const MOST_WAITING = 512;

export async function oneProcessSide(dataFolder: string, steps: Iterable<TimedStep>): Promise<OneProcessSide> {
  await writeLog(dataFolder, steps);
  // What a view drops by age is not what is compared here.
  const groups = pipelineGroups().map(({ scripts, ...group }) => ({
    ...group,
    scripts: scripts.map(({ file, text }) => ({
      file,
      text: text.replaceAll(/'retention' = '[^']*'/g, "'retention' = '3650 d'"),
    })),
  }));
  await runGroups(dataFolder, { groups });
  const pipelines = await readViews(openGroupStates(dataFolder));
  const users = await runFunctions(dataFolder);
  const functions = await readViews([openFunctionsEnvironment(dataFolder)]);
  return { views: new Map([...pipelines, ...functions]), users };
}

async function writeLog(dataFolder: string, steps: Iterable<TimedStep>): Promise<void> {
  const log = openLogWriter(dataFolder, PARTITION_COUNT);
  const seen = new Set<string>();
  let waiting: Promise<number>[] = [];
  for (const step of steps) {
    const records = new BatchRecords();
    if (step.kind === 'time') beat(records, step.arrivalMs);
    else if (!addOnce(records, step.arrival, seen)) continue;
    waiting.push(log.append(step.kind === 'time' ? step.arrivalMs : step.arrival.arrivalMs, records.records()));
    if (waiting.length < MOST_WAITING) continue;
    await Promise.all(waiting);
    waiting = [];
  }
  await Promise.all(waiting);
  await log.close();
}

function addOnce(records: BatchRecords, { eventId, partition, record }: Arrival, seen: Set<string>): boolean {
  if (seen.has(eventId)) return false;
  seen.add(eventId);
  records.push(partition, record);
  return true;
}

function beat(records: BatchRecords, arrivalMs: number): void {
  for (let partition = 0; partition < PARTITION_COUNT; partition++)
    records.push(partition, heartbeatRecord(arrivalMs, String(partition)));
}

async function readViews(environments: readonly Environment[]): Promise<Views> {
  const views = environments.flatMap((environment) =>
    storedDefinitions(environment).map(({ name, primaryKey }) => {
      const entries = openViewReader(environment, name)?.range({ limit: Number.MAX_SAFE_INTEGER }) ?? [];
      return [name, { primaryKey, rows: entries.map(({ row }) => row) }] as const;
    }),
  );
  for (const environment of environments) await environment.close();
  return new Map(views);
}

async function runFunctions(dataFolder: string): Promise<Readonly<Record<string, unknown>>> {
  const pipeline = new FunctionPipeline({ dataFolder, functions: locatedFunctions(() => null) });
  while (pipeline.step().status !== 'idle');
  await pipeline.close();
  const environment = openFunctionsEnvironment(dataFolder);
  const users = readStoredTables(environment)['features-users'] ?? {};
  await environment.close();
  return users;
}
