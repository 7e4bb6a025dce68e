/**
 * Kills the server, or the process that writes the warehouse, at random moments under load, over and over, and then checks
 * what no crash may change:
 *
 * - the warehouse holds row for row what the log and the views hold, and no file lies about that is not listed;
 * - the log alone, gone through from its beginning, gives the same files: the same names, the same bytes; and so does
 *   `millrace replay` on the folder itself.
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { PARTITION_COUNT } from '../../../src/events/partition-of.ts';
import { replayShop } from '../../../src/function-runtime/replay-shop.ts';
import { seededRandom } from '../../../src/simulate/random.ts';
import { Manifest } from '../../../src/sinks/warehouse/manifest.ts';
import { deleteUnlisted } from '../../../src/sinks/warehouse/retired-files.ts';
import { DEFAULT_WAREHOUSE_SETTINGS } from '../../../src/sinks/warehouse/warehouse-settings.ts';
import { WarehouseWriter } from '../../../src/sinks/warehouse/warehouse-writer.ts';
import { CrashClient } from '../../crash/crash-client.ts';
import { CrashServer } from '../../crash/crash-server.ts';
import { expectedRows, fileHashes, type TableRows, warehouseRows } from './warehouse-contents.ts';

export interface WarehouseRoundsOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly clients: number;
  readonly onRound?: (round: number, acknowledged: number) => void;
}

export interface WarehouseReport {
  readonly acknowledged: number;
  /** Rounds in which the writing process alone was killed. */
  readonly writersKilled: number;
  /** Kills after which a file lay there half done. */
  readonly cutOff: number;
  readonly written: TableRows;
  readonly expected: TableRows;
  /** Files on disk after the last orderly end that no list has. */
  readonly unlisted: number;
  readonly hashes: readonly string[];
  readonly hashesOfFreshRun: readonly string[];
  /** What log and views hold after a fresh run over the log: where it differs, it is not the warehouse that does. */
  readonly expectedOfFreshRun: TableRows;
  readonly hashesAfterReplay: readonly string[];
  /** What servers said on standard error, but for a writer that was killed. */
  readonly complaints: readonly string[];
}

const INTERVAL_SECONDS = 1;
const SETTINGS = { ...DEFAULT_WAREHOUSE_SETTINGS, intervalMs: INTERVAL_SECONDS * 1000 };
const FLAGS = ['--warehouse-interval', String(INTERVAL_SECONDS)];
const LONGEST_LIFE_MS = 4_000;

export async function warehouseRounds(options: WarehouseRoundsOptions): Promise<WarehouseReport> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-warehouse-rounds-'));
  try {
    const { acknowledged, writersKilled, cutOff, complaints } = await runRounds(folder, options);
    await endSegment(folder);
    await writeAll(folder);
    const report = {
      acknowledged,
      writersKilled,
      cutOff,
      complaints,
      written: await warehouseRows(folder),
      expected: await expectedRows(folder),
      unlisted: await countUnlisted(folder),
      hashes: await fileHashes(folder),
      ...(await freshRun(folder)),
    };
    await replayShop({ dataFolder: folder, fromMs: 0 });
    await writeAll(folder);
    return { ...report, hashesAfterReplay: await fileHashes(folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runRounds(folder: string, { rounds, seed, clients, onRound }: WarehouseRoundsOptions) {
  const random = seededRandom(seed);
  const clock = { elapsedMs: 0 };
  const senders = Array.from({ length: clients }, (_, index) => {
    return new CrashClient(`c${index}`, seededRandom(seed * 1000 + index), clock);
  });
  const acknowledged = () => senders.reduce((sum, sender) => sum + sender.acknowledged.size, 0);
  let [writersKilled, cutOff] = [0, 0];
  const complaints: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const server = await CrashServer.start(folder, FLAGS);
    let dead = false;
    const sending = senders.map((sender) => sender.run(server.url, () => dead));
    // In every second round the writer goes first, and the server has started another when it goes itself.
    if (round % 2 === 0) {
      await writerRuns(folder);
      await pause(random.below(LONGEST_LIFE_MS));
      if (killWriter(folder)) writersKilled += 1;
      cutOff += isCutOff(folder) ? 1 : 0;
    }
    await pause(random.below(LONGEST_LIFE_MS));
    await server.kill();
    dead = true;
    cutOff += isCutOff(folder) ? 1 : 0;
    complaints.push(...complaintsOf(server));
    await Promise.all(sending);
    onRound?.(round, acknowledged());
  }
  const last = await CrashServer.start(folder, FLAGS);
  await last.stop();
  complaints.push(...complaintsOf(last));
  return { acknowledged: acknowledged(), writersKilled, cutOff, complaints };
}

/** Each is two lines, what and what to do. */
function complaintsOf({ complaints }: CrashServer): readonly string[] {
  return complaints.split(/(?=^error )/m).filter((each) => each !== '' && !each.startsWith('error WAREHOUSE_STOPPED'));
}

/** A server under load takes a while to start it. */
async function writerRuns(folder: string): Promise<void> {
  for (let tries = 0; tries < 100 && !isAlive(writerOf(folder)); tries += 1) await pause(100);
}

/** The process whose id the lock tells; 0 when there is none. */
function writerOf(folder: string): number {
  const lock = join(folder, 'warehouse', 'process.id');
  return existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
}

function isAlive(processId: number): boolean {
  return processId > 0 && signalled(processId, 0);
}

function killWriter(folder: string): boolean {
  const processId = writerOf(folder);
  return processId > 0 && signalled(processId, 'SIGKILL');
}

function signalled(processId: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(processId, signal);
  } catch {
    return false;
  }
}

/** In the middle of a file: its rows, or the file itself, have not come to their place. Each counts once. */
function isCutOff(folder: string): boolean {
  const left = ['rows.ndjson', 'unnamed.parquet']
    .map((name) => join(folder, 'warehouse', 'work', name))
    .filter((path) => existsSync(path));
  for (const path of left) rmSync(path);
  return left.length > 0;
}

/** A heartbeat a while later: what has come until now is a whole segment. */
async function endSegment(folder: string): Promise<void> {
  const log = openLogWriter(folder, PARTITION_COUNT);
  await log.append(Date.now() + 2 * SETTINGS.intervalMs, []);
  await log.close();
}

async function writeAll(dataFolder: string): Promise<void> {
  const writer = await WarehouseWriter.open({ dataFolder, settings: SETTINGS });
  await writer.finish();
  await writer.close();
}

async function countUnlisted(folder: string): Promise<number> {
  const manifest = new Manifest(folder);
  const count = deleteUnlisted(manifest);
  await manifest.close();
  return count;
}

/** State, views and warehouse from a copy of the log, in one go. */
async function freshRun(folder: string): Promise<Pick<WarehouseReport, 'hashesOfFreshRun' | 'expectedOfFreshRun'>> {
  const fresh = mkdtempSync(join(tmpdir(), 'millrace-warehouse-fresh-'));
  try {
    cpSync(join(folder, 'log'), join(fresh, 'log'), { recursive: true });
    // Functions that keep pace, as in a server: of pipelines that are far ahead a feed no longer has every row.
    await replayShop({ dataFolder: fresh, fromMs: 0 });
    await writeAll(fresh);
    return { hashesOfFreshRun: await fileHashes(fresh), expectedOfFreshRun: await expectedRows(fresh) };
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
