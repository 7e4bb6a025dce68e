/**
 * How many events a second the SQL takes from the log on one thread, with state, views and commits in LMDB as in the
 * server: three of the pipelines together, all of them, each of them alone, and the scan without any of them.
 *
 *     node bench/pipelines.ts [--events 2000000] [--runs 5] [--only <name>] [--log <folder>] [--profile <folder>]
 *
 * Each run is a process of its own over an empty state, so that none is warmed up by another. `--log` keeps the log in
 * a folder and uses it again.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openLogReader } from '../engine/src/log/lmdb-log-reader.ts';
import { openLogPipeline } from '../engine/src/runtime/log-pipeline.ts';
import type { PipelineScript } from '../engine/src/runtime/pipeline-messages.ts';
import { inTurns, printSpreads } from './report.ts';
import { writeSimulatedLog } from './simulated-log.ts';

const QUERIES: Readonly<Record<string, readonly string[]>> = {
  'three together': ['revenue.sql', 'sessions.sql', 'trending.sql'],
  'all of them': allQuestions(),
  ...Object.fromEntries(allQuestions().map((file) => [file.replace('.sql', ''), [file]])),
  'scan only': [],
};

/** Reads the columns that the three pipelines read, and keeps nothing. */
const SCAN = `
CREATE TABLE nowhere (eventId STRING, price DECIMAL(14, 4)) WITH ('connector' = 'blackhole');
INSERT INTO nowhere SELECT eventId, price FROM events
WHERE visitor = 'nobody' OR eventType = '' OR productId = '' OR category = '' OR quantity = -1 OR deviceType = ''
  OR orderId = '' OR status = '' OR \`timestamp\` < TO_TIMESTAMP_LTZ(0, 3);`;

const EVENTS_PER_SECOND = 10_000;
const READ_BYTES = 8 * 1024 * 1024;

const { values: settings } = parseArgs({
  options: {
    events: { type: 'string', default: '2000000' },
    runs: { type: 'string', default: '5' },
    only: { type: 'string' },
    log: { type: 'string' },
    profile: { type: 'string' },
    run: { type: 'string' },
  },
});

async function measure(): Promise<void> {
  const dataFolder = settings.log ?? mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  if (!existsSync(join(dataFolder, 'log'))) {
    await writeSimulatedLog({ dataFolder, events: Number(settings.events), eventsPerSecond: EVENTS_PER_SECOND });
  }
  const { events, meanBytes } = contentOf(dataFolder);
  const names = settings.only?.split(',') ?? Object.keys(QUERIES);
  const rates = names.map((name) => [name, async () => events / (await secondsOf(name, dataFolder))] as const);
  const results = await inTurns(Object.fromEntries(rates), Number(settings.runs));
  const what = `${events.toLocaleString('en')} events of ${meanBytes} bytes, ${EVENTS_PER_SECOND} for each second`;
  printSpreads(`Pipelines from the log, one thread, with state and commits; ${what}`, 'events/s', results);
  if (settings.log === undefined) rmSync(dataFolder, { recursive: true });
}

/** Seconds that a fresh process needs for the whole log. */
async function secondsOf(name: string, dataFolder: string): Promise<number> {
  rmSync(join(dataFolder, 'state'), { recursive: true, force: true });
  const profiling = settings.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${settings.profile}`];
  const child = fork(import.meta.filename, ['--run', name, '--log', dataFolder], { execArgv: profiling });
  const exited = once(child, 'exit');
  const [seconds] = await Promise.race([once(child, 'message'), exited.then(() => [Number.NaN])]);
  await exited;
  return seconds;
}

async function run(name: string, dataFolder: string): Promise<void> {
  const { pipeline, close } = openLogPipeline({ dataFolder, scripts: scriptsOf(name) });
  const began = performance.now();
  while ((await pipeline.step()) !== 'idle');
  process.send?.((performance.now() - began) / 1000);
  await close();
  process.disconnect?.();
}

function scriptsOf(name: string): readonly PipelineScript[] {
  const questions = (QUERIES[name] ?? []).map(script);
  return [script('tables/embedded.sql'), ...(questions.length > 0 ? questions : [{ file: 'scan.sql', text: SCAN }])];
}

/** Every file of `pipelines/`, as the server runs them. */
function allQuestions(): readonly string[] {
  const files = readdirSync(new URL('../pipelines/', import.meta.url)).filter((file) => file.endsWith('.sql'));
  return files.sort();
}

function script(file: string): PipelineScript {
  return { file, text: readFileSync(new URL(`../pipelines/${file}`, import.meta.url), 'utf8') };
}

function contentOf(dataFolder: string): { readonly events: number; readonly meanBytes: number } {
  const reader = openLogReader(dataFolder);
  let events = 0;
  let bytes = 0;
  for (let next = 1; ; ) {
    const batches = reader.read(next, READ_BYTES);
    const last = batches.at(-1);
    if (!last) return { events, meanBytes: Math.round(bytes / events) };
    for (const slice of batches.flatMap(({ slices }) => slices)) {
      events += slice.ends.length;
      bytes += slice.bytes.length;
    }
    next = last.sequence + 1;
  }
}

if (settings.run === undefined) await measure();
else await run(settings.run, settings.log ?? '');
