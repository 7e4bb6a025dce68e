/**
 * What live viewers cost: processor time of the server's main thread, and how long the collector takes to acknowledge, with
 * nobody looking and with many, in turns within one run under the same load. Among the viewers are slow ones and some that
 * never read.
 *
 *     node bench/viewers.ts [--viewers 200] [--rate 2000] [--seconds 20] [--rounds 2]
 */
import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { EventClient } from '../shop/src/client/event-client.ts';
import { underLoad } from './loaded-shop.ts';
import { percentile, printSpreads } from './report.ts';
import { shares, threadTicks } from './thread-shares.ts';

const { values: settings } = parseArgs({
  options: {
    viewers: { type: 'string', default: '200' },
    rate: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '2' },
  },
});

const VIEWERS = fileURLToPath(new URL('./live-viewers.ts', import.meta.url));
const SLOW_SHARE = 0.05;
const STALLED_SHARE = 0.05;
/** Connections are made, and snapshots sent, before anything is measured. */
const SETTLING_MS = 4_000;
const SEND_EVERY_MS = 20;
const MAIN_THREADS = ['MainThread', 'node'];

interface Cost {
  /** Of one core, in percent. */
  readonly mainThread: number;
  readonly latenciesMs: readonly number[];
}

function openViewers(url: string): ChildProcess {
  const all = Number(settings.viewers);
  const [slow, stalled] = [Math.round(all * SLOW_SHARE), Math.round(all * STALLED_SHARE)];
  return fork(VIEWERS, [url, String(all - slow - stalled), String(slow), String(stalled)]);
}

async function costOf(url: string, pid: number | undefined, round: number): Promise<Cost> {
  const before = threadTicks(pid);
  const beganMs = performance.now();
  const latenciesMs = await acknowledgements(url, Number(settings.seconds) * 1_000, round);
  const used = shares(before, threadTicks(pid), performance.now() - beganMs);
  const mainThread = MAIN_THREADS.reduce((sum, name) => sum + (used.get(name) ?? 0), 0);
  return { mainThread, latenciesMs };
}

/** Sends one event a request, and notes how long each acknowledgement takes. */
async function acknowledgements(url: string, durationMs: number, round: number): Promise<readonly number[]> {
  const client = new EventClient({ url, connections: 1 });
  const latenciesMs: number[] = [];
  const endMs = performance.now() + durationMs;
  for (let number = 0; performance.now() < endMs; number++) {
    const event = { eventId: `viewers-${round}-${number}`, userId: 'bench', eventType: 'page_view' };
    const { latencyMs } = await client.send([JSON.stringify({ ...event, timestamp: new Date().toISOString() })]);
    latenciesMs.push(latencyMs);
    await pause(SEND_EVERY_MS);
  }
  await client.close();
  return latenciesMs;
}

const results: Record<string, number[]> = {};
const note = (name: string, value: number) => {
  results[name] = [...(results[name] ?? []), value];
};
const rounds = Number(settings.rounds);
const spanSeconds = rounds * 2 * (Number(settings.seconds) + SETTLING_MS / 1_000);
await underLoad({ rate: Number(settings.rate), seconds: spanSeconds }, async (url, pid) => {
  for (let round = 0; round < rounds; round++) {
    await pause(SETTLING_MS);
    const alone = await costOf(url, pid, round * 2);
    const viewers = openViewers(url);
    let told = { bytes: 0, ended: 0 };
    viewers.on('message', (message: typeof told) => {
      told = message;
    });
    await pause(SETTLING_MS);
    const watched = await costOf(url, pid, round * 2 + 1);
    viewers.kill();
    note('main thread, nobody looks, % of a core', alone.mainThread);
    note(`main thread, ${settings.viewers} look, % of a core`, watched.mainThread);
    note('what they cost, % of a core', watched.mainThread - alone.mainThread);
    note('acknowledged, nobody looks, P95 ms', percentile(alone.latenciesMs, 0.95));
    note(`acknowledged, ${settings.viewers} look, P95 ms`, percentile(watched.latenciesMs, 0.95));
    note('read by viewers, MB', told.bytes / 1e6);
    note('viewers that were dropped', told.ended);
  }
});
printSpreads(`${settings.viewers} live viewers at ${settings.rate} events/s`, '', results);
