/**
 * What the functions on AWS weigh and cost: the size of each bundle, what a cold start takes, and the processor time of the
 * handlers for each event.
 *
 *     node bench/lambdas.ts [--events 20000] [--starts 9] [--batch 500] [--skip-events]
 *
 * A cold start is a fresh Node process that imports the bundle, with a heap as small as a function of 512 MB has it: from
 * before the import to the handler at hand. The cost of events is the processor time of a process that runs the bundles of
 * enrich and features on emulated services; these run in other processes, and their time is not in it.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { buildLambdas, type LambdaBundle, lambdaNames } from '../aws/build-lambdas.ts';
import { FUNCTION_ENVIRONMENT } from '../aws/test/function-environment.ts';
import { measureEvents } from './lambda-events.ts';
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
  const flags = ['--max-old-space-size=384', '--input-type=module', '--eval', START, file];
  const { stdout } = await run(process.execPath, flags, { env: { PATH, ...FUNCTION_ENVIRONMENT } });
  const [wallMs = Number.NaN, cpuMs = Number.NaN, residentBytes = Number.NaN] = JSON.parse(stdout);
  return { wallMs, cpuMs, residentBytes };
}

async function measureStarts(bundles: readonly LambdaBundle[]): Promise<void> {
  const starts = new Map<string, ColdStart[]>(bundles.map(({ name }) => [name, []]));
  // In turns, after one that is not counted: files are then in the page cache.
  for (let round = 0; round <= Number(values.starts); round++) {
    for (const bundle of bundles) {
      const start = await coldStart(bundle);
      if (round > 0) starts.get(bundle.name)?.push(start);
    }
  }
  console.log('\nfunction            size    start, wall   start, CPU    resident');
  for (const { name, sizeBytes } of bundles) {
    const all = starts.get(name) ?? [];
    const median = (of: (start: ColdStart) => number) => spread(all.map(of)).median;
    const figures = [
      `${Math.round(sizeBytes / 1000)} KB`.padStart(8),
      `${median(({ wallMs }) => wallMs).toFixed(0)} ms`.padStart(15),
      `${median(({ cpuMs }) => cpuMs).toFixed(0)} ms`.padStart(13),
      `${(median(({ residentBytes }) => residentBytes) / 1e6).toFixed(0)} MB`.padStart(12),
    ];
    console.log(`${name.padEnd(16)}${figures.join('')}`);
  }
}

console.log(`Functions on AWS\n${machineFacts()}`);
const folder = mkdtempSync(join(tmpdir(), 'millrace-lambdas-'));
try {
  const bundles = await buildLambdas(await lambdaNames(), folder);
  await measureStarts(bundles);
  if (!values['skip-events']) {
    await measureEvents({ bundles, events: Number(values.events), batchRecords: Number(values.batch) });
  }
} finally {
  rmSync(folder, { recursive: true });
}
