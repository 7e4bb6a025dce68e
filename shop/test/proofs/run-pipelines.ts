/** The shop's pipelines over a log written in a test: batches in, the rows of every view out. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import type { PipelineGroup } from '@millrace/engine/runtime/pipeline-group.ts';
import { openViewReader } from '@millrace/engine/views/environment-view.ts';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import { storedDefinitions } from '@millrace/engine/views/view-tables.ts';
import { partitionOfKey } from '../../src/events/partition-of.ts';
import { openGroupStates } from '../../src/pipelines/group-states.ts';
import { runGroups } from '../pipelines/run-groups.ts';

export type LoggedEvent = Readonly<Record<string, unknown>> & { readonly timestamp: string };
export type ViewRows = Readonly<Record<string, readonly ViewRow[]>>;

export interface RunOptions {
  readonly partitions: number;
  /** One append to the log a batch; it arrives at the largest event time so far, with which its events are stamped. */
  readonly batches: readonly (readonly LoggedEvent[])[];
  /** Rows a step; a step ends with a commit. */
  readonly rowsPerStep?: number;
  /** The server's when absent; their state lies where the server's does. */
  readonly groups?: readonly PipelineGroup[];
}

/** Every row of every view, in key order. Windows that the last events leave open are there when views show them early. */
export async function runPipelines({ partitions, batches, ...options }: RunOptions): Promise<ViewRows> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'millrace-proof-'));
  try {
    await writeLog(dataFolder, partitions, batches);
    await runGroups(dataFolder, options);
    return await readViews(dataFolder);
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function writeLog(folder: string, partitions: number, batches: RunOptions['batches']): Promise<void> {
  const log = openLogWriter(folder, partitions);
  let arrivalMs = 0;
  for (const batch of batches) {
    arrivalMs = batch.reduce((latest, { timestamp }) => Math.max(latest, Date.parse(timestamp)), arrivalMs);
    const byPartition = Map.groupBy(batch, (event) => partitionOfKey(String(event.userId)) % partitions);
    const slices = [...byPartition].map(([partition, events]) => {
      const receivedAt = new Date(arrivalMs).toISOString();
      const records = events.map((event) => Buffer.from(JSON.stringify({ ...event, receivedAt })));
      let end = 0;
      const ends = Uint32Array.from(records, (record) => (end += record.length));
      return { partition, bytes: Buffer.concat(records), ends };
    });
    await log.append(arrivalMs, slices);
  }
  await log.close();
}

async function readViews(folder: string): Promise<ViewRows> {
  const environments = openGroupStates(folder);
  const rows = environments.flatMap((environment) =>
    storedDefinitions(environment).map(({ name }) => {
      const entries = openViewReader(environment, name)?.range({ limit: Number.MAX_SAFE_INTEGER }) ?? [];
      return [name, entries.map(({ row }) => row)] as const;
    }),
  );
  for (const environment of environments) await environment.close();
  return Object.fromEntries(rows);
}
