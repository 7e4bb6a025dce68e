/**
 * Runs scripts whose sinks print, in three ways that must all give the same rows: straight through; stopped and restored
 * at each of three checkpoints; with work thrown away after each of them.
 */
import { readFileSync } from 'node:fs';
import { printConnector } from '../../src/connectors/print-sink.ts';
import { openPipeline } from '../../src/runtime/open-pipeline.ts';
import type { Pipeline } from '../../src/runtime/pipeline.ts';
import type { PipelineScript } from '../../src/runtime/pipeline-messages.ts';
import { MemoryStateStore } from '../../src/state/environment-state-store.ts';

export const WAYS_TO_RUN = ['through', 'stopped', 'crashed'] as const;
export type WayToRun = (typeof WAYS_TO_RUN)[number];

/** Rows of one micro-batch: small, so that checkpoints fall into the middle of everything. */
const ROWS_PER_STEP = 17;
const CHECKPOINTS = [1, 3, 6];

/** The printed rows, sorted: Flink's order of rows is not defined. */
export async function runPrinting(
  scripts: readonly PipelineScript[],
  way: WayToRun,
  rowsPerStep = ROWS_PER_STEP,
): Promise<readonly string[]> {
  const lines: string[] = [];
  const store = new MemoryStateStore();
  const open = () => openPrinting(scripts, store, lines);
  let pipeline = open();
  if (way === 'through') {
    while ((await pipeline.step()) !== 'end');
  } else {
    for (let step = 1; (await pipeline.step(rowsPerStep)) !== 'end'; step += 1) {
      if (!CHECKPOINTS.includes(step)) continue;
      if (way === 'crashed') await pipeline.push(rowsPerStep);
      await pipeline.close();
      pipeline = open();
    }
  }
  await pipeline.finish();
  await pipeline.close();
  return lines.toSorted();
}

function openPrinting(scripts: readonly PipelineScript[], store: MemoryStateStore, lines: string[]): Pipeline {
  const write = (text: string) => lines.push(...text.trimEnd().split('\n'));
  return openPipeline({ scripts, store, connectors: [printConnector({ out: write, error: write })] });
}

/** Gives each printing table its name as a prefix, so that the rows of several can be told apart. */
export function withPrefixes(text: string): string {
  return text.replace(/CREATE TABLE (\w+)([^;]*)'connector' = 'print'/g, (_, table: string, columns: string) => {
    return `CREATE TABLE ${table}${columns}'connector' = 'print', 'print-identifier' = '${table}'`;
  });
}

/** The rows of a golden file, sorted, without its comments. */
export function readGolden(path: string): readonly string[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#')).toSorted();
}
