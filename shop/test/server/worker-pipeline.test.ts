/** Groups of pipelines in worker threads, as one handle: how far they are is how far the slowest is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { MIN_WATERMARK } from '@millrace/engine/row/row.ts';
import type { PipelineGroup } from '@millrace/engine/runtime/pipeline-group.ts';
import { openStateEnvironment } from '@millrace/engine/state/environment-state-store.ts';
import { openViewReader } from '@millrace/engine/views/environment-view.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WorkerPipeline } from '../../src/server/worker-pipeline.ts';

const NOON_MS = Date.parse('2026-01-05T12:00:00Z');
const DELAY_MS = 10_000;
const ROUNDS = 30;

function table(name: string, delaySeconds: number): string {
  return `CREATE TABLE ${name} (id BIGINT, at_time TIMESTAMP_LTZ(3),
    WATERMARK FOR at_time AS at_time - INTERVAL '${delaySeconds}' SECOND
  ) WITH ('connector' = 'log', 'format' = 'json', 'json.timestamp-format.standard' = 'ISO-8601');`;
}

function view(name: string): string {
  return `CREATE TABLE ${name} (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'view');`;
}

function group(name: string, ...statements: readonly string[]): PipelineGroup {
  return { name, scripts: [{ file: `${name}.sql`, text: statements.join('\n') }], stateFolder: join('state', name) };
}

/** Asks for the watermark, so that the table has one. */
function punctual(from: string): string {
  return `SELECT id FROM ${from} WHERE CURRENT_WATERMARK(at_time) IS NULL OR at_time > CURRENT_WATERMARK(at_time)`;
}

const byArrival = group('quick', table('arrivals', 1), view('quick'), `INSERT INTO quick ${punctual('arrivals')};`);
const byTime = group('slow', table('events', 10), view('slow'), `INSERT INTO slow ${punctual('events')};`);

let dataFolder = '';

beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'millrace-worker-'));
});

afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

it('tells a batch done when every group has committed it, and the watermark of events alone', async () => {
  const log = openLogWriter(dataFolder, 1);
  const pipeline = new WorkerPipeline({ dataFolder, groups: [byArrival, byTime] });
  const environments = ['quick', 'slow'].map((name) => openStateEnvironment(dataFolder, join('state', name)));
  const rowOf = (name: string, id: number) =>
    environments.map((environment) => openViewReader(environment, name)?.get([id])).find((entry) => entry);
  await pipeline.start();
  expect(pipeline.watermarkMs()).toBe(MIN_WATERMARK);
  for (let id = 0; id < ROUNDS; id += 1) {
    const timestamp = new Date(NOON_MS + id * 1_000).toISOString();
    const bytes = Buffer.from(JSON.stringify({ id, at_time: timestamp }));
    const sequence = await log.append(Date.now(), [{ partition: 0, bytes, ends: Uint32Array.of(bytes.length) }]);
    const done = reaches(pipeline, sequence);
    pipeline.onCommitted({ sequence, arrivalMs: Date.now(), records: 1 });
    expect(pipeline.lag().events).toBe(1);
    await done;
    expect([rowOf('quick', id)?.row, rowOf('slow', id)?.row]).toEqual([{ id }, { id }]);
    expect(pipeline.lag().events).toBe(0);
  }
  expect(pipeline.watermarkMs()).toBe(NOON_MS + (ROUNDS - 1) * 1_000 - DELAY_MS);
  await pipeline.stop();
  expect(pipeline.progress().running).toBe(false);
  for (const environment of environments) await environment.close();
  await log.close();
});

it('does not start groups that write one view, nor leaves any of them running', async () => {
  const second = group('second', table('events', 10), view('quick'), 'INSERT INTO quick SELECT id FROM events;');
  await openLogWriter(dataFolder, 1).close();
  const pipeline = new WorkerPipeline({ dataFolder, groups: [byArrival, second] });
  await expect(pipeline.start()).rejects.toMatchObject({
    code: 'VIEW_ACROSS_GROUPS',
    message: 'the groups quick and second both write the view quick',
  });
  await pipeline.stop();
  expect(pipeline.progress().running).toBe(false);
});

it('does not start when one group cannot', async () => {
  await openLogWriter(dataFolder, 1).close();
  const faulty = group('faulty', table('events', 10), view('slow'), 'INSERT INTO slow SELECT nothing FROM events;');
  const pipeline = new WorkerPipeline({ dataFolder, groups: [byArrival, faulty] });
  await expect(pipeline.start()).rejects.toMatchObject({ code: 'SQL_UNKNOWN_COLUMN' });
  await pipeline.stop();
  expect(pipeline.progress().running).toBe(false);
});

/** Resolves with the commit that completes the batch. */
function reaches(pipeline: WorkerPipeline, sequence: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = pipeline.onResults(() => {
      if (pipeline.progress().sequence < sequence) return;
      stop();
      resolve();
    });
  });
}
