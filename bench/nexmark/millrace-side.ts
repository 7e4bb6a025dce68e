/**
 * Millrace's side of the benchmark: scripts come as lines of JSON on standard input, and for each the time that it took
 * leaves on standard output. One process runs them all, so that only the first run is cold.
 */
import { createInterface } from 'node:readline';
import { openPipeline } from '../../engine/src/runtime/open-pipeline.ts';
import { MemoryStateStore } from '../../engine/src/state/environment-state-store.ts';
import type { RunResult } from './contestant.ts';
import { decodedConnector } from './decoded-connector.ts';

/** Rows of a micro-batch: as many as Flink's own mini-batches have in this benchmark. */
const ROWS_PER_BATCH = 50_000;

for await (const line of createInterface({ input: process.stdin })) {
  const { script }: { readonly script: string } = JSON.parse(line);
  console.log(JSON.stringify(await measured(script)));
}

async function measured(script: string): Promise<RunResult> {
  try {
    return { milliseconds: await run(script), error: null };
  } catch (error) {
    return { milliseconds: -1, error: String(error) };
  }
}

/** From the script's text to the end of its input, in milliseconds. Without checkpoints, as on Flink's side. */
async function run(text: string): Promise<number> {
  const began = performance.now();
  const pipeline = openPipeline({
    scripts: [{ file: 'nexmark.sql', text }],
    store: new MemoryStateStore(),
    connectors: [decodedConnector],
  });
  while ((await pipeline.push(ROWS_PER_BATCH)) !== 'end');
  await pipeline.close();
  return performance.now() - began;
}
