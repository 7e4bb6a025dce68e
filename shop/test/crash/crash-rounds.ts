/**
 * Kills a server at random moments under load, over and over, and then checks what no crash may change:
 *
 * - every acknowledged event is in the log, and no event is there twice;
 * - every view, the late rows and what the functions remember are what an uninterrupted run over the same log gives.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readStoredTables } from '@millrace/engine/fold/stored-tables.ts';
import { openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import type { Environment } from '@millrace/engine/storage/environment.ts';
import { openViewReader } from '@millrace/engine/views/environment-view.ts';
import { storedDefinitions } from '@millrace/engine/views/view-tables.ts';
import { FunctionPipeline } from '../../src/function-runtime/function-pipeline.ts';
import { openFunctionsEnvironment } from '../../src/function-runtime/function-store.ts';
import { openGroupStates } from '../../src/pipelines/group-states.ts';
import { seededRandom } from '../../src/simulate/random.ts';
import { runGroups } from '../pipelines/run-groups.ts';
import { CrashClient } from './crash-client.ts';
import { CrashServer } from './crash-server.ts';

export interface CrashOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly clients: number;
  readonly onRound?: (round: number, acknowledged: number) => void;
}

export interface CrashReport {
  readonly acknowledged: number;
  /** Acknowledged events that the log does not hold. */
  readonly lost: readonly string[];
  /** Events that the log holds more than once. */
  readonly doubled: readonly string[];
  readonly logged: number;
  /** What the servers printed to standard error. */
  readonly complaints: readonly string[];
  /** Rows of the views by name, as the crashed server left them, and as an uninterrupted run makes them. */
  readonly crashed: ViewContents;
  readonly uninterrupted: ViewContents;
}

/**
 * What depends on how far log and pipelines were when each was read, which no run repeats: into which notification an alert
 * falls, and the numbers of rows that waited. That no notification is lost or told twice is alert-crash.test.ts's.
 */
const UP_TO_THE_MOMENT = /^(alert_notifications|states of (alert-.*|score\.progress|score\.held-rows))$/;

export type ViewContents = Readonly<Record<string, readonly string[]>>;

const LONGEST_LIFE_MS = 400;

export async function crashRounds(options: CrashOptions): Promise<CrashReport> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-crash-'));
  try {
    const complaints: string[] = [];
    const acknowledged = await runRounds(folder, options, complaints);
    const logged = readLog(folder);
    const crashed = readViews(folder);
    const uninterrupted = await runUninterrupted(folder);
    return {
      acknowledged: acknowledged.size,
      lost: [...acknowledged].filter((id) => !logged.has(id)),
      doubled: [...logged].filter(([, count]) => count > 1).map(([id]) => id),
      logged: logged.size,
      complaints,
      crashed,
      uninterrupted,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runRounds(folder: string, options: CrashOptions, complaints: string[]): Promise<Set<string>> {
  const { rounds, seed, clients, onRound } = options;
  const random = seededRandom(seed);
  const clock = { elapsedMs: 0 };
  const senders = Array.from({ length: clients }, (_, index) => {
    return new CrashClient(`c${index}`, seededRandom(seed * 1000 + index), clock);
  });
  for (let round = 1; round <= rounds; round += 1) {
    const server = await CrashServer.start(folder);
    let dead = false;
    const sending = senders.map((sender) => sender.run(server.url, () => dead));
    await pause(random.below(LONGEST_LIFE_MS));
    await server.kill();
    dead = true;
    await Promise.all(sending);
    if (server.complaints !== '') complaints.push(`round ${round}: ${server.complaints}`);
    onRound?.(round, countAcknowledged(senders));
  }
  const last = await settle(folder);
  if (last !== '') complaints.push(`at the end: ${last}`);
  return new Set(senders.flatMap((sender) => [...sender.acknowledged]));
}

/** One more start, and an orderly stop: the pipelines catch up with the log. */
async function settle(folder: string): Promise<string> {
  const server = await CrashServer.start(folder);
  await server.stop();
  return server.complaints;
}

function countAcknowledged(senders: readonly CrashClient[]): number {
  return senders.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0);
}

/** How often each event id stands in the log. */
function readLog(folder: string): ReadonlyMap<string, number> {
  const log = openLogReader(folder);
  const counts = new Map<string, number>();
  let { first } = log.bounds();
  for (;;) {
    const batches = log.read(first, 4 * 1024 * 1024);
    if (batches.length === 0) break;
    for (const batch of batches) {
      for (const slice of batch.slices) for (const id of eventIds(slice)) counts.set(id, (counts.get(id) ?? 0) + 1);
      first = batch.sequence + 1;
    }
  }
  void log.close();
  return counts;
}

function* eventIds({
  bytes,
  ends,
}: {
  readonly bytes: Uint8Array;
  readonly ends: Iterable<number>;
}): Generator<string> {
  let start = 0;
  for (const end of ends) {
    yield String(JSON.parse(Buffer.from(bytes.subarray(start, end)).toString()).eventId);
    start = end;
  }
}

/** A fresh state over a copy of the log, in one go. */
async function runUninterrupted(folder: string): Promise<ViewContents> {
  const fresh = mkdtempSync(join(tmpdir(), 'millrace-whole-'));
  try {
    cpSync(join(folder, 'log'), join(fresh, 'log'), { recursive: true });
    await runGroups(fresh);
    const functions = new FunctionPipeline({ dataFolder: fresh });
    while (functions.step().status !== 'idle');
    await functions.close();
    return readViews(fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Every row of every view, as text, in key order. */
function readViews(folder: string): ViewContents {
  const functions = openFunctionsEnvironment(folder);
  const environments = [...openGroupStates(folder), functions];
  const contents = Object.assign({}, ...environments.map(viewsIn), functionStates(functions));
  for (const environment of environments) void environment.close();
  return Object.fromEntries(
    Object.entries<readonly string[]>(contents).filter(([name]) => !UP_TO_THE_MOMENT.test(name)),
  );
}

function viewsIn(environment: Environment): ViewContents {
  const contents = storedDefinitions(environment).map(({ name }): [string, readonly string[]] => {
    const rows = openViewReader(environment, name)?.range({ limit: Number.MAX_SAFE_INTEGER }) ?? [];
    return [name, rows.map(({ key, row, final }) => JSON.stringify([key, row, final]))];
  });
  return Object.fromEntries(contents);
}

/** What the functions remember, by table: `states of user`. */
function functionStates(environment: Environment): ViewContents {
  const tables = Object.entries(readStoredTables(environment)).map(([table, states]): [string, readonly string[]] => {
    return [`states of ${table}`, Object.entries(states).map(([key, state]) => `${key} ${JSON.stringify(state)}`)];
  });
  return Object.fromEntries(tables);
}
