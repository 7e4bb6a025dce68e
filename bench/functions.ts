/**
 * What the functions cost for each event, in microseconds on one thread: reading and decoding the log without any of them,
 * each of them on top of enrichment, and all of them, over the functions' own runtime: state, outputs and commits in LMDB
 * as in the server. The same without commits, the tables in memory, says what the functions themselves cost.
 *
 *     node bench/functions.ts [--events 1000000] [--runs 5] [--only <name>] [--log <folder>] [--profile <folder>]
 *
 * Measured by processor time, all of the process's threads: other work on the machine then counts less. Each run is a
 * process of its own over empty state. `--log` keeps the log in a folder and uses it again.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Emit, FoldTables, RunningFold } from '../engine/src/fold/fold.ts';
import { JsonTables } from '../engine/src/fold/json-tables.ts';
import { openLogReader } from '../engine/src/log/lmdb-log-reader.ts';
import { eventDecoder } from '../shop/src/function-runtime/event-decoder.ts';
import { FunctionPipeline } from '../shop/src/function-runtime/function-pipeline.ts';
import { placeFinder } from '../shop/src/function-runtime/place-finder.ts';
import { enrich } from '../shop/src/functions/enrich/enrich.ts';
import type { EnrichedEvent } from '../shop/src/functions/enrich/enriched-event.ts';
import { type EventFunctions, type FunctionSet, locatedFunctions } from '../shop/src/functions/event-functions.ts';
import { featuresFold } from '../shop/src/functions/features/features-fold.ts';
import { recommend } from '../shop/src/functions/recommend/recommend.ts';
import { ScoreFold } from '../shop/src/functions/score/score-fold.ts';
import type { ViewOutput } from '../shop/src/functions/view-output.ts';
import { inTurns, printSpreads } from './report.ts';
import { writeSimulatedLog } from './simulated-log.ts';

const locate = placeFinder();
const ALL = locatedFunctions(locate);

type OnEvent = EventFunctions['onEvent'];
type Emits = Emit<ViewOutput>;

/** The sets that are measured; what each function costs is its set's figure less that of enrichment. */
const SETS: Readonly<Record<string, FunctionSet>> = {
  'decoding only': setOf(() => () => undefined),
  enrich: enrichAnd(() => ({ apply: () => undefined })),
  'enrich, features': enrichAnd((tables) => featuresFold.open(tables, () => undefined)),
  'enrich, recommend': enrichAnd((tables, emit) => recommend().open(tables, emit)),
  'enrich, score': enrichAnd((tables, emit) => new ScoreFold(tables, { emit })),
  'all of them': ALL,
};

function enrichAnd(open: (tables: FoldTables, emit: Emits) => RunningFold<EnrichedEvent>): FunctionSet {
  return setOf((tables, emit) => {
    const follower = open(tables, emit);
    const fold = enrich(locate).open(tables, (event) => follower.apply(event));
    return (event) => fold.apply(event);
  });
}

function setOf(open: (tables: FoldTables, emit: Emits) => OnEvent): FunctionSet {
  const nothing = () => undefined;
  return {
    ...ALL,
    inputViews: [],
    open: (tables, emit) => ({
      onEvent: open(tables, emit),
      onTime: nothing,
      onRow: nothing,
      onSample: nothing,
      answer: nothing,
    }),
  };
}

const EVENTS_PER_SECOND = 10_000;
const READ_BYTES = 8 * 1024 * 1024;

const { values: settings } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '5' },
    only: { type: 'string' },
    log: { type: 'string' },
    profile: { type: 'string' },
    run: { type: 'string' },
    commits: { type: 'boolean', default: false },
  },
});

async function measure(): Promise<void> {
  const dataFolder = settings.log ?? mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  if (!existsSync(join(dataFolder, 'log'))) {
    await writeSimulatedLog({ dataFolder, events: Number(settings.events), eventsPerSecond: EVENTS_PER_SECOND });
  }
  const names = settings.only?.split(',') ?? Object.keys(SETS);
  const runs = names.flatMap((name) => [
    [`${name}, with commits`, () => microsecondsOf(name, dataFolder, true)] as const,
    [`${name}, in memory`, () => microsecondsOf(name, dataFolder, false)] as const,
  ]);
  const results = await inTurns(Object.fromEntries(runs), Number(settings.runs));
  printSpreads(`Functions from the log, one thread; ${EVENTS_PER_SECOND} events for each second`, 'µs/event', results);
  if (settings.log === undefined) rmSync(dataFolder, { recursive: true });
}

/** Microseconds of processor time an event that a fresh process needs for the whole log. */
async function microsecondsOf(name: string, dataFolder: string, commits: boolean): Promise<number> {
  for (const folder of ['functions', 'state']) rmSync(join(dataFolder, folder), { recursive: true, force: true });
  const profiling = settings.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${settings.profile}`];
  const args = ['--run', name, '--log', dataFolder, ...(commits ? ['--commits'] : [])];
  const child = fork(import.meta.filename, args, { execArgv: profiling });
  const exited = once(child, 'exit');
  const [microseconds] = await Promise.race([once(child, 'message'), exited.then(() => [Number.NaN])]);
  await exited;
  return microseconds;
}

async function run(name: string, dataFolder: string): Promise<void> {
  const functions = SETS[name];
  if (functions === undefined) throw new RangeError(`there is no set '${name}': ${Object.keys(SETS).join(', ')}`);
  // The database of places is read before, as in a server that has run for a while.
  locate('8.8.8.8');
  const counted = countingEvents(functions);
  const began = process.cpuUsage();
  if (settings.commits) await throughPipeline(counted.functions, dataFolder);
  else await throughMemory(counted.functions, dataFolder);
  const { user, system } = process.cpuUsage(began);
  const microseconds = (user + system) / counted.events();
  if (process.send === undefined) console.log(`${name}: ${microseconds.toFixed(2)} µs/event`);
  process.send?.(microseconds);
  process.disconnect?.();
}

function countingEvents(set: FunctionSet): { readonly functions: FunctionSet; events(): number } {
  let events = 0;
  const open: FunctionSet['open'] = (tables, emit) => {
    const opened = set.open(tables, emit);
    const onEvent: OnEvent = (event) => {
      events += 1;
      opened.onEvent(event);
    };
    return { ...opened, onEvent };
  };
  return { functions: { ...set, open }, events: () => events };
}

async function throughPipeline(functions: FunctionSet, dataFolder: string): Promise<void> {
  const pipeline = new FunctionPipeline({ dataFolder, functions });
  while (pipeline.step().status !== 'idle');
  await pipeline.close();
}

async function throughMemory(functions: FunctionSet, dataFolder: string): Promise<void> {
  const reader = openLogReader(dataFolder);
  const decode = eventDecoder();
  const opened = functions.open(new JsonTables(), () => undefined);
  for (let next = 1; ; ) {
    const batches = reader.read(next, READ_BYTES);
    const last = batches.at(-1);
    if (!last) break;
    for (const { slices, arrivalMs } of batches) {
      for (const { bytes, ends } of slices) {
        let start = 0;
        for (const end of ends) {
          const event = decode(bytes, start, end);
          if (event) opened.onEvent(event);
          start = end;
        }
      }
      opened.onTime(arrivalMs);
    }
    next = last.sequence + 1;
  }
  await reader.close();
}

if (settings.run === undefined) await measure();
else await run(settings.run, settings.log ?? '');
