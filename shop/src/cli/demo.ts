/** `millrace demo`: server, live page and simulated shoppers in one go, on data that is thrown away. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startShop } from '../server/start-shop.ts';
import { runSimulation } from '../simulate/run-simulation.ts';
import { DEFAULT_WAREHOUSE_SETTINGS } from '../sinks/warehouse/warehouse-settings.ts';
import type { Command } from './command.ts';
import { numberFlag } from './number-flag.ts';

/** A day: the demo is meant to be watched, and ended by hand. */
const SECONDS = 86_400;

export const demo: Command = {
  name: 'demo',
  operands: '',
  about: 'Starts a server with simulated shoppers and prints the address of the live page. Ctrl-C ends it.',
  arity: [0, 0],
  flags: {
    port: { type: 'string', value: 'PORT', default: '8080', about: 'where it listens; 0 takes a free one' },
    rate: { type: 'string', value: 'EVENTS', default: '500', about: 'events a second, on average' },
  },
  async run(input) {
    const port = numberFlag(input, 'port', 0, 65_535);
    const rate = numberFlag(input, 'rate', 1, 100_000);
    const dataFolder = mkdtempSync(join(tmpdir(), 'millrace-demo-'));
    try {
      await runDemo({ dataFolder, port, rate });
    } finally {
      rmSync(dataFolder, { recursive: true, force: true });
    }
    return 0;
  },
};

interface DemoOptions {
  readonly dataFolder: string;
  readonly port: number;
  readonly rate: number;
}

async function runDemo({ dataFolder, port, rate }: DemoOptions): Promise<void> {
  const server = await startShop({ dataFolder, port, warehouse: DEFAULT_WAREHOUSE_SETTINGS });
  console.log(`The live page: ${server.url}`);
  console.log(`Simulated shoppers send ${rate} events/s as a mean over the day: more by day, fewer at night.`);
  console.log(`The API is at ${server.url}/docs. Ctrl-C ends it.`);
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
  await runSimulation({
    url: server.url,
    seed: Date.now() % 1_000_000,
    rate,
    seconds: SECONDS,
    startMs: Date.now(),
    connections: 4,
    signal: ending.signal,
  });
  await server.close();
}
