/**
 * Writes a Nexmark stream as one JSON object a line, for Millrace and Flink alike.
 *
 *     node bench/nexmark/generator/write-events.ts <file> [--events 500000] [--seed 1] [--rate 10000]
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { argv } from 'node:process';
import { parseArgs } from 'node:util';
import { nexmarkEvents } from './nexmark-events.ts';
import { NEXMARK_DEFAULTS, type NexmarkSettings } from './nexmark-settings.ts';

const LINES_PER_WRITE = 10_000;

export function writeEvents(path: string, settings: NexmarkSettings): void {
  const file = openSync(path, 'w');
  try {
    let lines: string[] = [];
    for (const event of nexmarkEvents(settings)) {
      lines.push(`${JSON.stringify(event)}\n`);
      if (lines.length < LINES_PER_WRITE) continue;
      writeSync(file, lines.join(''));
      lines = [];
    }
    writeSync(file, lines.join(''));
  } finally {
    closeSync(file);
  }
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    args: argv.slice(2),
    allowPositionals: true,
    options: { events: { type: 'string' }, seed: { type: 'string' }, rate: { type: 'string' } },
  });
  const [path] = positionals;
  if (path === undefined) throw new Error('say which file to write');
  writeEvents(path, {
    ...NEXMARK_DEFAULTS,
    eventCount: Number(values.events ?? NEXMARK_DEFAULTS.eventCount),
    seed: Number(values.seed ?? NEXMARK_DEFAULTS.seed),
    eventsPerSecond: Number(values.rate ?? NEXMARK_DEFAULTS.eventsPerSecond),
  });
}
