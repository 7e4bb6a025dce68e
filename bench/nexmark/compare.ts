/**
 * Millrace beside Apache Flink on the Nexmark queries: the same script over the same stream, in turns, after a run of
 * each that does not count. Prints a table in Markdown.
 *
 *     node bench/nexmark/compare.ts [--events 500000] [--pairs 3] [--only q0,q5] [--input filesystem,decoded]
 *
 * Both sides run with parallelism 1, state on the heap and without checkpoints, Flink with object reuse, and with its
 * mini-batches where a first run shows that they help. A run of Flink is timed from the submission of its job to
 * the end, without planning; one of Millrace from the script's text to the end.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { flinkVersion, javaArguments } from '../../flink/build.ts';
import { machineFacts } from '../report.ts';
import { type ComparedQuery, comparisonTable } from './comparison-table.ts';
import { Contestant } from './contestant.ts';
import { NEXMARK_DEFAULTS } from './generator/nexmark-settings.ts';
import { writeEvents } from './generator/write-events.ts';
import { type BenchInput, type InputKind, queryNames, queryScript } from './nexmark-queries.ts';

/** The heap that Flink gets. With rows in memory it needs more, and memory is not compared. */
const FLINK_HEAP: Readonly<Record<InputKind, string>> = { filesystem: '-Xmx2g', decoded: '-Xmx6g' };

const MINI_BATCH = `SET 'table.exec.mini-batch.enabled' = 'true';
SET 'table.exec.mini-batch.allow-latency' = '2s';
SET 'table.exec.mini-batch.size' = '50000';
`;

/** Joins without time and running aggregates: the only ones that Flink can batch. */
const BATCHED = new Set(['q3', 'q4', 'q7', 'q9', 'q15', 'q16', 'q17', 'q20', 'q23']);

/** Rows of the table that q13 looks up: as many as its keys can have. */
const SIDE_ROWS = 10_000;

const { values: settings } = parseArgs({
  options: {
    events: { type: 'string', default: '500000' },
    pairs: { type: 'string', default: '3' },
    only: { type: 'string' },
    input: { type: 'string', default: 'filesystem,decoded' },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'millrace-nexmark-'));
try {
  const events = join(folder, 'events.json');
  const side = join(folder, 'side.csv');
  writeEvents(events, { ...NEXMARK_DEFAULTS, eventCount: Number(settings.events) });
  writeFileSync(side, Array.from({ length: SIDE_ROWS }, (_, key) => `${key},value ${key}\n`).join(''));
  console.log(`${machineFacts()}, Flink ${flinkVersion()}, ${settings.events} events, ${new Date().toISOString()}\n`);
  for (const kind of ['filesystem', 'decoded'] as const) {
    if (settings.input.split(',').includes(kind)) console.log(await comparison({ kind, events, side }));
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function comparison(input: BenchInput): Promise<string> {
  const names = settings.only?.split(',') ?? queryNames();
  const compared: ComparedQuery[] = [];
  for (const name of names) {
    try {
      compared.push(await compare(name, input));
      console.error(`${input.kind} ${name}: ${JSON.stringify(compared.at(-1)?.pairs)}`);
    } catch (error) {
      // The figures of the other queries took minutes: they are still worth a table.
      console.error(`${input.kind} ${name} has no figures: ${String(error)}`);
      process.exitCode = 1;
    }
  }
  return comparisonTable(input.kind, Number(settings.events), compared);
}

/** Two new processes for each query, so that memory and what the compilers learned are those of the query. */
async function compare(name: string, input: BenchInput): Promise<ComparedQuery> {
  const script = queryScript(name, input);
  await using flink = new Contestant('Flink', [
    'java',
    ...javaArguments('shop.millrace.flink.bench.Benchmark', [FLINK_HEAP[input.kind]]),
  ]);
  await using millrace = new Contestant('Millrace', [process.execPath, join(import.meta.dirname, 'millrace-side.ts')]);
  await millrace.run(script);
  await flink.run(script);
  const flinkScript = BATCHED.has(name) ? await fasterOnFlink(flink, script) : script;
  await flink.run(flinkScript);
  const pairs = [];
  for (let pair = 0; pair < Number(settings.pairs); pair += 1) {
    pairs.push({ flink: await flink.run(flinkScript), millrace: await millrace.run(script) });
  }
  return { name, pairs };
}

/** The script with or without mini-batches, whichever is faster.. */
async function fasterOnFlink(flink: Contestant, plain: string): Promise<string> {
  const batched = MINI_BATCH + plain;
  const { milliseconds: batchedTime } = await flink.run(batched);
  const { milliseconds: plainTime } = await flink.run(plain);
  return batchedTime < plainTime ? batched : plain;
}
