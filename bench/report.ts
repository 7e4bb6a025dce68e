/** What every benchmark shares: the machine's facts, runs in turns, medians, and a table that fits 80 columns. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';

export const RUNS = 5;

/** One line that says what the figures were measured on. */
export function machineFacts(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${model}, ${availableParallelism()} cores, ${memory}, ${kernel()}, Node ${process.version}`;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN;
  return { median: at(0.5), min: at(0), max: at(1) };
}

/** The value below which `share` (0 to 1) of the values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Runs each measurement `runs` times, in turns after one round that is not counted, so that drift hits all alike. */
export async function inTurns(
  measurements: Readonly<Record<string, () => number | Promise<number>>>,
  runs: number = RUNS,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const results: Record<string, number[]> = Object.fromEntries(Object.keys(measurements).map((name) => [name, []]));
  for (let round = 0; round <= runs; round += 1) {
    for (const [name, measure] of Object.entries(measurements)) {
      const value = await measure();
      if (round > 0) results[name]?.push(value);
    }
  }
  return results;
}

/** Prints `name  median  min  max  unit` for each measurement. */
export function printSpreads(title: string, unit: string, results: Readonly<Record<string, readonly number[]>>): void {
  console.log(`${title}\n${machineFacts()}\n`);
  console.log(`${''.padEnd(34)}${'median'.padStart(12)}${'min'.padStart(12)}${'max'.padStart(12)}  ${unit}`);
  for (const [name, values] of Object.entries(results)) {
    const { median, min, max } = spread(values);
    console.log(`${name.padEnd(34)}${figure(median)}${figure(min)}${figure(max)}`);
  }
}

function figure(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits }).padStart(12);
}

function kernel(): string {
  try {
    return `Linux ${readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim().split('-')[0]}`;
  } catch {
    return process.platform;
  }
}
