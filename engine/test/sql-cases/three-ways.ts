/**
 * Runs scripts whose sinks print, in three ways that must all give the same rows: straight through; stopped and restored
 * at each of three checkpoints; with work thrown away after each of them.
 */
import { openPipeline } from '../../src/runtime/open-pipeline.ts';
import type { PipelineScript } from '../../src/runtime/pipeline-messages.ts';
import { MemoryStateStore } from '../../src/state/environment-state-store.ts';
import { capturingPrint } from './capturing-print.ts';
import { type FoldedRows, foldChanges, type PrintedChange } from './folded-rows.ts';
import { timedConnector } from './timed-connector.ts';

export const WAYS_TO_RUN = ['through', 'stopped', 'crashed'] as const;
export type WayToRun = (typeof WAYS_TO_RUN)[number];

/** Rows of one micro-batch: small, so that checkpoints fall into the middle of everything. */
const ROWS_PER_STEP = 17;
const CHECKPOINTS = [1, 3, 6];

/** What the printing tables hold in the end. */
export async function runPrinting(
  scripts: readonly PipelineScript[],
  way: WayToRun,
  rowsPerStep = ROWS_PER_STEP,
): Promise<FoldedRows> {
  const changes: PrintedChange[] = [];
  const store = new MemoryStateStore();
  const capture = (change: PrintedChange) => changes.push(change);
  const connectors = [capturingPrint(capture), capturingPrint(capture, 'view'), timedConnector];
  const open = () => openPipeline({ scripts, store, connectors });
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
  return foldChanges(changes);
}
