/**
 * What the warehouse costs: events a second that its process writes from the log, the size of its files against the same
 * events as NDJSON, its memory, and by how much it slows down the pipelines and the functions when it writes beside them.
 *
 *     node bench/warehouse.ts [--events 1000000] [--runs 3] [--log <folder>] [--alone]
 *
 * Everything reads one log to its end, each part in a process of its own over empty state, as its thread does in a server:
 * the two groups of pipelines, the functions, and the warehouse with its lower priority. `--log` keeps the log in a folder and uses
 * it again; `--alone` leaves out the comparison. Event ids are random UUIDs.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openLogReader } from '../engine/src/log/lmdb-log-reader.ts';
import { openLogPipeline } from '../engine/src/runtime/log-pipeline.ts';
import { FunctionPipeline } from '../shop/src/function-runtime/function-pipeline.ts';
import { pipelineGroups } from '../shop/src/pipelines/pipeline-groups.ts';
import { giveWay } from '../shop/src/sinks/warehouse/give-way.ts';
import { DEFAULT_WAREHOUSE_SETTINGS } from '../shop/src/sinks/warehouse/warehouse-settings.ts';
import { WarehouseWriter } from '../shop/src/sinks/warehouse/warehouse-writer.ts';
import { printSpreads } from './report.ts';
import { writeSimulatedLog } from './simulated-log.ts';

const EVENTS_PER_SECOND = 10_000;
const READ_BYTES = 8 * 1024 * 1024;
const FOLLOWERS = ['decisions', 'analytics', 'functions'] as const;
const SAMPLE_EVERY_MS = 100;

const { values: settings } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '3' },
    log: { type: 'string' },
    alone: { type: 'boolean', default: false },
    run: { type: 'string' },
  },
});

interface Outcome {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of the warehouse: what it wrote. */
  readonly rows: number;
  readonly bytes: number;
  /** Most memory of its own, without the log that it has mapped. */
  readonly ownMemoryMb: number;
}

async function measure(): Promise<void> {
  const dataFolder = settings.log ?? mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const events = Number(settings.events);
  if (!existsSync(join(dataFolder, 'log'))) {
    await writeSimulatedLog({ dataFolder, events, eventsPerSecond: EVENTS_PER_SECOND, uuids: true });
  }
  const logged = contentOf(dataFolder);
  const results: Record<string, number[]> = {};
  const note = (name: string, value: number) => {
    results[name] = [...(results[name] ?? []), value];
  };
  for (let run = 0; run < Number(settings.runs); run += 1) {
    clear(dataFolder);
    const alone = await outcomeOf('warehouse', dataFolder);
    note('warehouse alone, events/s', alone.rows / alone.seconds);
    note('its processor time, µs an event', (alone.cpuSeconds * 1e6) / alone.rows);
    note('NDJSON over Parquet', logged.bytes / (alone.bytes * (logged.events / alone.rows)));
    note('memory of its own, MB', alone.ownMemoryMb);
    if (settings.alone) continue;
    clear(dataFolder);
    const without = await followAll(dataFolder, false);
    clear(dataFolder);
    const beside = await followAll(dataFolder, true);
    note('pipelines and functions, events/s', logged.events / without.seconds);
    note('the same, with the warehouse', logged.events / beside.seconds);
    note('of them written by then, %', (100 * beside.written) / logged.events);
    note('slower by, %', 100 * (beside.seconds / without.seconds - 1));
  }
  const meanBytes = Math.round(logged.bytes / logged.events);
  printSpreads(
    `The warehouse, from a log of ${logged.events.toLocaleString('en')} events of ${meanBytes} bytes`,
    '',
    results,
  );
  if (settings.log === undefined) rmSync(dataFolder, { recursive: true });
}

/** Until the slowest of those who follow the log has come to its end. */
async function followAll(dataFolder: string, withWarehouse: boolean) {
  const writer = withWarehouse ? start('warehouse', dataFolder) : undefined;
  let written = 0;
  writer?.on('message', (message: { readonly rows: number }) => {
    written = message.rows;
  });
  const began = performance.now();
  await Promise.all(FOLLOWERS.map((name) => outcomeOf(name, dataFolder)));
  const seconds = (performance.now() - began) / 1000;
  const writtenByThen = written;
  if (writer && writer.exitCode === null) {
    const exited = once(writer, 'exit');
    writer.kill('SIGKILL');
    await exited;
  }
  return { seconds, written: writtenByThen };
}

function start(name: string, dataFolder: string): ChildProcess {
  return fork(import.meta.filename, ['--run', name, '--log', dataFolder]);
}

async function outcomeOf(name: string, dataFolder: string): Promise<Outcome> {
  const child = start(name, dataFolder);
  let outcome: Outcome = { seconds: Number.NaN, cpuSeconds: 0, rows: 0, bytes: 0, ownMemoryMb: 0 };
  child.on('message', (message: Outcome) => {
    outcome = message;
  });
  await once(child, 'exit');
  return outcome;
}

async function run(name: string, dataFolder: string): Promise<void> {
  const began = performance.now();
  const told = name === 'warehouse' ? await writeWarehouse(dataFolder) : await follow(name, dataFolder);
  const { user, system } = process.cpuUsage();
  const cpuSeconds = (user + system) / 1e6;
  const outcome: Outcome = {
    rows: 0,
    bytes: 0,
    ownMemoryMb: 0,
    ...told,
    cpuSeconds,
    seconds: (performance.now() - began) / 1000,
  };
  await new Promise<void>((resolve) => process.send?.(outcome, () => resolve()));
  process.disconnect?.();
}

async function follow(name: string, dataFolder: string): Promise<Partial<Outcome>> {
  if (name === 'functions') {
    const functions = new FunctionPipeline({ dataFolder });
    while (functions.step().status !== 'idle');
    await functions.close();
    return {};
  }
  const group = pipelineGroups().find((each) => each.name === name);
  if (!group) throw new RangeError(`there is no group ${name}`);
  if (process.platform === 'linux') setPriority(group.niceness ?? 0);
  const { pipeline, close } = openLogPipeline({ dataFolder, scripts: group.scripts, stateFolder: group.stateFolder });
  while ((await pipeline.step()) !== 'idle');
  await close();
  return {};
}

async function writeWarehouse(dataFolder: string): Promise<Partial<Outcome>> {
  const writer = await WarehouseWriter.open({ dataFolder, settings: DEFAULT_WAREHOUSE_SETTINGS });
  giveWay();
  let ownMemoryMb = 0;
  const timer = setInterval(() => {
    ownMemoryMb = Math.max(ownMemoryMb, ownMemory());
  }, SAMPLE_EVERY_MS);
  while (await writer.step()) process.send?.({ rows: writer.manifest.totals().get('events')?.rows ?? 0 });
  clearInterval(timer);
  const { rows = 0, bytes = 0 } = writer.manifest.totals().get('events') ?? {};
  await writer.close();
  return { rows, bytes, ownMemoryMb };
}

/** Where the system tells it apart from files that are mapped. */
function ownMemory(): number {
  try {
    return Number(/RssAnon:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return process.memoryUsage.rss() / 2 ** 20;
  }
}

function clear(dataFolder: string): void {
  for (const folder of ['state', 'functions', 'warehouse']) {
    rmSync(join(dataFolder, folder), { recursive: true, force: true });
  }
}

/** As lines of NDJSON would have it: a line end each. */
function contentOf(dataFolder: string): { readonly events: number; readonly bytes: number } {
  const reader = openLogReader(dataFolder);
  let events = 0;
  let bytes = 0;
  for (let next = 1; ; ) {
    const batches = reader.read(next, READ_BYTES);
    const last = batches.at(-1);
    if (!last) return { events, bytes: bytes + events };
    for (const slice of batches.flatMap(({ slices }) => slices)) {
      events += slice.ends.length;
      bytes += slice.bytes.length;
    }
    next = last.sequence + 1;
  }
}

if (settings.run === undefined) await measure();
else await run(settings.run, settings.log ?? '');
