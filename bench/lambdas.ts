/**
 * What the functions on AWS weigh and cost: the size of each bundle, what a cold start takes, and the processor time of the
 * handlers for each event.
 *
 *     npm run bench:lambdas -- [--events 20000] [--starts 9] [--batch 500] [--skip-events]
 *
 * A cold start is a fresh Node process that imports the bundle, with a heap as small as a function of 512 MB has it: from
 * before the import to the handler at hand. The cost of events is the processor time of a process that runs the bundle on
 * emulated services; these run in other processes, and their time is not in it.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { buildLambdas, type LambdaBundle, lambdaNames } from '../aws/build-lambdas.ts';
import { EmulatedAws } from '../aws/test/emulated/emulated-aws.ts';
import { FUNCTION_ENVIRONMENT } from '../aws/test/function-environment.ts';
import { callCosts, type EventCost } from './lambda-calls.ts';
import { streamCosts } from './lambda-events.ts';
import { MEMORY } from './lambda-sandbox.ts';
import { machineFacts, spread } from './report.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '20000' },
    starts: { type: 'string', default: '9' },
    batch: { type: 'string', default: '500' },
    'skip-events': { type: 'boolean', default: false },
  },
});

/** Prints wall and processor time of importing a bundle, in milliseconds, and what is resident, in bytes. */
const START = `
const [wall, cpu] = [performance.now(), process.cpuUsage()];
await import(process.argv[1]);
const used = process.cpuUsage(cpu);
const figures = [performance.now() - wall, (used.user + used.system) / 1000, process.memoryUsage.rss()];
process.stdout.write(JSON.stringify(figures), () => process.exit());
`;

const run = promisify(execFile);

interface ColdStart {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly residentBytes: number;
}

async function coldStart({ file }: LambdaBundle): Promise<ColdStart> {
  const { PATH } = process.env;
  const flags = [MEMORY, '--input-type=module', '--eval', START, file];
  const { stdout } = await run(process.execPath, flags, { env: { PATH, ...FUNCTION_ENVIRONMENT } });
  const [wallMs = Number.NaN, cpuMs = Number.NaN, residentBytes = Number.NaN] = JSON.parse(stdout);
  return { wallMs, cpuMs, residentBytes };
}

async function measureStarts(bundles: readonly LambdaBundle[]): Promise<ReadonlyMap<string, readonly ColdStart[]>> {
  const starts = new Map<string, ColdStart[]>(bundles.map(({ name }) => [name, []]));
  // In turns, after one that is not counted: files are then in the page cache.
  for (let round = 0; round <= Number(values.starts); round++) {
    for (const bundle of bundles) {
      const start = await coldStart(bundle);
      if (round > 0) starts.get(bundle.name)?.push(start);
    }
  }
  return starts;
}

async function measureEvents(bundles: readonly LambdaBundle[]): Promise<readonly EventCost[]> {
  const files = (name: string) => bundles.find((bundle) => bundle.name === name)?.file ?? '';
  const aws = await EmulatedAws.start({ shards: 2 });
  try {
    const load = { files, events: Number(values.events), batchRecords: Number(values.batch) };
    const onStreams = await streamCosts(aws, load);
    return [...onStreams, ...(await callCosts(aws, files))];
  } finally {
    await aws.close();
  }
}

function printRow(name: string, figures: readonly string[]): void {
  const [size = '', wall = '', cpu = '', resident = '', event = ''] = figures;
  const columns = [size.padStart(8), wall.padStart(13), cpu.padStart(12), resident.padStart(10), `  ${event}`];
  console.log(`${name.padEnd(13)}${columns.join('')}`.trimEnd());
}

function printTable(
  bundles: readonly LambdaBundle[],
  starts: ReadonlyMap<string, readonly ColdStart[]>,
  costs: readonly EventCost[],
) {
  console.log('');
  printRow('function', ['size', 'start, wall', 'start, CPU', 'resident', 'CPU']);
  for (const { name, sizeBytes } of bundles) {
    const median = (of: (start: ColdStart) => number) => spread((starts.get(name) ?? []).map(of)).median;
    const figures = [
      `${Math.round(sizeBytes / 1000)} KB`,
      `${median(({ wallMs }) => wallMs).toFixed(0)} ms`,
      `${median(({ cpuMs }) => cpuMs).toFixed(0)} ms`,
      `${(median(({ residentBytes }) => residentBytes) / 1e6).toFixed(0)} MB`,
    ];
    const mine = costs.filter((cost) => cost.name === name);
    const [first = '', ...others] = mine.map(({ per, cpuMs }) => `${cpuMs.toFixed(3)} ms ${per}`);
    printRow(name, [...figures, first]);
    for (const other of others) printRow('', ['', '', '', '', other]);
  }
}

console.log(`Functions on AWS\n${machineFacts()}`);
const folder = mkdtempSync(join(tmpdir(), 'millrace-lambdas-'));
try {
  const bundles = await buildLambdas(await lambdaNames(), folder);
  const starts = await measureStarts(bundles);
  printTable(bundles, starts, values['skip-events'] ? [] : await measureEvents(bundles));
} finally {
  rmSync(folder, { recursive: true });
}
