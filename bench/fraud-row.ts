/**
 * How long an order is in the pipelines: from the append of its batch to the log until the commit that holds its row of
 * `fraud_scores`, while 10,000 events a second come in over HTTP; with everything that follows the log in the
 * server (pipelines and functions), with the nine pipelines in their groups, and with fraud.sql alone. Two processes: the server with its threads, one of which looks at every commit for new rows, and the load, which
 * has been prepared before, so that sending takes little of the machine.
 *
 *     node bench/fraud-row.ts [--only shop,all,fraud] [--rate 10000] [--seconds 15] [--runs 5] [--profile <folder>]
 *
 * `appended` counts from when the batch was on disk, `received` from the arrival stamp of the order, some time before.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { OrderTimes } from './fraud-server.ts';
import { prepareLoad } from './load-process.ts';
import { percentile, printSpreads, RUNS } from './report.ts';

const { values: settings } = parseArgs({
  options: {
    only: { type: 'string', default: 'shop,all,fraud' },
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '15' },
    runs: { type: 'string', default: String(RUNS) },
    profile: { type: 'string' },
  },
});

const NAMES: Readonly<Record<string, string>> = {
  shop: 'all nine and functions',
  all: 'all nine',
  fraud: 'fraud.sql alone',
};
/** Left out at the beginning: code warms up. */
const WARM_UP_MS = 5_000;

async function measure(): Promise<void> {
  const results: Record<string, number[]> = {};
  const rates: Record<string, number[]> = {};
  const names = settings.only.split(',');
  for (let run = 0; run < Number(settings.runs); run += 1) {
    for (const name of names) {
      const { orders, rate } = await measureOnce(name);
      const title = NAMES[name] ?? name;
      note(
        results,
        `${title}, appended`,
        orders.map(({ appendedMs, leftMs }) => leftMs - appendedMs),
      );
      note(
        results,
        `${title}, received`,
        orders.map(({ receivedMs, leftMs }) => leftMs - receivedMs),
      );
      rates[title] = [...(rates[title] ?? []), rate];
    }
  }
  printSpreads(`An order's row of fraud_scores, at ${settings.rate} events/s`, 'ms', results);
  printSpreads('\nAcknowledged', 'events/s', rates);
}

function note(results: Record<string, number[]>, name: string, values: readonly number[]): void {
  for (const share of [0.5, 0.95, 0.99]) {
    const title = `${name}, P${share * 100}`;
    results[title] = [...(results[title] ?? []), percentile(values, share)];
  }
}

async function measureOnce(name: string): Promise<{ readonly orders: readonly OrderTimes[]; readonly rate: number }> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const profiling = settings.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${settings.profile}`];
  const server = fork(file('fraud-server.ts'), [dataFolder, name], { execArgv: profiling });
  const url = await answerOf<string>(server);
  const load = await prepareLoad({ url, rate: Number(settings.rate), seconds: Number(settings.seconds) });
  const startMs = Date.now();
  const rate = await load.run();
  server.send('end');
  const orders = await answerOf<readonly OrderTimes[]>(server);
  await once(server, 'exit');
  rmSync(dataFolder, { recursive: true });
  return { orders: orders.filter(({ receivedMs }) => receivedMs >= startMs + WARM_UP_MS), rate };
}

async function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${child.spawnargs[1]} ended with ${code}`);
  });
  const [answer] = await Promise.race([once(child, 'message'), ended]);
  return answer;
}

function file(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

await measure();
